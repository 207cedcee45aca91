/** A ← L, the Cholesky factor of a small symmetric matrix in its lower triangle; false when it is not positive. */
export function choleskySmall(a: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j++) {
    for (let i = 0; i <= j; i++) {
      let s = a[j * size + i]!;
      for (let m = 0; m < i; m++) s -= a[i * size + m]! * a[j * size + m]!;
      if (i < j) a[j * size + i] = s / a[i * size + i]!;
      else {
        if (!(s > 0)) return false;
        a[j * size + j] = Math.sqrt(s);
      }
    }
  }
  return true;
}

/** b ← (L Lᵀ)⁻¹ b. */
export function solveSmall(l: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let s = b[i]!;
    for (let m = 0; m < i; m++) s -= l[i * size + m]! * b[m]!;
    b[i] = s / l[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let s = b[i]!;
    for (let m = i + 1; m < size; m++) s -= l[m * size + i]! * b[m]!;
    b[i] = s / l[i * size + i]!;
  }
}

/** inverse ← A⁻¹ for a small symmetric matrix (A is overwritten by its factor); false unless positive definite. */
export function invertPositive(a: Float64Array, inverse: Float64Array, size: number): boolean {
  if (!choleskySmall(a, size)) return false;
  const column = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    column.fill(0);
    column[j] = 1;
    solveSmall(a, size, column);
    for (let i = 0; i < size; i++) inverse[i * size + j] = column[i]!;
  }
  return true;
}
