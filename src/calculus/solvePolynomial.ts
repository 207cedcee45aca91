import {
  ZERO, call, isRational, keyOf, negate, power, product, rational,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { monicDecompositions, type CoefficientField } from '../expression/decompose.ts';
import { factorize } from '../expression/factorUnivariate.ts';
import { addFractions, fraction, multiplyFractions, type Fraction } from '../expression/fraction.ts';
import * as poly from '../expression/polynomial.ts';
import { squareFreeFactors } from '../expression/polynomialGcd.ts';
import { fromRationals } from '../expression/univariate.ts';
import { cubicRoots } from './cubicRoots.ts';
import { quadraticRoots } from './quadraticRoots.ts';
import { quarticRoots } from './quarticRoots.ts';
import { RadicalField, constant, divideFractions, scaleFraction } from './radicalField.ts';
import { realValue } from './realValue.ts';

export interface SolveOptions {
  /**
   * A point of the domain: symbol values at which the roots are wanted. Branches and signs of square roots are
   * chosen to be real there. Symbols without a value are taken positive.
   */
  readonly sample?: ReadonlyMap<string, number>;
}

/** Relative residual at the sample above which a candidate is on a wrong branch. */
const RESIDUAL = 1e-6;

/**
 * Candidates for the real roots, in radicals (or trigonometric and hyperbolic functions for cubics), of the
 * polynomial with the given ascending coefficients, expressions free of the unknown. Solved are degrees up to 4,
 * and whatever reduces to them by taking out a power of the unknown, square-free and (for rational coefficients)
 * irreducible factors, and functional decomposition, x^n = c among them. Each root is returned in several forms,
 * which are real and satisfy the equation numerically at the sample; where else they hold must be proved by
 * composing. Empty when nothing was found. Throws RangeError when all coefficients vanish.
 */
export function solvePolynomial(
  coefficients: readonly Expression[],
  options: SolveOptions = {},
): Expression[] {
  const sample = RadicalField.sampleFor(coefficients, options.sample);
  const field = new RadicalField(sample);
  const candidates = solve(
    coefficients.map((c) => field.from(c)),
    field,
  );
  const values = coefficients.map((c) => realValue(c, sample) ?? NaN);
  const seen = new Set<string>();
  return candidates.filter((x) => {
    if (seen.has(keyOf(x))) return false;
    seen.add(keyOf(x));
    return satisfies(values, realValue(x, sample));
  });
}

function satisfies(coefficients: readonly number[], x: number | undefined): boolean {
  if (x === undefined) return false;
  let [residual, scale] = [0, 0];
  for (let i = coefficients.length - 1; i >= 0; i--) {
    residual = residual * x + coefficients[i]!;
    scale = scale * Math.abs(x) + Math.abs(coefficients[i]!);
  }
  return Math.abs(residual) <= RESIDUAL * scale;
}

function solve(coefficients: readonly Fraction[], field: RadicalField): Expression[] {
  let f = coefficients.slice(0, coefficients.findLastIndex((c) => c.numerator !== 0n) + 1);
  if (f.length === 0) throw new RangeError('every number is a root: all coefficients are zero');
  const low = f.findIndex((c) => c.numerator !== 0n);
  f = f.slice(low);
  const roots: Expression[] = low > 0 ? [ZERO] : [];
  for (const g of factors(f, field)) roots.push(...solveFactor(g, field));
  return roots;
}

/** Square-free factors; irreducible ones when the coefficients are rational numbers. */
function factors(f: readonly Fraction[], field: RadicalField): Fraction[][] {
  if (f.every((c) => poly.isConstant(c.numerator) && poly.isConstant(c.denominator))) {
    const rationals = f.map((c) => rational(c.numerator as bigint, c.denominator as bigint));
    return factorize(fromRationals(rationals)).factors.map(({ factor }) => factor.map((c) => fraction(c)));
  }
  const { numerators } = field.commonDenominator(f);
  const unknown = 1 + Math.max(...numerators.map(poly.mainVariable));
  const whole = poly.fromCoefficients(numerators, unknown);
  return squareFreeFactors(whole)
    .factors.filter(({ factor }) => poly.degree(factor, unknown) > 0)
    .map(({ factor }) => poly.coefficientsIn(factor, unknown).map((c) => fraction(c)));
}

const FRACTIONS: CoefficientField<Fraction> = {
  add: addFractions,
  multiply: multiplyFractions,
  isZero: (a) => a.numerator === 0n,
  fromRational: constant,
};

function solveFactor(f: readonly Fraction[], field: RadicalField): Expression[] {
  const n = f.length - 1;
  const monic = f.map((c) => divideFractions(c, f[n]!));
  const at = (i: number): Fraction => monic[i]!;
  if (n === 1) return [field.toExpression(scaleFraction(at(0), -1))];
  if (monic.slice(1, n).every((c) => c.numerator === 0n))
    return realRoots(scaleFraction(at(0), -1), n, field);
  if (n === 2) return quadraticRoots(at(1), at(0), field);
  if (n === 3) return cubicRoots(at(2), at(1), at(0), field);
  const decompositions = monicDecompositions(monic, FRACTIONS);
  for (const { outer, inner } of decompositions) {
    const roots = solve(outer, field).flatMap((y) =>
      solve([scaleFraction(field.opaque(y), -1), ...inner.slice(1)], field),
    );
    if (roots.length > 0) return roots;
  }
  return n === 4 && decompositions.length === 0 ? quarticRoots(at(3), at(2), at(1), at(0), field) : [];
}

/** Real solutions of x^n = c by the sign of c at the sample; for odd n also in a form for every sign of c. */
function realRoots(c: Fraction, n: number, field: RadicalField): Expression[] {
  const sign = field.sign(c);
  if (sign === 0 || (sign < 0 && n % 2 === 0)) return sign === 0 ? [ZERO] : [];
  if (!(sign < 0 || sign > 0)) return [];
  const root = field.positiveRoot(sign < 0 ? scaleFraction(c, -1) : c, n);
  if (n % 2 === 0) return [root, negate(root)];
  const whole = field.toExpression(c);
  const everywhere = product(call('sign', whole), power(call('abs', whole), rational(1, n)));
  return [sign < 0 ? negate(root) : root, ...(isRational(whole) ? [] : [everywhere])];
}
