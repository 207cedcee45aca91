/**
 * Dense polynomials in one variable with integer coefficients, ascending, without trailing zeros; [] is zero.
 * A polynomial over the rationals is represented up to a rational factor: see `fromRationals`.
 *
 * Use as `import * as uni from './univariate.ts'`.
 */
import { addRational, multiplyRational, rational } from './expression.ts';
import type { Rational } from './expression.ts';
import { divideExactly as divideMultivariate, fromCoefficients, integerGcd } from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';
import { gcd as gcdMultivariate, squareFreeFactors as squareFreeMultivariate } from './polynomialGcd.ts';
import { discriminant as discriminantIn, resultant as resultantIn } from './resultant.ts';

export type Univariate = readonly bigint[];

/** Drops trailing zeros. */
export function trim(coefficients: readonly bigint[]): Univariate {
  let length = coefficients.length;
  while (length > 0 && coefficients[length - 1] === 0n) length--;
  return length === coefficients.length ? coefficients : coefficients.slice(0, length);
}

/** Integer coefficients with common factor 1 and positive leading one: the given polynomial up to a factor. */
export function fromRationals(coefficients: readonly Rational[]): Univariate {
  const common = coefficients.reduce((l, c) => (l / integerGcd(l, c.denominator)) * c.denominator, 1n);
  return primitivePart(coefficients.map((c) => c.numerator * (common / c.denominator)));
}

/** The same polynomial as a multivariate one in variable 0, and back. */
export const toPolynomial = (f: Univariate): Polynomial => fromCoefficients(f, 0);
export function fromPolynomial(p: Polynomial): Univariate {
  if (typeof p === 'bigint') return p === 0n ? [] : [p];
  return p.coefficients.map((c) => {
    if (typeof c !== 'bigint') throw new RangeError('polynomial in more than one variable');
    return c;
  });
}

/** Degree; -1 for zero. */
export const degree = (f: Univariate): number => f.length - 1;
export const leading = (f: Univariate): bigint => f.at(-1) ?? 0n;

export function add(f: Univariate, g: Univariate): Univariate {
  return trim(Array.from({ length: Math.max(f.length, g.length) }, (_, i) => (f[i] ?? 0n) + (g[i] ?? 0n)));
}
export const scale = (f: Univariate, factor: bigint): Univariate => trim(f.map((c) => c * factor));
export const subtract = (f: Univariate, g: Univariate): Univariate => add(f, scale(g, -1n));
export function multiply(f: Univariate, g: Univariate): Univariate {
  if (f.length === 0 || g.length === 0) return [];
  const result = new Array<bigint>(f.length + g.length - 1).fill(0n);
  f.forEach((a, i) => g.forEach((b, j) => (result[i + j]! += a * b)));
  return result;
}
export function power(f: Univariate, exponent: number): Univariate {
  let result: Univariate = [1n];
  for (let i = 0; i < exponent; i++) result = multiply(result, f);
  return result;
}

export const derivative = (f: Univariate): Univariate => trim(f.slice(1).map((c, i) => c * BigInt(i + 1)));

/** The composition f(g(x)). */
export function compose(f: Univariate, g: Univariate): Univariate {
  return f.reduceRight<Univariate>((result, c) => add(multiply(result, g), trim([c])), []);
}

/** The exact value at a rational. */
export function evaluate(f: Univariate, x: Rational): Rational {
  return f.reduceRight((value, c) => addRational(multiplyRational(value, x), rational(c)), rational(0));
}

/** The sign of the value at a rational: -1, 0 or 1. */
export function signAt(f: Univariate, x: Rational): number {
  let value = 0n;
  let scaleFactor = 1n;
  for (let i = f.length - 1; i >= 0; i--) {
    value = value * x.numerator + f[i]! * scaleFactor;
    scaleFactor *= x.denominator;
  }
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

/** The positive gcd of the coefficients; 0 for zero. */
export const content = (f: Univariate): bigint => f.reduce((g, c) => integerGcd(g, c), 0n);

/** f divided by its content, with positive leading coefficient. */
export function primitivePart(coefficients: readonly bigint[]): Univariate {
  const f = trim(coefficients);
  if (f.length === 0) return f;
  const c = leading(f) < 0n ? -content(f) : content(f);
  return c === 1n ? f : f.map((a) => a / c);
}

/** f / g when the quotient has integer coefficients, else undefined. Throws RangeError for g = 0. */
export function divideExactly(f: Univariate, g: Univariate): Univariate | undefined {
  const q = divideMultivariate(toPolynomial(f), toPolynomial(g));
  return q === undefined ? undefined : fromPolynomial(q);
}

/** lc(g)^k f = q g + r with deg r < deg g, k = max(deg f - deg g + 1, 0): the remainder r. */
export function pseudoRemainder(f: Univariate, g: Univariate): Univariate {
  if (g.length === 0) throw new RangeError('polynomial division by zero');
  const rest = [...f];
  const top = leading(g);
  while (rest.length >= g.length) {
    const lead = rest.pop()!;
    const shift = rest.length - g.length + 1;
    for (let j = 0; j < rest.length; j++) {
      rest[j] = rest[j]! * top - (j >= shift ? lead * g[j - shift]! : 0n);
    }
  }
  return trim(rest);
}

/** Greatest common divisor over the integers, with positive leading coefficient. */
export const gcd = (f: Univariate, g: Univariate): Univariate =>
  fromPolynomial(gcdMultivariate(toPolynomial(f), toPolynomial(g)));

/** f = unit * product of factor^multiplicity, factors square-free and coprime. Throws RangeError for zero. */
export function squareFreeFactors(f: Univariate): {
  unit: bigint;
  factors: { factor: Univariate; multiplicity: number }[];
} {
  const { unit, factors } = squareFreeMultivariate(toPolynomial(f));
  return { unit, factors: factors.map((x) => ({ ...x, factor: fromPolynomial(x.factor) })) };
}

/** The primitive polynomial with the same roots, each simple. Throws RangeError for zero. */
export function squareFreePart(f: Univariate): Univariate {
  const p = primitivePart(f);
  if (p.length === 0) throw new RangeError('square-free part of zero');
  return primitivePart(divideExactly(p, gcd(p, derivative(p)))!);
}

/** The resultant: lc(f)^deg g times the product of g over the roots of f. */
export const resultant = (f: Univariate, g: Univariate): bigint =>
  resultantIn(toPolynomial(f), toPolynomial(g), 0) as bigint;

/** The discriminant lc^(2n-2) times the product of squared root differences; degree n >= 1. */
export const discriminant = (f: Univariate): bigint => discriminantIn(toPolynomial(f), 0) as bigint;
