import type { DualMap } from '../prediction/dualMap.ts';
import { EXPONENTIAL, GENERAL } from '../prediction/dualMap.ts';
import type { DualPoint } from '../prediction/dualPoint.ts';
import { invertWeight, sideOfZero } from '../prediction/weightPoint.ts';
import { EPSILON } from './epsilon.ts';
import type { ComparedFlow } from './comparedFlow.ts';

/**
 * Largest bound over the branches of a coordinate of |G_j(θ_j) − G_j(θ_j(0)) − (Xᵀν)_i|, from the simulation's own
 * budget (k × d). When the theory holds every branch then sits at a dual coordinate within this distance of (Xᵀν)_i,
 * and since h is increasing so does the weight: |∇ψ(w)_i − (Xᵀν)_i| ≤ defect_i. Branches that rest do not count. Infinite for a run without budget.
 */
export function dualDefect({ numbers, k, d }: ComparedFlow, budget: Float64Array | null): Float64Array {
  const defect = new Float64Array(d);
  if (budget === null) return defect.fill(Infinity);
  for (let j = 0; j < k; j++)
    for (let i = 0; i < d; i++) {
      const b = budget[j * d + i]!;
      if (numbers.resting[j * d + i] === 0 && !(b <= defect[i]!)) defect[i] = b;
    }
  return defect;
}

/** Σ_m |x_mi ν_m|, to which the rounding error of (Xᵀν)_i is proportional, and (Xᵀν)_i itself. */
export function dualProduct(
  { X, n, d }: ComparedFlow,
  nu: Float64Array,
): { s: Float64Array; size: Float64Array } {
  const s = new Float64Array(d);
  const size = new Float64Array(d);
  for (let m = 0; m < n; m++)
    for (let i = 0; i < d; i++) {
      const term = X[m * d + i]! * nu[m]!;
      s[i]! += term;
      size[i]! += Math.abs(term);
    }
  return { s, size };
}

/**
 * Rounding error of s = h⁻¹(w): that of the weight through h, and that of the constants of h, each of which is within ε of
 * the theory's value; relative to w or to w − w(0), whichever tells s. Infinite where the weight lies at an end of its range to rounding. `point` is s.
 */
export function inverseRounding(
  map: DualMap,
  i: number,
  w: number,
  point: DualPoint,
  weight: number,
): number {
  const error = weightError(map, i, w, point, weight);
  const linear = error / point.slope;
  return (
    (linear <= LINEAR * Math.abs(point.s) ? linear : spreadOf(map, i, w, point.s, error)) +
    6 * EPSILON * Math.abs(point.s)
  );
}

/** Rounding error of a weight together with that of h at its s, where h is evaluated to find s. */
export function weightError(map: DualMap, i: number, w: number, point: DualPoint, weight: number): number {
  let logarithm = 0;
  let values = 0;
  for (const b of map.branches) {
    if (b.kind === GENERAL) values += Math.abs(b.value!(point.s, i)) + Math.abs(b.origin[i]!);
    else if (b.kind !== EXPONENTIAL && b.amplitude[i] !== 0 && b.exponent[i] !== 1) {
      const near = Math.log1p(b.rate[i]! * point.s);
      const depth = Number.isFinite(point.depth) ? point.depth : 0;
      logarithm = Math.max(
        logarithm,
        Math.abs(b.exponent[i]!) * Math.max(Number.isFinite(near) ? Math.abs(near) : 0, depth),
      );
    }
  }
  const told = Math.min(Math.abs(w - map.initial[i]!), sideOfZero(map, i) === 0 ? Infinity : Math.abs(w));
  return weight + EPSILON * ((4 + logarithm) * told + 4 * values);
}

/** Relative error of s up to which h counts as linear there. */
const LINEAR = 1e-4;

/** Largest change of s as the weight changes by ±error. */
function spreadOf(map: DualMap, i: number, w: number, s: number, error: number): number {
  const other = { s: 0, slope: 0, depth: 0 };
  let worst = 0;
  for (const end of [w - error, w + error]) {
    if (!invertWeight(map, i, end, other)) return Infinity;
    worst = Math.max(worst, Math.abs(other.s - s));
  }
  return worst;
}
