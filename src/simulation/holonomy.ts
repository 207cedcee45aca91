import { norm } from '../numerics/norm.ts';
import { driven, type CoupledMap } from './coupledMap.ts';
import { integrateOde } from './integrateOde.ts';

/** Two training signals with the same total: signal i then j, and j then i, each for the time h. */
export interface Holonomy {
  readonly i: number;
  readonly j: number;
  readonly h: number;
  /** Weights at the end of each at the tighter tolerance. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Max-norm difference of the two ends at the looser and the tighter tolerance, and the budgets of these. */
  readonly levels: readonly { readonly tolerance: number; readonly gap: number; readonly budget: number }[];
  /** max |w| of the ends. */
  readonly scale: number;
  readonly steps: number;
}

export interface HolonomyOptions {
  readonly map: CoupledMap;
  readonly theta0: Float64Array;
  /** The signals of which pairs are taken; the unit signals to the outputs when absent. */
  readonly signals?: readonly Float64Array[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | undefined;
}

const TOLERANCES = [1e-10, 1e-12, 1e-13];
/** Rounding of one step relative to the weights, with room. */
const ROUNDING = 2 ** -48;
/** How far the first output's field moves the parameters, relative to their size. */
const REACH = 0.3;
const MOST_HALVINGS = 8;

/**
 * Whether the order of training signals matters: where w is a function of the accumulated signal alone, as in a mirror
 * flow, the gap is 0. Each level's budget is how much the ends move when the tolerance is tightened, plus what the step size control
 * admits, plus rounding. The pair
 * of outputs with the largest gap is reported; null where no pair could be integrated.
 */
export function holonomy(options: HolonomyOptions): Holonomy | null {
  const signals = options.signals ?? unitSignals(options.map.d);
  let worst: Holonomy | null = null;
  for (let i = 0; i < signals.length; i++)
    for (let j = i + 1; j < signals.length; j++) {
      const found = loopOf(options, signals, i, j);
      if (found !== null && (worst === null || relative(found) > relative(worst))) worst = found;
    }
  return worst;
}

const unitSignals = (d: number): Float64Array[] =>
  Array.from({ length: d }, (_, i) => new Float64Array(d).fill(1, i, i + 1));

const relative = ({ levels, scale }: Holonomy): number => levels.at(-1)!.gap / scale;

function loopOf(
  options: HolonomyOptions,
  signals: readonly Float64Array[],
  i: number,
  j: number,
): Holonomy | null {
  const { map, theta0 } = options;
  const [a, b] = [signals[i]!, signals[j]!];
  let h = REACH / Math.max(speedAt(map, theta0, a), speedAt(map, theta0, b));
  if (!Number.isFinite(h)) return null;
  for (let k = 0; k < MOST_HALVINGS; k++, h /= 2) {
    const ends = TOLERANCES.map((tolerance) => [
      endOf(options, [a, b], h, tolerance),
      endOf(options, [b, a], h, tolerance),
    ]);
    if (ends.some((pair) => pair.some((end) => end === null))) continue;
    const runs = ends as { w: Float64Array; steps: number }[][];
    const scale = Math.max(...runs.at(-1)!.map(({ w }) => largest(w)), Number.MIN_VALUE);
    const levels = TOLERANCES.slice(0, -1).map((tolerance, m) => {
      const [ab, ba] = runs[m]!;
      const moved = difference(ab!.w, runs[m + 1]![0]!.w) + difference(ba!.w, runs[m + 1]![1]!.w);
      const steps = ab!.steps + ba!.steps;
      const controlled = tolerance * scale * steps + ROUNDING * scale * Math.sqrt(steps);
      return { tolerance, gap: difference(ab!.w, ba!.w), budget: 1.5 * moved + controlled };
    });
    const [first, second] = runs.at(-2)!;
    return {
      i,
      j,
      h,
      first: first!.w,
      second: second!.w,
      levels,
      scale,
      steps: first!.steps + second!.steps,
    };
  }
  return null;
}

/** The relative speed of the parameters under a signal. */
function speedAt(map: CoupledMap, theta0: Float64Array, direction: Float64Array): number {
  const rate = new Float64Array(map.p);
  driven(map, (_, out) => out.set(direction))(0, theta0, rate);
  return norm(rate) / (norm(theta0) || 1);
}

function endOf(
  { map, theta0, signal, deadline }: HolonomyOptions,
  order: readonly Float64Array[],
  h: number,
  tolerance: number,
): { w: Float64Array; steps: number } | null {
  let theta: Float64Array = theta0;
  let steps = 0;
  for (const direction of order) {
    const rate = driven(map, (_, out) => out.set(direction));
    const run = integrateOde({ rate, start: theta, from: 0, to: h, tolerance, signal, deadline, maximumSteps: 5000 }); // prettier-ignore
    if (run.outcome !== 'end') return null;
    theta = run.y;
    steps += run.steps;
  }
  const w = new Float64Array(map.d);
  map.value(theta, w);
  return w.every(Number.isFinite) ? { w, steps } : null;
}

const largest = (w: Float64Array): number => w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
const difference = (a: Float64Array, b: Float64Array): number =>
  a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i]!)), 0);
