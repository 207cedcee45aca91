import { gaussLegendre } from '../numerics/gaussLegendre.ts';
import type { FlowPoint, FlowProblem } from './flowPoint.ts';

/**
 * Error budget of an additive map, from its first derivative alone. Let θ~ be the computed path, R_j = θ~_j′ − f_j s its
 * defect (f_j = ∂F/∂θ_j, s = Xᵀ(y − Xw)) and G_j = ∫ dθ / f_j. The chain rule gives, exactly,
 *   G_j(θ~_j(t)) − G_j(θ~_j(0)) − ∫₀ᵗ s = ∫₀ᵗ R_j / f_j dt,
 * and over one step the left side is ∫ dθ / f_j between the two end points minus (Xᵀ Δν), whatever happens in between.
 * The budget adds its absolute value step by step, the error of that quadrature and a rounding term, so that it bounds
 * the violation of the identity G_j(θ_j) − G_j(θ_j(0)) = (Xᵀν)_i by the returned θ and ν. Unit: that of ∫ s dt.
 */
export interface DualBudget {
  /** Adds one accepted step. */
  add(from: FlowPoint, to: FlowPoint, changeNu: Float64Array): void;
  /** The budget k × d at the present point. */
  total(at: FlowPoint): Float64Array;
}

const EPSILON = 2 ** -52;
const RULES = {
  four: gaussLegendre(4),
  five: gaussLegendre(5),
  eight: gaussLegendre(8),
  ten: gaussLegendre(10),
};

export function dualBudget(problem: FlowProblem): DualBudget {
  const { n, d, k, kernel, map, squaredNorms } = problem;
  const slope = map.slope!.bind(map);
  const sum = new Float64Array(k * d);
  const travelled = new Float64Array(k * d);
  const slopeIntegral = new Float64Array(d);
  const absoluteNu = new Float64Array(n);
  const norms = new Float64Array(d);
  for (let i = 0; i < d; i++) norms[i] = Math.sqrt(squaredNorms[i]!);
  // a one-entry array: a captured number would be allocated anew at every assignment
  const error = new Float64Array(1);

  /** ∫ dθ / f_j from a to b; leaves an estimate of its error in `error`. */
  function integrate(j: number, a: number, b: number, fa: number, fb: number, depth: number): number {
    const change = b - a;
    if (change === 0) return 0;
    const variation = Math.max(Math.abs(fb / fa - 1), Math.abs(fa / fb - 1));
    if (variation < 1e-4) return (change * (1 / fa + 4 / slope(j, a + 0.5 * change) + 1 / fb)) / 6;
    if (variation > 0.6 && depth < 40) {
      const middle = a + 0.5 * change;
      const fm = slope(j, middle);
      return integrate(j, a, middle, fa, fm, depth + 1) + integrate(j, middle, b, fm, fb, depth + 1);
    }
    const [fine, coarse] = variation < 0.05 ? [RULES.five, RULES.four] : [RULES.ten, RULES.eight];
    const value = change * apply(fine.nodes, fine.weights, j, a, change);
    error[0]! += Math.abs(value - change * apply(coarse.nodes, coarse.weights, j, a, change));
    return value;
  }

  function apply(nodes: Float64Array, weights: Float64Array, j: number, a: number, change: number): number {
    let total = 0;
    for (let q = 0; q < nodes.length; q++) total += weights[q]! / slope(j, a + nodes[q]! * change);
    return total;
  }

  return {
    add(from, to, changeNu) {
      kernel.backward(changeNu, slopeIntegral);
      for (let m = 0; m < n; m++) absoluteNu[m]! += Math.abs(changeNu[m]!);
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < d; i++) {
          const at = j * d + i;
          const fa = from.f[at]!;
          const fb = to.f[at]!;
          if (fa === 0 || fb === 0) continue;
          error[0] = 0;
          const value = integrate(j, from.theta[at]!, to.theta[at]!, fa, fb, 0);
          sum[at]! += Math.abs(value - slopeIntegral[i]!) + error[0]!;
          travelled[at]! += Math.abs(value);
        }
      }
    },
    total(at) {
      let nuSize = 0;
      for (let m = 0; m < n; m++) nuSize += absoluteNu[m]! ** 2;
      nuSize = Math.sqrt(nuSize);
      const out = new Float64Array(k * d);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) {
          const e = j * d + i;
          const f = Math.abs(at.f[e]!);
          if (f === 0) continue;
          const rounding = norms[i]! * nuSize * Math.sqrt(n) + 2 * travelled[e]! + Math.abs(at.theta[e]!) / f;
          out[e] = sum[e]! + 4 * EPSILON * rounding;
        }
      return out;
    },
  };
}
