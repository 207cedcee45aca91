import type { FigureRecord, SweepRow } from '../records.ts';
import type { SweepRequest } from '../requests.ts';

type Column = 'excessL1' | 'excessL2' | 'kernelMovement' | 'exponent' | 'risk';

const CURVES: readonly { column: Column; title: string; scale: 'linear' | 'log' }[] = [
  { column: 'excessL1', title: 'Excess l1 norm of the limit over the least', scale: 'log' },
  { column: 'excessL2', title: 'Excess l2 norm of the limit over the least', scale: 'log' },
  { column: 'kernelMovement', title: 'Relative movement of the tangent kernel', scale: 'log' },
  { column: 'exponent', title: 'Exponent of the potential at the limit', scale: 'linear' },
  { column: 'risk', title: 'Population error beyond the noise', scale: 'log' },
];

/**
 * The curves of a sweep: its quantities over the scale, one curve a depth (and a number of samples), the mean over the
 * seeds with their range as band; with a risk also the largest scale that reaches it, over the samples.
 */
export function sweepFigures(rows: readonly SweepRow[], { risk, weightScale }: SweepRequest): FigureRecord[] {
  const name = weightScale === true ? 'alpha^D' : 'alpha';
  const curves = new Set(rows.map((r) => r.scale)).size < 2 ? [] : CURVES;
  const groups = groupBy(rows, seriesName(rows));
  const figures: FigureRecord[] = curves.map(({ column, title, scale }) => ({
    id: column,
    title,
    x: { name, scale: 'log' },
    y: { name: column, scale },
    series: [...groups].map(([label, own]) => curveOf(label, own, column)),
  }));
  if (risk !== undefined) figures.push(largestScale(rows, risk, name));
  return figures;
}

/** Depth, with the other sizes where they differ between rows. */
function seriesName(rows: readonly SweepRow[]): (row: SweepRow) => string {
  const varying = (['samples', 'features', 'sparsity', 'noise'] as const).filter(
    (key) => new Set(rows.map((r) => r[key])).size > 1,
  );
  return (row) => [`depth ${row.depth}`, ...varying.map((key) => `${key} ${row[key]}`)].join(', ');
}

function groupBy<K>(rows: readonly SweepRow[], key: (row: SweepRow) => K): Map<K, SweepRow[]> {
  const groups = new Map<K, SweepRow[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}

function curveOf(name: string, rows: readonly SweepRow[], column: Column): FigureRecord['series'][number] {
  const points = [...groupBy(rows, (r) => r.scale)].sort(([a], [b]) => a - b);
  const values = points.map(([, own]) => own.flatMap((r) => (r[column] === null ? [] : [r[column]])));
  const mean = (v: number[]): number | null =>
    v.length === 0 ? null : v.reduce((a, b) => a + b, 0) / v.length;
  return {
    name,
    x: points.map(([scale]) => scale),
    y: values.map(mean),
    ...(values.every((v) => v.length > 1)
      ? { band: values.map((v): [number, number] => [Math.min(...v), Math.max(...v)]) }
      : {}),
  };
}

/**
 * The largest scale of the grid whose population error, the mean over the seeds with the variance of the noise, is at
 * most `risk`, over the number of samples (Woodworth et al. 2020, figures 1c and 3c); null where no scale is.
 */
function largestScale(rows: readonly SweepRow[], risk: number, name: string): FigureRecord {
  const series = [...groupBy(rows, (r) => r.depth)].map(([depth, own]) => {
    const bySamples = [...groupBy(own, (r) => r.samples)].sort(([a], [b]) => a - b);
    return {
      name: `depth ${depth}`,
      x: bySamples.map(([n]) => n),
      y: bySamples.map(([, cells]) =>
        [...groupBy(cells, (r) => r.scale)].reduce<number | null>((best, [scale, at]) => {
          const error = at.reduce((sum, r) => sum + (r.risk ?? Infinity) + r.noise ** 2, 0) / at.length;
          return error <= risk && scale > (best ?? 0) ? scale : best;
        }, null),
      ),
    };
  });
  return {
    id: 'largestScale',
    title: `Largest scale, population error <= ${risk}`,
    x: { name: 'samples', scale: 'linear' },
    y: { name, scale: 'log' },
    series,
  };
}
