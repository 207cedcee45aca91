import { accurateResidual } from '../numerics/accurateResidual.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import { evaluateDualMap } from '../prediction/dualMap.ts';
import { invertWeight } from '../prediction/weightPoint.ts';
import type { Minimiser } from '../prediction/minimiser.ts';
import { createWeightedSystem } from '../prediction/weightedSystem.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import { EPSILON } from './epsilon.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { dualDefect, dualProduct, inverseRounding } from './dualDefect.ts';
import { nothingMoved } from './nothingMoved.ts';
import { stationarityBound } from './stationarityBound.ts';

/** Bounds on |w − w*| of the simulated end point, one a coordinate. */
export interface LimitBudget {
  readonly total: Float64Array;
  /** The same with an integration without truncation error. */
  readonly floor: Float64Array;
  /** s = ∇ψ(w) and h′(s) at the simulated weight. */
  readonly s: Float64Array;
  readonly slope: Float64Array;
  /** Bound of |s − Xᵀν|. */
  readonly delta: Float64Array;
}

/** Relative size of a residual that is rounding: the prediction may have one of this size. */
const RESIDUAL_ROUNDING = 1e-14;
/** Relative change of a dual coordinate below which its slope counts as constant. */
const STILL = 1e-6;

/**
 * How far the end of the simulated flow can be from the minimiser w* of Q over X w = y, if the theory is right. Its dual
 * coordinates are Xᵀν + δ with |δ_i| at most the dual defect (plus rounding), its residual is r. With H the secant slopes
 * of h between both points (h' where they nearly coincide), K = X H Xᵀ and M = H − H Xᵀ K⁻¹ X H,
 *
 *     w* − w = H Xᵀ K⁻¹ r − M δ,     0 ≤ M ≤ H,
 *
 * exactly, and `stationarityBound` bounds |M δ|_i. A weight that does not tell its dual coordinate is replaced by h(x_i·ν),
 * from which it differs by what is added to its budget. A residual of the prediction at rounding level counts in the same way
 * as r. On data without exact solution r is taken in the range of X.
 */
export function limitBudget(flow: ComparedFlow, run: FlowResult, predicted: Minimiser): LimitBudget {
  const { n, d, dual, range } = flow;
  const s = new Float64Array(d);
  const slope = new Float64Array(d);
  const secant = new Float64Array(d);
  const rise = new Float64Array(d);
  const rounding = new Float64Array(d);
  const { s: product, size } = dualProduct(flow, run.nu);
  const risen = new Float64Array(d);
  const slopeRisen = new Float64Array(d);
  evaluateDualMap(dual, product, risen, slopeRisen);
  const told = run.w.slice();
  const defect = nothingMoved(run) ? new Float64Array(d) : dualDefect(flow, run.budget);
  const point = { s: 0, slope: 0, depth: 0 };
  const weight = flow.weightRounding(run.theta, run.w);
  for (let i = 0; i < d; i++) {
    rise[i] = run.w[i]! - dual.initial[i]!;
    const inside = invertWeight(dual, i, run.w[i]!, point);
    rounding[i] = inside ? inverseRounding(dual, i, run.w[i]!, point, weight[i]!) : Infinity;
    if (rounding[i] === Infinity) {
      // the weight does not tell s: x_i·ν does, and the weight is off by what it differs from h there
      told[i] = dual.initial[i]! + risen[i]!;
      if (!Number.isFinite(told[i]!) || !(slopeRisen[i]! >= 0)) return unbounded(d);
      [point.s, point.slope] = [product[i]!, slopeRisen[i]!];
      weight[i]! += Math.abs(run.w[i]! - told[i]!) + EPSILON * Math.abs(dual.initial[i]!);
      rounding[i] = 0;
      defect[i] = 0;
    }
    [s[i], slope[i]] = [point.s, point.slope];
    rounding[i]! += EPSILON * (n + 2) * size[i]!;
    const moved = predicted.s[i]! - s[i]!;
    const still = Math.abs(moved) <= STILL * (Math.abs(s[i]!) + Math.abs(predicted.s[i]!));
    const chord = (predicted.w[i]! - told[i]!) / moved;
    secant[i] = still || !(chord > 0) ? slope[i]! : chord;
  }
  const correction = residualCorrection(flow, told, predicted.w, secant, rise, s);
  const stationarity = stationarityBound(range.x, range.rank, d, secant);
  const bound = (delta: Float64Array): Float64Array =>
    stationarity(delta).map((b, i) => b + correction[i]! * (1 + 1e-6) + weight[i]!);
  const delta = defect.map((v, i) => v + rounding[i]!);
  return { total: bound(delta), floor: bound(rounding), s, slope, delta };
}

function unbounded(d: number): LimitBudget {
  const none = new Float64Array(d).fill(Infinity);
  return { total: none, floor: none, s: new Float64Array(d), slope: new Float64Array(d), delta: none };
}

/**
 * |H Xᵀ K⁻¹ r| of the simulated residual, of a prediction's residual at rounding level and of every error that the predicted
 * Xw of other losses than the squared one may have.
 */
function residualCorrection(
  { d, range, observed }: ComparedFlow,
  simulated: Float64Array,
  predicted: Float64Array,
  slope: Float64Array,
  rise: Float64Array,
  s: Float64Array,
): Float64Array {
  // prettier-ignore
  const { rank, x, y, kernel } = range;
  const error = observed?.error ?? 0;
  const total = new Float64Array(d);
  const system = createWeightedSystem(kernel, x);
  const zero = new Float64Array(d);
  const magnification = slope.reduce(
    (worst, h, i) => Math.max(worst, rise[i] === 0 ? 0 : Math.abs((h * s[i]!) / rise[i]!)),
    1,
  );
  let factored = false;
  /** H Xᵀ K⁻¹ r. */
  const solve = (r: Float64Array): Float64Array => {
    if (!factored) system.factor(slope, 0, magnification, zero);
    factored = true;
    const dw = new Float64Array(d);
    system.solve(r, zero, new Float64Array(rank), new Float64Array(d), dw);
    return dw;
  };
  for (const [w, most] of [
    [simulated, Infinity],
    [predicted, RESIDUAL_ROUNDING * (euclideanNorm(y) || 1)],
  ] as const) {
    const r = new Float64Array(rank);
    accurateResidual(x, rank, d, w, y, r);
    const size = euclideanNorm(r);
    if (size === 0 || size > most) continue;
    const dw = solve(r);
    for (let i = 0; i < d; i++) total[i]! += Math.abs(dw[i]!);
  }
  if (error === Infinity) return total.fill(Infinity);
  if (error === 0) return total;
  const squares = new Float64Array(d);
  for (let j = 0; j < rank; j++) {
    const unit = new Float64Array(rank);
    unit[j] = 1;
    const dw = solve(unit);
    for (let i = 0; i < d; i++) squares[i]! += dw[i]! ** 2;
  }
  return total.map((v, i) => v + error * Math.sqrt(squares[i]!));
}
