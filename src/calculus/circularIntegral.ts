import { assume } from '../expression/assumptions.ts';
import {
  ONE, TWO, call, children, dependsOn, divide, isInteger, mapChildren, power, product, rational, substitute, subtract, sum,
  symbol, type Call, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { fraction, type Fraction } from '../expression/fraction.ts';
import * as poly from '../expression/polynomial.ts';
import type { Polynomial } from '../expression/polynomial.ts';
import { atPoint, nextVariable, type IntegrationContext } from './integrationContext.ts';
import { commonArgument } from './linearArgument.ts';
import { RadicalField } from './radicalField.ts';

/** The circular or the hyperbolic functions: cos² = 1 ∓ sin², (cos)' = ∓ sin. */
interface Family {
  readonly sine: 'sin' | 'sinh';
  readonly cosine: 'cos' | 'cosh';
  readonly tangent: 'tan' | 'tanh';
  /** −1 for circular, 1 for hyperbolic. */
  readonly sign: 1 | -1;
  /** Where the three take their values, the ends, met at isolated points, left out. */
  readonly ranges: { readonly sine: string; readonly cosine: string; readonly tangent: string };
}

const FAMILIES: readonly Family[] = [
  {
    sine: 'sin',
    cosine: 'cos',
    tangent: 'tan',
    sign: -1,
    ranges: { sine: '(-1, 1)', cosine: '(-1, 1)', tangent: 'real' },
  },
  {
    sine: 'sinh',
    cosine: 'cosh',
    tangent: 'tanh',
    sign: 1,
    ranges: { sine: 'real', cosine: '> 1', tangent: '(-1, 1)' },
  },
];

const S = symbol('S\u2032');
const C = symbol('C\u2032');

/**
 * An antiderivative of a rational function of the sine, cosine and tangent (circular or hyperbolic) of multiples of
 * one linear argument y: by t = cos y, t = sin y or t = tan y where the integrand has the symmetry for it (rules of
 * Bioche), else by t = tan(y/2). Powers of squares alone become multiple angles. Null for other integrands.
 */
export function circularIntegral(e: Expression, context: IntegrationContext): Expression | null {
  for (const family of FAMILIES) {
    const calls = callsOf(e, context.x, family);
    if (calls === null || calls.length === 0) continue;
    const common = commonArgument(
      calls.map((c) => c.argument),
      context.x,
      context.assumptions,
    );
    if (common === null) return null;
    const multiples = new Map(calls.map((c, i) => [c, common.multiples[i]!]));
    try {
      const integral = ofFamily(inSineAndCosine(e, multiples, family), common.unit, family, context);
      return integral === null ? null : divide(integral, common.slope);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
  return null;
}

/** The calls of the family that hold all of e's dependence on x, e being rational in them; else null. */
function callsOf(e: Expression, x: string, family: Family): Call[] | null {
  if (!dependsOn(e, x)) return [];
  if (e.kind === 'call')
    return e.name === family.sine || e.name === family.cosine || e.name === family.tangent ? [e] : null;
  if (e.kind === 'symbol' || (e.kind === 'power' && !isInteger(e.exponent))) return null;
  const parts = children(e).map((child) => callsOf(child, x, family));
  return parts.includes(null) ? null : (parts as Call[][]).flat();
}

function inSineAndCosine(e: Expression, multiples: ReadonlyMap<Call, number>, family: Family): Expression {
  if (e.kind === 'call') {
    const n = multiples.get(e);
    if (n === undefined) return e;
    const [sine, cosine] = multipleAngle(Math.abs(n), family);
    const signed = n < 0 ? product(rational(-1), sine) : sine;
    return e.name === family.sine ? signed : e.name === family.cosine ? cosine : divide(signed, cosine);
  }
  return mapChildren(e, (child) => inSineAndCosine(child, multiples, family));
}

/** Sine and cosine of n y as polynomials in those of y. */
function multipleAngle(n: number, family: Family): [Expression, Expression] {
  let [s, c]: [Expression, Expression] = [S, C];
  for (let k = 1; k < n; k++)
    [s, c] = [sum(product(s, C), product(c, S)), sum(product(c, C), product(rational(family.sign), s, S))];
  return [s, c];
}

/** ∫ R(sin y, cos y) dy. */
function ofFamily(
  e: Expression,
  y: Expression,
  family: Family,
  context: IntegrationContext,
): Expression | null {
  const field = new RadicalField(new Map());
  const [s, c] = [S, C].map((v) => poly.mainVariable(field.opaque(v).numerator)) as [number, number];
  const T = nextVariable(context.x);
  const { u, v } = reduced(field.from(e), s, c, family);
  const at = (f: Fraction, t: Expression) => substitute(field.toExpression(f), new Map([[C.name, t]]));
  const [even, odd] = [parity(u, c), parity(v, c)];
  const sine = family.sign < 0 ? subtract(ONE, power(T, TWO)) : sum(ONE, power(T, TWO));
  if (u.numerator === 0n)
    return inT(product(rational(family.sign), at(v, T)), family.cosine, family.ranges.cosine, y, context);
  const isPolynomial = poly.degree(u.denominator, c) === 0 && poly.degree(v.denominator, c) === 0;
  if (even === 1 && isPolynomial && odd !== 1) {
    const rest =
      v.numerator === 0n
        ? ONE
        : inT(product(rational(family.sign), at(v, T)), family.cosine, family.ranges.cosine, y, context);
    return rest === null
      ? null
      : sum(multipleAngles(u, c, field, family, y), v.numerator === 0n ? rational(0) : rest);
  }
  // U + V sin y = cos y (U/cos y + V/cos y sin y) with both quotients functions of cos² y.
  if (even === -1 && odd !== 1) {
    const overCosine = (f: Fraction) => squaresOf(field, f, c, -1, sine);
    return inT(sum(overCosine(u), product(T, overCosine(v))), family.sine, family.ranges.sine, y, context);
  }
  const square = power(
    family.sign < 0 ? sum(ONE, power(T, TWO)) : subtract(ONE, power(T, TWO)),
    rational(-1),
  );
  if (even === 1 && odd !== 1) {
    const tangent = sum(
      squaresOf(field, u, c, 0, square),
      product(T, square, squaresOf(field, v, c, -1, square)),
    );
    return inT(product(tangent, square), family.tangent, family.ranges.tangent, y, context);
  }
  return byHalfAngle(at(u, C), at(v, C), family, y, context);
}

/** R = u + v·sin with u and v rational in the cosine. */
function reduced(r: Fraction, s: number, c: number, family: Family): { u: Fraction; v: Fraction } {
  const square = poly.power(poly.variable(c), 2);
  const sigma = family.sign < 0 ? poly.subtract(1n, square) : poly.subtract(square, 1n);
  const [n0, n1] = folded(r.numerator, s, sigma);
  const [d0, d1] = folded(r.denominator, s, sigma);
  const norm = poly.subtract(poly.multiply(d0, d0), poly.multiply(poly.multiply(d1, d1), sigma));
  return {
    u: fraction(poly.subtract(poly.multiply(n0, d0), poly.multiply(poly.multiply(n1, d1), sigma)), norm),
    v: fraction(poly.subtract(poly.multiply(n1, d0), poly.multiply(n0, d1)), norm),
  };
}

function folded(p: Polynomial, s: number, sigma: Polynomial): [Polynomial, Polynomial] {
  const result: [Polynomial, Polynomial] = [0n, 0n];
  poly.coefficientsIn(p, s).forEach((coefficient, i) => {
    result[i % 2] = poly.add(
      result[i % 2]!,
      poly.multiply(coefficient, poly.power(sigma, Math.floor(i / 2))),
    );
  });
  return result;
}

/** 1 for an even, −1 for an odd function of the cosine, 0 for neither; 0 also for the zero function. */
function parity(f: Fraction, c: number): -1 | 0 | 1 {
  if (f.numerator === 0n) return 0;
  const flip = (p: Polynomial) => poly.substitute(p, c, poly.negate(poly.variable(c)));
  const left = poly.multiply(flip(f.numerator), f.denominator);
  const right = poly.multiply(f.numerator, flip(f.denominator));
  if (poly.equals(left, right)) return 1;
  return poly.equals(left, poly.negate(right)) ? -1 : 0;
}

/** f · cos^shift as a function of cos², which is replaced by `square`; the product must be even. */
function squaresOf(
  field: RadicalField,
  f: Fraction,
  c: number,
  shift: number,
  square: Expression,
): Expression {
  if (f.numerator === 0n) return rational(0);
  const isOdd = (p: Polynomial) => poly.coefficientsIn(p, c).some((x, i) => i % 2 === 1 && x !== 0n);
  const times = (p: Polynomial, k: number) => poly.multiply(p, poly.power(poly.variable(c), k));
  let [n, d] = [f.numerator, times(f.denominator, -shift)];
  if (isOdd(n) || isOdd(d)) [n, d] = [times(n, 1), times(d, 1)];
  const half = (p: Polynomial) =>
    sum(
      ...poly
        .coefficientsIn(p, c)
        .map((x, i) =>
          product(field.toExpression({ numerator: x, denominator: 1n }), power(square, rational(i, 2))),
        ),
    );
  return divide(half(n), half(d));
}

/** ∫ f(t) dt at t = name(y). */
function inT(
  f: Expression,
  name: Call['name'],
  range: string,
  y: Expression,
  context: IntegrationContext,
): Expression | null {
  const t = nextVariable(context.x);
  const value = call(name, y);
  const integral = context.integrate(f, {
    ...context,
    x: t.name,
    assumptions: assume({ [t.name]: range }, context.assumptions),
    at: atPoint(value, context),
    depth: context.depth - 1,
  });
  if (integral === null) return null;
  return substitute(integral, new Map([[t.name, value]]));
}

/** Even powers of the cosine as cosines of multiples, integrated: Σ over k of u_k ∫ cos^2k y dy. */
function multipleAngles(
  u: Fraction,
  c: number,
  field: RadicalField,
  family: Family,
  y: Expression,
): Expression {
  const terms = poly.coefficientsIn(u.numerator, c).map((x, i) => {
    if (x === 0n) return rational(0);
    const k = i / 2;
    const factor = product(field.toExpression(fraction(x, u.denominator)), rational(1n, 4n ** BigInt(k)));
    const angles = Array.from({ length: k }, (_, j) => {
      const m = rational(2 * (j + 1));
      return product(
        TWO,
        rational(binomial(2 * k, k - j - 1)),
        power(m, rational(-1)),
        call(family.sine, product(m, y)),
      );
    });
    return product(factor, sum(product(rational(binomial(2 * k, k)), y), ...angles));
  });
  return sum(...terms.map((t) => (t.kind === 'product' ? distributed(t.factors) : t)));
}

function distributed(factors: readonly Expression[]): Expression {
  const whole = factors.find((f) => f.kind === 'sum');
  if (whole?.kind !== 'sum') return product(...factors);
  return sum(...whole.terms.map((t) => product(...factors.filter((f) => f !== whole), t)));
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

/** t = tan(y/2), or e^y for hyperbolic functions. */
function byHalfAngle(
  u: Expression,
  v: Expression,
  family: Family,
  y: Expression,
  context: IntegrationContext,
): Expression | null {
  const T = nextVariable(context.x);
  const [square, half] = [power(T, TWO), rational(1, 2)];
  const over = power(sum(ONE, square), rational(-1));
  const values: [Expression, Expression, Expression] =
    family.sign < 0
      ? [product(TWO, T, over), product(subtract(ONE, square), over), product(TWO, over)]
      : [
          product(half, subtract(T, power(T, rational(-1)))),
          product(half, sum(T, power(T, rational(-1)))),
          power(T, rational(-1)),
        ];
  const inside = substitute(
    sum(u, product(v, S)),
    new Map([
      [S.name, values[0]],
      [C.name, values[1]],
    ]),
  );
  return family.sign < 0
    ? inT(product(inside, values[2]), 'tan', 'real', product(half, y), context)
    : inT(product(inside, values[2]), 'exp', 'positive', y, context);
}
