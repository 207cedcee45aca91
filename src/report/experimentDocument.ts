import type { ExperimentRecord, FigureRecord } from '../records.ts';
import { comparisonBlocks } from './checkDocument.ts';
import type { Block, Document, Table } from './document.ts';
import { colophonOf } from './modelBlocks.ts';
import { numberInline } from './numberText.ts';
import { tally } from './verdictMark.ts';

/** Points of a curve that are printed; all of them are in the JSON form. */
const SHOWN_POINTS = 24;

/** The numeric checks of a claim, each comparison with its budget, and the numbers of its figures. */
export function experimentDocument(record: ExperimentRecord): Document {
  const { id, title, statement, outcomes, why, verdict } = record;
  const comparisons = outcomes.flatMap((o) => o.comparisons);
  const blocks: Block[] = [
    { kind: 'paragraph', role: 'text', text: statement },
    ...outcomes.flatMap((o): Block[] => [
      { kind: 'heading', text: o.title, verdict: o.verdict },
      { kind: 'paragraph', role: 'text', text: o.text },
      ...comparisonBlocks(o.comparisons),
      ...o.figures.map(figureTable),
      ...o.notes.map((text): Block => ({ kind: 'paragraph', role: 'note', text })),
    ]),
  ];
  if (why !== null) blocks.push({ kind: 'paragraph', role: 'note', text: `No numeric check: ${why}` });
  return {
    title: `${id}. ${title}`,
    blocks,
    verdict,
    summary:
      comparisons.length === 0
        ? ''
        : `${comparisons.length} comparison${comparisons.length === 1 ? '' : 's'}: ${tally(comparisons.map((c) => c.verdict))}`,
    colophon: colophonOf(record),
  };
}

/** One row a value of x, one column a curve; long curves are thinned. */
function figureTable({ title, x, y, series }: FigureRecord): Table {
  const all = [...new Set(series.flatMap((s) => s.x))].sort((a, b) => a - b);
  const stride = Math.max(1, Math.ceil(all.length / SHOWN_POINTS));
  const shown = all.filter((_, k) => k % stride === 0 || k === all.length - 1);
  const thinned = stride === 1 ? '' : `, ${shown.length} of ${all.length} points (all in JSON)`;
  return {
    kind: 'table',
    caption: `${title}: ${y.name} against ${x.name}${thinned}`,
    columns: [
      { title: x.name, align: 'right' },
      ...series.map((s) => ({ title: s.name, align: 'right' as const })),
    ],
    rows: shown.map((at) => [
      numberInline(at, 4),
      ...series.map((s) => {
        const k = s.x.indexOf(at);
        return k < 0 ? '' : numberInline(s.y[k], 4);
      }),
    ]),
  };
}
