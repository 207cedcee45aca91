import { norm } from '../numerics/norm.ts';
import type { FlowPoint, FlowProblem } from './flowPoint.ts';

/** When the flow counts as having come to rest. */
export interface StopRule {
  /** |z − Xw| / |z − Xw(0)|. */
  residual(point: FlowPoint): number;
  /**
   * max_i |Xᵀp|_i / (|x_i| |p(0)|): zero exactly at the minimisers of the loss in w, not at saddles. For other losses than
   * the squared one |p| takes the place of |p(0)|, since ℓ' may fall much faster than the gap.
   */
  gradient(point: FlowPoint): number;
  /** To be asked once a step. */
  decide(point: FlowPoint): 'converged' | 'stalled' | null;
}

/** Steps without progress after which rounding level is taken to be reached. */
const PATIENCE = 400;

export function stopRule(problem: FlowProblem, stopResidual: number): StopRule {
  const { d, loss, startResidual, startPull, squaredNorms, allocate } = problem;
  const startSize = norm(startResidual);
  const scales = allocate(d);
  for (let i = 0; i < d; i++) scales[i] = Math.sqrt(squaredNorms[i]!) * startPull;
  let reached = Infinity;
  let best = Infinity;
  let sinceBest = 0;

  const rule: StopRule = {
    residual: (point) => (startSize > 0 ? norm(point.residual) / startSize : 0),
    gradient(point) {
      let worst = 0;
      for (let i = 0; i < d; i++)
        if (scales[i]! > 0) worst = Math.max(worst, Math.abs(point.slope[i]!) / scales[i]!);
      if (loss === null || worst === 0) return worst;
      return (worst * startPull) / norm(point.pull);
    },
    decide(point) {
      const residual = rule.residual(point);
      const gradient = rule.gradient(point);
      const now = Math.min(residual, gradient);
      if (residual <= stopResidual || gradient <= 0.1 * stopResidual) {
        // once there, go on to rounding level as long as every step halves what is left
        if (now > 0.5 * reached || now < 1e-15) return 'converged';
        reached = now;
      }
      if (now < 0.9 * best) {
        best = now;
        sinceBest = 0;
      } else if (++sinceBest > PATIENCE && gradient < 1e-9) return gradient < 1e-10 ? 'converged' : 'stalled';
      return null;
    },
  };
  return rule;
}
