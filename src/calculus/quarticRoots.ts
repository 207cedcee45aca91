import {
  HALF, MINUS_ONE, TWO, power, product, rational, sqrt, sum,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { addFractions, multiplyFractions, powerFraction, type Fraction } from '../expression/fraction.ts';
import { cubicRoots } from './cubicRoots.ts';
import { scaleFraction, type RadicalField } from './radicalField.ts';
import { realValue } from './realValue.ts';

/**
 * Real roots of x^4 + b x^3 + c x^2 + d x + e by Ferrari's method: for y = x + b/4, y^4 + p y^2 + q y + r with
 * q not 0, and a positive root m of the resolvent m^3 + p m^2 + (p^2/4 - r) m - q^2/8, the quartic is the product
 * of y^2 -+ s y + p/2 + m +- q/(2 s), s = sqrt(2 m). Each root also as constant term over the other root.
 */
export function quarticRoots(
  b: Fraction,
  c: Fraction,
  d: Fraction,
  e: Fraction,
  field: RadicalField,
): Expression[] {
  const times = multiplyFractions;
  const b2 = powerFraction(b, 2);
  const p = addFractions(c, scaleFraction(b2, -3, 8));
  const q = [d, scaleFraction(times(b, c), -1, 2), scaleFraction(powerFraction(b, 3), 1, 8)].reduce(
    addFractions,
  );
  const r = [
    e,
    scaleFraction(times(b, d), -1, 4),
    scaleFraction(times(b2, c), 1, 16),
    scaleFraction(powerFraction(b, 4), -3, 256),
  ].reduce(addFractions);
  if (q.numerator === 0n) throw new RangeError('biquadratic equations are solved by decomposition');
  const linear = addFractions(scaleFraction(powerFraction(p, 2), 1, 4), scaleFraction(r, -1));
  const resolvent = cubicRoots(p, linear, scaleFraction(powerFraction(q, 2), -1, 8), field);
  const positive = resolvent.filter((m) => (realValue(m, field.sample) ?? -1) > 0);
  const shift = field.toExpression(scaleFraction(b, -1, 4));
  const [P, Q] = [field.toExpression(p), field.toExpression(q)];
  // Each m gives all four roots; the forms differ in where their radicands stay positive.
  return positive.slice(0, 3).flatMap((m) => ferrariRoots(m, P, Q).map((y) => sum(y, shift)));
}

function ferrariRoots(m: Expression, p: Expression, q: Expression): Expression[] {
  const s = sqrt(product(TWO, m));
  return ([1, -1] as const).flatMap((sign) => {
    const slope = product(rational(sign), s);
    const tilt = product(rational(sign), q, power(s, MINUS_ONE));
    const constant = sum(m, product(HALF, p), product(HALF, tilt));
    const root = sqrt(sum(product(rational(-2), sum(m, p, tilt))));
    const [upper, lower] = [sum(slope, root), sum(slope, product(MINUS_ONE, root))];
    const conjugate = (other: Expression) => product(TWO, constant, power(other, MINUS_ONE));
    return [product(HALF, lower), product(HALF, upper), conjugate(upper), conjugate(lower)];
  });
}
