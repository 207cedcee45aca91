import {
  equal, isRational, keyOf, power, product, rational, splitCoefficient,
  type Call, type Expression, type FunctionName,
} from '../expression/expression.ts'; // prettier-ignore
import {
  addFractions,
  fraction,
  invertFraction,
  multiplyFractions,
  type Fraction,
} from '../expression/fraction.ts';
import * as poly from '../expression/polynomial.ts';
import type { Polynomial } from '../expression/polynomial.ts';

/** Largest root degree and integer power that are expanded. */
const MAX_POWER = 64n;

/**
 * Proves that x is a root of the polynomial with the given ascending coefficients wherever x and they are defined:
 * every radical b^(1/q) in them is an indeterminate r with r^q = b, every trisected f(f^-1(X)/3), f = cosh, sinh,
 * cos or sin, one with the equation of the triple argument, and the value of the polynomial reduces to zero. No
 * sign or branch enters, so the proof is valid for each choice of them. False proves nothing.
 */
export function provesRoot(coefficients: readonly Expression[], x: Expression): boolean {
  const algebra = new RadicalAlgebra([...coefficients, x]);
  try {
    const { numerator: n, denominator: d } = algebra.value(x);
    const values = coefficients.map((c) => algebra.value(c));
    // Horner's rule for d^N P(n/d): total n + c_i d^(N - i).
    let total: Fraction = { numerator: 0n, denominator: 1n };
    let below: Polynomial = 1n;
    for (const c of values.toReversed()) {
      total = addFractions(
        { numerator: algebra.times(total.numerator, n), denominator: total.denominator },
        { numerator: algebra.times(c.numerator, below), denominator: c.denominator },
      );
      below = algebra.times(below, d);
    }
    return algebra.reduce(total.numerator) === 0n;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Polynomials in symbols and in radicals with their relations r^degree = lower terms, all monic. */
class RadicalAlgebra {
  /** For each indeterminate, the monic polynomial that vanishes; undefined for a free one. */
  private readonly relations: (Polynomial | undefined)[] = [];
  private readonly known = new Map<string, Fraction>();
  /** Least common denominator of the exponents over each base. */
  private readonly orders = new Map<string, bigint>();

  constructor(expressions: readonly Expression[]) {
    expressions.forEach((e) => this.collectOrders(e));
  }

  private collectOrders(e: Expression): void {
    if (e.kind === 'power' && isRational(e.exponent)) {
      const key = keyOf(e.base);
      const [old, next] = [this.orders.get(key) ?? 1n, e.exponent.denominator];
      this.orders.set(key, (old * next) / poly.integerGcd(old, next));
      this.collectOrders(e.base);
    } else if (e.kind === 'sum') e.terms.forEach((t) => this.collectOrders(t));
    else if (e.kind === 'product') e.factors.forEach((t) => this.collectOrders(t));
    else if (e.kind === 'call') {
      const inner = trisected(e);
      if (inner !== undefined) this.collectOrders(inner);
    }
  }

  /** Throws RangeError on a division by zero and on powers that are too high. */
  value(e: Expression): Fraction {
    switch (e.kind) {
      case 'rational':
        return { numerator: e.numerator, denominator: e.denominator };
      case 'sum':
        return this.reduced(e.terms.map((t) => this.value(t)).reduce(addFractions));
      case 'product':
        return e.factors.map((t) => this.value(t)).reduce((a, b) => this.reduced(multiplyFractions(a, b)));
      case 'power':
        return isRational(e.exponent) ? this.powerValue(e.base, e.exponent) : this.free(e);
      case 'call':
        return this.trisectedValue(e) ?? this.free(e);
      default:
        return this.free(e);
    }
  }

  times(a: Polynomial, b: Polynomial): Polynomial {
    return this.reduce(poly.multiply(a, b));
  }

  /** The remainder with respect to all relations, highest indeterminate first. */
  reduce(p: Polynomial): Polynomial {
    if (typeof p === 'bigint') return p;
    const coefficients = p.coefficients.map((c) => this.reduce(c));
    const whole = poly.fromCoefficients(coefficients, p.variable);
    const relation = this.relations[p.variable];
    if (relation === undefined || poly.degree(whole, p.variable) < poly.degree(relation, p.variable))
      return whole;
    const { remainder } = poly.pseudoDivide(whole, relation, p.variable);
    return typeof remainder !== 'bigint' && remainder.variable === p.variable
      ? poly.fromCoefficients(
          remainder.coefficients.map((c) => this.reduce(c)),
          p.variable,
        )
      : this.reduce(remainder);
  }

  private reduced(f: Fraction): Fraction {
    return fraction(this.reduce(f.numerator), this.reduce(f.denominator));
  }

  private free(e: Expression): Fraction {
    return this.known.get(keyOf(e)) ?? this.remember(keyOf(e), this.adjoin(), 1n);
  }

  private remember(key: string, numerator: Polynomial, denominator: Polynomial): Fraction {
    const f = { numerator, denominator };
    this.known.set(key, f);
    return f;
  }

  /** A new indeterminate r, with the relation that `relation` makes of r. */
  private adjoin(relation?: (r: Polynomial) => Polynomial): Polynomial {
    const r = poly.variable(this.relations.length);
    this.relations.push(relation?.(r));
    return r;
  }

  private powerValue(base: Expression, exponent: { numerator: bigint; denominator: bigint }): Fraction {
    const key = keyOf(base);
    const order = this.orders.get(key) ?? exponent.denominator;
    const times = (exponent.numerator * order) / exponent.denominator;
    if (order > MAX_POWER || times > MAX_POWER || -times > MAX_POWER) throw new RangeError('power too high');
    const root = order === 1n ? this.value(base) : this.rootValue(base, Number(order));
    const factor = times < 0n ? invertFraction(root) : root;
    let result: Fraction = { numerator: 1n, denominator: 1n };
    for (let i = times < 0n ? -times : times; i > 0n; i--)
      result = this.reduced(multiplyFractions(result, factor));
    return result;
  }

  /** (n/d)^(1/q) = r/d with r^q = n d^(q-1), a monic relation. */
  private rootValue(base: Expression, q: number): Fraction {
    const key = keyOf(power(base, rational(1, q)));
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { numerator, denominator } = this.value(base);
    const radicand = this.times(numerator, poly.power(denominator, q - 1));
    const r = this.adjoin((x) => poly.subtract(poly.power(x, q), radicand));
    return this.remember(key, r, denominator);
  }

  /** y = f(f^-1(n/d)/3) = r/(2d): from 4 y^3 -+ 3 y = +- n/d follows r^3 -+ 3 d^2 r = +- 2 n d^2. */
  private trisectedValue(e: Call): Fraction | undefined {
    const known = this.known.get(keyOf(e));
    const argument = trisected(e);
    if (known !== undefined || argument === undefined) return known;
    const { numerator, denominator } = this.value(argument);
    const square = poly.power(denominator, 2);
    const constant = poly.scale(poly.multiply(numerator, square), e.name === 'sin' ? 2n : -2n);
    const linear = poly.scale(square, e.name === 'sinh' ? 3n : -3n);
    const r = this.adjoin((x) => poly.add(poly.add(poly.power(x, 3), poly.multiply(linear, x)), constant));
    return this.remember(keyOf(e), r, poly.scale(denominator, 2n));
  }
}

const INVERSES: Partial<Record<FunctionName, FunctionName>> = {
  cosh: 'arcosh',
  sinh: 'arsinh',
  cos: 'arccos',
  sin: 'arcsin',
};

/** X when e = f(f^-1(X)/3), for the cosine also with 2 pi/3 added or subtracted. */
function trisected(e: Call): Expression | undefined {
  let { argument } = e;
  if (e.name === 'cos' && argument.kind === 'sum' && argument.terms.length === 2) {
    const turn = argument.terms[1]!;
    const third = product(rational(2, 3), { kind: 'constant', name: 'pi' });
    if (!equal(turn, third) && !equal(turn, product(rational(-1), third))) return undefined;
    argument = argument.terms[0]!;
  }
  const [coefficient, inner] = splitCoefficient(argument);
  const isThird = coefficient.numerator === 1n && coefficient.denominator === 3n;
  return isThird && inner.kind === 'call' && inner.name === INVERSES[e.name] ? inner.argument : undefined;
}
