import { maxNorm } from '../numerics/norms.ts';
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
 * hence |w* - w|_i ≤ |H Xᵀ K⁻¹ r|_i + √M_ii Σ_j √M_jj |δ_j|. M_ii ≤ H_ii always; for coordinates with huge H whose
 * columns are independent there is a sharper bound. δ is enlarged by its rounding, and no weight is certified below the rounding of the largest.
 */
export function errorBound(c: Candidate): Float64Array {
  const { x, n, d, rise, s, nu } = c;
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
  const rounding = Number.EPSILON * maxNorm(rise);
  for (let i = 0; i < d; i++) {
    bound[i] =
      1.01 * Math.abs(c.correction[i]!) + spread[i]! * total + Number.EPSILON * Math.abs(rise[i]!) + rounding;
  }
  return bound;
}

/** Size n²d of a problem from which only very steep coordinates get the sharper bound. */
const LARGE = 1e8;

/** Shares of the largest √H that mark off the coordinates with huge H; each division gives a bound. */
const DIVISIONS = [1e-2, 1e-4, 1e-7];

/**
 * Upper bounds of √M_ii. In the null space of X, X_S δw_S = -X_rest δw_rest, so that M_SS ≤ L X_rest H_rest X_restᵀ Lᵀ for
 * every left inverse L of X_S; S is the leading part of the columns √H_i x_i as QR with pivoting takes them.
 */
function sharpDiagonal(c: Candidate): Float64Array {
  const { x, n, d, rise, slope, s } = c;
  const spread = slope.map(Math.sqrt);
  const steep: number[] = [];
  const steepness = n * n * d > LARGE ? 1e3 : 2;
  for (let i = 0; i < d; i++) if (slope[i]! * Math.abs(s[i]!) > steepness * Math.abs(rise[i]!)) steep.push(i);
  if (steep.length === 0) return spread;
  steep.sort((p, q) => slope[q]! - slope[p]!);
  const candidates = steep.slice(0, 2 * n);
  const a = new Float64Array(n * candidates.length);
  candidates.forEach((i, j) => {
    for (let m = 0; m < n; m++) a[j * n + m] = spread[i]! * x[m * d + i]!;
  });
  const qr = pivotedQr(a, n, candidates.length, DIVISIONS[DIVISIONS.length - 1]!);
  const place = new Int32Array(d).fill(d);
  for (let k = 0; k < qr.rank; k++) place[candidates[qr.pivot[k]!]!] = k;
  const first = Math.abs(qr.a[0]!);
  const sizes = DIVISIONS.map((share) => {
    let size = 0;
    while (size < qr.rank && Math.abs(qr.a[size * n + size]!) > share * first) size++;
    return size;
  });
  const sums = sizes.map((size) => new Float64Array(size));
  const column = new Float64Array(n);
  for (let j = 0; j < d; j++) {
    for (let m = 0; m < n; m++) column[m] = x[m * d + j]!;
    applyQTransposed(qr, column);
    sizes.forEach((size, at) => {
      if (place[j]! < size) return;
      const solution = column.slice(0, size);
      solveR({ ...qr, rank: size }, solution);
      for (let k = 0; k < size; k++) sums[at]![k]! += slope[j]! * solution[k]! ** 2;
    });
  }
  sizes.forEach((size, at) => {
    for (let k = 0; k < size; k++) {
      const i = candidates[qr.pivot[k]!]!;
      spread[i] = Math.min(spread[i]!, Math.sqrt(slope[i]! * sums[at]![k]!));
    }
  });
  return spread;
}
