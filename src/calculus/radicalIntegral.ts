import { assume } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  HALF, MINUS_ONE, ONE, TWO, call, children, dependsOn, divide, equal, isInteger, isRational, mapChildren, negate, power, product,
  rational, sqrt, substitute, subtract, sum, symbol, type Expression, type Rational, type Variable,
} from '../expression/expression.ts'; // prettier-ignore
import {
  ZERO_FRACTION as ZERO,
  addFractions,
  fraction,
  multiplyFractions,
  type Fraction,
} from '../expression/fraction.ts';
import * as poly from '../expression/polynomial.ts';
import { simplify } from '../expression/simplify.ts';
import {
  addPolynomials, degreeOf, derivativeOf, dividePolynomials, inVariable, multiplyPolynomials, powerOfPolynomial,
  trimmed, type FractionPolynomial,
} from './fractionPolynomial.ts'; // prettier-ignore
import { atPoint, nextVariable, signOf, type IntegrationContext } from './integrationContext.ts';
import { linearSlope } from './linearArgument.ts';
import { RadicalField, divideFractions, scaleFraction } from './radicalField.ts';
import { isRationalIn, logAbs } from './rationalIntegral.ts';

const R = symbol('r\u2032');

/**
 * An antiderivative of a rational function of x and of fractional powers of one linear function of x, or of x and
 * the square root of one quadratic (Bronstein, Symbolic Integration I, 2005, ch. 2; Euler's substitutions where there
 * are other poles). Null for other integrands.
 */
export function radicalIntegral(e: Expression, context: IntegrationContext): Expression | null {
  const { x, assumptions } = context;
  const powers = fractionalPowers(e, x);
  const [first] = powers;
  if (first === undefined || powers.some((p) => !equal(p.base, first.base))) return null;
  if (
    !isRationalIn(
      replacePowers(e, x, () => R),
      x,
    )
  )
    return null;
  const order = Number(powers.reduce((l, p) => lcm(l, p.exponent.denominator), 1n));
  try {
    if (linearSlope(first.base, x) !== null) return ofLinear(e, first.base, order, context);
    if (order !== 2) return null;
    return new QuadraticRoot(simplify(first.base, assumptions), context).integrate(e);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface FractionalPower {
  readonly base: Expression;
  readonly exponent: Rational;
}

function fractionalPowers(e: Expression, x: string): FractionalPower[] {
  if (!dependsOn(e, x)) return [];
  if (e.kind === 'power' && isRational(e.exponent) && !isInteger(e.exponent))
    return [{ base: e.base, exponent: e.exponent }];
  return children(e).flatMap((child) => fractionalPowers(child, x));
}

function replacePowers(e: Expression, x: string, f: (exponent: Rational) => Expression): Expression {
  if (!dependsOn(e, x)) return e;
  if (e.kind === 'power' && isRational(e.exponent) && !isInteger(e.exponent)) return f(e.exponent);
  return mapChildren(e, (child) => replacePowers(child, x, f));
}

/** t = (a + b x)^(1/order). */
function ofLinear(
  e: Expression,
  base: Expression,
  order: number,
  context: IntegrationContext,
): Expression | null {
  const { x, assumptions } = context;
  const t = nextVariable(x);
  const slope = simplify(linearSlope(base, x)!, assumptions);
  const offset = simplify(substitute(base, new Map([[x, rational(0)]])), assumptions);
  const n = rational(order);
  const back = divide(subtract(power(t, n), offset), slope);
  const inside = substitute(
    replacePowers(e, x, (q) => power(t, product(q, n))),
    new Map([[x, back]]),
  );
  const root = power(base, rational(1, order));
  const integral = context.integrate(
    product(inside, n, power(t, rational(order - 1)), power(slope, MINUS_ONE)),
    {
      ...context,
      x: t.name,
      assumptions: assume({ [t.name]: 'positive' }, assumptions),
      at: atPoint(root, context),
      depth: context.depth - 1,
    },
  );
  return integral === null ? null : substitute(integral, new Map([[t.name, root]]));
}

/** Integrands rational in x and r = √(a x² + b x + c). */
class QuadraticRoot {
  private readonly field = new RadicalField(new Map());
  private readonly context: IntegrationContext;
  private readonly t: Variable;
  private readonly x: number;
  private readonly q: FractionPolynomial;
  private readonly base: Expression;

  constructor(base: Expression, context: IntegrationContext) {
    this.context = context;
    this.base = base;
    this.t = nextVariable(context.x);
    this.x = poly.mainVariable(this.field.opaque(symbol(context.x)).numerator);
    const q = this.field.from(base);
    if (poly.degree(q.denominator, this.x) !== 0) throw new RangeError('not a polynomial');
    this.q = inVariable(q.numerator, this.x).map((c) =>
      divideFractions(c, { numerator: q.denominator, denominator: 1n }),
    );
    if (degreeOf(this.q) !== 2) throw new RangeError('not a quadratic');
  }

  integrate(e: Expression): Expression | null {
    const { x } = this.context;
    const rationalForm = replacePowers(e, x, (exponent) => power(R, product(exponent, TWO)));
    const { u, v } = this.reduced(this.field.from(rationalForm));
    // ∫ u + v r = ∫ u + ∫ w/r with w = v q.
    const w = multiplyFractions(v, this.fractionOf(this.q));
    const first =
      u.numerator === 0n ? rational(0) : this.context.integrate(this.field.toExpression(u), this.context);
    if (first === null) return null;
    const second = this.overRoot(w) ?? this.byOddness(w) ?? this.byEuler(w);
    return second === null ? null : sum(first, second);
  }

  private fractionOf(f: FractionPolynomial): Fraction {
    const x: Fraction = { numerator: poly.variable(this.x), denominator: 1n };
    return [...f].reduceRight<Fraction>((value, c) => addFractions(multiplyFractions(value, x), c), ZERO);
  }

  private reduced(f: Fraction): { u: Fraction; v: Fraction } {
    const r = poly.mainVariable(this.field.opaque(R).numerator);
    const q = this.fractionOf(this.q);
    const fold = (p: poly.Polynomial): [Fraction, Fraction] => {
      const parts: [Fraction, Fraction] = [ZERO, ZERO];
      let factor: Fraction = fraction(1n);
      poly.coefficientsIn(p, r).forEach((c, i) => {
        if (i > 0 && i % 2 === 0) factor = multiplyFractions(factor, q);
        parts[i % 2] = addFractions(parts[i % 2]!, multiplyFractions(fraction(c), factor));
      });
      return parts;
    };
    const [n0, n1] = fold(f.numerator);
    const [d0, d1] = fold(f.denominator);
    const times = multiplyFractions;
    const minus = (a: Fraction, b: Fraction) => addFractions(a, scaleFraction(b, -1));
    const norm = minus(times(d0, d0), times(times(d1, d1), q));
    return {
      u: divideFractions(minus(times(n0, d0), times(times(n1, d1), q)), norm),
      v: divideFractions(minus(times(n1, d0), times(n0, d1)), norm),
    };
  }

  /**
   * ∫ w/r when the denominator of w is a power of q: S q^(1/2−k) + λ ∫ 1/r by comparing coefficients in
   * S' q + (1/2 − k) S q' + λ q^k = P, where w = P/q^k.
   */
  private overRoot(w: Fraction): Expression | null {
    let p = inVariable(w.numerator, this.x);
    const d = inVariable(w.denominator, this.x);
    let k = 0;
    let qk: FractionPolynomial = [fraction(1n)];
    for (; dividePolynomials(qk, d)[1].length > 0; k++) {
      if (degreeOf(qk) > degreeOf(d) + 4) return null;
      qk = multiplyPolynomials(qk, this.q);
    }
    p = multiplyPolynomials(p, dividePolynomials(qk, d)[0]);
    const m = 1 - 2 * k;
    const slope = derivativeOf(this.q);
    const unknowns = Math.max(degreeOf(p), 2 * k);
    const columns: FractionPolynomial[] = Array.from({ length: unknowns }, (_, j) => {
      const monomial = trimmed([...new Array<Fraction>(j).fill(ZERO), fraction(1n)]);
      const second = multiplyPolynomials(monomial, slope).map((c) => scaleFraction(c, m, 2));
      return addPolynomials(multiplyPolynomials(derivativeOf(monomial), this.q), second);
    });
    columns.push(powerOfPolynomial(this.q, k));
    const solution = solveLinear(columns, p);
    if (solution === null) return null;
    const s = sum(
      ...solution
        .slice(0, -1)
        .map((c, j) => product(this.field.toExpression(c), power(symbol(this.context.x), rational(j)))),
    );
    const rest = solution.at(-1)!;
    const algebraic = product(s, power(this.base, rational(m, 2)));
    if (rest.numerator === 0n) return algebraic;
    const inverse = this.inverseRoot();
    return inverse === null ? null : sum(algebraic, product(this.field.toExpression(rest), inverse));
  }

  /** ∫ dx/√(a x² + b x + c) by the signs of a and of the discriminant (DLMF 4.26, 4.40). */
  private inverseRoot(): Expression | null {
    const tidy = (e: Expression) => simplify(e, this.context.assumptions);
    const [c, b, a] = this.q as [Fraction, Fraction, Fraction];
    const lead = this.field.toExpression(a);
    const discriminant = this.field.toExpression(
      addFractions(multiplyFractions(b, b), scaleFraction(multiplyFractions(a, c), -4)),
    );
    const line = sum(
      ...derivativeOf(this.q).map((x, i) =>
        product(this.field.toExpression(x), power(symbol(this.context.x), rational(i))),
      ),
    );
    const [signOfLead, sign] = [signOf(lead, this.context), signOf(discriminant, this.context)];
    if (signOfLead === 0) return null;
    const factor = tidy(power(signOfLead < 0 ? negate(lead) : lead, negate(HALF)));
    const ratio = (by: 1 | -1) => tidy(divide(line, sqrt(by < 0 ? negate(discriminant) : discriminant)));
    if (signOfLead < 0) return sign > 0 ? negate(product(factor, call('arcsin', ratio(1)))) : null;
    if (sign < 0) return product(factor, call('arsinh', ratio(-1)));
    const side = signOf(line, this.context);
    if (sign > 0 && side !== 0)
      return product(rational(side), factor, call('arcosh', product(rational(side), ratio(1))));
    return product(factor, logAbs(sum(line, product(TWO, sqrt(lead), sqrt(this.base)))));
  }

  /** t = r when w is odd about the centre of q: then w dx/r = (w/y) dt/a for y = x + b/(2a), y² = (t² − c')/a. */
  private byOddness(w: Fraction): Expression | null {
    const [, b, a] = this.q as [Fraction, Fraction, Fraction];
    const centre = divideFractions(scaleFraction(b, -1, 2), a);
    const shift = (f: FractionPolynomial) =>
      [...f].reduceRight<FractionPolynomial>(
        (value, c) => addPolynomials(multiplyPolynomials(value, [centre, fraction(1n)]), [c]),
        [],
      );
    const [n, d, q] = [inVariable(w.numerator, this.x), inVariable(w.denominator, this.x), this.q].map(
      shift,
    ) as [FractionPolynomial, FractionPolynomial, FractionPolynomial];
    const parityOf = (f: FractionPolynomial) => {
      const set = new Set(f.flatMap((c, i) => (c.numerator === 0n ? [] : [i % 2])));
      return set.size === 1 ? [...set][0]! : 2;
    };
    const [up, down] = [parityOf(n), parityOf(d)];
    if (up === 2 || down === 2 || up === down) return null;
    const lead = this.field.toExpression(a);
    const square = divide(subtract(power(this.t, TWO), this.field.toExpression(q[0] ?? ZERO)), lead);
    const halved = (f: FractionPolynomial, low: number) =>
      sum(
        ...f.map((c, i) =>
          c.numerator === 0n
            ? rational(0)
            : product(this.field.toExpression(c), power(square, rational((i - low) / 2))),
        ),
      );
    const inside = divide(halved(n, up), product(lead, halved(d, down), down === 1 ? square : ONE));
    return this.inRoot(inside, sqrt(this.base), 'positive');
  }

  /** Euler's substitutions r = t − √a x for a > 0, and r = x t + √c for c > 0. */
  private byEuler(w: Fraction): Expression | null {
    const value = (f: Fraction) => simplify(this.field.toExpression(f), this.context.assumptions);
    const [c, b, a] = this.q.map(value) as [Expression, Expression, Expression];
    const x = symbol(this.context.x);
    const integrand = (from: Expression, root: Expression) =>
      divide(
        product(
          substitute(this.field.toExpression(w), new Map([[x.name, from]])),
          differentiate(from, this.t.name),
        ),
        root,
      );
    if (signOf(a, this.context) > 0) {
      const s = simplify(sqrt(a), this.context.assumptions);
      const from = divide(subtract(power(this.t, TWO), c), sum(b, product(TWO, s, this.t)));
      return this.inRoot(
        integrand(from, subtract(this.t, product(s, from))),
        sum(sqrt(this.base), product(s, x)),
        'real',
      );
    }
    if (signOf(c, this.context) > 0) {
      const s = simplify(sqrt(c), this.context.assumptions);
      const from = divide(subtract(product(TWO, s, this.t), b), subtract(a, power(this.t, TWO)));
      return this.inRoot(
        integrand(from, sum(product(from, this.t), s)),
        divide(subtract(sqrt(this.base), s), x),
        'real',
      );
    }
    return null;
  }

  private inRoot(f: Expression, value: Expression, domain: string): Expression | null {
    const integral = this.context.integrate(f, {
      ...this.context,
      x: this.t.name,
      assumptions: assume({ [this.t.name]: domain }, this.context.assumptions),
      at: atPoint(value, this.context),
      depth: this.context.depth - 1,
    });
    return integral === null ? null : substitute(integral, new Map([[this.t.name, value]]));
  }
}

/** c with Σ c_j columns_j = target, or null. */
function solveLinear(columns: readonly FractionPolynomial[], target: FractionPolynomial): Fraction[] | null {
  const rows = Math.max(target.length, ...columns.map((c) => c.length));
  const n = columns.length;
  const matrix = Array.from({ length: rows }, (_, i) => [
    ...columns.map((c) => c[i] ?? ZERO),
    target[i] ?? ZERO,
  ]);
  const pivots: number[] = [];
  let row = 0;
  for (let j = 0; j < n && row < rows; j++) {
    const at = matrix.findIndex((r, i) => i >= row && r[j]!.numerator !== 0n);
    if (at < 0) continue;
    [matrix[row], matrix[at]] = [matrix[at]!, matrix[row]!];
    const lead = matrix[row]![j]!;
    matrix[row] = matrix[row]!.map((c) => divideFractions(c, lead));
    for (let i = 0; i < rows; i++) {
      const factor = matrix[i]![j]!;
      if (i === row || factor.numerator === 0n) continue;
      matrix[i] = matrix[i]!.map((c, k) =>
        addFractions(c, scaleFraction(multiplyFractions(factor, matrix[row]![k]!), -1)),
      );
    }
    pivots[row++] = j;
  }
  if (matrix.slice(row).some((r) => r[n]!.numerator !== 0n)) return null;
  const solution = new Array<Fraction>(n).fill(ZERO);
  for (let i = 0; i < row; i++) solution[pivots[i]!] = matrix[i]![n]!;
  return solution;
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}
