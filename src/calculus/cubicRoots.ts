import {
  HALF, MINUS_ONE, PI, call, divide, negate, power, product, rational, subtract, sum,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import {
  addFractions,
  invertFraction,
  multiplyFractions,
  powerFraction,
  type Fraction,
} from '../expression/fraction.ts';
import { quadraticSurd } from './quadraticRoots.ts';
import { divideFractions, scaleFraction, type RadicalField } from './radicalField.ts';

const THIRD = rational(1, 3);

/**
 * Real roots of x^3 + b x^2 + c x + d, in the forms of depressedCubicRoots for y = x + b/3:
 * y^3 + 3 P y - 2 Q = 0 with 3 P = c - b^2/3 and 2 Q = b c/3 - 2 b^3/27 - d. When c = 0 also as
 * 1/y from the reversed equation y^3 + (b/d) y + 1/d = 0, which needs no shift; first when b/d > 0 at the sample.
 */
export function cubicRoots(b: Fraction, c: Fraction, d: Fraction, field: RadicalField): Expression[] {
  const shifted = shiftedRoots(b, c, d, field);
  if (c.numerator !== 0n || b.numerator === 0n || d.numerator === 0n) return shifted;
  const p = scaleFraction(divideFractions(b, d), 1, 3);
  const reversed = depressedCubicRoots(p, scaleFraction(invertFraction(d), -1, 2), field);
  const inverse = reversed.map((y) => power(y, MINUS_ONE));
  return field.sign(p) > 0 ? [...inverse, ...shifted] : [...shifted, ...inverse];
}

function shiftedRoots(b: Fraction, c: Fraction, d: Fraction, field: RadicalField): Expression[] {
  const p = addFractions(scaleFraction(c, 1, 3), scaleFraction(powerFraction(b, 2), -1, 9));
  const q = [
    scaleFraction(multiplyFractions(b, c), 1, 6),
    scaleFraction(powerFraction(b, 3), -1, 27),
    scaleFraction(d, -1, 2),
  ].reduce(addFractions);
  const shift = field.toExpression(scaleFraction(b, -1, 3));
  return depressedCubicRoots(p, q, field).map((y) => sum(y, shift));
}

/**
 * Real roots of the depressed cubic y^3 + 3 P y - 2 Q = 0, by the signs of P and of Q^2 + P^3 at the sample
 * (Cardano; Viete for three real roots; hyperbolic forms from the formulas for sinh 3t and cosh 3t). A root comes
 * in several forms: with one cube root, with two, hyperbolic or trigonometric. Every radicand is positive at the
 * sample.
 */
export function depressedCubicRoots(p: Fraction, q: Fraction, field: RadicalField): Expression[] {
  if (p.numerator === 0n) return [realCubeRoot(scaleFraction(q, 2), field)];
  const discriminant = addFractions(powerFraction(q, 2), powerFraction(p, 3));
  if (discriminant.numerator === 0n) {
    const double = divideFractions(q, p);
    return [field.toExpression(scaleFraction(double, -2)), field.toExpression(double)];
  }
  if (field.sign(discriminant) < 0) return trigonometricRoots(p, q, field);
  const P = field.toExpression(p);
  const cubeRoot = (sign: 1 | -1): Expression =>
    power(quadraticSurd(scaleFraction(q, sign), discriminant, 1, field), THIRD);
  const [plus, minus] = [cubeRoot(1), cubeRoot(-1)];
  const fromPlus = subtract(plus, divide(P, plus));
  const fromMinus = subtract(divide(P, minus), minus);
  if (field.sign(p) > 0) {
    return [fromPlus, fromMinus, subtract(plus, minus), hyperbolicRoot('sinh', 'arsinh', p, q, 1, field)];
  }
  return field.sign(q) > 0
    ? [fromPlus, hyperbolicRoot('cosh', 'arcosh', p, q, 1, field)]
    : [fromMinus, hyperbolicRoot('cosh', 'arcosh', p, q, -1, field)];
}

/** |P|^(1/2) and Q/|P|^(3/2). */
function scales(p: Fraction, q: Fraction, field: RadicalField): { radius: Expression; ratio: Expression } {
  const { outside, inside } = field.rootParts(field.sign(p) < 0 ? scaleFraction(p, -1) : p, 2);
  const root = power(field.toExpression(inside), HALF);
  const rest = multiplyFractions(powerFraction(outside, 3), powerFraction(inside, 2));
  return {
    radius: product(field.toExpression(outside), root),
    ratio: product(field.toExpression(divideFractions(q, rest)), root),
  };
}

/** 2 sign sqrt|P| f(f^-1(sign Q/|P|^(3/2))/3) for f = sinh or cosh. */
function hyperbolicRoot(
  forward: 'sinh' | 'cosh',
  backward: 'arsinh' | 'arcosh',
  p: Fraction,
  q: Fraction,
  sign: 1 | -1,
  field: RadicalField,
): Expression {
  const { radius, ratio } = scales(p, scaleFraction(q, sign), field);
  return product(rational(2 * sign), radius, call(forward, product(THIRD, call(backward, ratio))));
}

/** The largest, the middle and the smallest root for P < 0 and Q^2 + P^3 < 0; the middle one in two forms. */
function trigonometricRoots(p: Fraction, q: Fraction, field: RadicalField): Expression[] {
  const { radius, ratio } = scales(p, q, field);
  const angle = product(THIRD, call('arccos', ratio));
  const turn = product(rational(2, 3), PI);
  const twice = product(rational(2), radius);
  return [
    product(twice, call('cos', angle)),
    product(rational(-1), twice, call('sin', product(THIRD, call('arcsin', ratio)))),
    product(twice, call('cos', subtract(angle, turn))),
    product(twice, call('cos', sum(angle, turn))),
  ];
}

/** The real cube root of f, of the sign that f has at the sample. */
function realCubeRoot(f: Fraction, field: RadicalField): Expression {
  return field.sign(f) < 0 ? negate(field.positiveRoot(scaleFraction(f, -1), 3)) : field.positiveRoot(f, 3);
}
