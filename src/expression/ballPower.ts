import {
  ONE_BALL, UNBOUNDED, UNDEFINED, ZERO_BALL, absBall, accuracyBits, ballFromRational, divideBall, fromZeroTo, hullOf, isBounded,
  isExactZero, isNonNegative, isUndefined, lowerEnd, makeBall, midpointRational, multiplyBall, negateBall, relativeRadius, signOf,
  sqrtBall, squareBall, topBit, upperEnd,
  type Ball,
} from './ball.ts'; // prettier-ignore
import { bitLength, fixedPower, shift } from './bigInteger.ts';
import { expBall } from './ballExponential.ts';
import { logBall } from './ballLogarithm.ts';
import { rememberBalls } from './rememberBalls.ts';
import type { Rational } from './expression.ts';

/** Roots up to this index use Newton's iteration, larger ones exp and log. */
const NEWTON_INDEX = 16n;

/** x^n for n >= 1 by repeated squaring. */
function positivePower(x: Ball, n: bigint, bits: number): Ball {
  if (n === 1n) return makeBall(x.mantissa, x.exponent, x.radius, bits);
  if (n === 2n) return squareBall(x, bits);
  const length = bitLength(n);
  if (length > 256 && !Number.isNaN(signOf(x))) {
    const size = exponentialPower(absBall(x), makeBall(n, 0, 0, Infinity), bits);
    return signOf(x) < 0 && n & 1n ? negateBall(size) : size;
  }
  const inner = bits + length + 4;
  let result: Ball | undefined;
  let square = x;
  for (let k = n; ;) {
    if (k & 1n) result = result === undefined ? square : multiplyBall(result, square, inner);
    k >>= 1n;
    if (k === 0n) return makeBall(result!.mantissa, result!.exponent, result!.radius, bits);
    square = squareBall(square, inner);
  }
}

/** x^n for any integer n; x^0 = 1. */
export function integerPowerBall(x: Ball, n: bigint, bits: number): Ball {
  if (!isBounded(x)) return x;
  if (n === 0n) return ONE_BALL;
  if (n > 0n) return positivePower(x, n, bits);
  if (isExactZero(x)) return UNDEFINED;
  return divideBall(ONE_BALL, positivePower(x, -n, bits + 4), bits);
}

/**
 * The k-th root of a positive ball, k >= 3. Newton's iteration on integers, then the residual y^k - x bounds the
 * error: |(1 + d)^(1/k) - 1| <= |d|.
 */
function newtonRoot(x: Ball, k: number, bits: number): Ball {
  if (relativeRadius(x) > 0.25) {
    return hullOf(newtonRoot(lowerEnd(x), k, 64), newtonRoot(upperEnd(x), k, 64), 64);
  }
  const target = Math.max(64, Math.min(bits, accuracyBits(x) + 16)) + 8;
  const length = bitLength(x.mantissa);
  // x = f · 2^(k·e) with f in [1, 2^k).
  const e = Math.floor((x.exponent + length - 1) / k);
  const offset = x.exponent - k * e;
  const at = (precision: number) => shift(x.mantissa, offset + precision);
  const start = (Number(at(60)) * 2 ** -60) ** (1 / k);
  let y = BigInt(Math.round(start * 2 ** 50));
  let precision = 50;
  const [degree, below] = [BigInt(k), BigInt(k - 1)];
  while (precision < target) {
    const next = Math.min(2 * precision - 6, target);
    const q = BigInt(next);
    y = y << BigInt(next - precision);
    y = (below * y + (at(next) << q) / fixedPower(y, k - 1, q)) / degree;
    precision = next;
  }
  const f = at(precision);
  const defect = fixedPower(y, k, BigInt(precision)) - f;
  // In units of 2^-precision: y < 2 and f >= 1. Each rounding in the power loses at most one unit of a number >= 1
  // and is magnified at most k times, relative to the result.
  const size = Number(defect < 0n ? -defect : defect);
  const relative = size * 2 ** -Math.max(0, bitLength(f) - 2 - precision) + 4 * k + 2;
  const spread = relativeRadius(x, precision) * 1.34;
  return makeBall(y, e - precision, 2 * (relative + spread) + 2, bits);
}

/** x^q for a rational q; negative x only with integer q, 0 only with q >= 0. */
export function rationalPowerBall(x: Ball, q: Rational, bits: number): Ball {
  const { numerator: p, denominator: d } = q;
  if (!isBounded(x)) return x;
  if (d === 1n) return integerPowerBall(x, p, bits);
  if (isExactZero(x)) return p > 0n ? ZERO_BALL : UNDEFINED;
  if (signOf(x) === -1) return UNDEFINED;
  if (!isNonNegative(x)) return UNBOUNDED;
  if (Number.isNaN(signOf(x))) return p > 0n ? fromZeroTo(rationalPowerBall(upperEnd(x), q, 32)) : UNBOUNDED;
  if (d <= NEWTON_INDEX && p <= 64n && p >= -64n) {
    const root = d === 2n ? sqrtBall(x, bits + 8) : newtonRoot(x, Number(d), bits + 8);
    return integerPowerBall(root, p, bits);
  }
  return exponentialPower(x, ballFromRational(q, bits + 80), bits);
}

const rememberedLog = rememberBalls(logBall);
const rememberedExp = rememberBalls(expBall);

/** exp(y log x) for x > 0. */
function exponentialPower(x: Ball, y: Ball, bits: number): Ball {
  // |log x| is below the number of bits before or behind the point
  const coarse = topBit(y) + bitLength(BigInt(Math.abs(topBit(x)) + 1));
  const inner = bits + Math.min(40, Math.max(0, coarse)) + 4;
  return rememberedExp(multiplyBall(y, rememberedLog(x, inner), inner), bits);
}

/** x^y for balls: an exact integer y as repeated multiplication, otherwise exp(y log x) with x >= 0. */
export function powerBall(x: Ball, y: Ball, bits: number): Ball {
  if (isUndefined(x) || isUndefined(y)) return UNDEFINED;
  if (!isBounded(x) || !isBounded(y)) return UNBOUNDED;
  if (y.radius === 0 && topBit(y) < 4096 && y.exponent > -64) {
    return rationalPowerBall(x, midpointRational(y), bits);
  }
  if (isExactZero(x)) return signOf(y) === 1 ? ZERO_BALL : signOf(y) === -1 ? UNDEFINED : UNBOUNDED;
  const s = signOf(x);
  if (s === -1) return mayBeInteger(y) ? UNBOUNDED : UNDEFINED;
  if (Number.isNaN(s)) {
    if (!isNonNegative(x) || signOf(y) !== 1) return UNBOUNDED;
    return fromZeroTo(
      hullOf(powerBall(upperEnd(x), lowerEnd(y), 32), powerBall(upperEnd(x), upperEnd(y), 32), 32),
    );
  }
  return exponentialPower(x, y, bits);
}

function mayBeInteger(x: Ball): boolean {
  if (x.exponent >= 0) return true;
  const r = BigInt(x.radius);
  return -shift(-(x.mantissa - r), x.exponent) <= shift(x.mantissa + r, x.exponent);
}
