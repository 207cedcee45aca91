import * as poly from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';
import { gcd } from './polynomialGcd.ts';

/** A quotient of polynomials in lowest terms, the denominator with positive leading integer. */
export interface Fraction {
  readonly numerator: Polynomial;
  readonly denominator: Polynomial;
}

export const ZERO_FRACTION: Fraction = { numerator: 0n, denominator: 1n };
export const ONE_FRACTION: Fraction = { numerator: 1n, denominator: 1n };

/** numerator/denominator in lowest terms. Throws RangeError for a zero denominator. */
export function fraction(numerator: Polynomial, denominator: Polynomial = 1n): Fraction {
  if (denominator === 0n) throw new RangeError('zero denominator');
  if (numerator === 0n) return ZERO_FRACTION;
  if (denominator !== 1n) {
    const g = gcd(numerator, denominator);
    if (g !== 1n) {
      numerator = poly.divideExactly(numerator, g)!;
      denominator = poly.divideExactly(denominator, g)!;
    }
    if (poly.leadingInteger(denominator) < 0n) {
      numerator = poly.negate(numerator);
      denominator = poly.negate(denominator);
    }
  }
  return { numerator, denominator };
}

export function addFractions(a: Fraction, b: Fraction): Fraction {
  if (a.numerator === 0n) return b;
  if (b.numerator === 0n) return a;
  if (poly.equals(a.denominator, b.denominator))
    return fraction(poly.add(a.numerator, b.numerator), a.denominator);
  return fraction(
    poly.add(poly.multiply(a.numerator, b.denominator), poly.multiply(b.numerator, a.denominator)),
    poly.multiply(a.denominator, b.denominator),
  );
}

/**
 * a + b over the least common denominator, not brought to lowest terms: enough where only zero matters, and far
 * cheaper, since the gcd of a large numerator with its denominator is never taken.
 */
export function addOverCommonDenominator(a: Fraction, b: Fraction): Fraction {
  if (a.numerator === 0n) return b;
  if (b.numerator === 0n) return a;
  const g = gcd(a.denominator, b.denominator);
  const [left, right] = [poly.divideExactly(b.denominator, g)!, poly.divideExactly(a.denominator, g)!];
  const numerator = poly.add(poly.multiply(a.numerator, left), poly.multiply(b.numerator, right));
  return numerator === 0n ? ZERO_FRACTION : { numerator, denominator: poly.multiply(a.denominator, left) };
}

export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  const left = fraction(a.numerator, b.denominator);
  const right = fraction(b.numerator, a.denominator);
  return {
    numerator: poly.multiply(left.numerator, right.numerator),
    denominator: poly.multiply(left.denominator, right.denominator),
  };
}

export const invertFraction = (a: Fraction): Fraction => {
  if (a.numerator === 0n) throw new RangeError('division by zero');
  const oriented = poly.leadingInteger(a.numerator) < 0n;
  return oriented
    ? { numerator: poly.negate(a.denominator), denominator: poly.negate(a.numerator) }
    : { numerator: a.denominator, denominator: a.numerator };
};

/** Highest power that is formed of a fraction. */
const HIGHEST_POWER = 100_000;

/** a to an integer power. Throws RangeError for zero to a negative power and for powers that are too high. */
export function powerFraction(a: Fraction, exponent: number): Fraction {
  if (!(Math.abs(exponent) <= HIGHEST_POWER)) throw new RangeError('the power of a fraction is too high');
  const base = exponent < 0 ? invertFraction(a) : a;
  const n = Math.abs(exponent);
  return { numerator: poly.power(base.numerator, n), denominator: poly.power(base.denominator, n) };
}

export const fractionKey = (a: Fraction): string => `${poly.keyOf(a.numerator)}/${poly.keyOf(a.denominator)}`;
