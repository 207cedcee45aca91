/**
 * Complex symmetric (not Hermitian) matrices with positive definite real part: A = L D Lᵀ without pivoting, which is
 * stable for them (N. J. Higham, Factorizing complex symmetric matrices with positive definite real and imaginary
 * parts, Math. Comp. 67 (1998) 1591). Real and imaginary parts in separate row-major size × size arrays.
 */

/** In place: L below the diagonal (unit), 1/D on it. Reads the lower triangle. False when a pivot vanishes. */
export function factorComplexSymmetric(re: Float64Array, im: Float64Array, size: number): boolean {
  // row by row; while row i is built its entries hold L D, divided by D at the end
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      const other = j * size;
      let sr = re[row + j]!;
      let si = im[row + j]!;
      for (let m = 0; m < j; m++) {
        const ar = re[row + m]!;
        const ai = im[row + m]!;
        const br = re[other + m]!;
        const bi = im[other + m]!;
        sr -= ar * br - ai * bi;
        si -= ar * bi + ai * br;
      }
      re[row + j] = sr;
      im[row + j] = si;
    }
    let dr = re[row + i]!;
    let di = im[row + i]!;
    for (let m = 0; m < i; m++) {
      const ar = re[row + m]!;
      const ai = im[row + m]!;
      const pr = re[m * size + m]!;
      const pi = im[m * size + m]!;
      const lr = ar * pr - ai * pi;
      const li = ar * pi + ai * pr;
      dr -= ar * lr - ai * li;
      di -= ar * li + ai * lr;
      re[row + m] = lr;
      im[row + m] = li;
    }
    const norm = dr * dr + di * di;
    if (!(norm > 0 && norm < Infinity)) return false;
    re[row + i] = dr / norm;
    im[row + i] = -di / norm;
  }
  return true;
}

/** b ← L⁻¹ b, `b` starting at `at`. */
export function lowerSolveComplex(
  re: Float64Array,
  im: Float64Array,
  size: number,
  br: Float64Array,
  bi: Float64Array,
  at = 0,
): void {
  for (let i = 0; i < size; i++) {
    let sr = br[at + i]!;
    let si = bi[at + i]!;
    const row = i * size;
    for (let m = 0; m < i; m++) {
      const lr = re[row + m]!;
      const li = im[row + m]!;
      const xr = br[at + m]!;
      const xi = bi[at + m]!;
      sr -= lr * xr - li * xi;
      si -= lr * xi + li * xr;
    }
    br[at + i] = sr;
    bi[at + i] = si;
  }
}

/** b ← (L D Lᵀ)⁻¹ b. */
export function solveComplexSymmetric(
  re: Float64Array,
  im: Float64Array,
  size: number,
  br: Float64Array,
  bi: Float64Array,
): void {
  lowerSolveComplex(re, im, size, br, bi);
  for (let i = 0; i < size; i++) {
    const pr = re[i * size + i]!;
    const pi = im[i * size + i]!;
    const xr = br[i]!;
    const xi = bi[i]!;
    br[i] = pr * xr - pi * xi;
    bi[i] = pr * xi + pi * xr;
  }
  for (let i = size - 1; i > 0; i--) {
    const xr = br[i]!;
    const xi = bi[i]!;
    const row = i * size;
    for (let m = 0; m < i; m++) {
      const lr = re[row + m]!;
      const li = im[row + m]!;
      br[m]! -= lr * xr - li * xi;
      bi[m]! -= lr * xi + li * xr;
    }
  }
}
