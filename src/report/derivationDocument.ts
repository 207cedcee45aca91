import type { DocumentRecord, StepRecord } from '../records.ts';
import type { Block, Document } from './document.ts';
import { mathOf } from './mathOf.ts';
import { colophonOf } from './modelBlocks.ts';
import { stepBlocks } from './theoryDocument.ts';
import { tally } from './verdictMark.ts';

/** A claim of the theory: what it says, what it assumes, and each line of its derivation. */
export function derivationDocument(record: DocumentRecord): Document {
  const { id, title, statement, source, assumptions, definitions, steps, restsOn, why, verdict } = record;
  const blocks: Block[] = [
    { kind: 'paragraph', role: 'text', text: statement },
    {
      kind: 'fields',
      rows: [
        { label: 'Source', value: source },
        ...foundRows(record),
        ...(assumptions.length === 0 ? [] : [{ label: 'Assuming', value: mathOf(assumptions.join(', ')) }]),
        ...definitions.map((text) => ({ label: 'Where', value: mathOf(text) })),
        ...restsOn.map((text) => ({ label: 'Rests on', value: text })),
        ...checkRows(record),
      ],
    },
    ...steps.flatMap(stepBlocks),
  ];
  if (why !== null) blocks.push({ kind: 'paragraph', role: 'note', text: `No derivation: ${why}` });
  return {
    title: `${id}. ${title}`,
    blocks,
    verdict,
    summary:
      steps.length === 0
        ? ''
        : `${steps.length} step${steps.length === 1 ? '' : 's'}: ${tallyOfSteps(steps)}`,
    colophon: colophonOf(record),
  };
}

/** How many steps have each verdict, those that are cited and not checked apart. */
function tallyOfSteps(steps: readonly StepRecord[]): string {
  const checked = steps.filter((s) => s.cited !== true);
  const parts = checked.length === 0 ? [] : [tally(checked.map((s) => s.verdict))];
  if (checked.length < steps.length) parts.push(`${steps.length - checked.length} cited`);
  return parts.join(', ');
}

/** What a published formula was found to be, and by which lines. */
function foundRows({ published, finding }: DocumentRecord) {
  if (published === undefined || finding === undefined) return [];
  const where = `${published.paper}, ${published.formula}${published.seen === 'quoted' ? ', as commonly quoted' : ''}`;
  return [
    { label: 'Formula', value: where },
    { label: 'Finding', value: `${finding.text} (${finding.verdict})` },
    { label: 'Shown by', value: finding.lines.join('; ') },
  ];
}

function checkRows({ experiments, noExperiment }: DocumentRecord) {
  if (experiments.length > 0) return [{ label: 'Simulated by', value: { kind: 'code' as const, text: experiments.join(', ') } }]; // prettier-ignore
  return noExperiment === null ? [] : [{ label: 'Not simulated', value: noExperiment }];
}
