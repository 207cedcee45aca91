import {
  ONE, freeSymbols, isRational, keyOf, power, product, rational, rationalToNumber, sum,
  type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import {
  addFractions, fraction, invertFraction, multiplyFractions, powerFraction, type Fraction,
} from '../expression/fraction.ts'; // prettier-ignore
import * as poly from '../expression/polynomial.ts';
import type { Polynomial } from '../expression/polynomial.ts';
import { lcm, squareFreeFactors } from '../expression/polynomialGcd.ts';
import { realValue } from './realValue.ts';

/** Integer powers up to this one are expanded. */
const LARGEST_EXPANDED = 64n;

/** f = outside^k * inside, both positive at the sample. */
export interface RootParts {
  readonly outside: Fraction;
  readonly inside: Fraction;
}

/**
 * Rational functions in symbols and in opaque kernels (everything that is no sum, product or integer power),
 * with the sign each takes at one sample point of the domain: enough to write roots of polynomials with
 * radicands that are positive there.
 */
export class RadicalField {
  readonly sample: ReadonlyMap<string, number>;
  private readonly kernels: { expression: Expression; value: number | undefined }[] = [];
  private readonly indices = new Map<string, number>();

  constructor(sample: ReadonlyMap<string, number>) {
    this.sample = sample;
  }

  /** A sample for the symbols of the expressions: given values, else distinct positive numbers. */
  static sampleFor(
    expressions: readonly Expression[],
    given?: ReadonlyMap<string, number>,
  ): Map<string, number> {
    const sample = new Map(given);
    for (const e of expressions) {
      for (const name of freeSymbols(e))
        if (!sample.has(name)) sample.set(name, Math.sqrt(sample.size + 0.5));
    }
    return sample;
  }

  /** Throws RangeError on a division by zero. */
  from(e: Expression): Fraction {
    switch (e.kind) {
      case 'rational':
        return { numerator: e.numerator, denominator: e.denominator };
      case 'sum':
        return e.terms.map((t) => this.from(t)).reduce(addFractions);
      case 'product':
        return e.factors.map((t) => this.from(t)).reduce(multiplyFractions);
      case 'power': {
        const { exponent } = e;
        if (!isRational(exponent) || exponent.numerator ** 2n > LARGEST_EXPANDED ** 2n) return this.opaque(e);
        const base =
          exponent.denominator === 1n
            ? this.from(e.base)
            : this.opaque(power(e.base, rational(1n, exponent.denominator)));
        return powerFraction(base, Number(exponent.numerator));
      }
      default:
        return this.opaque(e);
    }
  }

  /** The expression as one indeterminate. */
  opaque(e: Expression): Fraction {
    if (isRational(e)) return { numerator: e.numerator, denominator: e.denominator };
    const key = keyOf(e);
    let index = this.indices.get(key);
    if (index === undefined) {
      index = this.kernels.push({ expression: e, value: realValue(e, this.sample) }) - 1;
      this.indices.set(key, index);
    }
    return { numerator: poly.variable(index), denominator: 1n };
  }

  toExpression(f: Fraction): Expression {
    const content = poly.integerContent(f.numerator);
    if (content === 0n) return rational(0);
    const below = poly.integerContent(f.denominator);
    const up = this.polynomialExpression(poly.divideExactly(f.numerator, content)!);
    const down = this.polynomialExpression(poly.divideExactly(f.denominator, below)!);
    return product(rational(content, below), up, power(down, rational(-1)));
  }

  /** Powers of square-free factors are kept as powers. */
  private polynomialExpression(p: Polynomial): Expression {
    const { unit, factors } = squareFreeFactors(p);
    if (factors.every(({ multiplicity }) => multiplicity === 1)) return this.expanded(p);
    return product(
      rational(unit),
      ...factors.map(({ factor, multiplicity }) => power(this.expanded(factor), rational(multiplicity))),
    );
  }

  private expanded(p: Polynomial): Expression {
    const terms = poly.toTerms(p).sort((a, b) => degreeOf(b.exponents) - degreeOf(a.exponents));
    if (terms[0]!.coefficient < 0n && terms.at(-1)!.coefficient > 0n) terms.reverse();
    return sum(
      ...terms.map(({ coefficient, exponents }) =>
        product(
          rational(coefficient),
          ...exponents.map((e, index) =>
            e === 0 ? ONE : power(this.kernels[index]!.expression, rational(e)),
          ),
        ),
      ),
    );
  }

  /** Numerator of f over a common denominator of all, and that denominator. */
  commonDenominator(fractions: readonly Fraction[]): { numerators: Polynomial[]; denominator: Polynomial } {
    const denominator = fractions.reduce<Polynomial>((d, f) => lcm(d, f.denominator), 1n);
    const numerators = fractions.map((f) =>
      poly.multiply(f.numerator, poly.divideExactly(denominator, f.denominator)!),
    );
    return { numerators, denominator };
  }

  /** The value at the sample; undefined when not real and finite. */
  value(f: Fraction): number | undefined {
    const down = this.polynomialValue(f.denominator);
    const value = this.polynomialValue(f.numerator) / down;
    return Number.isFinite(value) ? value : undefined;
  }

  private polynomialValue(p: Polynomial): number {
    if (typeof p === 'bigint') return rationalToNumber(rational(p));
    const x = this.kernels[p.variable]!.value ?? NaN;
    return p.coefficients.reduceRight<number>((value, c) => value * x + this.polynomialValue(c), 0);
  }

  /** The sign at the sample: -1, 0, 1; NaN when undefined there. */
  sign(f: Fraction): number {
    return f.numerator === 0n ? 0 : Math.sign(this.value(f) ?? NaN);
  }

  /** Takes k-th powers out of f > 0 (at the sample); `inside` is a polynomial without k-th power factors. */
  rootParts(f: Fraction, k: number): RootParts {
    let outside: Fraction = { numerator: 1n, denominator: 1n };
    const radicand = poly.multiply(f.numerator, poly.power(f.denominator, k - 1));
    const { unit, factors } = squareFreeFactors(radicand);
    let [inside, sign]: [Polynomial, bigint] = [1n, 1n];
    const orient = (p: Polynomial): Polynomial =>
      this.sign({ numerator: p, denominator: 1n }) < 0 ? poly.negate(p) : p;
    for (const { factor, multiplicity } of factors) {
      const positive = orient(factor);
      if (positive !== factor && multiplicity % 2 === 1) sign = -sign;
      outside = multiplyFractions(outside, {
        numerator: poly.power(positive, Math.floor(multiplicity / k)),
        denominator: 1n,
      });
      inside = poly.multiply(inside, poly.power(positive, multiplicity % k));
    }
    const [whole, rest] = splitInteger(sign * unit, k);
    const numerator = poly.scale(outside.numerator, whole);
    return {
      outside: fraction(numerator, orient(f.denominator)),
      inside: { numerator: poly.scale(inside, rest), denominator: 1n },
    };
  }

  /** The positive k-th root of f > 0 (at the sample) as an expression. */
  positiveRoot(f: Fraction, k: number): Expression {
    const { outside, inside } = this.rootParts(f, k);
    return product(this.toExpression(outside), power(this.toExpression(inside), rational(1, k)));
  }
}

const degreeOf = (exponents: readonly number[]): number => exponents.reduce((a, b) => a + b, 0);

/** n = whole^k * rest for n > 0, with the small prime factors of rest below power k. */
function splitInteger(n: bigint, k: number): [bigint, bigint] {
  let [whole, rest] = [1n, n];
  const exponent = BigInt(k);
  for (let d = 2n; d < 1000n && d ** exponent <= rest; d++) {
    const block = d ** exponent;
    while (rest % block === 0n) [whole, rest] = [whole * d, rest / block];
  }
  return [whole, rest];
}

export const constant = (c: Rational): Fraction => ({ numerator: c.numerator, denominator: c.denominator });
export const scaleFraction = (f: Fraction, n: number, d = 1): Fraction =>
  multiplyFractions(f, constant(rational(n, d)));
export const subtractFractions = (a: Fraction, b: Fraction): Fraction =>
  addFractions(a, scaleFraction(b, -1));
export const divideFractions = (a: Fraction, b: Fraction): Fraction =>
  multiplyFractions(a, invertFraction(b));
