import { maxNorm } from '../numerics/norms.ts';
import type { Minimiser } from '../prediction/minimiser.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import type { LimitBudget } from './limitBudget.ts';
import { measured } from './measured.ts';
import { zeroBounds } from './limitFace.ts';
import type { LimitFace } from './limitFace.ts';
import type { Measured } from './measured.ts';

/** Share of max|w(0)| below which the limit itself is no unit: it may be zero. */
const NO_UNIT = 1e-6;

/** What the limit is measured in: max|w| of the limit, or of the start where the limit is (nearly) zero beside it. */
export function limitUnit({ dual }: ComparedFlow, predicted: Minimiser): { name: string; size: number } {
  const [limit, start] = [maxNorm(predicted.w), maxNorm(dual.initial)];
  return limit > NO_UNIT * start || start === 0
    ? { name: 'max|w|', size: limit }
    : { name: 'max|w(0)|', size: start };
}

/**
 * The end of the simulated flow against the predicted minimiser, per coordinate, relative to `limitUnit`. The budget is
 * `limitBudget` of the simulated end plus the error bound of the prediction; for weights that are 0 in every solution what
 * the residual allows them.
 */
export function limitComparison(
  flow: ComparedFlow,
  predicted: Minimiser,
  { coordinates, boundary }: LimitFace,
  run: FlowResult,
  budget: LimitBudget,
): Measured {
  const result = measured();
  const add = (i: number, total: number, floor: number): void => {
    const own = predicted.errorBound[i]!;
    result.add(i, run.t, Math.abs(run.w[i]! - predicted.w[i]!), total + own, floor + own);
  };
  coordinates.forEach((i, j) => add(i, budget.total[j]!, budget.floor[j]!));
  if (boundary !== null) {
    const bounds = zeroBounds(flow, boundary, run.w);
    boundary.zero.forEach((i, j) => add(i, bounds[j]!, bounds[j]!));
  }
  return result.finish(limitUnit(flow, predicted).size);
}
