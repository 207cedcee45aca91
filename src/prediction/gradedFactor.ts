import type { LinearKernel } from '../numerics/kernel.ts';
import { applyQ, applyQTransposed, pivotedQr, solveR, solveRTransposed } from '../numerics/pivotedQr.ts';

/** Weights diag(h)^½ Xᵀ (and √ε I) factored by QR with rows sorted by size: accurate row by row. */
export interface GradedFactor {
  /** dNu ← argmin |diag(h)^½ (Xᵀ dNu - g)|² + ε |dNu|². */
  leastSquares(g: Float64Array, dNu: Float64Array): void;
  /** dNu ← K⁻¹ b and dw ← dw + diag(h) Xᵀ K⁻¹ b, K = X diag(h) Xᵀ + ε I. */
  correct(b: Float64Array, dNu: Float64Array, dw: Float64Array): void;
}

/**
 * Factors for the weights h[d]; `largest[d]` are the largest entries of the columns of X. The 2n largest rows are taken
 * as they are. The others, when they are many, enter through the Cholesky factor R of their Gram matrix, which has the
 * same least squares: |W(Xᵀν - g)| and |Rν - R⁻ᵀX W²g| differ by a constant.
 */
export function gradedFactor(
  kernel: LinearKernel,
  x: Float64Array,
  weights: Float64Array,
  ridge: number,
  largest: Float64Array,
): GradedFactor {
  const { n, d } = kernel;
  const root = weights.map(Math.sqrt);
  const sorted = Int32Array.from(root.keys()).sort((p, q) => root[q]! * largest[q]! - root[p]! * largest[p]!);
  const heavy = d > 4 * n ? sorted.slice(0, 2 * n) : sorted;
  const light = weights.slice();
  for (const i of heavy) light[i] = 0;
  const rest = heavy.length < d ? lightFactor(kernel, light, ridge) : null;
  return rest === null
    ? factorRows(kernel, x, root, sorted, null, light, ridge)
    : factorRows(kernel, x, root, heavy, rest, light, ridge);
}

/** Lower L with L Lᵀ = X diag(h) Xᵀ + ε I, row-major; null when it is not safely positive definite. */
function lightFactor(kernel: LinearKernel, weights: Float64Array, ridge: number): Float64Array | null {
  const { n } = kernel;
  const gram = new Float64Array(n * n);
  kernel.gram(weights, gram);
  const scale = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const diagonal = gram[j * n + j]! + ridge;
    if (!(diagonal > 0 && diagonal < Infinity)) return null;
    scale[j] = Math.sqrt(diagonal);
  }
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) gram[j * n + k]! /= scale[j]! * scale[k]!;
    gram[j * n + j] = 1;
  }
  if (!kernel.cholesky(gram)) return null;
  for (let j = 0; j < n; j++) {
    if (!(gram[j * n + j]! > 1e-4)) return null;
    for (let k = 0; k <= j; k++) gram[j * n + k]! *= scale[j]!;
  }
  return gram;
}

/** QR of the rows `heavy` of diag(h)^½ Xᵀ with, below, either Lᵀ of the light ones or √ε I. */
function factorRows(
  kernel: LinearKernel,
  x: Float64Array,
  root: Float64Array,
  heavy: Int32Array,
  lower: Float64Array | null,
  light: Float64Array,
  ridge: number,
): GradedFactor {
  const { n, d } = kernel;
  const count = heavy.length;
  const rows = count + n;
  const rootRidge = Math.sqrt(ridge);
  /** Entry of row t before sorting: heavy rows first. */
  const entry = (t: number, j: number): number => {
    if (t < count) return root[heavy[t]!]! * x[j * d + heavy[t]!]!;
    if (lower !== null) return j >= t - count ? lower[j * n + t - count]! : 0;
    return t - count === j ? rootRidge : 0;
  };
  const size = new Float64Array(rows);
  const a = new Float64Array(rows * n);
  for (let t = 0; t < rows; t++)
    for (let j = 0; j < n; j++) size[t] = Math.max(size[t]!, Math.abs(entry(t, j)));
  const order = Int32Array.from(size.keys()).sort((p, q) => size[q]! - size[p]!);
  for (let j = 0; j < n; j++) for (let t = 0; t < rows; t++) a[j * rows + t] = entry(order[t]!, j);
  const qr = pivotedQr(a, rows, n);
  const work = new Float64Array(d);
  const image = new Float64Array(n);
  const v = new Float64Array(rows);
  return {
    leastSquares(g, dNu) {
      if (lower !== null) {
        for (let i = 0; i < d; i++) work[i] = light[i]! * g[i]!;
        kernel.forward(work, image);
        for (let j = 0; j < n; j++) {
          let s = image[j]!;
          for (let k = 0; k < j; k++) s -= lower[j * n + k]! * image[k]!;
          image[j] = s / lower[j * n + j]!;
        }
      }
      for (let t = 0; t < rows; t++) {
        const p = order[t]!;
        v[t] = p < count ? root[heavy[p]!]! * g[heavy[p]!]! : lower !== null ? image[p - count]! : 0;
      }
      applyQTransposed(qr, v);
      solveR(qr, v);
      for (let j = 0; j < n; j++) dNu[qr.pivot[j]!] = v[j]!;
    },
    correct(b, dNu, dw) {
      v.fill(0);
      for (let j = 0; j < n; j++) v[j] = b[qr.pivot[j]!]!;
      solveRTransposed(qr, v);
      const solution = v.slice(0, n);
      solveR(qr, solution);
      for (let j = 0; j < n; j++) dNu[qr.pivot[j]!] = solution[j]!;
      applyQ(qr, v);
      for (let t = 0; t < rows; t++)
        if (order[t]! < count) dw[heavy[order[t]!]!]! += root[heavy[order[t]!]!]! * v[t]!;
      if (lower === null) return;
      kernel.backward(dNu, work);
      for (let i = 0; i < d; i++) dw[i]! += light[i]! * work[i]!;
    },
  };
}
