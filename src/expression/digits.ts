import {
  ballFromInteger, ballToNumber, divideBall, isBounded, isExactZero, multiplyBall, signOf, topBit,
  type Ball,
} from './ball.ts'; // prettier-ignore
import { bitLength } from './bigInteger.ts';
import { integerPowerBall } from './ballPower.ts';
import type { Rational } from './expression.ts';

/** Binary exponents up to here are turned into exact integers for rounding. */
const EXACT_EXPONENT = 20_000;

/** numerator/denominator rounded to the nearest integer, ties to even; denominator > 0. */
function roundQuotient(numerator: bigint, denominator: bigint): bigint {
  const doubled = 2n * numerator + denominator;
  const twice = 2n * denominator;
  let q = doubled / twice;
  if (doubled % twice !== 0n) return doubled < 0n ? q - 1n : q;
  if (q & 1n) q -= 1n;
  return q;
}

/** n·2^e·10^p rounded to the nearest integer, ties to even. */
function roundScaled(n: bigint, e: number, p: number): bigint {
  let above = n;
  let below = 1n;
  if (e > 0) above <<= BigInt(e);
  else below <<= BigInt(-e);
  if (p > 0) above *= 10n ** BigInt(p);
  else below *= 10n ** BigInt(-p);
  return roundQuotient(above, below);
}

/** A decimal number 0.d1d2…dn · 10^(exponent+1), or -…: the significant digits and the exponent of the first. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Rounds the exact or enclosed positive number by `round(p)`, which gives x·10^p as an integer or undefined. */
function significantDigits(
  guess: number,
  digits: number,
  round: (p: number) => bigint | undefined,
): { digits: string; exponent: number } | undefined {
  let exponent = guess;
  for (let attempt = 0; attempt < 4; attempt++) {
    const n = round(digits - 1 - exponent);
    if (n === undefined) return undefined;
    const text = n.toString();
    if (text.length === digits && n > 0n) return { digits: text, exponent };
    exponent += n > 0n && text.length > digits ? 1 : -1;
  }
  return undefined;
}

/** The decimal point and exponent form: plain from 1e-7 up to below 1e21, otherwise d.ddde±k. */
function layOut({ negative, digits, exponent }: Decimal): string {
  const minus = negative ? '-' : '';
  if (exponent < -7 || exponent >= 21) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${minus}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
  }
  if (exponent < 0) return `${minus}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (exponent + 1 >= digits.length) return minus + digits.padEnd(exponent + 1, '0');
  return `${minus}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/**
 * An exact rational number to `digits` significant digits, correctly rounded (ties to even), trailing zeros kept;
 * zero prints as `0`. Exponent form below 1e-7 and from 1e21 on.
 */
export function formatRational(q: Rational, digits: number): string {
  if (q.numerator === 0n) return '0';
  const negative = q.numerator < 0n;
  const n = negative ? -q.numerator : q.numerator;
  const guess = Math.floor((bitLength(n) - bitLength(q.denominator)) * Math.LOG10E * Math.LN2);
  const rounded = significantDigits(guess, digits, (p) =>
    p >= 0
      ? roundQuotient(n * 10n ** BigInt(p), q.denominator)
      : roundQuotient(n, q.denominator * 10n ** BigInt(-p)),
  )!;
  return layOut({ negative, ...rounded });
}

/** The decimal text when all points of the ball round to the same `digits` significant digits, else undefined. */
export function roundBall(x: Ball, digits: number): string | undefined {
  if (!isBounded(x)) return undefined;
  if (isExactZero(x)) return '0';
  const s = signOf(x);
  if (Number.isNaN(s)) return undefined;
  const m = s < 0 ? -x.mantissa : x.mantissa;
  const top = topBit(x);
  if (Math.abs(top) > EXACT_EXPONENT || x.exponent < -2 * EXACT_EXPONENT) return roundFar(x, s, digits);
  const guess = Math.floor((top - 1) * Math.log10(2));
  const r = BigInt(x.radius);
  const rounded = significantDigits(guess, digits, (p) => {
    const low = roundScaled(m - r, x.exponent, p);
    return r === 0n || roundScaled(m + r, x.exponent, p) === low ? low : undefined;
  });
  return rounded && layOut({ negative: s < 0, ...rounded });
}

/** Divides by a power of ten first, so that very large or small numbers need no huge integers. */
function roundFar(x: Ball, s: number, digits: number): string | undefined {
  const shiftDigits = Math.floor(topBit(x) * Math.log10(2));
  const bits = Math.ceil(digits * 3.33) + 60;
  const power = integerPowerBall(ballFromInteger(10), BigInt(Math.abs(shiftDigits)), bits);
  const near = shiftDigits > 0 ? divideBall(x, power, bits) : multiplyBall(x, power, bits);
  const r = BigInt(near.radius);
  const m = s < 0 ? -near.mantissa : near.mantissa;
  const rounded = significantDigits(0, digits, (p) => {
    const low = roundScaled(m - r, near.exponent, p);
    return roundScaled(m + r, near.exponent, p) === low ? low : undefined;
  });
  return (
    rounded && layOut({ negative: s < 0, digits: rounded.digits, exponent: rounded.exponent + shiftDigits })
  );
}

/**
 * A ball in decimal: as many significant digits as it fixes, at most `digits`; `0 ± bound` when it straddles zero;
 * `unbounded` or `undefined` when it encloses nothing useful.
 */
export function formatBall(x: Ball, digits: number): string {
  if (!isBounded(x)) return Number.isNaN(x.radius) ? 'undefined' : 'unbounded';
  for (let d = digits; d >= 1; d--) {
    const text = roundBall(x, d);
    if (text !== undefined) return text;
    if (Number.isNaN(signOf(x))) break;
  }
  const top = topBit(x);
  const bound = Math.ceil(top * Math.log10(2));
  return `${Number.isNaN(signOf(x)) ? '0' : ballToNumber(x).toPrecision(1)} ± 1e${bound}`;
}
