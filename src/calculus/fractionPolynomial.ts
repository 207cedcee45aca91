import {
  ONE_FRACTION,
  addFractions,
  fraction,
  invertFraction,
  multiplyFractions,
  type Fraction,
} from '../expression/fraction.ts';
import * as poly from '../expression/polynomial.ts';
import type { Polynomial } from '../expression/polynomial.ts';
import { lcm } from '../expression/polynomialGcd.ts';
import { divideFractions, scaleFraction } from './radicalField.ts';

/** A polynomial in one unknown over Q(parameters): ascending coefficients, the last not zero; [] is zero. */
export type FractionPolynomial = readonly Fraction[];

export const ONE_POLYNOMIAL: FractionPolynomial = [ONE_FRACTION];
const ZERO: Fraction = { numerator: 0n, denominator: 1n };
const isNull = (c: Fraction): boolean => c.numerator === 0n;

export function trimmed(f: readonly Fraction[]): FractionPolynomial {
  return f.slice(0, f.findLastIndex((c) => !isNull(c)) + 1);
}

export const degreeOf = (f: FractionPolynomial): number => f.length - 1;
export const leadingOf = (f: FractionPolynomial): Fraction => f.at(-1) ?? ZERO;

/** The integer polynomial p as one in the variable of that index. */
export const inVariable = (p: Polynomial, index: number): FractionPolynomial =>
  poly.coefficientsIn(p, index).map((c) => fraction(c));

/** The same polynomial with integer coefficients in lowest terms, up to a factor free of the unknown. */
export function toInteger(f: FractionPolynomial, index: number): Polynomial {
  const common = f.reduce<Polynomial>((d, c) => lcm(d, c.denominator), 1n);
  return poly.fromCoefficients(
    f.map((c) => poly.multiply(c.numerator, poly.divideExactly(common, c.denominator)!)),
    index,
  );
}

export function addPolynomials(f: FractionPolynomial, g: FractionPolynomial): FractionPolynomial {
  return trimmed(
    Array.from({ length: Math.max(f.length, g.length) }, (_, i) => addFractions(f[i] ?? ZERO, g[i] ?? ZERO)),
  );
}

export const scalePolynomial = (f: FractionPolynomial, c: Fraction): FractionPolynomial =>
  isNull(c) ? [] : f.map((a) => multiplyFractions(a, c));

export const subtractPolynomials = (f: FractionPolynomial, g: FractionPolynomial): FractionPolynomial =>
  addPolynomials(
    f,
    g.map((c) => scaleFraction(c, -1)),
  );

export function multiplyPolynomials(f: FractionPolynomial, g: FractionPolynomial): FractionPolynomial {
  if (f.length === 0 || g.length === 0) return [];
  const result = new Array<Fraction>(f.length + g.length - 1).fill(ZERO);
  f.forEach((a, i) =>
    g.forEach((b, j) => (result[i + j] = addFractions(result[i + j]!, multiplyFractions(a, b)))),
  );
  return trimmed(result);
}

export function powerOfPolynomial(f: FractionPolynomial, n: number): FractionPolynomial {
  let result: FractionPolynomial = ONE_POLYNOMIAL;
  for (let k = 0; k < n; k++) result = multiplyPolynomials(result, f);
  return result;
}

/** f = quotient · g + remainder. Throws RangeError for g = 0. */
export function dividePolynomials(
  f: FractionPolynomial,
  g: FractionPolynomial,
): [FractionPolynomial, FractionPolynomial] {
  const top = invertFraction(leadingOf(g));
  const rest = [...f];
  const quotient = new Array<Fraction>(Math.max(0, f.length - g.length + 1)).fill(ZERO);
  for (let shift = f.length - g.length; shift >= 0; shift--) {
    const c = multiplyFractions(rest[shift + g.length - 1]!, top);
    quotient[shift] = c;
    if (!isNull(c))
      g.forEach(
        (b, j) =>
          (rest[shift + j] = addFractions(rest[shift + j]!, scaleFraction(multiplyFractions(c, b), -1))),
      );
  }
  return [trimmed(quotient), trimmed(rest.slice(0, Math.max(0, g.length - 1)))];
}

export const derivativeOf = (f: FractionPolynomial): FractionPolynomial =>
  trimmed(f.slice(1).map((c, i) => scaleFraction(c, i + 1)));

/** s and t with s f + t g = 1 for coprime f and g; null when they have a common factor. */
export function bezoutOf(
  f: FractionPolynomial,
  g: FractionPolynomial,
): [FractionPolynomial, FractionPolynomial] | null {
  let [r0, r1] = [f, g];
  let [s0, s1]: [FractionPolynomial, FractionPolynomial] = [ONE_POLYNOMIAL, []];
  let [t0, t1]: [FractionPolynomial, FractionPolynomial] = [[], ONE_POLYNOMIAL];
  while (r1.length > 0) {
    const [q, r] = dividePolynomials(r0, r1);
    [r0, r1] = [r1, r];
    [s0, s1] = [s1, subtractPolynomials(s0, multiplyPolynomials(q, s1))];
    [t0, t1] = [t1, subtractPolynomials(t0, multiplyPolynomials(q, t1))];
  }
  if (r0.length !== 1) return null;
  const unit = invertFraction(r0[0]!);
  return [scalePolynomial(s0, unit), scalePolynomial(t0, unit)];
}

export const monicOf = (f: FractionPolynomial): FractionPolynomial =>
  f.map((c) => divideFractions(c, leadingOf(f)));
