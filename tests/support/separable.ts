import { randomProblem } from '../../src/simulation/randomProblem.ts';

/** Random samples, each times its label, the sign of its product with a random weight. */
export function separable(n: number, d: number, seed: number): { n: number; d: number; Z: Float64Array } {
  const { X, y } = randomProblem({ samples: n, features: d, sparsity: Math.min(d, 3), noise: 0, seed });
  const Z = new Float64Array(n * d);
  X.forEach((row, m) => row.forEach((x, i) => (Z[m * d + i] = y[m]! < 0 ? -x : x)));
  return { n, d, Z };
}
