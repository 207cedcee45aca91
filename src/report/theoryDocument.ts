import type { Block, Document, Fields } from './document.ts';
import { evidenceText, pointText } from './evidenceText.ts';
import { algorithmRows, colophonOf, modelName, modelRows } from './modelBlocks.ts';
import type { StepRecord, TheoryRecord } from '../records.ts';
import { tally } from './verdictMark.ts';

/** The derivation of a model's theory: the model, whether it is a mirror flow, and each step with its reason. */
export function theoryDocument(record: TheoryRecord): Document {
  const { model, mirrorFlow, steps, verdict } = record;
  return {
    title: `Implicit bias of ${record.algorithm ?? 'gradient flow'}: ${modelName(model)}`,
    blocks: [
      {
        kind: 'fields',
        rows: [...modelRows(model), ...algorithmRows(record), ...mirrorFlowRows(mirrorFlow)],
      },
      ...steps.flatMap(stepBlocks),
    ],
    verdict,
    summary: `${steps.length} step${steps.length === 1 ? '' : 's'}: ${tally(steps.map((s) => s.verdict))}`,
    colophon: colophonOf(record),
  };
}

const ANSWERS = new Map<boolean | string | null, string>([
  [true, 'yes'],
  [false, 'no'],
  ['after-time-change', 'after a change of time'],
  [null, 'not decided'],
]);

function mirrorFlowRows({
  holds,
  verdict,
  theorem,
  obstruction,
}: TheoryRecord['mirrorFlow']): Fields['rows'] {
  const because = theorem === '' ? '' : `: ${theorem}`;
  const rows: Fields['rows'] = [
    { label: 'Mirror flow', value: `${ANSWERS.get(holds)} (${verdict})${because}` },
  ];
  if (obstruction !== null) {
    const at = pointText(obstruction.at);
    rows.push({
      label: 'Obstruction',
      value: {
        kind: 'code',
        text: `bracket = [${obstruction.bracket.join(', ')}]${at === '' ? '' : ` at ${at}`}`,
      },
    });
  }
  return rows;
}

/** The heading, text, formulas, reason and evidence of a step. */
export function stepBlocks(step: StepRecord, index: number): Block[] {
  const title = `${index + 1}. ${step.title}`;
  const blocks: Block[] = [
    step.cited === true
      ? { kind: 'heading', text: `${title} (cited, not checked)` }
      : { kind: 'heading', text: title, verdict: step.verdict },
  ];
  if (step.text !== '') blocks.push({ kind: 'paragraph', role: 'text', text: step.text });
  if (step.formulas.length > 0) blocks.push({ kind: 'formulas', infix: step.formulas, latex: step.latex });
  if (step.reason !== '') blocks.push({ kind: 'paragraph', role: 'reason', text: step.reason });
  const evidence = evidenceText(step.evidence);
  if (evidence !== '') blocks.push({ kind: 'paragraph', role: 'evidence', text: evidence });
  return blocks;
}
