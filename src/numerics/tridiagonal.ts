import type { Tridiagonal } from './diagonalize.ts';

/**
 * Householder reflections to tridiagonal form of a symmetric n × n row-major matrix of size about 1 of which the lower triangle is read
 * (G. H. Golub & C. F. Van Loan, Matrix Computations, 4th ed., 8.3.1), with Qᵀ row by row in `rows`.
 */
export function tridiagonal(matrix: Float64Array, n: number): Tridiagonal & { rows: Float64Array } {
  const a = matrix.slice();
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  const reflections: { v: Float64Array; factor: number }[] = [];
  const p = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    // the reflection I − factor v vᵀ takes column k below the diagonal to a multiple of its first unit vector
    const v = new Float64Array(n);
    let square = 0;
    for (let i = k + 1; i < n; i++) square += (v[i] = a[i * n + k]!) ** 2;
    const lead = v[k + 1]!;
    const length = square < 1e-280 ? 0 : lead < 0 ? Math.sqrt(square) : -Math.sqrt(square);
    off[k] = length;
    v[k + 1] = lead - length;
    const factor = length === 0 ? 0 : 1 / (length * (length - lead));
    reflections.push({ v, factor });
    if (factor === 0) continue;
    p.fill(0);
    for (let i = k + 1; i < n; i++) {
      const [row, vi] = [i * n, v[i]!];
      let sum = 0;
      for (let j = k + 1; j < i; j++) {
        sum += a[row + j]! * v[j]!;
        p[j]! += a[row + j]! * vi;
      }
      p[i]! += sum + a[row + i]! * vi;
    }
    let along = 0;
    for (let i = k + 1; i < n; i++) along += p[i]! * v[i]!;
    for (let i = k + 1; i < n; i++) p[i] = factor * (p[i]! - 0.5 * factor * along * v[i]!);
    for (let i = k + 1; i < n; i++) {
      const [row, vi, pi] = [i * n, v[i]!, p[i]!];
      for (let j = k + 1; j <= i; j++) a[row + j]! -= vi * p[j]! + pi * v[j]!;
    }
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]!;
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    const { v, factor } = reflections[k]!;
    if (factor === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += rows[row + j]! * v[j]!;
      sum *= factor;
      for (let j = k + 1; j < n; j++) rows[row + j]! -= sum * v[j]!;
    }
  }
  return {
    diagonal,
    off,
    turn(turns, first, last) {
      for (let m = last - 1; m >= first; m--) {
        const [at, c, s] = [m * n, turns[2 * m]!, turns[2 * m + 1]!];
        for (let i = at; i < at + n; i++) {
          const x = rows[i]!;
          const y = rows[i + n]!;
          rows[i + n] = s * x + c * y;
          rows[i] = c * x - s * y;
        }
      }
    },
    rows,
  };
}
