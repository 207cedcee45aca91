import { accurateResidual } from '../numerics/accurateResidual.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import { regularizerValue } from '../prediction/regularizer.ts';
import { EPSILON } from './epsilon.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { measured } from './measured.ts';
import type { Measured } from './measured.ts';

/** A weight vector with multipliers, and a bound of |∇ψ(w) − Xᵀν| for each coordinate. */
export interface DualCandidate {
  readonly w: Float64Array;
  readonly nu: Float64Array;
  readonly delta: Float64Array;
  /** ∇ψ(w). */
  readonly s: Float64Array;
}

/** Relative error of one value of Q. */
const Q_ROUNDING = 1e-13;

/**
 * Q at the simulated limit w against Q at other interpolators w′: none may be smaller. Q is convex, so with
 * ∇Q(w) = Xᵀν + δ and residuals r, r′
 *
 *     Q(w′) − Q(w) ≥ ∇Q(w)·(w′ − w) = ν·(r − r′) + δ·(w′ − w),
 *
 * hence Q(w) − Q(w′) ≤ |ν·(r − r′)| + Σ |δ_i| |w′_i − w_i| plus rounding, exactly and not just to first order. Discrepancy
 * and budget are relative to Q(w), or to `unit`, the budget is that of the candidates that are not above Q(w) by more than theirs.
 */
export function objectiveComparison(
  flow: ComparedFlow,
  candidate: DualCandidate,
  others: readonly Float64Array[],
  unit?: number,
): Measured {
  const result = measured();
  const Q = regularizerValue(flow.dual, candidate.w);
  others.forEach((other, index) => {
    const value = regularizerValue(flow.dual, other);
    const { truncation, floor } = objectiveBudget(flow, candidate, other, Q, value);
    // one that is above by more than its budget is beyond doubt, however far away and wide its budget
    if (value - Q > truncation + floor) result.add(index, 0, 0, 0, 0);
    else result.add(index, 0, Math.max(0, Q - value), truncation + floor, floor);
  });
  return result.finish(unit ?? Q);
}

function objectiveBudget(
  { X, y, n, d, dual }: ComparedFlow,
  { w, nu, delta, s }: DualCandidate,
  other: Float64Array,
  Q: number,
  value: number,
) {
  const r = new Float64Array(n);
  const rOther = new Float64Array(n);
  accurateResidual(X, n, d, w, y, r);
  accurateResidual(X, n, d, other, y, rOther);
  let residual = 0;
  for (let m = 0; m < n; m++) residual += nu[m]! * (r[m]! - rOther[m]!);
  let truncation = 0;
  let rounding =
    Q_ROUNDING * (Q + (Number.isFinite(value) ? value : 0)) +
    4 * EPSILON * euclideanNorm(nu) * euclideanNorm(y);
  for (let i = 0; i < d; i++) {
    truncation += delta[i]! * Math.abs(other[i]! - w[i]!);
    rounding +=
      2 * EPSILON * Math.abs(s[i]!) * (Math.abs(w[i]!) + Math.abs(other[i]!) + Math.abs(dual.initial[i]!));
  }
  return { truncation, floor: rounding + Math.abs(residual) };
}

/**
 * Smallest displacement of w along `direction`, relative to max|w| and from a ladder of powers of ten, at which w would
 * exceed the minimum by more than 100 budgets; null when none does.
 */
export function objectivePower(
  flow: ComparedFlow,
  candidate: DualCandidate,
  direction: Float64Array,
): number | null {
  const { dual, d } = flow;
  const scale = candidate.w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const Q = regularizerValue(dual, candidate.w);
  for (let step = 1e-8; step < 2; step *= 10) {
    const moved = Float64Array.from({ length: d }, (_, i) => candidate.w[i]! + step * scale * direction[i]!);
    const value = regularizerValue(dual, moved);
    const { truncation, floor } = objectiveBudget(flow, candidate, moved, Q, value);
    if (value - Q > 100 * (truncation + floor)) return step;
  }
  return null;
}
