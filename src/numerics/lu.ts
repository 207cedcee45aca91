/** P A = L U of a small dense matrix, row-major n × n with both factors in one array. */
export interface Lu {
  readonly n: number;
  readonly a: Float64Array;
  readonly rows: Int32Array;
}

/** Factors `a` in place with partial pivoting; null when it is singular to rounding. */
export function factorLu(a: Float64Array, n: number): Lu | null {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    const lead = a[pivot * n + k]!;
    if (!(Math.abs(lead) > 0) || !Number.isFinite(lead)) return null;
    if (pivot !== k) {
      for (let j = 0; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j]!, a[k * n + j]!];
      [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    }
    for (let i = k + 1; i < n; i++) {
      const factor = (a[i * n + k]! /= lead);
      if (factor !== 0) for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
    }
  }
  return { n, a, rows };
}

/** b ← A⁻¹ b. */
export function solveLu({ n, a, rows }: Lu, b: Float64Array): void {
  const x = Float64Array.from(rows, (row) => b[row]!);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) x[i]! -= a[i * n + j]! * x[j]!;
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i]! -= a[i * n + j]! * x[j]!;
    x[i]! /= a[i * n + i]!;
  }
  b.set(x);
}
