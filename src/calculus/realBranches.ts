import { freeSymbols } from '../expression/expression.ts';
import type { Expression, Rational } from '../expression/expression.ts';
import * as poly from '../expression/polynomial.ts';
import { countRealRoots } from '../expression/realRoots.ts';
import { discriminant } from '../expression/resultant.ts';
import { fromPolynomial, signAt, type Univariate } from '../expression/univariate.ts';
import { RadicalField } from './radicalField.ts';

/** An open interval with rational or infinite (missing) ends. */
export interface OpenInterval {
  readonly lower?: Rational;
  readonly upper?: Rational;
}

/**
 * True when, on the open parameter interval, neither the leading coefficient nor the discriminant of the polynomial
 * (ascending coefficients, rational functions of the one parameter) vanishes, by Sturm's theorem. Then its real
 * roots are simple and finite there, their number is constant and each is an analytic function of the parameter
 * (implicit function theorem): a formula that picks one of them at one point, and is continuous, picks it
 * throughout. False when they vanish somewhere, or when the coefficients are not such rational functions.
 */
export function realBranchesAreSeparate(
  coefficients: readonly Expression[],
  parameter: string,
  interval: OpenInterval,
): boolean {
  const names = new Set(coefficients.flatMap((c) => [...freeSymbols(c)]));
  if ([...names].some((name) => name !== parameter)) return false;
  const field = new RadicalField(new Map());
  const { numerators } = field.commonDenominator(coefficients.map((c) => field.from(c)));
  const parameters = new Set(numerators.flatMap(poly.variables));
  if (parameters.size > 1) return false;
  const index = [...parameters][0] ?? 0;
  const whole = poly.fromCoefficients(numerators, index + 1);
  if (poly.degree(whole, index + 1) < 1) return false;
  return [poly.leadingCoefficient(whole, index + 1), discriminant(whole, index + 1)].every((p) =>
    hasNoZero(fromPolynomial(p), interval),
  );
}

function hasNoZero(f: Univariate, { lower, upper }: OpenInterval): boolean {
  if (f.length === 0) return false;
  // The count is over (lower, upper]; a zero at the upper end is outside.
  const atEnd = upper !== undefined && signAt(f, upper) === 0 ? 1 : 0;
  return countRealRoots(f, lower, upper) === atEnd;
}
