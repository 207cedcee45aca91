import { DomainError } from '../errors.ts';
import { EXPONENTIAL, GENERAL } from './dualMap.ts';
import type { BranchArrays, DualMap } from './dualMap.ts';

/**
 * One coordinate seen from its weight: s with h(s) = w, and h'(s). Near a barrier s rounds to the barrier itself;
 * `depth` = -log(1 - s/barrier) keeps the distance to full relative accuracy.
 */
export interface DualPoint {
  s: number;
  slope: number;
  /** -log(1 - s/barrier) on the side of s when that side has a barrier, else NaN. */
  depth: number;
}

/** Rise of one coordinate at (s, depth); the slope is left in `out`. `barrier` is that of the side of s. */
function riseAt(map: DualMap, i: number, s: number, depth: number, barrier: number, out: DualPoint): number {
  const close = depth > 0.5;
  let rise = 0;
  let slope = 0;
  for (const b of map.branches) {
    if (b.kind === GENERAL) {
      rise += b.value!(s, i) - b.origin[i]!;
      slope += b.slope!(s, i);
      continue;
    }
    const a = b.amplitude[i]!;
    if (a === 0) continue;
    const r = b.rate[i]!;
    const shift = r * s;
    if (b.kind === EXPONENTIAL) {
      const grown = Math.expm1(shift);
      rise += a * grown;
      slope += a * r * (1 + grown);
      continue;
    }
    const e = b.exponent[i]!;
    if (e === 1) {
      rise += a * shift;
      slope += a * r;
      continue;
    }
    const q = close && shift < 0 ? baseNear(r, barrier, depth) : 1 + shift;
    let grown: number;
    if (shift > -0.5 && shift < 0.5) grown = Math.expm1(e * Math.log1p(shift));
    else grown = (q < 0 && e > 0 ? -((-q) ** e) : q ** e) - 1;
    rise += a * grown;
    if (q !== 0) slope += ((a * e * r) / q) * (1 + grown);
  }
  out.slope = slope;
  return rise;
}

/** 1 + r s for s = barrier (1 - exp(-depth)), without cancellation at the branch whose pole the barrier is. */
function baseNear(r: number, barrier: number, depth: number): number {
  const reach = r * barrier;
  const gap = 1 + reach;
  return (Math.abs(gap) < 1e-15 ? 0 : gap) - reach * Math.exp(-depth);
}

/** |s| at which this branch alone rises by `rise`, as a depth when `barrier` is finite; infinite if it never does. */
function aloneReaches(b: BranchArrays, i: number, rise: number, barrier: number): number {
  const a = b.amplitude[i]!;
  if (a === 0) return Infinity;
  const ratio = rise / a;
  const e = b.exponent[i]!;
  if (b.kind !== EXPONENTIAL && e === 1) return asDepth(Math.abs(ratio / b.rate[i]!), barrier);
  if (b.kind !== EXPONENTIAL && e > 0) {
    const power = 1 + ratio;
    const shift =
      Math.abs(ratio) < 0.5
        ? Math.expm1(Math.log1p(ratio) / e)
        : Math.sign(power) * Math.abs(power) ** (1 / e) - 1;
    return asDepth(Math.abs(shift / b.rate[i]!), barrier);
  }
  if (ratio <= -1) return Infinity;
  const logarithm = Math.log1p(ratio) / e;
  if (b.kind === EXPONENTIAL) return asDepth(Math.abs(logarithm / b.rate[i]!), barrier);
  const reach = -b.rate[i]! * barrier;
  if (Number.isFinite(barrier) && logarithm < 0 && Math.abs(reach - 1) < 1e-15) return -logarithm;
  return asDepth(Math.abs(Math.expm1(logarithm) / b.rate[i]!), barrier);
}

function asDepth(size: number, barrier: number): number {
  if (!Number.isFinite(barrier)) return size;
  const share = size / Math.abs(barrier);
  return share < 1 ? -Math.log1p(-share) : Infinity;
}

/**
 * Solves h_i(s) - h_i(0) = rise into `out`, to nearly full relative accuracy for any size of `rise`. False when no
 * s between the barriers does (the rise is outside its range). `guess` (a value of s) shortens the search.
 *
 * Every branch rises with the sign of s, so the root lies between the smallest |s| at which one branch alone
 * reaches rise/(number of branches) and the smallest at which one alone reaches all of it. In m with
 * depth = log(1 + e^m), log(rise) is nearly piecewise linear: safeguarded Newton there takes a few steps.
 */
export function invertDualMap(map: DualMap, i: number, rise: number, out: DualPoint): boolean {
  const side = Math.sign(rise);
  if (side === 0) {
    out.s = 0;
    out.depth = 0;
    riseAt(map, i, 0, 0, Infinity, out);
    return true;
  }
  if (!(rise > map.riseLow[i]! && rise < map.riseHigh[i]!)) return false;
  const barrier = side > 0 ? map.poleHigh[i]! : map.poleLow[i]!;
  const bounded = Number.isFinite(barrier);
  // The unknown x is the depth when there is a barrier, else |s|.
  const sOf = (x: number) => (bounded ? -barrier * Math.expm1(-x) : side * x);
  const f = (x: number): number => riseAt(map, i, sOf(x), bounded ? x : NaN, barrier, out) * side;
  const target = rise * side;
  let [low, high] = bracket(map, i, rise, barrier);
  if (!(high < Infinity)) {
    high = expand(f, target, Math.max(low, Number.MIN_VALUE), bounded);
    // A branch without a known form may level off below the target, as tanh does.
    if (!(f(high) >= target)) return false;
  }
  if (!(low > 0)) {
    low = high;
    for (let k = 0; k < 1100 && f(low) > target; k++) low /= 2 ** Math.min(2 ** k, 60);
  }
  let x = high;
  for (let iteration = 0; iteration < 200; iteration++) {
    const value = f(x);
    const slope = out.slope * (bounded ? Math.abs(barrier) * Math.exp(-x) : 1);
    if (value >= target) high = Math.min(high, x);
    if (value <= target) low = Math.max(low, x);
    if (value === target) break;
    // Newton on log(rise) as a function of m, or on the rise itself once it is close.
    let next: number;
    const near = Math.abs(value - target) < 1e-3 * target;
    if (near || !bounded)
      next = near ? x - (value - target) / slope : x * (target / value) ** (value / (slope * x));
    else {
      const step = (Math.log(target / value) * value) / (slope * -Math.expm1(-x));
      const m = (x < 30 ? Math.log(Math.expm1(x)) : x) + step;
      next = m < 30 ? Math.log1p(Math.exp(m)) : m;
    }
    if (!(next >= low && next <= high)) {
      if (Math.abs(next - x) <= 4e-16 * x) break;
      next = high > 4 * low ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;
    }
    if (Math.abs(next - x) <= 1.2e-16 * x) {
      x = next;
      break;
    }
    x = next;
  }
  riseAt(map, i, sOf(x), bounded ? x : NaN, barrier, out);
  out.s = sOf(x);
  out.depth = bounded ? x : NaN;
  return true;
}

function bracket(map: DualMap, i: number, rise: number, barrier: number): [number, number] {
  let count = 0;
  for (const b of map.branches) {
    if (b.kind === GENERAL) return [0, Infinity];
    if (b.amplitude[i] !== 0) count++;
  }
  let low = Infinity;
  let high = Infinity;
  for (const b of map.branches) {
    low = Math.min(low, aloneReaches(b, i, rise / count, barrier));
    high = Math.min(high, aloneReaches(b, i, rise, barrier));
  }
  return [low * (1 - 1e-14), high * (1 + 1e-14)];
}

/** A point where f exceeds the target, found by doubling (the depth is doubled too). */
function expand(f: (x: number) => number, target: number, from: number, bounded: boolean): number {
  let x = Math.max(from, bounded ? 1e-3 : 1e-300);
  for (let k = 0; k < 2100; k++) {
    const v = f(x);
    if (!(v < target)) return x;
    x *= bounded || x > 1 ? 2 : 1e6;
    if (x === Infinity) return Number.MAX_VALUE;
  }
  return x;
}

/**
 * ∇ψ(w): the dual coordinates s with h(s) = w, to nearly full relative accuracy from |w| = 1e-300 to 1e12 and
 * beyond. Throws DomainError where a weight is outside the range of its map.
 */
export function dualCoordinate(
  map: DualMap,
  w: ArrayLike<number>,
  out = new Float64Array(map.d),
): Float64Array {
  const point: DualPoint = { s: 0, slope: 0, depth: 0 };
  for (let i = 0; i < map.d; i++) {
    const inside = invertDualMap(map, i, w[i]! - map.initial[i]!, point);
    if (!inside || point.s < map.low[i]! * (1 + 1e-12) || point.s > map.high[i]! * (1 + 1e-12)) {
      throw new DomainError(
        `weight ${i} is outside the range of its dual map: ${w[i]} is not in ${rangeText(map, i)}`,
      );
    }
    out[i] = point.s;
  }
  return out;
}

/** The open interval of weights that coordinate i can take. */
export function weightRange(map: DualMap, i: number): [number, number] {
  const at = (end: number, pole: number, limit: number): number => {
    const point: DualPoint = { s: 0, slope: 0, depth: 0 };
    return map.initial[i]! + (end === pole ? limit : riseAt(map, i, end, NaN, Infinity, point));
  };
  return [
    at(map.low[i]!, map.poleLow[i]!, map.riseLow[i]!),
    at(map.high[i]!, map.poleHigh[i]!, map.riseHigh[i]!),
  ];
}

function rangeText(map: DualMap, i: number): string {
  const [low, high] = weightRange(map, i);
  return `(${low}, ${high})`;
}
