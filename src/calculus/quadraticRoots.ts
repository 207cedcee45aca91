import { HALF, MINUS_ONE, power, product, sum, type Expression } from '../expression/expression.ts';
import { divideExactly } from '../expression/polynomial.ts';
import { gcd } from '../expression/polynomialGcd.ts';
import { hasMinus } from '../expression/quotient.ts';
import { fraction, powerFraction, type Fraction } from '../expression/fraction.ts';
import { divideFractions, scaleFraction, subtractFractions, type RadicalField } from './radicalField.ts';

/** a + sign * sqrt(d) over one denominator, for d > 0 at the sample. */
export function quadraticSurd(a: Fraction, d: Fraction, sign: 1 | -1, field: RadicalField): Expression {
  const { outside, inside } = field.rootParts(d, 2);
  const { numerators, denominator } = field.commonDenominator([a, scaleFraction(outside, sign)]);
  const common = gcd(numerators[0]!, numerators[1]!);
  const [rest, factor] = numerators.map((n) =>
    field.toExpression({ numerator: divideExactly(n, common)!, denominator: 1n }),
  );
  const root = product(factor!, power(field.toExpression(inside), HALF));
  const surd = hasMinus(rest!) && !hasMinus(root) ? sum(root, rest!) : sum(rest!, root);
  return product(field.toExpression(fraction(common, denominator)), surd);
}

/**
 * Real roots of x^2 + b x + c by their signs at the sample, each as -b/2 +- sqrt(b^2/4 - c) and as c over the
 * other root: the second form stays defined where the leading coefficient of the original equation vanishes.
 */
export function quadraticRoots(b: Fraction, c: Fraction, field: RadicalField): Expression[] {
  const middle = scaleFraction(b, -1, 2);
  const d = subtractFractions(powerFraction(middle, 2), c);
  if (d.numerator === 0n) return [field.toExpression(middle)];
  if (!(field.sign(d) > 0)) return [];
  const direct = [quadraticSurd(middle, d, 1, field), quadraticSurd(middle, d, -1, field)];
  const { outside, inside } = field.rootParts(d, 2);
  const root = power(field.toExpression(inside), HALF);
  const conjugate = ([-1, 1] as const).map((sign) => {
    const factor = scaleFraction(outside, sign);
    const ratio = field.toExpression(divideFractions(middle, factor));
    const denominator = hasMinus(ratio) ? sum(root, ratio) : sum(ratio, root);
    return product(field.toExpression(divideFractions(c, factor)), power(denominator, MINUS_ONE));
  });
  return [...direct, ...conjugate];
}
