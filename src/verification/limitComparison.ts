import { maxNorm } from '../numerics/norms.ts';
import type { Minimiser } from '../prediction/minimiser.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import type { LimitBudget } from './limitBudget.ts';
import { measured } from './measured.ts';
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
 * `limitBudget` of the simulated end plus the error bound of the prediction.
 */
export function limitComparison(
  flow: ComparedFlow,
  predicted: Minimiser,
  run: FlowResult,
  budget: LimitBudget,
): Measured {
  const result = measured();
  for (let i = 0; i < flow.d; i++) {
    const own = predicted.errorBound[i]!;
    result.add(
      i,
      run.t,
      Math.abs(run.w[i]! - predicted.w[i]!),
      budget.total[i]! + own,
      budget.floor[i]! + own,
    );
  }
  return result.finish(limitUnit(flow, predicted).size);
}
