/** A = Σ_m λ_m q_m q_mᵀ with orthonormal q_m. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** out_m = q_mᵀ v for `count` vectors of length n, one after another. */
  toModes(v: Float64Array, out: Float64Array, count: number): void;
  /** out = Σ_m c_m q_m, in the same way. */
  fromModes(c: Float64Array, out: Float64Array, count: number): void;
}

/** A = Q T Qᵀ with T tridiagonal, and turns of the rows of Qᵀ. */
export interface Tridiagonal {
  /** The diagonal of T, n numbers, and T_{m,m+1} in `off`, of n numbers too. */
  readonly diagonal: Float64Array;
  readonly off: Float64Array;
  /** For m = last − 1, …, first turns the rows m and m + 1 of Qᵀ by the cosine `turns[2m]` and the sine `turns[2m + 1]`. */
  turn(turns: Float64Array, first: number, last: number): void;
}

/** Sweeps of QL for one eigenvalue; a few are the rule. */
const MOST_SWEEPS = 60;

/**
 * Turns T into the diagonal matrix of its eigenvalues, in no order, and the rows of Qᵀ into the eigenvectors of A, by implicit QL
 * with Wilkinson's shifts (G. H. Golub & C. F. Van Loan, Matrix Computations, 4th ed., 8.3). False when A is not finite.
 */
export function diagonalize(tridiagonal: Tridiagonal): boolean {
  const { diagonal, off } = tridiagonal;
  const n = diagonal.length;
  const turns = new Float64Array(2 * n);
  for (let l = 0; l < n; l++)
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m < n - 1 && !negligible(diagonal, off, m)) m++;
      if (m === l) break;
      if (sweep === MOST_SWEEPS) return false;
      let g = (diagonal[l + 1]! - diagonal[l]!) / (2 * off[l]!);
      const root = Math.sqrt(g * g + 1);
      g = diagonal[m]! - diagonal[l]! + off[l]! / (g < 0 ? g - root : g + root);
      let [s, c, shift] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * off[i]!;
        const b = c * off[i]!;
        const r = Math.sqrt(f * f + g * g);
        off[i + 1] = r;
        if (r === 0) {
          // the matrix splits here
          diagonal[i + 1]! -= shift;
          off[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = diagonal[i + 1]! - shift;
        const t = (diagonal[i]! - g) * s + 2 * c * b;
        shift = s * t;
        diagonal[i + 1] = g + shift;
        g = c * t - b;
        turns[2 * i] = c;
        turns[2 * i + 1] = s;
      }
      tridiagonal.turn(turns, i + 1, m);
      if (i >= l) continue;
      diagonal[l]! -= shift;
      off[l] = g;
      off[m] = 0;
    }
  return diagonal.every(Number.isFinite);
}

const negligible = (diagonal: Float64Array, off: Float64Array, m: number): boolean =>
  Math.abs(off[m]!) <= Number.EPSILON * (Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!));

/** The largest entry of a matrix, 1 for the zero matrix: eigenvalues are found of the matrix divided by it. */
export const sizeOf = (matrix: Float64Array): number =>
  matrix.reduce((size, v) => Math.max(size, Math.abs(v)), 0) || 1;
