import { createKernel } from '../../numerics/kernel.ts';
import { solveLinear } from '../../numerics/solveLinear.ts';
import { createDualMap } from '../../prediction/dualMap.ts';
import { minimise } from '../../prediction/minimiser.ts';
import { projectOnRange } from '../../prediction/rangeProjection.ts';
import { createWeightedSystem } from '../../prediction/weightedSystem.ts';
import type { LinearProblem } from '../../verification/comparedFlow.ts';
import { leastL1, leastNorm, type LeastL1 } from '../../verification/interpolators.ts';

/** The solution of X w = y of least Σ w_i²/a_i, a = 1 where absent. */
export function leastSquares({ X, y, n, d }: LinearProblem, a = new Float64Array(d).fill(1)): Float64Array {
  const scaled = X.map((x, at) => x * Math.sqrt(a[at % d]!));
  const range = projectOnRange(scaled, n, d, y, createKernel(scaled, n, d));
  const system = createWeightedSystem(range.kernel, range.x);
  system.factor(new Float64Array(d).fill(1), 0, 1, new Float64Array(d));
  return leastNorm(system, { d, range }, range.y).map((v, i) => v * Math.sqrt(a[i]!));
}

/** The solution of X w = y of least ℓ1 norm with its lower bound by duality; null where that does not prove it. */
export function leastAbsolute(problem: LinearProblem): LeastL1 | null {
  const { X, y, n, d } = problem;
  const range = projectOnRange(X, n, d, y, createKernel(X, n, d));
  const shortest = leastSquares(problem);
  return leastL1(range, d, Math.max(...shortest.map(Math.abs)));
}

/**
 * The solution of least Σ (t⁺_i w⁺_i + t⁻_i w⁻_i), the parts of either sign with their own weights, as the limit of the
 * barrier problem of w = μ/(1 − s/t⁺) − μ/(1 + s/t⁻) for a tiny μ.
 */
export function leastSigned(
  { X, y, n, d }: LinearProblem,
  up: ArrayLike<number>,
  down: ArrayLike<number>,
  mu: number,
): Float64Array | null {
  const side = (sign: 1 | -1, ends: ArrayLike<number>) => ({
    kind: 'power' as const,
    amplitude: sign * mu,
    rate: Float64Array.from(ends, (t) => -sign / t),
    exponent: -1,
  });
  const map = createDualMap(d, [side(1, up), side(-1, down)], 0);
  const found = minimise({ map, X, y, n, d });
  return found.outcome === 'converged' ? found.w : null;
}

/** Indices of the entries that are not negligible. */
export const supportOf = (w: Float64Array): number[] => {
  const most = Math.max(...w.map(Math.abs));
  return [...w.keys()].filter((i) => Math.abs(w[i]!) > 1e-6 * most);
};

/** The solution of X w = y that is zero off a support of n columns; null where these are dependent. */
export function vertexSolution(
  { X, y, n, d }: LinearProblem,
  support: readonly number[],
): Float64Array | null {
  const a = new Float64Array(n * n);
  for (let m = 0; m < n; m++) support.forEach((i, k) => (a[m * n + k] = X[m * d + i]!));
  const b = Float64Array.from(y);
  if (support.length !== n || !solveLinear(a, b, n)) return null;
  const w = new Float64Array(d);
  support.forEach((i, k) => (w[i] = b[k]!));
  return w;
}
