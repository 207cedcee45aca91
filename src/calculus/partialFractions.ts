import { factorize } from '../expression/factorUnivariate.ts';
import { fraction } from '../expression/fraction.ts';
import * as poly from '../expression/polynomial.ts';
import type { Polynomial } from '../expression/polynomial.ts';
import { coprimeBasis, integerPrimitivePart } from '../expression/polynomialGcd.ts';
import { fromPolynomial } from '../expression/univariate.ts';
import {
  ONE_POLYNOMIAL, bezoutOf, degreeOf, dividePolynomials, inVariable, monicOf, multiplyPolynomials, powerOfPolynomial,
  toInteger, type FractionPolynomial,
} from './fractionPolynomial.ts'; // prettier-ignore

/** A monic square-free factor of a denominator with its multiplicity. */
export interface DenominatorFactor {
  readonly p: FractionPolynomial;
  readonly multiplicity: number;
}

/** numerator / p^power with the degree of the numerator below that of p. */
export interface PartialFraction {
  readonly numerator: FractionPolynomial;
  readonly p: FractionPolynomial;
  readonly power: number;
}

/**
 * Pairwise coprime square-free monic factors of d in the variable of that index: irreducible ones over Q when the
 * coefficients are numbers, else square-free ones split further by the polynomials in `hints`.
 */
export function denominatorFactors(
  d: FractionPolynomial,
  index: number,
  hints: readonly Polynomial[],
): DenominatorFactor[] {
  const whole = toInteger(d, index);
  if (poly.variables(whole).every((v) => v === index)) {
    const shifted = fromPolynomial(poly.fromCoefficients(poly.coefficientsIn(whole, index), 0));
    return factorize(shifted).factors.map(({ factor, multiplicity }) => ({
      p: monicOf(factor.map((c) => fraction(c))),
      multiplicity,
    }));
  }
  const { basis, exponents } = coprimeBasis([whole, ...hints]);
  return basis.flatMap((b, k) => {
    const p = inVariable(b, index);
    const multiplicity = exponents[0]![k]!;
    return degreeOf(p) < 1 || multiplicity === 0 ? [] : [{ p: monicOf(p), multiplicity }];
  });
}

/**
 * n / Π p^multiplicity, of degree below zero, as a sum of partial fractions over the given pairwise coprime factors.
 * Throws RangeError when two factors have a common one.
 */
export function partialFractions(
  n: FractionPolynomial,
  factors: readonly DenominatorFactor[],
): PartialFraction[] {
  const powers = factors.map(({ p, multiplicity }) => powerOfPolynomial(p, multiplicity));
  return factors.flatMap(({ p, multiplicity }, k) => {
    const others = powers.filter((_, j) => j !== k).reduce(multiplyPolynomials, ONE_POLYNOMIAL);
    const bezout = bezoutOf(others, powers[k]!);
    if (bezout === null) throw new RangeError('the factors are not coprime');
    let [, rest] = dividePolynomials(multiplyPolynomials(n, bezout[0]), powers[k]!);
    const parts: PartialFraction[] = [];
    for (let power = multiplicity; power >= 1 && rest.length > 0; power--) {
      const [quotient, numerator] = dividePolynomials(rest, p);
      if (numerator.length > 0) parts.push({ numerator, p, power });
      rest = quotient;
    }
    return parts;
  });
}

/** The primitive polynomial with integer coefficients that is p up to a factor free of the unknown. */
export const primitiveOf = (p: FractionPolynomial, index: number): Polynomial =>
  integerPrimitivePart(toInteger(p, index));
