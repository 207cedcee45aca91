import { EPSILON } from './epsilon.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import type { RunLimits } from './runFlow.ts';
import { createRandom } from '../random.ts';
import { normalNumbers } from '../simulation/normalNumbers.ts';
import { createDualMap } from '../prediction/dualMap.ts';
import { minimise } from '../prediction/minimiser.ts';
import { createWeightedSystem } from '../prediction/weightedSystem.ts';
import type { RangeProjection } from '../prediction/rangeProjection.ts';
import type { WeightedSystem } from '../prediction/weightedSystem.ts';

/** Interpolators (least-squares solutions, where there is no exact one) beside the predicted one. */
export interface Interpolators {
  /** Least Euclidean norm. */
  readonly l2: Float64Array;
  /** Least ℓ1 norm with a proof by duality that it is within `L1_GAP`; null when not found or too large a problem. */
  readonly l1: Float64Array | null;
  /** Directions of the null space of X with largest entry 1; empty when X has full column rank. */
  readonly directions: readonly Float64Array[];
}

/** Relative gap between the ℓ1 norm found and its lower bound by duality. */
const L1_GAP = 1e-6;
/** Entries of X above which the minimum ℓ1 interpolator is not looked for. */
const L1_SIZE = 200_000;
const DIRECTIONS = 3;
/** Keeps the directions apart from a random problem with the same seed, whose rows they would otherwise repeat. */
const STREAM = 0x5bd1e995;

export function interpolators(flow: ComparedFlow, seed: number, limits: RunLimits = {}): Interpolators {
  const { d, range } = flow;
  const system = createWeightedSystem(range.kernel, range.x);
  if (range.rank > 0) system.factor(new Float64Array(d).fill(1), 0, 1, new Float64Array(d));
  const l2 = leastNorm(system, flow, range.y);
  return { l2, l1: leastL1Of(flow, l2, limits), directions: nullDirections(system, flow, seed) };
}

/** The shortest v with X̃ v = target. */
export function leastNorm(
  system: WeightedSystem,
  { d, range }: Pick<ComparedFlow, 'd' | 'range'>,
  target: Float64Array,
): Float64Array {
  const v = new Float64Array(d);
  if (range.rank === 0) return v;
  system.solve(target, new Float64Array(d), new Float64Array(range.rank), new Float64Array(d), v);
  return v;
}

function nullDirections(system: WeightedSystem, flow: ComparedFlow, seed: number): Float64Array[] {
  const { d, range } = flow;
  if (range.rank >= d) return [];
  const normal = normalNumbers(createRandom(seed + STREAM));
  const found: Float64Array[] = [];
  const image = new Float64Array(range.rank);
  for (let c = 0; c < DIRECTIONS; c++) {
    const z = Float64Array.from({ length: d }, () => normal());
    for (let round = 0; round < 2; round++) {
      range.kernel.forward(z, image);
      const inRow = leastNorm(system, flow, image);
      for (let i = 0; i < d; i++) z[i]! -= inRow[i]!;
    }
    const size = z.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    if (size > 1e-8) found.push(z.map((v) => v / size));
  }
  return found;
}

/** Barrier parameters that are tried, relative to the weights: the norm found exceeds the least by at most d of them. */
const BARRIERS = [1e-13, 1e-9];

/** An interpolator of (nearly) least ℓ1 norm and a lower bound of that norm by duality, both up to rounding. */
export interface LeastL1 {
  readonly w: Float64Array;
  readonly norm: number;
  readonly lower: number;
}

/**
 * The interpolator of least ℓ1 norm, as the minimiser of the potential of w = μ/(1 − s) − μ/(1 + s) for a tiny μ, whose
 * s stays in (−1, 1). Any ν gives the lower bound y·ν/‖Xᵀν‖∞ of the least ℓ1 norm, which proves it or not: null where it
 * does not.
 */
export function leastL1(
  range: RangeProjection,
  d: number,
  scale: number,
  signal?: AbortSignal,
): LeastL1 | null {
  for (const barrier of BARRIERS) {
    const side = (sign: number) => ({
      kind: 'power' as const,
      amplitude: sign * barrier * scale,
      rate: -sign,
      exponent: -1,
    });
    const map = createDualMap(d, [side(1), side(-1)], 0);
    const found = minimise({ map, X: range.x, y: range.y, n: range.rank, d, signal });
    if (found.outcome !== 'converged') continue;
    const s = new Float64Array(d);
    range.kernel.backward(found.nu, s);
    const most = s.reduce((m, v) => Math.max(m, Math.abs(v)), EPSILON);
    const lower = found.nu.reduce((sum, v, m) => sum + v * range.y[m]!, 0) / most;
    const norm = found.w.reduce((sum, v) => sum + Math.abs(v), 0);
    if (norm - lower <= L1_GAP * norm) return { w: found.w, norm, lower };
  }
  return null;
}

function leastL1Of(
  { n, d, range }: ComparedFlow,
  l2: Float64Array,
  { signal, deadline = Infinity }: RunLimits,
): Float64Array | null {
  const scale = l2.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  if (scale === 0) return l2;
  if (n * d > L1_SIZE || range.rank === 0 || performance.now() > deadline) return null;
  return leastL1(range, d, scale, signal)?.w ?? null;
}
