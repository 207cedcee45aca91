/**
 * Householder QR with column pivoting, A P = Q R, in place on a column-major matrix. With its rows sorted by
 * decreasing size the factorization is stable row by row, which is what graded weighted least squares needs
 * (Powell & Reid 1969; Cox & Higham, BIT 38, 1998).
 */
export interface PivotedQr {
  readonly rows: number;
  readonly columns: number;
  /** Column-major; R on and above the diagonal, the reflectors' tails below. */
  readonly a: Float64Array;
  /** The reflectors are I - beta v vᵀ with v = (1, tail). */
  readonly beta: Float64Array;
  /** pivot[j] is the column of A that stands at place j. */
  readonly pivot: Int32Array;
  /** Number of reflectors: the numerical rank for the tolerance given, else min(rows, columns). */
  readonly rank: number;
}

/** Factors `a` (spoiled, kept in the result). Stops when the next pivot is at most `tolerance` times the first. */
export function pivotedQr(a: Float64Array, rows: number, columns: number, tolerance = 0): PivotedQr {
  const steps = Math.min(rows, columns);
  const beta = new Float64Array(steps);
  const pivot = new Int32Array(columns);
  const norms = new Float64Array(columns);
  const reference = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    pivot[j] = j;
    norms[j] = reference[j] = normOf(a, j * rows, j * rows + rows);
  }
  let first = 0;
  let rank = 0;
  for (let k = 0; k < steps; k++) {
    let best = k;
    for (let j = k + 1; j < columns; j++) if (norms[j]! > norms[best]!) best = j;
    if (best !== k) swapColumns(a, rows, best, k, pivot, norms, reference);
    const start = k * rows;
    const norm = normOf(a, start + k, start + rows);
    if (k === 0) first = norm;
    if (!(norm > tolerance * first)) break;
    rank = k + 1;
    const lead = a[start + k]!;
    const diagonal = lead > 0 ? -norm : norm;
    const v0 = lead - diagonal;
    beta[k] = -v0 / diagonal;
    for (let i = k + 1; i < rows; i++) a[start + i]! /= v0;
    a[start + k] = diagonal;
    for (let j = k + 1; j < columns; j++) {
      const p = j * rows;
      let s = a[p + k]!;
      for (let i = k + 1; i < rows; i++) s += a[start + i]! * a[p + i]!;
      s *= beta[k]!;
      a[p + k]! -= s;
      for (let i = k + 1; i < rows; i++) a[p + i]! -= s * a[start + i]!;
      const ratio = norms[j]! > 0 ? a[p + k]! / norms[j]! : 0;
      norms[j]! *= Math.sqrt(Math.max(0, (1 - ratio) * (1 + ratio)));
      if (!(norms[j]! > 1e-5 * reference[j]!)) norms[j] = reference[j] = normOf(a, p + k + 1, p + rows);
    }
  }
  return { rows, columns, a, beta, pivot, rank };
}

function swapColumns(
  a: Float64Array,
  rows: number,
  i: number,
  j: number,
  pivot: Int32Array,
  ...aside: Float64Array[]
): void {
  for (let m = 0; m < rows; m++) {
    const t = a[i * rows + m]!;
    a[i * rows + m] = a[j * rows + m]!;
    a[j * rows + m] = t;
  }
  const t = pivot[i]!;
  pivot[i] = pivot[j]!;
  pivot[j] = t;
  for (const list of aside) {
    const v = list[i]!;
    list[i] = list[j]!;
    list[j] = v;
  }
}

/** Euclidean norm of a[from..to), safe from overflow and underflow. */
function normOf(a: Float64Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i++) {
    const v = Math.abs(a[i]!);
    if (v > largest) largest = v;
  }
  if (!(largest > 0) || largest === Infinity) return largest;
  let s = 0;
  if (largest > 1e-140 && largest < 1e140) {
    for (let i = from; i < to; i++) s += a[i]! * a[i]!;
    return Math.sqrt(s);
  }
  for (let i = from; i < to; i++) s += (a[i]! / largest) * (a[i]! / largest);
  return largest * Math.sqrt(s);
}

/** b[rows] ← Qᵀ b. */
export function applyQTransposed(qr: PivotedQr, b: Float64Array): void {
  for (let k = 0; k < qr.rank; k++) reflect(qr, k, b);
}

/** b[rows] ← Q b. */
export function applyQ(qr: PivotedQr, b: Float64Array): void {
  for (let k = qr.rank - 1; k >= 0; k--) reflect(qr, k, b);
}

function reflect(qr: PivotedQr, k: number, b: Float64Array): void {
  const { a, rows } = qr;
  const start = k * rows;
  let s = b[k]!;
  for (let i = k + 1; i < rows; i++) s += a[start + i]! * b[i]!;
  s *= qr.beta[k]!;
  b[k]! -= s;
  for (let i = k + 1; i < rows; i++) b[i]! -= s * a[start + i]!;
}

/** z[rank] ← R⁻¹ z for the leading rank × rank triangle. */
export function solveR(qr: PivotedQr, z: Float64Array): void {
  const { a, rows, rank } = qr;
  for (let j = rank - 1; j >= 0; j--) {
    const v = z[j]! / a[j * rows + j]!;
    z[j] = v;
    for (let i = 0; i < j; i++) z[i]! -= a[j * rows + i]! * v;
  }
}

/** z[rank] ← R⁻ᵀ z for the leading rank × rank triangle. */
export function solveRTransposed(qr: PivotedQr, z: Float64Array): void {
  const { a, rows, rank } = qr;
  for (let j = 0; j < rank; j++) {
    let s = z[j]!;
    for (let i = 0; i < j; i++) s -= a[j * rows + i]! * z[i]!;
    z[j] = s / a[j * rows + j]!;
  }
}
