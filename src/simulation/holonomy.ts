import { driven, type CoupledMap } from './coupledMap.ts';
import { integrateOde } from './integrateOde.ts';

/** Two training signals with the same total: along output i then j, and j then i, each for the time h. */
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
  const { d } = options.map;
  let worst: Holonomy | null = null;
  for (let i = 0; i < d; i++)
    for (let j = i + 1; j < d; j++) {
      const found = loopOf(options, i, j);
      if (found !== null && (worst === null || relative(found) > relative(worst))) worst = found;
    }
  return worst;
}

const relative = ({ levels, scale }: Holonomy): number => levels.at(-1)!.gap / scale;

function loopOf(options: HolonomyOptions, i: number, j: number): Holonomy | null {
  const { map, theta0 } = options;
  let h = REACH / speedAt(map, theta0, i, j);
  if (!Number.isFinite(h)) return null;
  for (let k = 0; k < MOST_HALVINGS; k++, h /= 2) {
    const ends = TOLERANCES.map((tolerance) => [
      endOf(options, [i, j], h, tolerance),
      endOf(options, [j, i], h, tolerance),
    ]);
    if (ends.some((pair) => pair.some((end) => end === null))) continue;
    const runs = ends as { w: Float64Array; steps: number }[][];
    const scale = Math.max(...runs.at(-1)!.map(({ w }) => largest(w)), Number.MIN_VALUE);
    const levels = TOLERANCES.slice(0, -1).map((tolerance, m) => {
      const [a, b] = runs[m]!;
      const moved = difference(a!.w, runs[m + 1]![0]!.w) + difference(b!.w, runs[m + 1]![1]!.w);
      const steps = a!.steps + b!.steps;
      const controlled = tolerance * scale * steps + ROUNDING * scale * Math.sqrt(steps);
      return { tolerance, gap: difference(a!.w, b!.w), budget: 1.5 * moved + controlled };
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

/** The largest relative speed of the parameters along either field. */
function speedAt(map: CoupledMap, theta0: Float64Array, i: number, j: number): number {
  const { d, p } = map;
  const jacobian = new Float64Array(d * p);
  map.jacobian(theta0, jacobian);
  const norm = (row: number): number =>
    Math.sqrt(jacobian.slice(row * p, (row + 1) * p).reduce((s, v) => s + v * v, 0));
  const factor = map.factor === undefined ? 1 : map.factor(theta0);
  const size = Math.sqrt(theta0.reduce((s, v) => s + v * v, 0)) || 1;
  return Math.max(norm(i), norm(j)) / (factor * size);
}

function endOf(
  { map, theta0, signal, deadline }: HolonomyOptions,
  order: readonly number[],
  h: number,
  tolerance: number,
): { w: Float64Array; steps: number } | null {
  let theta: Float64Array = theta0;
  let steps = 0;
  for (const output of order) {
    const rate = driven(map, (_, out) => {
      out.fill(0);
      out[output] = 1;
    });
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
