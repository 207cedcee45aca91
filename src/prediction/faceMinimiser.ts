import { euclideanNorm } from '../numerics/norms.ts';
import { createKernel } from '../numerics/kernel.ts';
import { pivotedQr } from '../numerics/pivotedQr.ts';
import type { BoundaryFace } from './boundaryFace.ts';
import { evaluateDualMap } from './dualMap.ts';
import type { DualMap } from './dualMap.ts';
import type { Minimiser } from './minimiser.ts';
import { projectOnRange } from './rangeProjection.ts';
import { sideOfZero } from './weightPoint.ts';

/**
 * The minimiser over all coordinates from that of the free ones on a face: weights 0 elsewhere, where no dual coordinate
 * exists (s is infinite). What rounding of y on the face leaves to the weights 0, and directly and through X to the others,
 * is added to the error bound.
 */
export function faceMinimiser(
  map: DualMap,
  X: Float64Array,
  n: number,
  y: Float64Array,
  face: BoundaryFace,
  onFace: Minimiser,
  reduced: DualMap,
  columns: Float64Array,
): Minimiser {
  const { zero, free, rounding } = face;
  const w = new Float64Array(map.d);
  const s = new Float64Array(map.d);
  const errorBound = new Float64Array(map.d);
  let shift = 8 * Number.EPSILON * euclideanNorm(y);
  zero.forEach((i, j) => {
    s[i] = sideOfZero(map, i) * Infinity;
    errorBound[i] = rounding[j]!;
    for (let m = 0, square = 0; m < n; m++) {
      square += X[m * map.d + i]! ** 2;
      if (m === n - 1) shift += Math.sqrt(square) * rounding[j]!;
    }
  });
  const response = responseTo(shift, reduced, columns, n, y, onFace.s);
  free.forEach((i, j) => {
    w[i] = onFace.w[j]!;
    s[i] = onFace.s[j]!;
    errorBound[i] = onFace.errorBound[j]! + response[j]!;
  });
  return { ...onFace, w, s, errorBound, face, onFace };
}

/**
 * To first order, the largest change of every weight when the right side moves by `shift` in the range of X:
 * |H Xᵀ K⁻¹ v|_i ≤ √H_i |v| / σ with σ the smallest singular value of H^½ Xᵀ, taken from the last pivot of its QR.
 */
function responseTo(
  shift: number,
  map: DualMap,
  X: Float64Array,
  n: number,
  y: Float64Array,
  s: Float64Array,
): Float64Array {
  const { d } = map;
  const slope = new Float64Array(d);
  evaluateDualMap(map, s, new Float64Array(d), slope);
  const range = projectOnRange(X, n, d, y, createKernel(X, n, d));
  const { rank, x } = range;
  const a = new Float64Array(d * rank);
  for (let m = 0; m < rank; m++)
    for (let i = 0; i < d; i++) a[m * d + i] = Math.sqrt(slope[i]!) * x[m * d + i]!;
  const qr = pivotedQr(a, d, rank);
  const last = rank === 0 ? Infinity : Math.abs(qr.a[(rank - 1) * d + rank - 1]!);
  const size = (Math.sqrt(rank) * shift) / last;
  return slope.map((h) => (euclideanNorm(y) === 0 ? 0 : Math.sqrt(h) * size));
}
