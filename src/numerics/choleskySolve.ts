/** b ← (L Lᵀ)⁻¹ b in place for the row-major n × n lower triangle L. */
export function choleskySolve(l: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let s = b[i]!;
    for (let m = 0; m < i; m++) s -= l[i * n + m]! * b[m]!;
    b[i] = s / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const v = b[i]! / l[i * n + i]!;
    b[i] = v;
    for (let m = 0; m < i; m++) b[m]! -= l[i * n + m]! * v;
  }
}
