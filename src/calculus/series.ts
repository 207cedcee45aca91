import { isPositive, type Assumptions } from '../expression/assumptions.ts';
import {
  ONE, ZERO, dependsOn, isInteger, isRational, keyOf, log, power, product, rational, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { addFractions, type Fraction } from '../expression/fraction.ts';
import { Tower } from '../expression/tower.ts';
import { Exponents } from './exponents.ts';

/**
 * Truncated generalized power series Σ c_k x^{e_k} as x → 0⁺: the exponents are any increasing exact numbers or
 * symbols (power, Puiseux and Hahn series alike), the coefficients elements of a tower of fields in which log x is
 * one more symbol. Terms are unknown from the least of the exponents `bounds` on, whose order may be undecided.
 */
export interface Series {
  /** In increasing order of the exponents, as far as the assumptions decide it; no coefficient is zero. */
  readonly terms: readonly SeriesTerm[];
  /** Terms that are proved to be of one of these exponents or beyond are dropped; empty for an exact finite sum. */
  readonly bounds: Bounds;
}
type Bounds = readonly Expression[];
export interface SeriesTerm {
  readonly coefficient: Fraction;
  readonly exponent: Expression;
}

/** Thrown when an expansion does not exist in this form or its order cannot be decided. */
export class NoExpansion extends Error {}

/** The symbol that stands for log x in coefficients. */
export const LOG_SYMBOL = 'log\u2032';

export class SeriesRing {
  readonly tower: Tower;
  private readonly assumptions: Assumptions;
  private readonly variable: string;
  /** Number of terms kept in each factor's correction. */
  private readonly order: number;
  private readonly elements = new Map<string, Fraction>();
  private readonly exponents: Exponents;

  constructor(variable: string, order: number, assumptions: Assumptions, tower = new Tower(assumptions)) {
    this.variable = variable;
    this.order = order;
    this.assumptions = assumptions;
    this.tower = tower;
    this.exponents = new Exponents(tower, assumptions);
  }

  constant(e: Expression): Series {
    const coefficient = this.element(e);
    return { terms: coefficient.numerator === 0n ? [] : [{ coefficient, exponent: ZERO }], bounds: [] };
  }

  monomial(coefficient: Expression, exponent: Expression): Series {
    return {
      terms: [{ coefficient: this.element(coefficient), exponent: this.exponents.of(exponent) }],
      bounds: [],
    };
  }

  /** The element of the tower, remembered: the same few constants occur in every factor. */
  private element(e: Expression): Fraction {
    const key = keyOf(e);
    let f = this.elements.get(key);
    if (f === undefined) this.elements.set(key, (f = this.tower.normalForm(e)));
    return f;
  }

  /** The expansion of e at x → 0⁺. Throws NoExpansion. */
  expand(e: Expression): Series {
    if (!dependsOn(e, this.variable)) return this.constant(e);
    switch (e.kind) {
      case 'symbol':
        return this.monomial(ONE, ONE);
      case 'sum':
        return e.terms.map((t) => this.expand(t)).reduce((a, b) => this.add(a, b));
      case 'product':
        return e.factors.map((t) => this.expand(t)).reduce((a, b) => this.multiply(a, b));
      case 'power':
        if (dependsOn(e.exponent, this.variable)) throw new NoExpansion('variable exponent');
        return this.power(this.expand(e.base), e.exponent);
      case 'call':
        if (e.name === 'log') return this.log(this.expand(e.argument));
        if (e.name === 'exp') return this.exp(this.expand(e.argument));
        throw new NoExpansion(`no expansion rule for ${e.name}`);
      default:
        throw new NoExpansion('no expansion');
    }
  }

  add(a: Series, b: Series): Series {
    const collected = new Map<string, SeriesTerm>();
    for (const t of [...a.terms, ...b.terms]) {
      const key = this.exponents.keyOf(t.exponent);
      const seen = collected.get(key);
      collected.set(key, seen ? { ...t, coefficient: addFractions(seen.coefficient, t.coefficient) } : t);
    }
    return this.sorted([...collected.values()], this.lower(a.bounds, b.bounds));
  }

  /** The product, without its terms beyond `limit`. */
  multiply(a: Series, b: Series, limit: Bounds = []): Series {
    const bounds = this.lower(this.productBounds(a, b), limit);
    if (a.terms.length === 0 || b.terms.length === 0) return { terms: [], bounds };
    const collected = new Map<string, SeriesTerm>();
    for (const s of a.terms) {
      for (const t of b.terms) {
        const exponent = this.exponents.add(s.exponent, t.exponent);
        if (this.isBeyond(exponent, bounds)) continue;
        const coefficient = this.tower.multiply(s.coefficient, t.coefficient);
        const key = this.exponents.keyOf(exponent);
        const seen = collected.get(key);
        collected.set(key, {
          exponent,
          coefficient: seen ? addFractions(seen.coefficient, coefficient) : coefficient,
        });
      }
    }
    return this.sorted([...collected.values()], bounds);
  }

  /**
   * a^e by factoring out the leading term: (c x^k)^e (1 + δ)^e with the binomial series, which is cut off at
   * `limit`.
   */
  power(a: Series, e: Expression, limit: Bounds = []): Series {
    const { leading, rest } = this.factor(a);
    const coefficient = this.tower.toExpression(leading.coefficient);
    if (!isInteger(e) && isPositive(coefficient, this.assumptions) !== true)
      throw new NoExpansion('a non-integer power of a quantity whose sign is not known');
    const head = this.monomial(power(coefficient, e), product(leading.exponent, e));
    let binomial: Expression = ONE;
    return this.multiply(
      head,
      this.compose(
        rest,
        (k) => {
          if (k > 0) binomial = product(binomial, sum(e, rational(1 - k)), rational(1, k));
          return binomial;
        },
        isInteger(e) && e.numerator >= 0n ? Number(e.numerator) : Infinity,
        limit,
      ),
    );
  }

  log(a: Series): Series {
    const { leading, rest } = this.factor(a);
    const coefficient = this.tower.toExpression(leading.coefficient);
    if (isPositive(coefficient, this.assumptions) !== true)
      throw new NoExpansion('logarithm of a quantity of unknown sign');
    const head = this.constant(sum(log(coefficient), product(leading.exponent, symbol(LOG_SYMBOL))));
    return this.add(
      head,
      this.compose(rest, (k) => (k === 0 ? ZERO : rational(k % 2 === 1 ? 1 : -1, k)), Infinity),
    );
  }

  exp(a: Series): Series {
    const [constants, rest] = [
      a.terms.filter((t) => this.isZeroExponent(t)),
      a.terms.filter((t) => !this.isZeroExponent(t)),
    ];
    if (rest.some((t) => isPositive(t.exponent, this.assumptions) !== true))
      throw new NoExpansion('essential singularity');
    const head = this.constant(
      power(Euler, this.tower.toExpression(constants[0]?.coefficient ?? { numerator: 0n, denominator: 1n })),
    );
    let factorial = 1n;
    return this.multiply(
      head,
      this.compose(
        { terms: rest, bounds: a.bounds },
        (k) => {
          factorial *= BigInt(Math.max(k, 1));
          return rational(1n, factorial);
        },
        Infinity,
      ),
    );
  }

  /**
   * The inverse of w = c x^{−p} (1 + δ(x)): x as a series in y = (w/c)^{−1/p}, by the fixed point
   * x = y (1 + δ(x))^{1/p}. `a` is the series of w with p = −(its leading exponent). Each of the `steps` makes the
   * relative error smaller by the order of δ, and what is not yet right is not computed.
   */
  revert(a: Series, steps = this.order): { series: Series; leading: SeriesTerm } {
    const { leading, rest } = this.factor(a);
    const inverse = power(product(rational(-1), leading.exponent), rational(-1));
    const next = orderOf(rest);
    const y = this.monomial(ONE, ONE);
    if (next.length === 0) return { series: y, leading };
    let x = this.truncated(y, this.shifted(next, ONE));
    for (let k = 1; k <= steps; k++) {
      const gained = next.map((e) => this.exponents.scale(e, rational(k + 1)));
      const bounds = this.lower(rest.bounds, gained);
      const one = this.truncated(this.constant(ONE), bounds);
      const delta = this.composed({ terms: rest.terms, bounds }, x);
      x = this.multiply(y, this.power(this.add(one, delta), inverse));
    }
    return { series: x, leading };
  }

  /** b(x) with x replaced by a series in a new variable; log x is replaced by its own series. */
  substituteSeries(b: Series, x: Series): Series {
    const first = b.terms[0]?.exponent;
    const start = x.terms[0]?.exponent;
    if (first === undefined || start === undefined || this.exponents.compare(start, ONE) !== 0)
      return this.composed(b, x);
    const unknown = this.shifted(x.bounds, this.exponents.add(first, rational(-1)));
    return this.composed({ terms: b.terms, bounds: this.lower(b.bounds, unknown) }, x);
  }

  /** Σ c x^e over the terms of b below its bounds; x begins with the first power of the new variable. */
  private composed(b: Series, x: Series): Series {
    let logarithm: Series | undefined;
    const logOfX = (): Series => (logarithm ??= this.log(x));
    let total: Series = { terms: [], bounds: b.bounds };
    for (const t of b.terms) {
      if (this.isBeyond(t.exponent, b.bounds)) continue;
      const limit = this.shifted(b.bounds, this.exponents.negate(t.exponent));
      const head = this.replaceLog(t.coefficient, logOfX);
      total = this.add(total, this.multiply(head, this.power(x, t.exponent, limit), b.bounds));
    }
    return total;
  }

  /** Whether the first terms, so many of them, are complete and proved to come first in that order. */
  settles(a: Series, count: number): boolean {
    if (a.bounds.length === 0) return true;
    const last = a.terms[count - 1]?.exponent;
    if (last === undefined) return false;
    const isBelow = (d: Expression, e: Expression): boolean => this.exponents.compare(d, e) === -1;
    return (
      a.terms.every((t, k) => k === 0 || isBelow(a.terms[Math.min(k, count) - 1]!.exponent, t.exponent)) &&
      a.bounds.every((e) => isBelow(last, e))
    );
  }

  /** The least of some exponents, null of none. Throws NoExpansion when the assumptions do not decide which it is. */
  least(exponents: Bounds): Expression | null {
    if (exponents.length === 0) return null;
    const least = exponents.find((e) => exponents.every((other) => this.atLeast(other, e)));
    if (least !== undefined) return least;
    throw new NoExpansion('the order of the first term left out is not decided by the assumptions');
  }

  truncated(a: Series, bounds: Bounds): Series {
    return this.sorted([...a.terms], this.lower(a.bounds, bounds));
  }

  coefficient(c: Fraction): Series {
    return { terms: c.numerator === 0n ? [] : [{ coefficient: c, exponent: ZERO }], bounds: [] };
  }

  private replaceLog(c: Fraction, logarithm: () => Series): Series {
    const e = this.tower.toExpression(c);
    if (!dependsOn(e, LOG_SYMBOL)) return this.coefficient(c);
    const walk = (f: Expression): Series => {
      if (!dependsOn(f, LOG_SYMBOL)) return this.constant(f);
      if (f.kind === 'symbol') return logarithm();
      if (f.kind === 'sum') return f.terms.map(walk).reduce((s, t) => this.add(s, t));
      if (f.kind === 'product') return f.factors.map(walk).reduce((s, t) => this.multiply(s, t));
      if (f.kind === 'power' && isInteger(f.exponent)) return this.power(walk(f.base), f.exponent);
      throw new NoExpansion('a coefficient that is not polynomial in the logarithm');
    };
    return walk(e);
  }

  /** Σ_k c(k) δ^k, stopped when δ^k has no terms left or after the ring's order. */
  private compose(delta: Series, c: (k: number) => Expression, last: number, limit: Bounds = []): Series {
    const depth = Math.min(last, this.order);
    const next = delta.terms[0];
    const left =
      next !== undefined && last > depth ? [this.exponents.scale(next.exponent, rational(depth + 1))] : [];
    const end = this.lower(this.lower(left, delta.bounds), limit);
    let result = this.truncated(this.constant(c(0)), end);
    let powers: Series = this.constant(ONE);
    for (let k = 1; k <= depth && next !== undefined; k++) {
      powers = this.multiply(powers, delta, end);
      if (powers.terms.length === 0) break;
      result = this.add(result, this.multiply(this.constant(c(k)), powers));
    }
    return result;
  }

  /** a = leading · (1 + rest). */
  private factor(a: Series): { leading: SeriesTerm; rest: Series } {
    const leading = a.terms[0];
    if (leading === undefined) throw new NoExpansion('the leading term is not known');
    const inverse = this.tower.invert(leading.coefficient);
    const back = this.exponents.negate(leading.exponent);
    const shift = (e: Expression) => this.exponents.add(e, back);
    const terms = a.terms.slice(1).map((t) => ({
      coefficient: this.tower.multiply(t.coefficient, inverse),
      exponent: shift(t.exponent),
    }));
    return { leading, rest: { terms, bounds: a.bounds.map(shift) } };
  }

  private productBounds(a: Series, b: Series): Bounds {
    const left = orderOf(b).flatMap((e) => this.shifted(a.bounds, e));
    const right = orderOf(a).flatMap((e) => this.shifted(b.bounds, e));
    return this.lower(left, right);
  }

  private shifted(bounds: Bounds, by: Expression): Bounds {
    return bounds.map((e) => this.exponents.add(e, by));
  }

  /** All bounds together, without those that are proved to be no lower than another. */
  private lower(a: Bounds, b: Bounds): Bounds {
    const kept: Expression[] = [];
    for (const e of [...a, ...b]) {
      if (this.isBeyond(e, kept)) continue;
      for (let k = kept.length - 1; k >= 0; k--) if (this.atLeast(kept[k]!, e)) kept.splice(k, 1);
      kept.push(e);
    }
    return kept;
  }

  private isBeyond(e: Expression, bounds: Bounds): boolean {
    return bounds.some((bound) => this.atLeast(e, bound));
  }

  /** True only when a ≥ b is proved. */
  private atLeast(a: Expression, b: Expression): boolean {
    const order = this.exponents.compare(a, b);
    return order === 0 || order === 1;
  }

  private sorted(terms: SeriesTerm[], bounds: Bounds): Series {
    const kept = terms.filter((t) => t.coefficient.numerator !== 0n && !this.isBeyond(t.exponent, bounds));
    kept.sort((s, t) => {
      if (s.exponent === t.exponent) return 0;
      const order = this.exponents.compare(s.exponent, t.exponent);
      return order === 'unknown' ? 0 : order;
    });
    const head = kept[0];
    if (
      head !== undefined &&
      kept.some((t) => t !== head && this.exponents.compare(head.exponent, t.exponent) !== -1)
    )
      throw new NoExpansion('the order of the exponents is not decided by the assumptions');
    return { terms: kept, bounds };
  }

  private isZeroExponent(t: SeriesTerm): boolean {
    return isRational(t.exponent) && t.exponent.numerator === 0n;
  }
}

/** The exponent at which a series begins: of its first term or, without terms, the bounds. */
const orderOf = (a: Series): Bounds => (a.terms[0] === undefined ? a.bounds : [a.terms[0].exponent]);

const Euler: Expression = { kind: 'call', name: 'exp', argument: ONE };
