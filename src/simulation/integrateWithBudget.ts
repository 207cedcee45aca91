import type { FlowOptions, FlowProgress, FlowResult } from './flowResult.ts';
import { integrateFlow } from './integrateFlow.ts';

/** How much tighter the second run is. */
const FACTOR = 30;

/**
 * The integration with an error budget for every map: the dual defect where the map is additive, otherwise the
 * difference of θ to a second run at a tighter tolerance, at equal times.
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
  const at = (t: number): Float64Array => tighter.checkpoints[times.indexOf(t)]!.theta;
  const difference = (theta: Float64Array, t: number): Float64Array => {
    const other = at(t);
    return theta.map((v, i) => Math.abs(v - other[i]!));
  };
  for (const point of result.checkpoints) point.budget = difference(point.theta, point.t);
  result.budget = difference(result.theta, result.t);
  result.budgetKind = 'comparison';
  result.evaluations += tighter.evaluations;
  return result;
}
