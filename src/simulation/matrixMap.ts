import type { CoupledMap } from './coupledMap.ts';

/** One product of a factorization: sign · L Rᵀ, by the places of its factors among the parameters. */
export interface FactorTerm {
  readonly sign: 1 | -1;
  readonly left: number;
  readonly right: number;
}

/**
 * W = Σ ± L Rᵀ for square factors of size d as a map of their entries to the d² entries of W, row by row. A factor that
 * stands on both sides, as in U Uᵀ, has both its derivatives.
 */
export function matrixMap(
  name: string,
  terms: readonly FactorTerm[],
  factors: number,
  d: number,
): CoupledMap {
  const size = d * d;
  const p = factors * size;
  return {
    name,
    d: size,
    p,
    value(theta, w) {
      w.fill(0);
      for (const { sign, left, right } of terms)
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++)
            for (let k = 0; k < d; k++)
              w[i * d + j]! += sign * theta[left * size + i * d + k]! * theta[right * size + j * d + k]!;
    },
    pullBack(theta, signal, out) {
      out.fill(0, 0, p);
      for (const { sign, left, right } of terms)
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++) {
            const g = sign * signal[i * d + j]!;
            for (let k = 0; k < d; k++) {
              out[left * size + i * d + k]! += g * theta[right * size + j * d + k]!;
              out[right * size + j * d + k]! += g * theta[left * size + i * d + k]!;
            }
          }
    },
    jacobian(theta, out) {
      out.fill(0);
      for (const { sign, left, right } of terms)
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++)
            for (let k = 0; k < d; k++) {
              const row = (i * d + j) * p;
              out[row + left * size + i * d + k]! += sign * theta[right * size + j * d + k]!;
              out[row + right * size + j * d + k]! += sign * theta[left * size + i * d + k]!;
            }
    },
  };
}

/** Each factor a multiple of the identity. */
export function identityStarts(multiples: readonly number[], d: number): Float64Array {
  const theta = new Float64Array(multiples.length * d * d);
  multiples.forEach((a, f) => {
    for (let i = 0; i < d; i++) theta[f * d * d + i * d + i] = a;
  });
  return theta;
}
