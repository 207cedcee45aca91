import type { Domain } from './domain.ts';
import {
  ONE, ZERO, isInteger, isRational, signOfRational, splitCoefficient, type Expression, type Rational,
} from './expression.ts'; // prettier-ignore
import { countRealRoots } from './realRoots.ts';
import { representative } from './representative.ts';
import { ANY_SIGN, NEGATIVE, NULL, POSITIVE, type SignSet } from './sign.ts';
import { fromRationals, leading, scale, signAt, type Univariate } from './univariate.ts';

const LARGEST_DEGREE = 24;

/** The possible signs of a polynomial with rational coefficients on an interval, by counting its roots there. */
export function signsOfPolynomial(f: Univariate, domain: Domain): SignSet {
  const [lower, upper] = [domain.lower ?? undefined, domain.upper ?? undefined];
  const isRootAt = (x: Rational | undefined): boolean => x !== undefined && signAt(f, x) === 0;
  const inside = representative(domain)[0];
  const roots = countRealRoots(f, lower, upper) - (isRootAt(upper) ? 1 : 0);
  if (roots > 0 || inside === undefined) return ANY_SIGN;
  const sign = signAt(f, inside) > 0 ? POSITIVE : NEGATIVE;
  const atEnd = (isRootAt(lower) && !domain.openLower) || (isRootAt(upper) && !domain.openUpper);
  return atEnd ? sign | NULL : sign;
}

/** A sum as a positive multiple of a polynomial in the symbol `name` alone, or undefined. */
export function asUnivariate(terms: readonly Expression[], name: string): Univariate | undefined {
  const coefficients: Rational[] = [];
  for (const term of terms) {
    const [c, rest] = isRational(term) ? [term, ONE] : splitCoefficient(term);
    let degree = 0;
    if (rest.kind === 'symbol' && rest.name === name) degree = 1;
    else if (
      rest.kind === 'power' &&
      rest.base.kind === 'symbol' &&
      rest.base.name === name &&
      isInteger(rest.exponent)
    ) {
      degree = Number(rest.exponent.numerator);
    } else if (rest !== ONE) return undefined;
    if (degree < 0 || degree > LARGEST_DEGREE) return undefined;
    while (coefficients.length <= degree) coefficients.push(ZERO);
    coefficients[degree] = c;
  }
  const primitive = fromRationals(coefficients);
  return signOfRational(coefficients.at(-1)!) * (leading(primitive) < 0n ? -1 : 1) < 0
    ? scale(primitive, -1n)
    : primitive;
}
