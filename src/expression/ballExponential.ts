import {
  ONE_BALL, UNBOUNDED, ZERO_BALL, EXPONENT_LIMIT, absoluteAccuracyBits, accuracyBits, addBall, ballToNumber,
  divideBall, exponentOverflow, hullOf, isBounded, isExactZero, lowerEnd, makeBall, multiplyBall, negateBall, scaleBall,
  scaleByPowerOfTwo, signOf, subtractBall, topBit, upperEnd,
  type Ball,
} from './ball.ts'; // prettier-ignore
import { shift } from './bigInteger.ts';
import { ln2Fixed } from './ballConstants.ts';

/** Below 2^-SMALL in magnitude odd functions use their series at 0, which keeps relative accuracy. */
export const SMALL = 20;

/**
 * exp(t) in units of 2^-bits for 0 <= t <= 1.5 in the same units, to within 2 units: Taylor series after
 * halving the argument, then repeated squaring (Brent, "Fast multiple-precision evaluation", JACM 1976).
 */
export function expFixed(t: bigint, bits: number): bigint {
  const halvings = Math.ceil(Math.sqrt(bits) * 0.8);
  const guard = 12;
  const inner = bits + halvings + guard;
  const q = BigInt(inner);
  const x = t << BigInt(guard);
  let term = x;
  let total = (1n << q) + x;
  for (let n = 2n; term !== 0n; n++) {
    term = ((term * x) >> q) / n;
    total += term;
  }
  for (let k = 0; k < halvings; k++) total = (total * total) >> q;
  return total >> BigInt(halvings + guard);
}

/** Applies an increasing function, defined somewhere on the ball, to its two end points. */
function increasingHull(f: (x: Ball, bits: number) => Ball, x: Ball, bits: number): Ball {
  const hull = hullOf(f(lowerEnd(x), bits), f(upperEnd(x), bits), bits);
  return isBounded(hull) ? hull : UNBOUNDED;
}

export function expBall(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  if (isExactZero(x)) return ONE_BALL;
  const top = topBit(x);
  if (top > 31) {
    const s = signOf(x);
    if (Number.isNaN(s)) return UNBOUNDED;
    if (s > 0) throw exponentOverflow();
    return { mantissa: 0n, exponent: -EXPONENT_LIMIT, radius: 1 };
  }
  const absolute = scaleByPowerOfTwo(x.radius, x.exponent);
  if (absolute > 0.125) {
    if (absolute > 1e6) return UNBOUNDED;
    return hullOf(expBall(lowerEnd(x), 64), expBall(upperEnd(x), 64), 64);
  }
  const precision = Math.min(bits, Math.max(8, absoluteAccuracyBits(x)) + 16) + 8;
  let k = Math.floor(ballToNumber(x) / Math.LN2);
  const extra = k === 0 ? 0 : 34;
  let t = shift(x.mantissa, x.exponent + precision + extra) - BigInt(k) * ln2Fixed(precision + extra);
  if (extra) t >>= 34n;
  if (t < 0n) {
    t += ln2Fixed(precision);
    k -= 1;
  }
  const e = expFixed(t, precision);
  // Value below 2.2 units; argument error at most 5 units; spread of the input |exp(m ± r) - exp(m)| <= exp(m) r (1 + r).
  const spread = scaleByPowerOfTwo(x.radius, x.exponent + precision) * 2.5;
  return makeBall(e, k - precision, spread + 14, bits);
}

/** sum over n of (±w)^n / (2n+1)!, in units of 2^-bits, 0 <= w < 2^-30; within bits/15 + 4 units. */
function factorialSeries(w: bigint, bits: number, alternating: boolean): bigint {
  const q = BigInt(bits);
  let term = 1n << q;
  let total = term;
  for (let n = 1n; ; n++) {
    term = ((term * w) >> q) / (2n * n * (2n * n + 1n));
    if (term === 0n) return total;
    total = alternating && n & 1n ? total - term : total + term;
  }
}

/** sum over n of (±w)^n / (2n+1), in units of 2^-bits, 0 <= w < 2^-30; within bits/15 + 4 units. */
function harmonicSeries(w: bigint, bits: number, alternating: boolean): bigint {
  const q = BigInt(bits);
  let power = 1n << q;
  let total = power;
  for (let n = 1n; ; n++) {
    power = (power * w) >> q;
    if (power === 0n) return total;
    const term = power / (2n * n + 1n);
    total = alternating && n & 1n ? total - term : total + term;
  }
}

/**
 * x·(1 ± x²/3! + ...) or x·(1 ± x²/3 + ...), the odd Taylor series of sinh, sin, artanh and arctan, with relative
 * accuracy for |x| < 2^-SMALL.
 */
export function oddSeries(x: Ball, bits: number, factorial: boolean, alternating: boolean): Ball {
  const precision = Math.min(bits, Math.max(8, accuracyBits(x)) + 16) + 10;
  const w = shift(x.mantissa * x.mantissa, 2 * x.exponent + precision);
  const series = (factorial ? factorialSeries : harmonicSeries)(w, precision, alternating);
  // Over the ball the series varies by at most 2^-38 of the relative radius of x: below one unit.
  return multiplyBall(x, makeBall(series, -precision, precision / 15 + 7, precision), bits);
}

/** Whether the series at 0 applies: all of the ball lies within 2^-SMALL, on one side of zero. */
export const isSmall = (x: Ball): boolean => topBit(x) <= -SMALL;

/** Runs an odd increasing function given on positive balls on any ball. */
export function oddIncreasing(positive: (x: Ball, bits: number) => Ball): (x: Ball, bits: number) => Ball {
  const f = (x: Ball, bits: number): Ball => {
    if (!isBounded(x)) return x;
    const s = signOf(x);
    if (s === 0) return ZERO_BALL;
    if (Number.isNaN(s)) return increasingHull(f, x, Math.min(bits, 64));
    return s > 0 ? positive(x, bits) : negateBall(positive(negateBall(x), bits));
  };
  return f;
}

export const sinhBall = oddIncreasing((x, bits) => {
  if (isSmall(x)) return oddSeries(x, bits, true, false);
  const e = expBall(x, bits + SMALL + 4);
  return scaleBall(subtractBall(e, divideBall(ONE_BALL, e, bits + SMALL + 4), bits), -1);
});

/** exp(x) - 1 = 2 sinh(x/2) exp(x/2) near 0. */
export function expm1Ball(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  if (topBit(x) > 1 - SMALL) return subtractBall(expBall(x, bits + SMALL), ONE_BALL, bits);
  const half = scaleBall(x, -1);
  return scaleBall(multiplyBall(sinhBall(half, bits + 2), expBall(half, bits + 2), bits), 1);
}

export function coshBall(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  const e = expBall(signOf(x) === -1 ? negateBall(x) : x, bits + 2);
  const wide = scaleBall(addBall(e, divideBall(ONE_BALL, e, bits + 2), bits), -1);
  if (isBounded(wide)) return wide;
  const ends = hullOf(coshBall(lowerEnd(x), 64), coshBall(upperEnd(x), 64), 64);
  return hullOf(ONE_BALL, ends, 64);
}

export const tanhBall = oddIncreasing((x, bits) => {
  if (isSmall(x)) return divideBall(oddSeries(x, bits + 2, true, false), coshBall(x, bits + 2), bits);
  const e = expBall(scaleBall(negateBall(x), 1), bits + SMALL + 4);
  return divideBall(subtractBall(ONE_BALL, e, bits + SMALL), addBall(ONE_BALL, e, bits + SMALL), bits);
});
