import type { SymmetricEigen } from './diagonalize.ts';
import { diagonalize, sizeOf } from './diagonalize.ts';
import { tridiagonal } from './tridiagonal.ts';

/** Eigenvalues and eigenvectors of a symmetric n × n row-major matrix in plain JavaScript; null when it is not finite. */
export function plainEigen(matrix: Float64Array, n: number): SymmetricEigen | null {
  const size = sizeOf(matrix);
  const form = tridiagonal(
    matrix.map((v) => v / size),
    n,
  );
  if (!diagonalize(form)) return null;
  const { rows } = form;
  const values = form.diagonal.map((v) => v * size);
  return {
    values,
    toModes(v, out, count) {
      for (let c = 0; c < count * n; c += n)
        for (let m = 0; m < n; m++) {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += rows[m * n + i]! * v[c + i]!;
          out[c + m] = sum;
        }
    },
    fromModes(modes, out, count) {
      out.fill(0, 0, count * n);
      for (let c = 0; c < count * n; c += n)
        for (let m = 0; m < n; m++) {
          const factor = modes[c + m]!;
          for (let i = 0; i < n; i++) out[c + i]! += factor * rows[m * n + i]!;
        }
    },
  };
}
