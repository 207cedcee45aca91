import { accurateResidual } from '../numerics/accurateResidual.ts';
import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import { evaluateDualMap } from './dualMap.ts';
import { invertDualMap } from './dualPoint.ts';
import { errorBound } from './errorBound.ts';
import type { DualProblem } from './pathPoint.ts';
import { createWeightedSystem } from './weightedSystem.ts';

/** What weights and multipliers say about themselves, whatever produced them. */
export interface Certificate {
  /** w(0) + rise, and ∇ψ(w). */
  w: Float64Array;
  s: Float64Array;
  /** ‖y - X w‖, in twice the working precision. */
  residual: number;
  /** max |∇ψ(w) - Xᵀν| / max |∇ψ(w)|. */
  gap: number;
  /** Whether both are small enough for a solution. */
  holds: boolean;
  /** First-order bound on the distance of each weight from the minimiser. */
  bound: Float64Array;
}

/** A solution holds when its residual and its gap between weights and multipliers are below these shares. */
const RESIDUAL = 1e-10;
const GAP = 1e-6;

/** Residual, dual coordinates and error bound of the weights w(0) + rise with multipliers ν, for X of full row rank. */
export function certify(
  { map, kernel, x, target }: DualProblem,
  y: Float64Array,
  rise: Float64Array,
  nu: Float64Array,
): Certificate {
  const { n, d } = kernel;
  const w = Float64Array.from(rise, (v, i) => map.initial[i]! + v);
  const s = new Float64Array(d);
  const slope = new Float64Array(d);
  const product = new Float64Array(d);
  const point = { s: 0, slope: 0, depth: 0 };
  kernel.backward(nu, product);
  const risen = new Float64Array(d);
  const slopeRisen = new Float64Array(d);
  evaluateDualMap(map, product, risen, slopeRisen);
  let gap = 0;
  for (let i = 0; i < d; i++) {
    // Where h is flat the weight does not tell s: there it is x_i·ν if that gives the weight.
    const flat = slopeRisen[i]! * Math.abs(product[i]!) < 0.1 * Math.abs(risen[i]!);
    if (flat && Math.abs(risen[i]! - rise[i]!) <= 1e-13 * Math.abs(rise[i]!))
      [s[i], slope[i]] = [product[i]!, slopeRisen[i]!];
    else if (invertDualMap(map, i, rise[i]!, point)) [s[i], slope[i]] = [point.s, point.slope];
    else {
      s[i] = Number.isFinite(product[i]!) ? product[i]! : 0;
      gap = Infinity;
    }
    gap = Math.max(gap, Math.abs(s[i]! - product[i]!));
  }
  const r = new Float64Array(n);
  accurateResidual(x, n, d, w, y, r);
  const residual = euclideanNorm(r);
  const holds = residual <= RESIDUAL * euclideanNorm(target) && gap <= GAP * maxNorm(s);
  if (!Number.isFinite(gap)) return { w, s, residual, gap, holds, bound: new Float64Array(d).fill(Infinity) };
  const system = createWeightedSystem(kernel, x);
  const correction = new Float64Array(d);
  const zero = new Float64Array(d);
  const ridge = (Number.EPSILON * euclideanNorm(y)) / (euclideanNorm(nu) || 1);
  const magnification = slope.reduce(
    (worst, h, i) => Math.max(worst, rise[i] === 0 ? 0 : Math.abs((h * s[i]!) / rise[i]!)),
    1,
  );
  system.factor(slope, ridge, magnification, zero);
  system.solve(r, zero, new Float64Array(n), new Float64Array(d), correction);
  const bound = errorBound({ x, n, d, rise, slope, s, nu, correction });
  return { w, s, residual, gap: gap / (maxNorm(s) || 1), holds, bound };
}
