import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import { applyQ, applyQTransposed, pivotedQr } from '../numerics/pivotedQr.ts';
import type { DualMap } from './dualMap.ts';
import { sideOfZero } from './weightPoint.ts';

/** The face of the closed range of weights on which all solutions of X w = y lie, with its proof. */
export interface BoundaryFace {
  /** Coordinates whose weight is 0, the end of their range, in every solution; and the others. */
  readonly zero: readonly number[];
  readonly free: readonly number[];
  /** μ of length 1 with Xᵀμ of the sign of the weights on `zero` and 0 on `free`, and y·μ = 0. */
  readonly multiplier: Float64Array;
  /** |Xᵀμ| on `zero`, in that order. */
  readonly slack: Float64Array;
  /** Largest |w_i| of any solution, from the rounding of y·μ and Xᵀμ, in the order of `zero`. */
  readonly rounding: Float64Array;
}

/** Shares of max|w| below which coordinates are taken for zero, the largest tried first. */
const SHARES = Array.from({ length: 12 }, (_, k) => 10 ** (-3 - k));
/** Smallest |x_i·μ| / |x_i| of a proof, and largest weight that its rounding may leave, relative to max|w|. */
const SLACK = 1e-7;
const ROUNDING = 1e-9;
/** Smallest pivot of the free columns relative to the first. */
const PIVOT = 1e-10;
const ROUNDS = 500;

/**
 * Whether solutions of X w = y with weights in the closed range of `map` must have weights 0, where ranges end. By
 * Farkas' lemma that is so for the coordinates `zero` when some μ has y·μ = 0 and Xᵀμ = 0 on the others, Xᵀμ > 0 on
 * `zero` (for positive weights): 0 = y·μ = Σ w_i (Xᵀμ)_i has no other solution; a strictly positive solution excludes such
 * a μ. `w` and `nu` are where a search for the minimiser ended: small weights are tried for `zero`, and μ starts from −ν,
 * which grows in that direction without end. Null when there is no such face among them.
 */
export function boundaryFace(
  map: DualMap,
  X: Float64Array,
  n: number,
  y: Float64Array,
  w: Float64Array,
  nu: Float64Array,
): BoundaryFace | null {
  const sides = Int8Array.from({ length: map.d }, (_, i) => sideOfZero(map, i));
  const largest = maxNorm(w);
  if (!(largest < Infinity) || sides.every((v) => v === 0)) return null;
  let before = -1;
  for (const share of SHARES) {
    const zero: number[] = [];
    const free: number[] = [];
    for (let i = 0; i < map.d; i++)
      (sides[i] !== 0 && Math.abs(w[i]!) <= share * largest ? zero : free).push(i);
    if (zero.length === before) continue;
    before = zero.length;
    if (zero.length === 0) return null;
    const found = proveFace(X, n, map.d, y, w, nu, sides, zero, free);
    if (found !== null) return found;
  }
  return null;
}

function proveFace(
  X: Float64Array,
  n: number,
  d: number,
  y: Float64Array,
  w: Float64Array,
  nu: Float64Array,
  sides: Int8Array,
  zero: number[],
  free: number[],
): BoundaryFace | null {
  const column = (i: number): Float64Array => Float64Array.from({ length: n }, (_, m) => X[m * d + i]!);
  const a = new Float64Array(n * free.length);
  free.forEach((i, j) => a.set(column(i), j * n));
  const qr = pivotedQr(a, n, free.length, PIVOT);
  if (qr.rank === n) return null;
  // coordinates in which the left null space of the free columns is all but the first `rank` entries
  const rotated = (v: Float64Array): Float64Array => {
    const copy = v.slice();
    applyQTransposed(qr, copy);
    return copy.subarray(qr.rank);
  };
  let size = euclideanNorm(y);
  for (const i of free) size += euclideanNorm(column(i)) * Math.abs(w[i]!);
  const rounded = 4 * (n + 4) * Number.EPSILON * size;
  if (!(euclideanNorm(rotated(y)) <= rounded)) return null;
  // toward +1 all of them: the sign of the weights is the opposite of the side on which they end
  const inside = zero.map((i) => rotated(column(i)).map((v) => -sides[i]! * v));
  const sizes = zero.map((i) => euclideanNorm(column(i)));
  const c = separating(inside, sizes, rotated(nu).map((v) => -v)); // prettier-ignore
  if (c === null) return null;
  const multiplier = new Float64Array(n);
  multiplier.set(c, qr.rank);
  applyQ(qr, multiplier);
  const slack = Float64Array.from(inside, (v) => dot(v, c));
  const error = Math.abs(dot(y, multiplier)) + rounded;
  const rounding = slack.map((v) => error / v);
  return maxNorm(rounding) <= ROUNDING * maxNorm(w) ? { zero, free, multiplier, slack, rounding } : null;
}

/** c of length 1 with v·c > 0 for all vectors, by the perceptron's rule from `start`; null when none is found. */
function separating(
  vectors: readonly Float64Array[],
  sizes: readonly number[],
  start: Float64Array,
): Float64Array | null {
  if (sizes.some((v) => v === 0)) return null;
  const c = start.slice();
  const length = euclideanNorm(c);
  for (let k = 0; k < c.length; k++) c[k] = length > 0 && length < Infinity ? c[k]! / length : 0;
  for (let round = 0; round < ROUNDS; round++) {
    let worst = 0;
    let least = Infinity;
    vectors.forEach((v, j) => {
      const value = dot(v, c) / sizes[j]!;
      if (!(value >= least)) [least, worst] = [value, j];
    });
    const norm = euclideanNorm(c);
    if (least > SLACK * norm) return c.map((v) => v / norm);
    for (let k = 0; k < c.length; k++) c[k]! += vectors[worst]![k]! / sizes[worst]!;
  }
  return null;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
