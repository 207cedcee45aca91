import {
  ONE_BALL, UNBOUNDED, UNDEFINED, ZERO_BALL, absoluteAccuracyBits, addBall, ballToNumber,
  divideBall, fromZeroTo,
  isBounded, isExactZero, makeBall, multiplyBall, negateBall, scaleBall,
  scaleByPowerOfTwo, signOf, sqrtBall, subtractBall, topBit,
  type Ball,
} from './ball.ts'; // prettier-ignore
import { shift } from './bigInteger.ts';
import { piBall, piFixed } from './ballConstants.ts';
import { SMALL, isSmall, oddIncreasing, oddSeries } from './ballExponential.ts';

/** Arguments beyond 2^REDUCTION_LIMIT are not reduced: their sine is only known to lie in [-1, 1]. */
const REDUCTION_LIMIT = 50_000;

const UNIT: Ball = { mantissa: 0n, exponent: 0, radius: 1 };

/**
 * (sin t, 1 - cos t) in units of 2^-bits for 0 <= t < 1.6 in the same units, within 2 units: Taylor series after
 * halving the argument, then 1 - cos 2x = 2c(2 - c) and sin 2x = 2 s (1 - c) with c = 1 - cos x.
 */
function sincosFixed(t: bigint, bits: number): [bigint, bigint] {
  const halvings = Math.ceil(Math.sqrt(bits) * 0.5);
  const guard = 16;
  const inner = bits + 2 * halvings + guard;
  const q = BigInt(inner);
  const x = t << BigInt(guard + halvings);
  let sine = x;
  let versine = 0n;
  let term = x;
  for (let n = 2n; ; n += 2n) {
    term = ((term * x) >> q) / n;
    versine += n & 2n ? term : -term;
    term = ((term * x) >> q) / (n + 1n);
    if (term === 0n) break;
    sine -= n & 2n ? term : -term;
  }
  const one = 1n << q;
  for (let k = 0; k < halvings; k++) {
    sine = (sine * (one - versine)) >> (q - 1n);
    versine = (versine * (2n * one - versine)) >> (q - 1n);
  }
  const drop = BigInt(inner - bits);
  return [sine >> drop, versine >> drop];
}

/** [sin x, cos x] as balls of about `bits` absolute bits. */
function sincosBall(x: Ball, bits: number): [Ball, Ball] {
  const top = topBit(x);
  if (top > REDUCTION_LIMIT || scaleByPowerOfTwo(x.radius, x.exponent) > 0.5) return [UNIT, UNIT];
  const precision = Math.min(bits, Math.max(8, absoluteAccuracyBits(x)) + 16) + 8;
  const extra = Math.max(0, top) + 4;
  const halfPi = piFixed(precision + extra) >> 1n;
  const whole = shift(x.mantissa, x.exponent + precision + extra);
  let k = whole / halfPi;
  if (whole < 0n) k -= 1n;
  let t = (whole - k * halfPi) >> BigInt(extra);
  if (t < 0n) t = 0n;
  const [sine, versine] = sincosFixed(t, precision);
  const error = scaleByPowerOfTwo(x.radius, x.exponent + precision) + 10;
  const s = makeBall(sine, -precision, error, precision);
  const c = makeBall((1n << BigInt(precision)) - versine, -precision, error, precision);
  switch (Number(((k % 4n) + 4n) % 4n)) {
    case 0:
      return [s, c];
    case 1:
      return [c, negateBall(s)];
    case 2:
      return [negateBall(s), negateBall(c)];
    default:
      return [negateBall(c), s];
  }
}

export function sinBall(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  if (isExactZero(x)) return ZERO_BALL;
  if (isSmall(x) && !Number.isNaN(signOf(x))) return oddSeries(x, bits, true, true);
  return sincosBall(x, bits + SMALL)[0];
}

export function cosBall(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  if (isExactZero(x)) return ONE_BALL;
  return sincosBall(x, bits + 4)[1];
}

export function tanBall(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  if (isSmall(x)) return divideBall(sinBall(x, bits + 2), cosBall(x, bits + 2), bits);
  const [s, c] = sincosBall(x, bits + SMALL);
  return divideBall(s, c, bits);
}

/** arctan of x in [2^-SMALL, 1.01] in units of 2^-bits, within bits/40 + 8 units. */
function arctanFixed(x: bigint, bits: number): bigint {
  const q = BigInt(bits);
  const lead = Math.atan(Number(x >> BigInt(bits - 60)) * 2 ** -60);
  const y = BigInt(Math.floor(lead * 2 ** 50)) << BigInt(bits - 50);
  const [s, versine] = sincosFixed(y, bits);
  const c = (1n << q) - versine;
  const numerator = x * c - (s << q);
  const below = numerator < 0n;
  const v = (below ? -numerator : numerator) / (c + ((x * s) >> q));
  const square = (v * v) >> q;
  let power = v;
  let total = v;
  for (let n = 3n; ; n += 2n) {
    power = (power * square) >> q;
    if (power === 0n) return below ? y - total : y + total;
    total += n & 2n ? -(power / n) : power / n;
  }
}

export const arctanBall = oddIncreasing((x, bits) => {
  if (isSmall(x)) return oddSeries(x, bits, false, true);
  if (ballToNumber(x) > 1.005) {
    const inverse = divideBall(ONE_BALL, x, bits + 4);
    return subtractBall(scaleBall(piBall(bits + 4), -1), arctanBall(inverse, bits + 4), bits);
  }
  const precision = Math.max(64, Math.min(bits, Math.max(8, absoluteAccuracyBits(x)) + 16) + SMALL + 6);
  const value = arctanFixed(shift(x.mantissa, x.exponent + precision), precision);
  const error = scaleByPowerOfTwo(x.radius, x.exponent + precision) + precision / 40 + 10;
  return makeBall(value, -precision, error, bits);
});

/** UNDEFINED outside [-1, 1]. */
export const arcsinBall = oddIncreasing((x, bits) => {
  const inner = bits + 8;
  const room = subtractBall(ONE_BALL, x, inner);
  if (isExactZero(room)) return scaleBall(piBall(bits), -1);
  const root = sqrtBall(multiplyBall(room, addBall(ONE_BALL, x, inner), inner), inner);
  if (!isBounded(root)) return root;
  if (Number.isNaN(signOf(root))) return fromZeroTo(piBall(32));
  return arctanBall(divideBall(x, root, inner), bits);
});

/** UNDEFINED outside [-1, 1]. */
export function arccosBall(x: Ball, bits: number): Ball {
  if (!isBounded(x)) return x;
  const inner = bits + 8;
  const below = subtractBall(ONE_BALL, x, inner);
  const above = addBall(ONE_BALL, x, inner);
  if (isExactZero(below)) return ZERO_BALL;
  if (isExactZero(above)) return piBall(bits);
  if (signOf(below) === -1 || signOf(above) === -1) return UNDEFINED;
  const ratio = divideBall(below, above, inner);
  if (!isBounded(ratio)) return UNBOUNDED;
  const root = sqrtBall(ratio, inner);
  return scaleBall(arctanBall(root, inner), 1);
}
