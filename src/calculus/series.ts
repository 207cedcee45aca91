import { compare, isPositive, type Assumptions } from '../expression/assumptions.ts';
import {
  ONE, ZERO, compareRational, dependsOn, isInteger, isRational, log, power, product, rational, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { addFractions, fractionKey, type Fraction } from '../expression/fraction.ts';
import { Tower } from '../expression/tower.ts';

/**
 * Truncated generalized power series Σ c_k x^{e_k} as x → 0⁺: the exponents are any increasing exact numbers or
 * symbols (power, Puiseux and Hahn series alike), the coefficients elements of a tower of fields in which log x is
 * one more symbol. `bound` is the exponent from which on terms are unknown.
 */
export interface Series {
  /** In increasing order of the exponents, as far as the assumptions decide it; no coefficient is zero. */
  readonly terms: readonly SeriesTerm[];
  /** Terms of this exponent and beyond are dropped; null for an exact finite sum. */
  readonly bound: Expression | null;
}
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
  private readonly exponents = new Map<string, Expression>();
  private readonly keys = new WeakMap<Expression, string>();
  private readonly orders = new Map<string, -1 | 0 | 1 | 'unknown'>();

  constructor(variable: string, order: number, assumptions: Assumptions, tower = new Tower(assumptions)) {
    this.variable = variable;
    this.order = order;
    this.assumptions = assumptions;
    this.tower = tower;
  }

  constant(e: Expression): Series {
    const coefficient = this.tower.normalForm(e);
    return { terms: coefficient.numerator === 0n ? [] : [{ coefficient, exponent: ZERO }], bound: null };
  }

  monomial(coefficient: Expression, exponent: Expression): Series {
    return {
      terms: [{ coefficient: this.tower.normalForm(coefficient), exponent: this.tidy(exponent) }],
      bound: null,
    };
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
      const key = this.keyOf(t.exponent);
      const seen = collected.get(key);
      collected.set(key, seen ? { ...t, coefficient: addFractions(seen.coefficient, t.coefficient) } : t);
    }
    return this.sorted([...collected.values()], this.lower(a.bound, b.bound));
  }

  multiply(a: Series, b: Series): Series {
    if (a.terms.length === 0 || b.terms.length === 0) return { terms: [], bound: this.productBound(a, b) };
    const collected = new Map<string, SeriesTerm>();
    const bound = this.productBound(a, b);
    for (const s of a.terms) {
      for (const t of b.terms) {
        const exponent = this.tidy(sum(s.exponent, t.exponent));
        if (bound !== null && this.atLeast(exponent, bound)) continue;
        const coefficient = this.tower.multiply(s.coefficient, t.coefficient);
        const key = this.keyOf(exponent);
        const seen = collected.get(key);
        collected.set(key, {
          exponent,
          coefficient: seen ? addFractions(seen.coefficient, coefficient) : coefficient,
        });
      }
    }
    return this.sorted([...collected.values()], bound);
  }

  /** a^e by factoring out the leading term: (c x^k)^e (1 + δ)^e with the binomial series. */
  power(a: Series, e: Expression): Series {
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
        { terms: rest, bound: a.bound },
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
   * x = y (1 + δ(x))^{1/p}. `a` is the series of w with p = −(its leading exponent).
   */
  revert(a: Series): { series: Series; leading: SeriesTerm } {
    const { leading, rest } = this.factor(a);
    const inverse = power(product(rational(-1), leading.exponent), rational(-1));
    let x: Series = this.monomial(ONE, ONE);
    for (let k = 0; k < this.order; k++) {
      const logarithm = this.log(x);
      const delta = rest.terms
        .map((t) => this.multiply(this.replaceLog(t.coefficient, logarithm), this.power(x, t.exponent)))
        .reduce((s, t) => this.add(s, t), this.truncated(this.constant(ONE), rest.bound));
      x = this.multiply(this.monomial(ONE, ONE), this.power(delta, inverse));
    }
    return { series: x, leading };
  }

  /** b(x) with x replaced by a series in a new variable; log x is replaced by its own series. */
  substituteSeries(b: Series, x: Series): Series {
    const logarithm = this.log(x);
    const parts = b.terms.map((t) => {
      const head = this.replaceLog(t.coefficient, logarithm);
      return this.multiply(head, this.power(x, t.exponent));
    });
    const total = parts.reduce((s, t) => this.add(s, t), { terms: [], bound: null } as Series);
    return b.bound === null ? total : this.truncated(total, b.bound);
  }

  truncated(a: Series, bound: Expression | null): Series {
    return this.sorted([...a.terms], this.lower(a.bound, bound));
  }

  coefficient(c: Fraction): Series {
    return { terms: c.numerator === 0n ? [] : [{ coefficient: c, exponent: ZERO }], bound: null };
  }

  private replaceLog(c: Fraction, logarithm: Series): Series {
    const e = this.tower.toExpression(c);
    if (!dependsOn(e, LOG_SYMBOL)) return this.coefficient(c);
    const inner = new Map<string, Series>([[LOG_SYMBOL, logarithm]]);
    const walk = (f: Expression): Series => {
      if (!dependsOn(f, LOG_SYMBOL)) return this.constant(f);
      if (f.kind === 'symbol') return inner.get(f.name)!;
      if (f.kind === 'sum') return f.terms.map(walk).reduce((s, t) => this.add(s, t));
      if (f.kind === 'product') return f.factors.map(walk).reduce((s, t) => this.multiply(s, t));
      if (f.kind === 'power' && isInteger(f.exponent)) return this.power(walk(f.base), f.exponent);
      throw new NoExpansion('a coefficient that is not polynomial in the logarithm');
    };
    return walk(e);
  }

  /** Σ_k c(k) δ^k, stopped when δ^k has no terms left or after the ring's order. */
  private compose(delta: Series, c: (k: number) => Expression, last: number): Series {
    let result = this.constant(c(0));
    let powers: Series = this.constant(ONE);
    const depth = Math.min(last, this.order);
    const next = delta.terms[0];
    for (let k = 1; k <= depth && next !== undefined; k++) {
      powers = this.multiply(powers, delta);
      result = this.add(result, this.multiply(this.constant(c(k)), powers));
    }
    if (next !== undefined && last > depth) {
      const bound = this.tidy(product(rational(depth + 1), next.exponent));
      return this.truncated(result, bound);
    }
    return this.truncated(result, delta.bound);
  }

  /** a = leading · (1 + rest). */
  private factor(a: Series): { leading: SeriesTerm; rest: Series } {
    const leading = a.terms[0];
    if (leading === undefined) throw new NoExpansion('the leading term is not known');
    const inverse = this.tower.invert(leading.coefficient);
    const shift = (e: Expression) => this.tidy(sum(e, product(rational(-1), leading.exponent)));
    const terms = a.terms.slice(1).map((t) => ({
      coefficient: this.tower.multiply(t.coefficient, inverse),
      exponent: shift(t.exponent),
    }));
    return { leading, rest: { terms, bound: a.bound === null ? null : shift(a.bound) } };
  }

  private productBound(a: Series, b: Series): Expression | null {
    const [x, y] = [a.terms[0]?.exponent ?? a.bound, b.terms[0]?.exponent ?? b.bound];
    const left = a.bound === null || y === null ? null : this.tidy(sum(a.bound, y));
    const right = b.bound === null || x === null ? null : this.tidy(sum(b.bound, x));
    return this.lower(left, right);
  }

  private lower(a: Expression | null, b: Expression | null): Expression | null {
    if (a === null) return b;
    if (b === null) return a;
    return this.atLeast(a, b) ? b : a;
  }

  /** True only when a ≥ b is proved. */
  private atLeast(a: Expression, b: Expression): boolean {
    const order = this.compareExponents(a, b);
    return order === 0 || order === 1;
  }

  /** −1, 0 or 1 as the assumptions prove a < b, a = b or a > b; remembered, since few exponents occur. */
  private compareExponents(a: Expression, b: Expression): -1 | 0 | 1 | 'unknown' {
    if (isRational(a) && isRational(b)) return compareRational(a, b) as -1 | 0 | 1;
    const [ka, kb] = [this.keyOf(a), this.keyOf(b)];
    if (ka === kb) return 0;
    const key = `${ka} ${kb}`;
    let order = this.orders.get(key);
    if (order === undefined) {
      order = compare(a, b, this.assumptions);
      this.orders.set(key, order);
    }
    return order;
  }

  private sorted(terms: SeriesTerm[], bound: Expression | null): Series {
    const kept = terms.filter(
      (t) => t.coefficient.numerator !== 0n && (bound === null || !this.atLeast(t.exponent, bound)),
    );
    kept.sort((s, t) => {
      if (s.exponent === t.exponent) return 0;
      const order = this.compareExponents(s.exponent, t.exponent);
      return order === 'unknown' ? 0 : order;
    });
    const head = kept[0];
    if (
      head !== undefined &&
      kept.some((t) => t !== head && this.compareExponents(head.exponent, t.exponent) !== -1)
    )
      throw new NoExpansion('the order of the exponents is not decided by the assumptions');
    return { terms: kept, bound };
  }

  private isZeroExponent(t: SeriesTerm): boolean {
    return isRational(t.exponent) && t.exponent.numerator === 0n;
  }

  private keyOf(exponent: Expression): string {
    if (isRational(exponent)) return `${exponent.numerator}/${exponent.denominator}`;
    let key = this.keys.get(exponent);
    if (key === undefined) this.keys.set(exponent, (key = fractionKey(this.tower.normalForm(exponent))));
    return key;
  }

  /** One expression a value of the exponent, so that equal exponents print and compare alike. */
  private tidy(exponent: Expression): Expression {
    if (isRational(exponent)) return exponent;
    const form = this.tower.normalForm(exponent);
    const key = fractionKey(form);
    let e = this.exponents.get(key);
    if (e === undefined) {
      e = this.tower.toExpression(form);
      this.exponents.set(key, e);
    }
    return e;
  }
}

const Euler: Expression = { kind: 'call', name: 'exp', argument: ONE };
