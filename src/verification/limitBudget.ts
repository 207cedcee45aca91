import { accurateResidual } from '../numerics/accurateResidual.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import { invertDualMap } from '../prediction/dualPoint.ts';
import { errorBound } from '../prediction/errorBound.ts';
import { createWeightedSystem } from '../prediction/weightedSystem.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import { EPSILON } from './comparedFlow.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { dualDefect, dualProduct, inverseRounding, weightRounding } from './dualDefect.ts';
import { partSizes } from './partSizes.ts';

/** Bounds on |w − w*| of the simulated end point, one a coordinate. */
export interface LimitBudget {
  readonly total: Float64Array;
  /** The same with an integration without truncation error. */
  readonly floor: Float64Array;
  /** s = ∇ψ(w) and h'(s) at the simulated weight. */
  readonly s: Float64Array;
  readonly slope: Float64Array;
}

/**
 * How far the end of the simulated flow can be from the minimiser of Q over X w = y, if the theory is right, to first
 * order. Its dual coordinates are Xᵀν + δ with |δ_i| at most the dual defect (plus rounding), its residual is r. With
 * H = diag(h') = diag(1/ψ''), K = X H Xᵀ and M = H − H Xᵀ K⁻¹ X H,
 *
 *     w* − w = H Xᵀ K⁻¹ r − M δ,     0 ≤ M ≤ H,
 *
 * so that |w* − w|_i ≤ |H Xᵀ K⁻¹ r|_i + √M_ii min(Σ_j √M_jj |δ_j|, ‖√H δ‖₂); see `errorBound` for the bounds of M_ii.
 * On data without exact solution r is taken in the range of X.
 */
export function limitBudget(flow: ComparedFlow, run: FlowResult): LimitBudget {
  const { X, n, d, dual } = flow;
  const s = new Float64Array(d);
  const slope = new Float64Array(d);
  const rise = new Float64Array(d);
  const rounding = new Float64Array(d);
  const { s: product, size } = dualProduct(flow, run.nu);
  const parts = partSizes(flow, run.theta);
  const point = { s: 0, slope: 0, depth: 0 };
  const weight = new Float64Array(d);
  for (let i = 0; i < d; i++) {
    rise[i] = run.w[i]! - dual.initial[i]!;
    weight[i] = weightRounding(flow, i, rise[i]!, parts[i]!);
    if (!invertDualMap(dual, i, rise[i]!, point)) {
      const none = new Float64Array(d).fill(Infinity);
      return { total: none, floor: none, s, slope };
    }
    [s[i], slope[i]] = [point.s, point.slope];
    rounding[i] = inverseRounding(dual, i, rise[i]!, point, weight[i]!) + EPSILON * (n + 2) * size[i]!;
  }
  const correction = residualCorrection(flow, run, slope, rise, s);
  const defect = dualDefect(flow, run.budget!);
  const bound = (delta: Float64Array): Float64Array => {
    const bySum = errorBound({ x: X, n, d, rise, slope, s: product.map((v, i) => v + delta[i]!), nu: run.nu, correction });
    const spread = euclideanNorm(delta.map((v, i) => Math.sqrt(slope[i]!) * v));
    return bySum.map((b, i) => Math.min(b, Math.abs(correction[i]!) * (1 + 1e-6) + Math.sqrt(slope[i]!) * spread) + weight[i]!);
  };
  return { total: bound(defect.map((v, i) => v + rounding[i]!)), floor: bound(rounding), s, slope };
}

/** H Xᵀ K⁻¹ r. */
function residualCorrection({ d, range }: ComparedFlow, run: FlowResult, slope: Float64Array, rise: Float64Array, s: Float64Array): Float64Array {
  const { rank, x, y, kernel } = range;
  const r = new Float64Array(rank);
  accurateResidual(x, rank, d, run.w, y, r);
  const correction = new Float64Array(d);
  if (rank === 0 || euclideanNorm(r) === 0) return correction;
  const system = createWeightedSystem(kernel, x);
  const zero = new Float64Array(d);
  const magnification = slope.reduce((worst, h, i) => Math.max(worst, rise[i] === 0 ? 0 : Math.abs((h * s[i]!) / rise[i]!)), 1);
  const ridge = (EPSILON * euclideanNorm(y)) / (euclideanNorm(run.nu) || 1);
  system.factor(slope, ridge, magnification, zero);
  system.solve(r, zero, new Float64Array(rank), new Float64Array(d), correction);
  return correction;
}
