import {
  ONE_BALL, UNBOUNDED, UNDEFINED, ZERO_BALL, accuracyBits, addBall, divideBall, hullOf, isBounded, isExactZero, lowerEnd,
  makeBall, multiplyBall, relativeRadius, scaleBall, signOf, sqrtBall,
  squareBall, subtractBall, upperEnd,
  type Ball,
} from './ball.ts'; // prettier-ignore
import { binaryExponent, bitLength, shift } from './bigInteger.ts';
import { ln2Fixed } from './ballConstants.ts';
import { SMALL, expFixed, isSmall, oddIncreasing, oddSeries } from './ballExponential.ts';

/**
 * log(f) in units of 2^-bits for f in [1, 2] in the same units, within bits/16 + 8 units: with y a short
 * approximation and E = exp(y), log f = y + 2 artanh((f - E)/(f + E)), a series in a number below 2^-40.
 */
function logFixed(f: bigint, bits: number): bigint {
  const q = BigInt(bits);
  const lead = Math.log(Number(f >> BigInt(bits - 60)) * 2 ** -60);
  const y = BigInt(Math.max(0, Math.floor(lead * 2 ** 50))) << BigInt(bits - 50);
  const e = expFixed(y, bits);
  const below = f < e;
  const v = ((below ? e - f : f - e) << q) / (f + e);
  const square = (v * v) >> q;
  let power = v;
  let total = v;
  for (let n = 3n; ; n += 2n) {
    power = (power * square) >> q;
    if (power === 0n) return below ? y - 2n * total : y + 2n * total;
    total += power / n;
  }
}

/** log of a positive ball of relative radius at most 1/4, away from 1. */
function logNarrow(x: Ball, bits: number): Ball {
  const length = bitLength(x.mantissa);
  const k = x.exponent + length - 1;
  const precision = Math.max(64, bits + SMALL + 6);
  const f = shift(x.mantissa, precision - length + 1);
  const value = logFixed(f, precision);
  const extra = binaryExponent(Math.abs(k) + 1);
  const shiftTerm = k === 0 ? 0n : (BigInt(k) * ln2Fixed(precision + extra)) >> BigInt(extra);
  // |log(m ± r) - log m| <= (r/m) / (1 - r/m).
  const spread = relativeRadius(x, precision) * 1.34;
  return makeBall(value + shiftTerm, -precision, precision / 16 + 12 + spread, bits);
}

/** The natural logarithm: UNDEFINED for x <= 0, UNBOUNDED for a ball that reaches 0 or below. */
export function logBall(x: Ball, bits: number): Ball {
  const { mantissa: m, radius: r } = x;
  if (!(r < Infinity)) return x;
  if (m <= r) return m < -r || (m <= 0n && r === 0) ? UNDEFINED : UNBOUNDED;
  if (relativeRadius(x) > 0.25) return hullOf(logBall(lowerEnd(x), 64), logBall(upperEnd(x), 64), 64);
  const distance = subtractBall(x, ONE_BALL, bits + 64);
  if (isSmall(distance)) return log1pBall(distance, bits);
  return logNarrow(x, r === 0 ? bits : Math.min(bits, accuracyBits(x) + 32));
}

/** log(1 + x) with relative accuracy near 0. */
export function log1pBall(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  if (isExactZero(x)) return ZERO_BALL;
  if (!isSmall(x)) return logBall(addBall(ONE_BALL, x, bits + 64), bits);
  if (Number.isNaN(signOf(x))) return hullOf(log1pBall(lowerEnd(x), 64), log1pBall(upperEnd(x), 64), 64);
  const v = divideBall(x, addBall(scaleBall(ONE_BALL, 1), x, bits + 4), bits + 4);
  return scaleBall(oddSeries(v, bits, false, false), 1);
}

export const arsinhBall = oddIncreasing((x, bits) => {
  const inner = bits + 8;
  const square = squareBall(x, inner);
  const root = sqrtBall(addBall(ONE_BALL, square, inner), inner);
  return log1pBall(addBall(x, divideBall(square, addBall(ONE_BALL, root, inner), inner), inner), bits);
});

/** UNDEFINED below 1. */
export function arcoshBall(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  const inner = bits + 8;
  const over = subtractBall(x, ONE_BALL, inner);
  const root = sqrtBall(multiplyBall(over, addBall(x, ONE_BALL, inner), inner), inner);
  const s = signOf(over);
  if (s === -1) return UNDEFINED;
  if (Number.isNaN(s)) return UNBOUNDED;
  return log1pBall(addBall(over, root, inner), bits);
}

/** UNDEFINED outside (-1, 1). */
export const artanhBall = oddIncreasing((x, bits) => {
  const inner = bits + 8;
  const room = subtractBall(ONE_BALL, x, inner);
  const s = signOf(room);
  if (Number.isNaN(s)) return UNBOUNDED;
  if (s <= 0) return UNDEFINED;
  return scaleBall(log1pBall(scaleBall(divideBall(x, room, inner), 1), bits), -1);
});
