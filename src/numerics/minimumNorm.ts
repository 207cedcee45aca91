import { choleskySmall, solveSmall } from './smallCholesky.ts';

/**
 * w ← the minimum-norm least-squares solution X⁺y for a row-major n × d matrix of full rank, by the Cholesky factor of
 * the smaller of XXᵀ + λI and XᵀX + λI; with λ > 0 the ridge estimate. The relative error is about the square of the
 * condition number of X times rounding. False when the factorization fails.
 */
export function minimumNorm(
  X: Float64Array,
  y: Float64Array,
  n: number,
  d: number,
  w: Float64Array,
  ridge = 0,
): boolean {
  return n <= d ? byRows(X, y, n, d, w, ridge) : byColumns(X, y, n, d, w, ridge);
}

/** w = Xᵀ (XXᵀ + λI)⁻¹ y. */
function byRows(
  X: Float64Array,
  y: Float64Array,
  n: number,
  d: number,
  w: Float64Array,
  ridge: number,
): boolean {
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? ridge : 0;
      for (let a = i * d, b = j * d, end = a + d; a < end; a++, b++) sum += X[a]! * X[b]!;
      gram[i * n + j] = sum;
    }
  if (!choleskySmall(gram, n)) return false;
  const nu = y.slice();
  solveSmall(gram, n, nu);
  w.fill(0);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) w[j]! += X[i * d + j]! * nu[i]!;
  return true;
}

/** w = (XᵀX + λI)⁻¹ Xᵀ y. */
function byColumns(
  X: Float64Array,
  y: Float64Array,
  n: number,
  d: number,
  w: Float64Array,
  ridge: number,
): boolean {
  const gram = new Float64Array(d * d);
  for (let i = 0; i < d; i++) gram[i * d + i] = ridge;
  w.fill(0);
  for (let m = 0; m < n; m++)
    for (let i = 0; i < d; i++) {
      const x = X[m * d + i]!;
      w[i]! += x * y[m]!;
      for (let j = 0; j <= i; j++) gram[i * d + j]! += x * X[m * d + j]!;
    }
  if (!choleskySmall(gram, d)) return false;
  solveSmall(gram, d, w);
  return true;
}
