import type { Minimiser } from '../prediction/minimiser.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import type { LimitBudget } from './limitBudget.ts';
import { measured } from './measured.ts';
import type { Measured } from './measured.ts';

/**
 * The end of the simulated flow against the predicted minimiser, per coordinate, relative to max|w|. The budget is
 * `limitBudget` of the simulated end plus the error bound of the prediction.
 */
export function limitComparison(
  { d }: ComparedFlow,
  predicted: Minimiser,
  run: FlowResult,
  budget: LimitBudget,
): Measured {
  const result = measured();
  let scale = 0;
  for (let i = 0; i < d; i++) {
    scale = Math.max(scale, Math.abs(predicted.w[i]!));
    const own = predicted.errorBound[i]!;
    result.add(
      i,
      run.t,
      Math.abs(run.w[i]! - predicted.w[i]!),
      budget.total[i]! + own,
      budget.floor[i]! + own,
    );
  }
  return result.finish(scale);
}
