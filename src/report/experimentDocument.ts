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
      ...o.figures.flatMap(figureTables),
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

/** Characters of titles that one table of curves may hold, and the longest name of x that may head a column. */
const WIDEST_TITLES = 60;
const LONGEST_AXIS = 16;

/** One row a value of x, one column a curve, as many tables as the width asks for; long curves are thinned. */
export function figureTables({ title, x, y, series }: FigureRecord): Table[] {
  const all = [...new Set(series.flatMap((s) => s.x))].sort((a, b) => a - b);
  const stride = Math.max(1, Math.ceil(all.length / SHOWN_POINTS));
  const shown = all.filter((_, k) => k % stride === 0 || k === all.length - 1);
  const thinned = stride === 1 ? '' : `, ${shown.length} of ${all.length} points (all in JSON)`;
  const axis = x.name.length > LONGEST_AXIS ? 'x' : x.name;
  const caption = `${title}: ${y.name} against ${axis === 'x' ? 'x = ' : ''}${x.name}${thinned}`;
  return inWidth(series).map((part, k) => ({
    kind: 'table',
    caption: k === 0 ? caption : `${title}, further curves`,
    columns: [
      { title: axis, align: 'right' },
      ...part.map((s) => ({ title: s.name, align: 'right' as const })),
    ],
    rows: shown
      .filter((at) => part.some((s) => s.x.includes(at)))
      .map((at) => [
        numberInline(at, 4),
        ...part.map((s) => {
          const j = s.x.indexOf(at);
          return j < 0 ? '' : numberInline(s.y[j], 4);
        }),
      ]),
  }));
}

/** The curves in order, in groups whose titles fit beside each other. */
function inWidth(series: FigureRecord['series']): FigureRecord['series'][] {
  const groups: FigureRecord['series'][] = [];
  let width = Infinity;
  for (const curve of series) {
    width += Math.max(10, curve.name.length);
    if (width > WIDEST_TITLES) {
      groups.push([]);
      width = Math.max(10, curve.name.length);
    }
    groups.at(-1)!.push(curve);
  }
  return groups;
}
