import { deviation } from './deviation.ts';
import type { FlowCheckpoint, FlowOptions, FlowProgress, FlowResult } from './flowResult.ts';
import { integrateFlow } from './integrateFlow.ts';

/** How much tighter the second run is. */
const FACTOR = 30;

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
