import { HypentropyError } from '../errors.ts';
import type { SweepRow } from '../records.ts';
import type { SweepRequest } from '../requests.ts';

/** One cell of a sweep: everything that decides its row. */
export type SweepCell = Pick<
  SweepRow,
  'depth' | 'scale' | 'alpha' | 'samples' | 'features' | 'sparsity' | 'noise' | 'seed' | 'loss' | 'route'
>;

/** Cells of one sweep at most. */
const MOST_CELLS = 1_000_000;

/** The cells in their order, problem by problem, so that each problem is drawn once. Throws HypentropyError `setting`. */
export function sweepCells(request: SweepRequest, loss = 'squared'): SweepCell[] {
  const whole = (flag: string, text: string, least: number, most: number): number[] =>
    gridOf(flag, text).map((v) => {
      const value = Number(v);
      if (!Number.isInteger(value) || value < least || value > most)
        throw refuse(flag, `integers from ${least} to ${most}`, v);
      return value;
    });
  const seeds = whole('--seeds', request.seeds, 0, 4_294_967_295);
  const samples = whole('--samples', request.samples, 1, 10_000);
  const features = whole('--features', request.features, 1, 10_000);
  const sparsities = whole('--sparsity', request.sparsity, 0, 10_000);
  const noises = numbers('--noise', request.noise, (x) => x >= 0 && x <= 1e6, 'numbers from 0 to 1000000');
  const scales = numbers('--scale', request.scale, (x) => x > 0 && x < Infinity, 'positive numbers');
  const depths = gridOf('--depth', request.depth).map(readDepth);
  const count = [seeds, samples, features, sparsities, noises, scales, depths].reduce(
    (m, a) => m * a.length,
    1,
  );
  if (count > MOST_CELLS)
    throw new HypentropyError(
      'setting',
      `a sweep has at most ${MOST_CELLS} cells: these lists ask for ${count}`,
    );
  const cells: SweepCell[] = [];
  for (const seed of seeds)
    for (const n of samples)
      for (const d of features)
        for (const sparsity of sparsities)
          for (const noise of noises)
            for (const depth of depths)
              for (const scale of scales)
                cells.push({
                  depth: depth.text,
                  scale,
                  alpha: request.weightScale === true ? scale ** (1 / depth.value) : scale,
                  samples: n,
                  features: d,
                  sparsity: Math.min(sparsity, d),
                  noise,
                  seed,
                  loss: loss.replace(/[,\r\n"]+/g, ';'),
                  route: request.simulate === true ? 'simulated' : 'predicted',
                });
  return cells.filter(shardOf(request.shard));
}

/** What tells cells apart, the same for a row that was read from a file. */
export const cellKey = (cell: SweepCell): string =>
  [
    cell.depth, cell.scale, cell.alpha, cell.samples, cell.features, cell.sparsity, cell.noise, cell.seed, cell.loss, cell.route,
  ].join(' '); // prettier-ignore

/** Every k-th cell from the i-th for `i/k`. */
function shardOf(text: string | undefined): (cell: SweepCell, index: number) => boolean {
  if (text === undefined) return () => true;
  const [, i, k] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const [own, count] = [Number(i), Number(k)];
  if (!(own >= 1 && own <= count)) throw refuse('--shard', 'i/k with 1 <= i <= k, for instance 2/4', text);
  return (_, index) => index % count === own - 1;
}

function readDepth(text: string): { text: string; value: number } {
  if (/^(inf|infinity|∞)$/.test(text)) return { text: 'inf', value: 1 };
  const [, p, q] = /^(\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(text) ?? [];
  const value = Number(p) / Number(q ?? 1);
  if (!(value >= 1 && value <= 10_000)) throw refuse('--depth', 'numbers from 1 to 10000 or inf', text);
  return { text, value };
}

function numbers(flag: string, text: string, fits: (x: number) => boolean, allowed: string): number[] {
  return gridOf(flag, text).map((v) => {
    const value = DECIMAL.test(v) ? Number(v) : quotient(v);
    if (!fits(value)) throw refuse(flag, allowed, v);
    return value;
  });
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function quotient(text: string): number {
  const [, p, q] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  return Number(p) / Number(q);
}

/**
 * The entries of a list: single values, ranges of integers `1-3`, and `from:to:log:count` or `from:to:lin:count`, both ends
 * included. Repeated entries count once.
 */
function gridOf(flag: string, text: string): string[] {
  const entries = text.split(',').flatMap((part) => {
    const entry = part.trim();
    const range = /^(\d+)-(\d+)$/.exec(entry);
    if (range !== null) return integerRange(flag, Number(range[1]), Number(range[2]), entry);
    if (entry.includes(':')) return spaced(flag, entry);
    if (entry === '') throw refuse(flag, 'a list such as 1,2,3 without empty entries', text);
    return [entry];
  });
  return [...new Set(entries)];
}

function integerRange(flag: string, from: number, to: number, text: string): string[] {
  if (to < from || to - from >= MOST_CELLS)
    throw refuse(flag, 'a range such as 1-3, from the smaller on', text);
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);
}

function spaced(flag: string, text: string): string[] {
  const [from, to, kind, count, ...more] = text.split(':').map((p) => p.trim());
  const [a, b, n] = [from, to, count].map((p) => (p !== undefined && DECIMAL.test(p) ? Number(p) : NaN)) as [
    number,
    number,
    number,
  ];
  const log = kind === 'log';
  const fits =
    (log || kind === 'lin') && more.length === 0 && n >= 1 && n <= MOST_CELLS && Number.isInteger(n);
  if (!fits || !(Math.abs(b - a) < Infinity) || (log && !(a > 0 && b > 0)))
    throw refuse(
      flag,
      'spaced values as from:to:log:count or from:to:lin:count, for instance 1e-3:10:log:9',
      text,
    );
  return Array.from({ length: n }, (_, i) => {
    const share = n === 1 ? 0 : i / (n - 1);
    const value = log ? a * (b / a) ** share : a + (b - a) * share;
    // twelve digits: the values that a person would write, 0.01 and not 0.010000000000000002
    return String(Number(value.toPrecision(12)));
  });
}

const refuse = (flag: string, allowed: string, got: string): HypentropyError =>
  new HypentropyError(
    'setting',
    `${flag} takes ${allowed}: got '${got.length > 60 ? `${got.slice(0, 57)}...` : got}'`,
  );
