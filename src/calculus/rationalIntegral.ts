import {
  HALF, TWO, call, children, dependsOn, divide, exactRoot, isInteger, log, negate, power, product, rational, sqrt,
  substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { addFractions, fraction, multiplyFractions, type Fraction } from '../expression/fraction.ts';
import * as poly from '../expression/polynomial.ts';
import type { Polynomial } from '../expression/polynomial.ts';
import { squareFreeFactors } from '../expression/polynomialGcd.ts';
import { simplify } from '../expression/simplify.ts';
import {
  ONE_POLYNOMIAL, addPolynomials, bezoutOf, degreeOf, derivativeOf, dividePolynomials, inVariable, leadingOf,
  multiplyPolynomials, scalePolynomial, subtractPolynomials, trimmed, type FractionPolynomial,
} from './fractionPolynomial.ts'; // prettier-ignore
import { signOf, type IntegrationContext } from './integrationContext.ts';
import {
  denominatorFactors,
  partialFractions,
  primitiveOf,
  type DenominatorFactor,
  type PartialFraction,
} from './partialFractions.ts';
import { RadicalField, divideFractions, scaleFraction, subtractFractions } from './radicalField.ts';

/** Degrees above this are left alone. */
const LARGEST_DEGREE = 40;

/** True for sums, products and integer powers of x and of what is free of it. */
export function isRationalIn(e: Expression, x: string): boolean {
  if (!dependsOn(e, x) || e.kind === 'symbol') return true;
  if (e.kind === 'sum') return e.terms.every((t) => isRationalIn(t, x));
  if (e.kind === 'product') return e.factors.every((f) => isRationalIn(f, x));
  return e.kind === 'power' && isInteger(e.exponent) && isRationalIn(e.base, x);
}

/**
 * An antiderivative of a rational function of x whose coefficients may hold parameters, by partial fractions and
 * Hermite reduction (Bronstein, Symbolic Integration I, 2005, ch. 2). Logarithms are of absolute values. Null when e
 * is not rational, or when its denominator is not split by the square and cube roots used here.
 */
export function rationalIntegral(e: Expression, context: IntegrationContext): Expression | null {
  if (!isRationalIn(e, context.x)) return null;
  try {
    return new RationalIntegrator(context).integrate(e);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The logarithmic part coefficient · log|p| of a linear factor, kept apart until opposite ones have met. */
interface LinearLogarithm {
  readonly p: FractionPolynomial;
  readonly coefficient: Fraction;
}

class RationalIntegrator {
  private readonly field = new RadicalField(new Map());
  private readonly context: IntegrationContext;
  /** The variable of the polynomials. */
  private readonly index: number;
  /** What stands for it: a power of x. */
  private unknown: Expression;

  constructor(context: IntegrationContext) {
    this.context = context;
    this.unknown = symbol(context.x);
    this.index = poly.mainVariable(this.field.opaque(this.unknown).numerator);
  }

  integrate(e: Expression): Expression | null {
    const f = this.field.from(e);
    const [n, d] = [inVariable(f.numerator, this.index), inVariable(f.denominator, this.index)];
    if (Math.max(n.length, d.length) > LARGEST_DEGREE + 1) return null;
    const unit = leadingOf(d);
    const monic = (p: FractionPolynomial) => p.map((c) => divideFractions(c, unit));
    const m = commonStep(n, d);
    if (m === 1) return this.ofQuotient(monic(n), monic(d), this.hints(e));
    // f(x) dx = x f(x) dt/(m t) for t = x^m.
    const [up, down] = inPower(monic(n), monic(d), m);
    this.unknown = power(this.unknown, rational(m));
    return this.ofQuotient(up, down, []);
  }

  /** ∫ n/d for monic d in lowest terms. */
  private ofQuotient(
    n: FractionPolynomial,
    d: FractionPolynomial,
    hints: readonly Polynomial[],
  ): Expression | null {
    const [whole, rest] = dividePolynomials(n, d);
    const terms = whole.map((c, i) =>
      product(this.field.toExpression(scaleFraction(c, 1, i + 1)), power(this.unknown, rational(i + 1))),
    );
    if (rest.length === 0) return sum(...terms);
    const factors = denominatorFactors(d, this.index, hints).flatMap((f) => this.proposedFactors(f));
    const proper = this.ofParts(partialFractions(rest, factors));
    return proper === null ? null : sum(...terms, proper);
  }

  private ofParts(parts: readonly PartialFraction[]): Expression | null {
    const terms: Expression[] = [];
    const linear: LinearLogarithm[] = [];
    const simple = new Map<FractionPolynomial, FractionPolynomial>();
    for (const part of parts) {
      let { numerator, power: m } = part;
      for (; m > 1; m--) {
        const reduced = hermite(numerator, part.p, m);
        terms.push(
          product(this.expressionOf(reduced.outside), power(this.expressionOf(part.p), rational(1 - m))),
        );
        numerator = reduced.inside;
      }
      simple.set(part.p, addPolynomials(simple.get(part.p) ?? [], numerator));
    }
    for (const [p, numerator] of simple) {
      if (numerator.length === 0) continue;
      if (degreeOf(p) === 1) {
        linear.push({ p, coefficient: numerator[0]! });
        continue;
      }
      const integral = degreeOf(p) === 2 ? this.ofQuadratic(numerator, p) : this.ofHigher(numerator, p);
      if (integral === null) return null;
      terms.push(integral);
    }
    return sum(...terms, ...this.ofLinear(linear));
  }

  /** Σ c log|p|, with c log|x + r| − c log|x − r| = 2 c artanh(x/r) where x² < r². */
  private ofLinear(logarithms: readonly LinearLogarithm[]): Expression[] {
    const rest = [...logarithms];
    const result: Expression[] = [];
    for (let first = rest.shift(); first !== undefined; first = rest.shift()) {
      const { p, coefficient } = first;
      const k = rest.findIndex((q) => isSum(p[0], q.p[0]) && isSum(coefficient, q.coefficient));
      const radius = this.field.toExpression(p[0] ?? ZERO);
      const x = this.unknown;
      if (k >= 0 && signOf(subtract(power(radius, TWO), power(x, TWO)), this.context) > 0) {
        rest.splice(k, 1);
        result.push(product(TWO, this.field.toExpression(coefficient), call('artanh', divide(x, radius))));
      } else result.push(product(this.field.toExpression(coefficient), this.logOf(p)));
    }
    return result;
  }

  /** ∫ (α x + β)/(x² + b x + c) dx by the sign of the discriminant (DLMF 4.26.7 and artanh of it). */
  private ofQuadratic(numerator: FractionPolynomial, p: FractionPolynomial): Expression | null {
    const [, b] = [p[0]!, p[1]!];
    const slope = numerator[1] ?? ZERO;
    const constant = subtractFractions(numerator[0] ?? ZERO, scaleFraction(multiply(slope, b), 1, 2));
    const discriminant = subtractFractions(multiply(b, b), scaleFraction(p[0]!, 4));
    const sign = signOf(this.field.toExpression(discriminant), this.context);
    const terms = isNull(slope)
      ? []
      : [product(HALF, this.field.toExpression(slope), this.logOf(p, sign < 0))];
    if (isNull(constant)) return sum(...terms);
    if (sign === 0) return null;
    const root = this.squareRoot(scaleFraction(discriminant, sign));
    const line = this.expressionOf(derivativeOf(p));
    const tidy = (e: Expression) => simplify(e, this.context.assumptions);
    const factor = tidy(divide(product(TWO, this.field.toExpression(constant)), root));
    const ratio = tidy(divide(line, root));
    if (sign < 0) terms.push(product(factor, call('arctan', ratio)));
    else if (signOf(this.expressionOf(p), this.context) < 0)
      terms.push(negate(product(factor, call('artanh', ratio))));
    else
      terms.push(product(HALF, factor, sum(logAbs(subtract(line, root)), negate(logAbs(sum(line, root))))));
    return sum(...terms);
  }

  /** A factor of degree above 2 over the numbers: c p'/p, or split by radicals. */
  private ofHigher(numerator: FractionPolynomial, p: FractionPolynomial): Expression | null {
    const slope = derivativeOf(p);
    if (numerator.length === slope.length) {
      const c = divideFractions(leadingOf(numerator), leadingOf(slope));
      if (addPolynomials(numerator, scalePolynomial(slope, scaleFraction(c, -1))).length === 0)
        return product(this.field.toExpression(c), this.logOf(p));
    }
    const factors = this.realFactors(p);
    if (factors === null) return null;
    return this.ofParts(
      partialFractions(
        numerator,
        factors.map((f) => ({ p: f, multiplicity: 1 })),
      ),
    );
  }

  /** x³ + c, and x⁴ + b x² + c, over the reals; roots enter as new indeterminates. */
  private realFactors(p: FractionPolynomial): FractionPolynomial[] | null {
    const one = ONE_POLYNOMIAL[0]!;
    const tidy = (e: Expression) => simplify(e, this.context.assumptions);
    const rooted = (f: Fraction, k: number): Fraction =>
      this.field.from(
        poly.isConstant(f.numerator) && poly.isConstant(f.denominator)
          ? this.field.positiveRoot(f, k)
          : tidy(power(value(f), rational(1, k))),
      );
    const value = (f: Fraction) => this.field.toExpression(f);
    const sign = (f: Fraction) => signOf(value(f), this.context);
    if (degreeOf(p) === 3 && isNull(p[1]!) && isNull(p[2]!)) {
      const s = sign(p[0]!);
      if (s === 0) return null;
      const r = scaleFraction(rooted(scaleFraction(p[0]!, s), 3), -s);
      return [
        [scaleFraction(r, -1), one],
        [multiply(r, r), r, one],
      ];
    }
    if (degreeOf(p) !== 4 || !isNull(p[1]!) || !isNull(p[3]!)) return null;
    const [c, b] = [p[0]!, p[2]!];
    const discriminant = subtractFractions(multiply(b, b), scaleFraction(c, 4));
    if (sign(discriminant) > 0) {
      const root = rooted(discriminant, 2);
      return [1, -1].map((s) => [
        scaleFraction(subtractFractions(b, scaleFraction(root, s)), 1, 2),
        ZERO,
        one,
      ]);
    }
    if (sign(c) <= 0) return null;
    const s = rooted(c, 2);
    const inner = subtractFractions(scaleFraction(s, 2), b);
    if (sign(inner) <= 0) return null;
    const m = rooted(inner, 2);
    return [
      [s, m, one],
      [s, scaleFraction(m, -1), one],
    ];
  }

  /** A quadratic whose discriminant is a square splits; what is left of degree above 2 is put to the proposer. */
  private proposedFactors(f: DenominatorFactor): DenominatorFactor[] {
    const { p, multiplicity } = f;
    if (degreeOf(p) === 2) {
      const [half, c] = [scaleFraction(p[1]!, 1, 2), p[0]!];
      const root = exactSquareRoot(subtractFractions(multiply(half, half), c));
      if (root === null) return [f];
      const line = (r: Fraction): DenominatorFactor => ({
        p: [subtractFractions(half, r), ONE_POLYNOMIAL[0]!],
        multiplicity,
      });
      return [line(root), line(scaleFraction(root, -1))];
    }
    const { proposer } = this.context;
    if (
      degreeOf(p) < 2 ||
      proposer === null ||
      p.every((c) => poly.isConstant(c.numerator) && poly.isConstant(c.denominator))
    )
      return [f];
    const proposals = proposer.factor(
      this.field.toExpression({ numerator: primitiveOf(p, this.index), denominator: 1n }),
    );
    if (proposals === null) return [f];
    const hints = proposals
      .filter(({ factor }) => isRationalIn(factor, this.context.x))
      .map(({ factor }) => this.field.from(factor).numerator);
    const split = denominatorFactors(
      p,
      this.index,
      hints.filter((h) => !poly.isConstant(h)),
    );
    return split.length === 1 ? [f] : split.flatMap((g) => this.proposedFactors({ p: g.p, multiplicity }));
  }

  /** The bases of negative powers in the integrand: they show how its denominator factors. */
  private hints(e: Expression): Polynomial[] {
    const own =
      e.kind === 'power' && isInteger(e.exponent) && e.exponent.numerator < 0n && dependsOn(e, this.context.x)
        ? [this.field.from(e.base).numerator]
        : [];
    return [...own.filter((p) => !poly.isConstant(p)), ...children(e).flatMap((child) => this.hints(child))];
  }

  /** log|p| up to a constant; p is monic, so without real zeros it is positive. */
  private logOf(p: FractionPolynomial, positive = false): Expression {
    const primitive = this.field.toExpression({ numerator: primitiveOf(p, this.index), denominator: 1n });
    if (!positive) return logAbs(this.atUnknown(primitive));
    const lead = signOf(
      this.field.toExpression(leadingOf(inVariable(primitiveOf(p, this.index), this.index))),
      this.context,
    );
    return log(lead > 0 ? this.atUnknown(primitive) : this.expressionOf(p));
  }

  /** √f for positive f. */
  private squareRoot(f: Fraction): Expression {
    if (poly.isConstant(f.numerator) && poly.isConstant(f.denominator)) return this.field.positiveRoot(f, 2);
    return simplify(sqrt(this.field.toExpression(f)), this.context.assumptions);
  }

  private expressionOf(p: FractionPolynomial): Expression {
    return sum(...p.map((c, i) => product(this.field.toExpression(c), power(this.unknown, rational(i)))));
  }

  private atUnknown(e: Expression): Expression {
    return substitute(e, new Map([[this.context.x, this.unknown]]));
  }
}

const ZERO: Fraction = { numerator: 0n, denominator: 1n };
const isNull = (f: Fraction): boolean => f.numerator === 0n;
const multiply = multiplyFractions;
const isSum = (a: Fraction | undefined, b: Fraction | undefined): boolean =>
  a !== undefined && b !== undefined && !isNull(a) && isNull(addFractions(a, b));

/** log|e|. */
export const logAbs = (e: Expression): Expression => log(call('abs', e));

/** ∫ numerator/p^m = outside/p^(m−1) + ∫ inside/p^(m−1) for square-free p and m > 1. */
function hermite(numerator: FractionPolynomial, p: FractionPolynomial, m: number) {
  const slope = derivativeOf(p);
  const bezout = bezoutOf(p, slope);
  if (bezout === null) throw new RangeError('the factor is not square-free');
  const [, t] = dividePolynomials(multiplyPolynomials(numerator, bezout[1]), p);
  const [s] = dividePolynomials(subtractPolynomials(numerator, multiplyPolynomials(t, slope)), p);
  const scale = (f: FractionPolynomial, by: number) => f.map((c) => scaleFraction(c, by, m - 1));
  return { outside: scale(t, -1), inside: addPolynomials(s, scale(derivativeOf(t), 1)) };
}

/** The largest m for which x n(x)/d(x) is a function of x^m. */
function commonStep(n: FractionPolynomial, d: FractionPolynomial): number {
  const exponents = (f: FractionPolynomial, shift: number) =>
    f.flatMap((c, i) => (isNull(c) ? [] : [i + shift]));
  const steps = [exponents(n, 1), exponents(d, 0)].flatMap(([first = 0, ...rest]) =>
    rest.map((i) => i - first),
  );
  const start = exponents(n, 1)[0]! - exponents(d, 0)[0]!;
  const m = [...steps, start].reduce(gcdNumber, 0);
  return m < 2 ? 1 : m;
}

/** Numerator and denominator in t = x^m of f(x) dx/dt. */
function inPower(
  n: FractionPolynomial,
  d: FractionPolynomial,
  m: number,
): [FractionPolynomial, FractionPolynomial] {
  const low = (f: FractionPolynomial, shift: number) => f.findIndex((c) => !isNull(c)) + shift;
  const pick = (f: FractionPolynomial, from: number) => f.filter((_, i) => i >= from && (i - from) % m === 0);
  const [up, down] = [pick(n, low(n, 0)), pick(d, low(d, 0))];
  // t^power · up/down, one power of t less for dx = x dt/(m t).
  const power = (low(n, 1) - low(d, 0)) / m - 1;
  const times = (f: FractionPolynomial, k: number) => [
    ...new Array<Fraction>(Math.max(0, k)).fill(ZERO),
    ...f,
  ];
  return [trimmed(times(up, power).map((c) => scaleFraction(c, 1, m))), trimmed(times(down, -power))];
}

/** √f when it is a rational function, else null. */
function exactSquareRoot(f: Fraction): Fraction | null {
  if (isNull(f)) return f;
  const { unit, factors } = squareFreeFactors(multiplyPolynomial(f.numerator, f.denominator));
  const root = exactRoot(unit, 2n);
  if (root === undefined || factors.some(({ multiplicity }) => multiplicity % 2 === 1)) return null;
  const numerator = factors.reduce<Polynomial>(
    (p, { factor, multiplicity }) => multiplyPolynomial(p, poly.power(factor, multiplicity / 2)),
    root,
  );
  return fraction(numerator, f.denominator);
}

const multiplyPolynomial = poly.multiply;

function gcdNumber(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
