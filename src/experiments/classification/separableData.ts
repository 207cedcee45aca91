import { randomProblem } from '../../simulation/randomProblem.ts';

/** Samples times their labels, row-major n × d. */
export interface SeparableData {
  readonly n: number;
  readonly d: number;
  readonly Z: Float64Array;
}

/** Random samples, each times the sign of its product with a weight of three entries ±1. */
export function separableData(n: number, d: number, seed: number): SeparableData {
  const { X, y } = randomProblem({ samples: n, features: d, sparsity: Math.min(3, d), noise: 0, seed });
  const Z = Float64Array.from(X.flatMap((row, m) => row.map((x) => (y[m]! < 0 ? -x : x))));
  return { n, d, Z };
}
