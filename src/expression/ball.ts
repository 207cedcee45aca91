import { HypentropyError } from '../errors.ts';
import { binaryExponent, bitLength, floorSquareRoot, shift } from './bigInteger.ts';
import { rational, type Rational } from './expression.ts';

/**
 * A rigorous enclosure of one real number, the interval [mantissa - radius, mantissa + radius]·2^exponent
 * (midpoint-radius arithmetic: van der Hoeven, "Ball arithmetic", 2009; Johansson, "Arb", IEEE TC 2017).
 * The radius is a non-negative integer below 2^26 and 0 for exact numbers. Every operation on balls returns a
 * ball that contains all results on points of its operands; `bits` bounds the mantissa of the result.
 */
export interface Ball {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly radius: number;
}

/** Any real number or none: a precision too low to tell where, or whether, a value is defined. */
export const UNBOUNDED: Ball = { mantissa: 0n, exponent: 0, radius: Infinity };
/** No real value: certain, whatever the precision. Absorbs every operation. */
export const UNDEFINED: Ball = { mantissa: 0n, exponent: 0, radius: NaN };
export const ZERO_BALL: Ball = { mantissa: 0n, exponent: 0, radius: 0 };
export const ONE_BALL: Ball = { mantissa: 1n, exponent: 0, radius: 0 };

/** Magnitudes stay below 2^EXPONENT_LIMIT; smaller than 2^-EXPONENT_LIMIT becomes an enclosure of zero. */
export const EXPONENT_LIMIT = 2 ** 30;

const UP = 1 + 2 ** -40;
const RADIUS_BITS = 25;

export const isUndefined = (x: Ball): boolean => Number.isNaN(x.radius);
export const isBounded = (x: Ball): boolean => x.radius < Infinity;
export const isExact = (x: Ball): boolean => x.radius === 0;

/** A value beyond 2^(2^30), that is about 10^323228496. */
export function exponentOverflow(): HypentropyError {
  return new HypentropyError(
    'range',
    'a value exceeds the exponent range, about 10^323228496 in magnitude',
    'use smaller exponents or arguments',
  );
}

/** x·2^k without intermediate overflow; 0 or Infinity when the result leaves the doubles. */
export function scaleByPowerOfTwo(x: number, k: number): number {
  if (k > -1000 && k < 1000) return x * 2 ** k;
  if (k > 3000) return x === 0 ? 0 : Infinity;
  if (k < -3000) return 0;
  const half = Math.trunc(k / 3);
  return x * 2 ** half * 2 ** half * 2 ** (k - 2 * half);
}

/** The binary scale that goes with the last result of `significand`. */
let scale = 0;

/** A double f with |n| = f·2^scale up to a relative 2^-52; sets `scale`, 0 for all but long mantissas. */
function significand(n: bigint): number {
  let f = Math.abs(Number(n));
  scale = 0;
  if (f > 1e290) {
    const drop = bitLength(n) - 200;
    f = Math.abs(Number(n >> BigInt(drop)));
    scale = drop;
  }
  return f;
}

/**
 * The ball around mantissa·2^exponent whose radius is `radius`·2^radiusScale units of 2^exponent, with the
 * mantissa shortened to `bits` bits and to the digits that the radius leaves meaningful.
 */
export function makeBall(
  mantissa: bigint,
  exponent: number,
  radius: number,
  bits: number,
  radiusScale = 0,
): Ball {
  if (!(radius < Infinity)) return Number.isNaN(radius) ? UNDEFINED : UNBOUNDED;
  const length = bitLength(mantissa);
  let drop = length - bits;
  let top = length;
  if (radius !== 0) {
    const radiusTop = binaryExponent(radius) + radiusScale;
    if (radiusTop > RADIUS_BITS && radiusTop - 12 > drop) drop = radiusTop - 12;
    if (radiusTop > top) top = radiusTop;
  }
  if (drop > 0) {
    const rest = mantissa >> BigInt(drop);
    if (radius !== 0) radius = Math.ceil(scaleByPowerOfTwo(radius, radiusScale - drop) * UP) + 1;
    else if (rest << BigInt(drop) !== mantissa) radius = 1;
    mantissa = rest;
    exponent += drop;
    top -= drop;
  } else if (radius !== 0) radius = Math.max(1, Math.ceil(scaleByPowerOfTwo(radius, radiusScale) * UP));
  if (top + exponent > EXPONENT_LIMIT) throw exponentOverflow();
  if (top + exponent < -EXPONENT_LIMIT) {
    return top === 0 ? ZERO_BALL : { mantissa: 0n, exponent: -EXPONENT_LIMIT, radius: 1 };
  }
  return { mantissa, exponent, radius };
}

// ---------------------------------------------------------------- conversion

/** An enclosure of numerator/denominator; exact for dyadic numbers of at most `bits` bits. */
export function ballFromRational(q: Rational, bits: number): Ball {
  const { numerator: n, denominator: d } = q;
  if (d === 1n) return makeBall(n, 0, 0, bits);
  const dBits = bitLength(d);
  const k = bits + 2 + dBits - bitLength(n);
  const up = k > 0 ? k : 0;
  const shifted = n << BigInt(up);
  const quotient = shifted / d;
  return makeBall(quotient, -up, quotient * d === shifted ? 0 : 1, bits + 4);
}

export const ballFromInteger = (n: number | bigint): Ball => ({
  mantissa: BigInt(n),
  exponent: 0,
  radius: 0,
});

/** The midpoint as an exact rational; 2^exponent is written out. */
export function midpointRational({ mantissa: m, exponent: e }: Ball): Rational {
  return e >= 0 ? rational(m << BigInt(e)) : rational(m, 1n << BigInt(-e));
}

/** The midpoint as a double, infinite or 0 beyond its range; NaN for UNBOUNDED and UNDEFINED. */
export function ballToNumber(x: Ball): number {
  if (!isBounded(x)) return NaN;
  let { mantissa: m, exponent: e } = x;
  const excess = bitLength(m) - 64;
  if (excess > 0) {
    m >>= BigInt(excess);
    e += excess;
  }
  return scaleByPowerOfTwo(Number(m), e);
}

/** The radius as a double, rounded up; may underflow to 0 or overflow to Infinity. */
export const ballRadius = (x: Ball): number => scaleByPowerOfTwo(x.radius, x.exponent);

// ---------------------------------------------------------------- inspection

/** The sign when it is certain, 0 for exact zero, NaN when the ball straddles or touches zero. */
export function signOf(x: Ball): number {
  const { mantissa: m, radius: r } = x;
  if (r === 0) return m > 0n ? 1 : m < 0n ? -1 : 0;
  if (!(r < Infinity)) return NaN;
  if (m > r) return 1;
  if (m < -r) return -1;
  return NaN;
}

export const isExactZero = (x: Ball): boolean => x.radius === 0 && x.mantissa === 0n;
export const containsZero = (x: Ball): boolean => x.radius >= 0 && signOf(x) !== 1 && signOf(x) !== -1;
/** Certainly >= 0, zero allowed. */
export const isNonNegative = (x: Ball): boolean => x.radius < Infinity && x.mantissa >= x.radius;
/** Certainly <= 0, zero allowed. */
const isNonPositive = (x: Ball): boolean => x.radius < Infinity && x.mantissa <= -x.radius;

/** k with |x| < 2^k for every point of the ball; -Infinity for exact zero. */
export function topBit(x: Ball): number {
  if (isExactZero(x)) return -Infinity;
  if (!isBounded(x)) return Infinity;
  const length = bitLength(x.mantissa);
  return x.exponent + (x.radius === 0 ? length : Math.max(length, binaryExponent(x.radius)) + 1);
}

/** Bits of relative accuracy, about log2(|midpoint|/radius): Infinity when exact, at most 0 around zero. */
export function accuracyBits(x: Ball): number {
  if (x.radius === 0) return Infinity;
  if (!isBounded(x)) return -Infinity;
  return bitLength(x.mantissa) - binaryExponent(x.radius);
}

/** Bits of absolute accuracy, -log2(radius) rounded down. */
export function absoluteAccuracyBits(x: Ball): number {
  return x.radius === 0 ? Infinity : -x.exponent - binaryExponent(x.radius);
}

/** 2^k · radius/|midpoint|, rounded up; Infinity at midpoint 0. */
export function relativeRadius(x: Ball, k = 0): number {
  if (x.radius === 0) return 0;
  const f = significand(x.mantissa);
  return f === 0 ? Infinity : scaleByPowerOfTwo((x.radius / f) * UP, k - scale);
}

/** Whether the ball contains the rational number. */
export function ballContains(x: Ball, q: Rational): boolean {
  if (!isBounded(x)) return false;
  const up = Math.max(0, -x.exponent);
  const target = q.numerator << BigInt(up);
  const r = BigInt(x.radius);
  const widen = BigInt(Math.max(0, x.exponent));
  const low = ((x.mantissa - r) * q.denominator) << widen;
  const high = ((x.mantissa + r) * q.denominator) << widen;
  return low <= target && target <= high;
}

/** The two exact end points. */
export function lowerEnd(x: Ball): Ball {
  return { mantissa: x.mantissa - BigInt(x.radius), exponent: x.exponent, radius: 0 };
}
export function upperEnd(x: Ball): Ball {
  return { mantissa: x.mantissa + BigInt(x.radius), exponent: x.exponent, radius: 0 };
}
export const midpoint = (x: Ball): Ball => ({ mantissa: x.mantissa, exponent: x.exponent, radius: 0 });

/** -1 or 1 when a < b or a > b for certain, 0 when they may be equal. */
export function compareBall(a: Ball, b: Ball): number {
  const s = signOf(subtractBall(a, b, 64));
  return Number.isNaN(s) ? 0 : s;
}

/** A ball around everything between the least point of a and the greatest point of b. */
export function hullOf(a: Ball, b: Ball, bits: number): Ball {
  if (isUndefined(a) || isUndefined(b)) return UNDEFINED;
  if (!isBounded(a) || !isBounded(b)) return UNBOUNDED;
  const top = Math.max(topBit(a), topBit(b));
  if (top === -Infinity) return ZERO_BALL;
  const least = Math.min(
    a.mantissa === 0n && a.radius === 0 ? Infinity : a.exponent,
    b.mantissa === 0n && b.radius === 0 ? Infinity : b.exponent,
  );
  const t = Math.max(least - 1, top - bits - 2);
  const low = shift(a.mantissa - BigInt(a.radius), a.exponent - t);
  const high = -shift(-(b.mantissa + BigInt(b.radius)), b.exponent - t);
  const middle = (low + high) >> 1n;
  const half = significand(high - low) / 2 + 1;
  return makeBall(middle, t, half, bits, scale);
}

/** The ball from 0 to the greatest point of x >= 0, touching zero exactly. */
export function fromZeroTo(x: Ball): Ball {
  if (!isBounded(x) || isExactZero(x)) return x;
  const end = x.mantissa + BigInt(x.radius);
  const drop = bitLength(end) - 20;
  const half = Number(-shift(-end, -drop - 1));
  return makeBall(BigInt(half), x.exponent + drop, half, Infinity);
}

// ---------------------------------------------------------------- field operations

export function negateBall(x: Ball): Ball {
  return { mantissa: -x.mantissa, exponent: x.exponent, radius: x.radius };
}

export function absBall(x: Ball): Ball {
  if (!isBounded(x)) return x;
  if (isNonNegative(x)) return x;
  if (isNonPositive(x)) return negateBall(x);
  return fromZeroTo(upperEnd({ ...x, mantissa: x.mantissa < 0n ? -x.mantissa : x.mantissa }));
}

export function signBall(x: Ball): Ball {
  if (!isBounded(x)) return x;
  const s = signOf(x);
  return Number.isNaN(s) ? { mantissa: 0n, exponent: 0, radius: 1 } : ballFromInteger(s);
}

export function addBall(a: Ball, b: Ball, bits: number): Ball {
  let { mantissa: m, exponent: e, radius: r } = a;
  let { mantissa: n, exponent: f, radius: t } = b;
  if (!(r < Infinity) || !(t < Infinity)) return Number.isNaN(r) || Number.isNaN(t) ? UNDEFINED : UNBOUNDED;
  if (r === 0 && m === 0n) return makeBall(n, f, t, bits);
  if (t === 0 && n === 0n) return makeBall(m, e, r, bits);
  if (e < f) {
    [m, n] = [n, m];
    [e, f] = [f, e];
    [r, t] = [t, r];
  }
  const d = e - f;
  if (d === 0) return makeBall(m + n, e, r + t, bits);
  if (r !== 0) return makeBall(m + (n >> BigInt(d)), e, r + scaleByPowerOfTwo(t, -d) + 1, bits);
  if (d <= bits + 64) return makeBall((m << BigInt(d)) + n, f, t, bits);
  const up = bits + 64;
  return makeBall((m << BigInt(up)) + (n >> BigInt(d - up)), e - up, scaleByPowerOfTwo(t, up - d) + 1, bits);
}

export function subtractBall(a: Ball, b: Ball, bits: number): Ball {
  return addBall(a, { mantissa: -b.mantissa, exponent: b.exponent, radius: b.radius }, bits);
}

export function multiplyBall(a: Ball, b: Ball, bits: number): Ball {
  const { mantissa: m, radius: r } = a;
  const { mantissa: n, radius: t } = b;
  const e = a.exponent + b.exponent;
  if (r === 0 && t === 0) return makeBall(m * n, e, 0, bits);
  if (!(r < Infinity) || !(t < Infinity)) return Number.isNaN(r) || Number.isNaN(t) ? UNDEFINED : UNBOUNDED;
  const x = significand(m);
  const xScale = scale;
  const y = significand(n);
  const yScale = scale;
  if (xScale === 0 && yScale === 0) return makeBall(m * n, e, (x * t + y * r + r * t) * UP, bits);
  // The largest term sets the scale; what underflows beside it is below the slack UP.
  const common = Math.max(t === 0 ? 0 : xScale, r === 0 ? 0 : yScale);
  const radius =
    scaleByPowerOfTwo(x * t, xScale - common) +
    scaleByPowerOfTwo(y * r, yScale - common) +
    scaleByPowerOfTwo(r * t, -common);
  return makeBall(m * n, e, radius * UP, bits, common);
}

export function squareBall(a: Ball, bits: number): Ball {
  const { mantissa: m, radius: r } = a;
  if (r === 0) return makeBall(m * m, 2 * a.exponent, 0, bits);
  if (!(r < Infinity)) return a;
  if (m > r || m < -r) {
    const x = significand(m);
    const xScale = scale;
    const radius = 2 * x * r + scaleByPowerOfTwo(r * r, -xScale);
    return makeBall(m * m, 2 * a.exponent, radius * UP, bits, xScale);
  }
  const end = (m < 0n ? -m : m) + BigInt(r);
  return fromZeroTo({ mantissa: end * end, exponent: 2 * a.exponent, radius: 0 });
}

/** a/b: UNDEFINED for an exact zero divisor, UNBOUNDED for a divisor that may be zero. */
export function divideBall(a: Ball, b: Ball, bits: number): Ball {
  const { mantissa: m, radius: r } = a;
  const { mantissa: n, radius: t } = b;
  if (!(r < Infinity) || !(t < Infinity)) return Number.isNaN(r) || Number.isNaN(t) ? UNDEFINED : UNBOUNDED;
  if (n <= t && n >= -t) return t === 0 ? UNDEFINED : UNBOUNDED;
  if (m === 0n && r === 0) return ZERO_BALL;
  if (r !== 0 || t !== 0)
    bits = Math.min(bits, Math.max(16, Math.min(accuracyBits(a), accuracyBits(b)) + 16));
  const k = Math.max(0, bits + 2 + bitLength(n) - bitLength(m));
  const shifted = m << BigInt(k);
  const quotient = shifted / n;
  const e = a.exponent - b.exponent - k;
  if (r === 0 && t === 0) return makeBall(quotient, e, quotient * n === shifted ? 0 : 1, bits);
  // |x/y - m/n| <= (r + |m/n| t) / (|n| - t), in units of 2^-k.
  const q = significand(quotient) + 1;
  const qScale = scale;
  const y = significand(n);
  const yScale = scale;
  const room = yScale === 0 && y < 2 ** 53 ? y - t : (y - scaleByPowerOfTwo(t, -yScale)) / UP;
  const fromDivisor = scaleByPowerOfTwo((q * t) / room, qScale - yScale);
  const fromDividend = r === 0 ? 0 : scaleByPowerOfTwo(r / room, k - yScale);
  return makeBall(quotient, e, (fromDivisor + fromDividend) * UP + 1, bits);
}

/** The ball with its mantissa shortened to `bits` bits. */
export const shorten = (x: Ball, bits: number): Ball => makeBall(x.mantissa, x.exponent, x.radius, bits);

/** x·2^k, exact. */
export const scaleBall = (x: Ball, k: number): Ball =>
  x.mantissa === 0n && x.radius === 0 ? x : makeBall(x.mantissa, x.exponent + k, x.radius, Infinity);

/** The non-negative square root: UNDEFINED for a negative ball, UNBOUNDED for one that reaches below zero. */
export function sqrtBall(x: Ball, bits: number): Ball {
  const { mantissa: m, radius: r } = x;
  if (!(r < Infinity)) return x;
  if (m < -r) return UNDEFINED;
  if (m < r) return UNBOUNDED;
  if (m === 0n) return ZERO_BALL;
  if (m === BigInt(r) || relativeRadius(x) > 0.5) {
    if (m === BigInt(r)) return fromZeroTo(sqrtBall(upperEnd(x), 32));
    return hullOf(sqrtBall(lowerEnd(x), bits), sqrtBall(upperEnd(x), bits), bits);
  }
  if (r !== 0) bits = Math.min(bits, accuracyBits(x) + 16);
  let k = Math.max(0, 2 * bits + 4 - bitLength(m));
  if ((x.exponent - k) & 1) k += 1;
  const n = m << BigInt(k);
  const root = floorSquareRoot(n);
  const e = (x.exponent - k) / 2;
  if (r === 0) return makeBall(root, e, root * root === n ? 0 : 1, bits);
  // |sqrt(x) - sqrt(m)| <= r/sqrt(m) at unit scale, that is r·2^k/root here.
  const f = significand(root);
  return makeBall(root, e, scaleByPowerOfTwo(r / f, k - scale) * UP + 1, bits);
}
