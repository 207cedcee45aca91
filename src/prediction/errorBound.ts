import { applyQTransposed, pivotedQr, solveR } from '../numerics/pivotedQr.ts';

/** What is known of a computed minimiser: X is row-major, n × d and of full row rank. */
export interface Candidate {
  x: Float64Array;
  n: number;
  d: number;
  /** Weights less start weights, h'(s), s = h⁻¹(w). */
  rise: Float64Array;
  slope: Float64Array;
  s: Float64Array;
  nu: Float64Array;
  /** diag(h') Xᵀ K⁻¹ r for the residual r = y - X w: the Newton correction of w. */
  correction: Float64Array;
}

/**
 * First-order bound on |w - w*| per coordinate. With H = diag(h'), K = X H Xᵀ and the two defects of an approximate
 * minimiser, r = y - X w and δ = h⁻¹(w) - Xᵀν,
 *
 *     w* - w = H Xᵀ K⁻¹ r - M δ,    M = H - H Xᵀ K⁻¹ X H  (positive semidefinite),
 *
 * hence |w* - w|_i ≤ |H Xᵀ K⁻¹ r|_i + √M_ii Σ_j √M_jj |δ_j|. M_ii ≤ H_ii always; for coordinates S with huge H whose
 * columns are independent the sharper M_SS ≤ A H_rest Aᵀ, A = X_S⁺ X_rest, is used. δ is enlarged by its rounding.
 */
export function errorBound(c: Candidate): Float64Array {
  const { x, n, d, rise, slope, s, nu } = c;
  const spread = sharpDiagonal(c);
  let total = 0;
  for (let i = 0; i < d; i++) {
    let product = 0;
    let size = 0;
    for (let m = 0; m < n; m++) {
      const term = x[m * d + i]! * nu[m]!;
      product += term;
      size += Math.abs(term);
    }
    const delta = Math.abs(s[i]! - product) + Number.EPSILON * (2 * size + Math.abs(s[i]!));
    total += spread[i]! * delta;
  }
  const bound = new Float64Array(d);
  for (let i = 0; i < d; i++) {
    const fromStationarity = Math.min(
      spread[i]! * total,
      Math.max(Math.abs(rise[i]!), slope[i]! * Math.abs(s[i]!)) + total * spread[i]!,
    );
    bound[i] =
      Math.abs(c.correction[i]!) * (1 + 1e-6) + fromStationarity + 2 * Number.EPSILON * Math.abs(rise[i]!);
  }
  return bound;
}

/** Upper bounds of √M_ii. */
function sharpDiagonal(c: Candidate): Float64Array {
  const { x, n, d, rise, slope, s } = c;
  const spread = new Float64Array(d);
  for (let i = 0; i < d; i++) spread[i] = Math.sqrt(slope[i]!);
  const steep: number[] = [];
  for (let i = 0; i < d; i++) if (slope[i]! * Math.abs(s[i]!) > 2 * Math.abs(rise[i]!)) steep.push(i);
  if (steep.length === 0) return spread;
  steep.sort((p, q) => spread[q]! - spread[p]!);
  const candidates = steep.slice(0, 2 * n);
  const a = new Float64Array(n * candidates.length);
  candidates.forEach((i, j) => {
    for (let m = 0; m < n; m++) a[j * n + m] = x[m * d + i]!;
  });
  const qr = independentColumns(a, n, candidates.length);
  const chosen = Array.from(qr.pivot.subarray(0, qr.rank), (j) => candidates[j]!);
  const inside = new Uint8Array(d);
  for (const i of chosen) inside[i] = 1;
  const sums = new Float64Array(qr.rank);
  const column = new Float64Array(n);
  for (let j = 0; j < d; j++) {
    if (inside[j] === 1) continue;
    for (let m = 0; m < n; m++) column[m] = x[m * d + j]!;
    applyQTransposed(qr, column);
    solveR(qr, column);
    for (let k = 0; k < qr.rank; k++) sums[k]! += slope[j]! * column[k]! ** 2;
  }
  for (let k = 0; k < qr.rank; k++) spread[chosen[k]!] = Math.min(spread[chosen[k]!]!, Math.sqrt(sums[k]!));
  return spread;
}

/** Columns in their order of importance, kept while they are clearly independent of the earlier ones. */
function independentColumns(a: Float64Array, n: number, count: number) {
  return pivotedQr(a, n, count, 1e-6);
}
