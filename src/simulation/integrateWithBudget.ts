import type { FlowCheckpoint, FlowOptions, FlowProgress, FlowResult } from './flowResult.ts';
import { integrateFlow } from './integrateFlow.ts';

/** How much tighter the second run is. */
const FACTOR = 30;

/** The error of a run is taken for at most this many times its difference to the tighter one. */
const SAFETY = 2;
const EPSILON = 2 ** -52;

/**
 * The integration with an error budget for every map: the dual defect where the map is additive, otherwise an estimate of
 * the same from a second run at a tighter tolerance, at equal times.
 */
export function* integrateWithBudget(options: FlowOptions): Generator<FlowProgress, FlowResult> {
  const result = yield* integrateFlow(options);
  if (result.budget || result.outcome === 'aborted' || result.t === 0) return result;
  const times = [...new Set([...result.checkpoints.map((c) => c.t), result.t])];
  const tighter = yield* integrateFlow(
    { ...options, tolerance: Math.max((options.tolerance ?? 1e-8) / FACTOR, 1e-14), checkpoints: { times } },
    true,
  );
  if (tighter.checkpoints.length < times.length) return result;
  const at = (t: number): FlowCheckpoint => tighter.checkpoints[times.indexOf(t)]!;
  for (const point of result.checkpoints) point.budget = deviation(options, point, at(point.t));
  result.budget = deviation(options, result, at(result.t));
  result.budgetKind = 'comparison';
  result.evaluations += tighter.evaluations;
  return result;
}

/**
 * By how much the dual coordinate that belongs to θ may differ from Xᵀν, for every coordinate, the same number for each of
 * its k parameters: the weights of two runs differ by ⟨∇F, Δθ⟩, which is |∇F|² times a shift of the dual coordinate, and
 * their duals by XᵀΔν; rounding of θ added.
 */
function deviation(
  { map, X, n, d }: FlowOptions,
  { theta, nu }: Pick<FlowCheckpoint, 'theta' | 'nu'>,
  other: FlowCheckpoint,
): Float64Array {
  const { k } = map;
  const f = new Float64Array(k * d);
  map.gradient(theta, f);
  const out = new Float64Array(k * d);
  for (let i = 0; i < d; i++) {
    let [slope, weight, size] = [0, 0, 0];
    for (let j = 0; j < k; j++) {
      const at = j * d + i;
      slope += f[at]! ** 2;
      weight += Math.abs(f[at]! * (theta[at]! - other.theta[at]!));
      size += Math.abs(f[at]! * theta[at]!);
    }
    let [dual, terms] = [0, 0];
    for (let m = 0; m < n; m++) {
      dual += X[m * d + i]! * (nu[m]! - other.nu[m]!);
      terms += Math.abs(X[m * d + i]! * nu[m]!);
    }
    if (slope === 0) continue;
    const total = SAFETY * (weight / slope + Math.abs(dual)) + 8 * EPSILON * (size / slope + terms);
    for (let j = 0; j < k; j++) out[j * d + i] = total;
  }
  return out;
}
