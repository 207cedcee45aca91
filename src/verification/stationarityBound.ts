import { applyQ, applyQTransposed, pivotedQr, solveR } from '../numerics/pivotedQr.ts';

/** Leverage above which a coordinate counts as held by the data: rounding leaves nothing of 1 − leverage there. */
const HELD = 1 - 1e-9;
/** Rounding error of a leverage. */
const LEVERAGE_ROUNDING = 1e-14;

/** Bounds |M δ|_i of every coordinate for any δ with |δ_i| ≤ delta_i. */
export type StationarityBound = (delta: Float64Array) => Float64Array;

/**
 * M = H − H Xᵀ (X H Xᵀ)⁻¹ X H = H^½ (I − Q Qᵀ) H^½ for H = diag(slope) > 0 and Q an orthonormal basis of the range of
 * H^½ Xᵀ (X row-major n × d, of full row rank). M is positive semidefinite, hence |M δ|_i ≤ √M_ii √(δᵀMδ) and
 * √(δᵀMδ) ≤ ‖√H δ‖ over any set of coordinates plus Σ √M_jj |δ_j| over the others.
 *
 * M_ii = H_i (1 − leverage_i). Coordinates S with leverage 1 to rounding are those whose weight the data fix once the
 * others are known; there the variational form M_SS ≤ A H_rest Aᵀ, A = X_S⁺ X_rest, is used instead.
 */
export function stationarityBound(
  x: Float64Array,
  n: number,
  d: number,
  slope: Float64Array,
): StationarityBound {
  const root = slope.map(Math.sqrt);
  const spread = root.slice();
  if (n > 0) {
    const leverage = leverages(x, n, d, root);
    const held: number[] = [];
    for (let i = 0; i < d; i++) {
      spread[i] = root[i]! * Math.sqrt(Math.min(1, Math.max(0, 1 - leverage[i]!) + LEVERAGE_ROUNDING));
      if (leverage[i]! > HELD) held.push(i);
    }
    for (const [i, value] of heldSpread(x, n, d, slope, held)) spread[i] = Math.min(spread[i]!, value);
  }
  return (delta) => {
    let squares = 0;
    let total = 0;
    for (let i = 0; i < d; i++) {
      if (spread[i]! < 0.1 * root[i]!) total += spread[i]! * delta[i]!;
      else squares += (root[i]! * delta[i]!) ** 2;
    }
    total += Math.sqrt(squares);
    return spread.map((v) => v * total);
  };
}

/** ‖Q_i‖² by a QR whose rows are sorted by size, so that it is stable row by row. */
function leverages(x: Float64Array, n: number, d: number, root: Float64Array): Float64Array {
  const size = new Float64Array(d);
  for (let m = 0; m < n; m++)
    for (let i = 0; i < d; i++) size[i] = Math.max(size[i]!, Math.abs(root[i]! * x[m * d + i]!));
  const order = Int32Array.from(size.keys()).sort((p, q) => size[q]! - size[p]!);
  const a = new Float64Array(d * n);
  for (let m = 0; m < n; m++)
    for (let t = 0; t < d; t++) a[m * d + t] = root[order[t]!]! * x[m * d + order[t]!]!;
  const qr = pivotedQr(a, d, n);
  const leverage = new Float64Array(d);
  const column = new Float64Array(d);
  for (let k = 0; k < qr.rank; k++) {
    column.fill(0);
    column[k] = 1;
    applyQ(qr, column);
    for (let t = 0; t < d; t++) leverage[order[t]!]! += column[t]! ** 2;
  }
  return leverage;
}

/** √((A H_rest Aᵀ)_ii) for the held coordinates when their columns are independent, else nothing. */
function heldSpread(
  x: Float64Array,
  n: number,
  d: number,
  slope: Float64Array,
  held: readonly number[],
): Map<number, number> {
  const result = new Map<number, number>();
  if (held.length === 0 || held.length > n) return result;
  const a = new Float64Array(n * held.length);
  held.forEach((i, j) => {
    for (let m = 0; m < n; m++) a[j * n + m] = x[m * d + i]!;
  });
  const qr = pivotedQr(a, n, held.length, 1e-6);
  if (qr.rank < held.length) return result;
  const inside = new Set(held);
  const sums = new Float64Array(held.length);
  const column = new Float64Array(n);
  for (let j = 0; j < d; j++) {
    if (inside.has(j)) continue;
    for (let m = 0; m < n; m++) column[m] = x[m * d + j]!;
    applyQTransposed(qr, column);
    solveR(qr, column);
    for (let k = 0; k < held.length; k++) sums[k]! += slope[j]! * column[k]! ** 2;
  }
  for (let k = 0; k < held.length; k++) result.set(held[qr.pivot[k]!]!, Math.sqrt(sums[k]!));
  return result;
}
