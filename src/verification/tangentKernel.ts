import { euclideanNorm } from '../numerics/norms.ts';
import { evaluateDualMap } from '../prediction/dualMap.ts';
import type { DualMap } from '../prediction/dualMap.ts';
import type { LinearKernel } from '../numerics/kernel.ts';
import { invertWeight } from '../prediction/weightPoint.ts';
import type { ParametrizationMap } from '../simulation/parametrizationMap.ts';

/** Multiplications, n²d, above which the n × n tangent kernel is not formed. */
const MOST_WORK = 1e9;

/**
 * The diagonal of J Jᵀ, J = ∂w/∂θ, from the simulation's own closures: the tangent kernel of the model is
 * K = X J Jᵀ Xᵀ (Jacot, Gabriel and Hongler 2018), and J Jᵀ is diagonal where every weight has its own parameters.
 */
export function jacobianSquares(map: ParametrizationMap, theta: Float64Array, d: number): Float64Array {
  const f = new Float64Array(theta.length);
  map.gradient(theta, f);
  const squares = new Float64Array(d);
  f.forEach((v, at) => (squares[at % d]! += v * v));
  return squares;
}

/** The same by the theory, 1/ψ″(w) = h′(s) at h(s) = w; null where a weight is outside the range of the map. */
export function inverseMetric(dual: DualMap, w: ArrayLike<number>): Float64Array | null {
  const point = { s: 0, slope: 0, depth: 0 };
  const slopes = new Float64Array(dual.d);
  for (let i = 0; i < dual.d; i++) {
    if (!invertWeight(dual, i, w[i]!, point)) return null;
    slopes[i] = point.slope;
  }
  return slopes;
}

/** The inverse metric at the start, h′(0). */
export function inverseMetricAtStart(dual: DualMap): Float64Array {
  const slopes = new Float64Array(dual.d);
  evaluateDualMap(dual, new Float64Array(dual.d), new Float64Array(dual.d), slopes);
  return slopes;
}

/** ‖K − K₀‖/‖K₀‖ in the Frobenius norm for K = X diag(m) Xᵀ; null for a larger X than is worth it. */
export function kernelMovement(kernel: LinearKernel, m: Float64Array, m0: Float64Array): number | null {
  const { n, d } = kernel;
  if (n * n * d > MOST_WORK) return null;
  const gram = new Float64Array(n * n);
  kernel.gram(
    m.map((v, i) => v - m0[i]!),
    gram,
  );
  const moved = euclideanNorm(gram);
  kernel.gram(m0, gram);
  return moved / euclideanNorm(gram);
}
