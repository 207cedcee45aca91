import type { Block, Document, Inline } from './document.ts';
import { colophonOf } from './modelBlocks.ts';
import { numberInline } from './numberText.ts';
import type { FigureRecord, SweepRecord, SweepRow } from '../records.ts';
import { tally } from './verdictMark.ts';

/** Quantities of the summary, in the order of its columns. */
const QUANTITIES = [
  ['excess l1', 'excessL1'],
  ['excess l2', 'excessL2'],
  ['kernel moves', 'kernelMovement'],
  ['exponent', 'exponent'],
  ['error', 'risk'],
] as const;

/** A sweep in one table: the mean over the seeds at every point of the grid. */
export function sweepDocument(record: SweepRecord): Document {
  const { sweep, rows, figures, notes, verdict } = record;
  const sizes = new Set(rows.map(sizeText));
  const threshold = figures.find((f) => f.id === 'largestScale');
  const blocks: Block[] = [
    {
      kind: 'fields',
      rows: [
        {
          label: 'Cells',
          value: `${sweep.cells}: ${sweep.computed} computed, ${sweep.known} known, ${sweep.left} left`,
        },
        { label: 'Problems', value: [...sizes].slice(0, 4).join('; ') + (sizes.size > 4 ? '; ...' : '') },
        { label: 'Seeds', value: [...new Set(rows.map((r) => r.seed))].slice(0, 12).join(', ') },
      ],
    },
    summaryTable(rows),
    ...(threshold === undefined ? [] : [thresholdTable(threshold)]),
  ];
  const reasons = new Map<string, number>();
  for (const { why } of rows) if (why !== '') reasons.set(why, (reasons.get(why) ?? 0) + 1);
  for (const [why, count] of reasons)
    blocks.push({ kind: 'paragraph', role: 'note', text: `${count} cell${count === 1 ? '' : 's'}: ${why}` });
  for (const text of notes) blocks.push({ kind: 'paragraph', role: 'note', text });
  return {
    title: 'Limits of gradient flow over depth and scale',
    blocks,
    verdict,
    summary: `${rows.length} cell${rows.length === 1 ? '' : 's'}: ${tally(rows.map((r) => r.verdict))}`,
    colophon: colophonOf(record),
  };
}

const sizeText = (r: SweepRow): string =>
  `${r.samples} samples, ${r.features} features, sparsity ${r.sparsity}, noise ${r.noise}`;

function summaryTable(rows: readonly SweepRow[]): Block {
  const several = new Set(rows.map((r) => r.samples)).size > 1;
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const key = `${row.depth} ${row.samples} ${row.scale}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return {
    kind: 'table',
    caption: 'mean over the seeds',
    columns: [
      ...['depth', ...(several ? ['samples'] : []), 'scale', ...QUANTITIES.map(([title]) => title)].map(
        (title, i) => ({
          title,
          align: i === 0 ? ('left' as const) : ('right' as const),
        }),
      ),
      { title: 'verdicts', align: 'left' as const },
    ],
    rows: [...groups.values()].map((own): Inline[] => [
      own[0]!.depth,
      ...(several ? [`${own[0]!.samples}`] : []),
      numberInline(own[0]!.scale, 4),
      ...QUANTITIES.map(([, key]) => numberInline(meanOf(own, key), 4)),
      tally(own.map((r) => r.verdict)),
    ]),
  };
}

function meanOf(rows: readonly SweepRow[], key: (typeof QUANTITIES)[number][1]): number | null {
  const values = rows.flatMap((r) => (r[key] === null ? [] : [r[key]]));
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

function thresholdTable({ title, series }: FigureRecord): Block {
  const samples = [...new Set(series.flatMap((s) => s.x))].sort((a, b) => a - b);
  return {
    kind: 'table',
    caption: title,
    columns: ['samples', ...series.map((s) => s.name)].map((name) => ({
      title: name,
      align: 'right' as const,
    })),
    rows: samples.map((n): Inline[] => [
      `${n}`,
      ...series.map((s) => numberInline(s.y[s.x.indexOf(n)] ?? null, 4)),
    ]),
  };
}
