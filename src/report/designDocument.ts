import type { Block, Document, Fields, Inline } from './document.ts';
import { mathOf } from './mathOf.ts';
import { colophonOf } from './modelBlocks.ts';
import type { DesignRecord } from '../records.ts';
import { stepBlocks } from './theoryDocument.ts';
import { tally } from './verdictMark.ts';

/** A potential, the map and start found for it, the way there and back, and how to check it by simulation. */
export function designDocument(record: DesignRecord): Document {
  const { request, steps, verdict } = record;
  const name = request.given === 'metric' ? "psi''(w)" : 'psi(w)';
  return {
    title: `Design: a parametrization for ${name} = ${request.formula}`,
    blocks: [
      { kind: 'fields', rows: rowsOf(record) },
      ...steps.flatMap(stepBlocks),
      ...commandBlocks(record),
    ],
    verdict,
    summary: `${steps.length} steps: ${tally(steps.map((s) => s.verdict))}`,
    colophon: colophonOf(record),
  };
}

function rowsOf(record: DesignRecord): Fields['rows'] {
  const { request, start, parametrization, latex, init, twoSided, equation } = record;
  const asked = request.given === 'metric' ? 'Metric' : 'Potential';
  const rows: Fields['rows'] = [
    { label: asked, value: { kind: 'math', infix: request.formula, latex: request.latex } },
    { label: 'Domain', value: domainOf(request.domain) },
  ];
  if (request.assumptions.length > 0)
    rows.push({ label: 'Holds for', value: mathOf(request.assumptions.join(', ')) });
  rows.push({
    label: 'From',
    value: start.reason === null ? mathOf(`w(0) = ${start.w}`) : `w(0) = ${start.w}, ${start.reason}`,
  });
  if (parametrization === null) rows.push({ label: 'Map', value: mathOf(equation) });
  else rows.push({ label: 'Map', value: mapOf(parametrization, latex!) }, { label: 'Start', value: startOf(init) });
  if (twoSided !== null)
    rows.push(
      { label: 'Two sides', value: mapOf(twoSided.parametrization, twoSided.latex) },
      { label: 'Start', value: startOf(twoSided.init) },
    );
  return rows;
} // prettier-ignore

const domainOf = (text: string): Inline => (text === 'w real' ? 'every real w' : mathOf(text));

const mapOf = (infix: string, latex: string): Inline => ({
  kind: 'math',
  infix: `w = ${infix}`,
  latex: `w = ${latex}`,
});

const startOf = (init: Record<string, string>): Inline =>
  mathOf(
    Object.entries(init)
      .map(([name, value]) => `${name} = ${value}`)
      .join(', '),
  );

function commandBlocks({ commands }: DesignRecord): Block[] {
  if (commands.length === 0) return [];
  return [
    { kind: 'heading', text: 'Check it by simulation' },
    { kind: 'commands', lines: commands },
  ];
}
