import { applyQTransposed, applyQ, pivotedQr } from '../numerics/pivotedQr.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import { createKernel } from '../numerics/kernel.ts';
import type { LinearKernel } from '../numerics/kernel.ts';

/** X w = y restricted to the range of X: rows of full rank with the same solutions in the least-squares sense. */
export interface RangeProjection {
  rank: number;
  /** True when y lies in the range of X up to rounding. */
  interpolates: boolean;
  /** ‖y - P y‖ / ‖y‖, P the projector onto the range of X. */
  defect: number;
  /** rank × d row-major; X itself when it has full row rank. */
  x: Float64Array;
  kernel: LinearKernel;
  y: Float64Array;
  /** Multipliers of the original rows from those of the reduced ones: Xᵀ lift(ν) = x̃ᵀ ν. */
  lift(nu: Float64Array): Float64Array;
}

/** y counts as being in the range of X when what sticks out is below this share of it. */
const IN_RANGE = 1e-11;

/**
 * Reduces X w = y to full row rank. The rank is the number of pivots of a column-pivoted QR of X above
 * max(n, d)·ε times the first; a Cholesky factorization of X Xᵀ with safe pivots settles the usual case faster.
 */
export function projectOnRange(
  x: Float64Array,
  n: number,
  d: number,
  y: Float64Array,
  kernel: LinearKernel,
): RangeProjection {
  if (n <= d && hasSafeRows(kernel)) {
    return { rank: n, interpolates: true, defect: 0, x, kernel, y, lift: (nu) => nu.slice() };
  }
  const a = new Float64Array(n * d);
  for (let i = 0; i < d; i++) for (let m = 0; m < n; m++) a[i * n + m] = x[m * d + i]!;
  const qr = pivotedQr(a, n, d, Math.max(n, d) * Number.EPSILON);
  const { rank } = qr;
  if (rank === n) return { rank, interpolates: true, defect: 0, x, kernel, y, lift: (nu) => nu.slice() };
  const rotated = y.slice();
  applyQTransposed(qr, rotated);
  const defect = euclideanNorm(rotated.subarray(rank)) / (euclideanNorm(y) || 1);
  const reduced = new Float64Array(rank * d);
  for (let j = 0; j < d; j++) {
    for (let m = 0; m < Math.min(rank, j + 1); m++) reduced[m * d + qr.pivot[j]!] = qr.a[j * n + m]!;
  }
  return {
    rank,
    interpolates: defect <= IN_RANGE,
    defect,
    x: reduced,
    kernel: createKernel(reduced, rank, d),
    y: rotated.slice(0, rank),
    lift(nu) {
      const full = new Float64Array(n);
      full.set(nu);
      applyQ(qr, full);
      return full;
    },
  };
}

/** Whether X Xᵀ, scaled to unit diagonal, has Cholesky pivots far from zero. */
function hasSafeRows(kernel: LinearKernel): boolean {
  const { n, d } = kernel;
  const gram = new Float64Array(n * n);
  kernel.gram(new Float64Array(d).fill(1), gram);
  const scale = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const diagonal = gram[j * n + j]!;
    if (!(diagonal > 1e-280 && diagonal < 1e280)) return false;
    scale[j] = 1 / Math.sqrt(diagonal);
  }
  for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) gram[j * n + k]! *= scale[j]! * scale[k]!;
  if (!kernel.cholesky(gram)) return false;
  for (let j = 0; j < n; j++) if (!(gram[j * n + j]! > 1e-4)) return false;
  return true;
}
