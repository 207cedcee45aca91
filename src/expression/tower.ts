import {
  ONE, PI, call, children, equal, exp, isInteger, isRational, keyOf, log, power, product, rational, sum, symbol,
  type Expression, type Rational,
} from './expression.ts'; // prettier-ignore
import {
  ONE_FRACTION, ZERO_FRACTION, addFractions, addOverCommonDenominator, fraction, fractionKey, invertFraction, multiplyFractions, powerFraction, type Fraction,
} from './fraction.ts'; // prettier-ignore
import { linearCoordinates, type RationalVector } from './linearCoordinates.ts';
import { mergePowers } from './mergePowers.ts';
import * as poly from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';
import { coprimeBasis } from './polynomialGcd.ts';
import { splitPrimes } from './splitPrimes.ts';
import { spend } from './workBudget.ts';
import type { Assumptions } from './assumptions.ts';
import { isNegative, isPositive } from './assumptions.ts';

/**
 * A tower of fields Q(symbols)(g_1)(g_2)… in which elementary expressions have a normal form. A generator is a
 * symbol; a root r with r^q = base; a power b^β or an exponential e^x, independent of the earlier ones over Q in
 * its exponent; a logarithm log b; or an opaque call. Bases of powers and logarithms are split over a coprime
 * basis, so √(1−z²) and √(1−z)·√(1+z) meet. A base is only split where its factors are proved to have a sign, or
 * where all but one are (the sign of the last then follows from the power being defined).
 *
 * Equal normal forms prove equality wherever both sides are defined; different ones prove nothing, since the
 * generators may satisfy relations that the tower does not know.
 */
export interface Generator {
  readonly expression: Expression;
  /** For a root: its degree and the polynomial in earlier generators that its power equals. */
  readonly relation?: { readonly degree: number; readonly value: Polynomial };
}

/** A positive element of the tower that powers and logarithms are taken of. */
interface Base {
  readonly value: Polynomial;
  readonly expression: Expression;
  /** Exponents that span, over Q, those met so far; the first is 1. `order` divides each coordinate's grid. */
  readonly exponents: { readonly exponent: Expression; readonly vector: Fraction; order: number }[];
  readonly roots: Map<string, Fraction>;
}

interface Factorization {
  readonly unit: Rational;
  readonly factors: readonly { readonly base: Base; readonly multiplicity: Expression }[];
}

const MINUS_ONE_FRACTION: Fraction = { numerator: -1n, denominator: 1n };

/** Highest order of a root that is carried. */
const MOST_ORDER = 10_000;

export class Tower {
  readonly assumptions: Assumptions;
  private readonly generators: Generator[] = [];
  private readonly symbols = new Map<string, number>();
  /** A positive symbol under roots is carried as α = t^q with the generator t = α^{1/q}: no relation is needed. */
  private readonly symbolOrders = new Map<string, number>();
  private readonly bases = new Map<string, Base>();
  private readonly known = new Map<string, Fraction>();
  private readonly exponentials: { argument: Fraction; order: number; expression: Expression }[] = [];
  /** Generators that are powers of a base: index → base and exponent, so that powers of powers meet. */
  private readonly origins = new Map<number, { base: Base; exponent: Expression }>();
  private readonly exponentialRoots = new Map<string, Fraction>();

  private readonly lowest: (numerator: Polynomial, denominator: Polynomial) => Fraction;
  private readonly add: (a: Fraction, b: Fraction) => Fraction;

  /** `canonical` elements are in lowest terms; otherwise only zero is recognised, which is much cheaper. */
  constructor(assumptions: Assumptions, canonical = true) {
    this.assumptions = assumptions;
    this.add = canonical ? addFractions : addOverCommonDenominator;
    this.lowest = canonical
      ? fraction
      : (numerator, denominator) => (numerator === 0n ? ZERO_FRACTION : { numerator, denominator });
  }

  /** The normal form of an expression in elementary form. Throws RangeError on a division by zero. */
  normalForm(e: Expression): Fraction {
    const merged = mergePowers(e, this.assumptions);
    this.register(merged);
    return this.convert(merged);
  }

  /** The element as an expression, numerator and denominator split into square-free factors. */
  toExpression(f: Fraction): Expression {
    return product(this.factored(f.numerator), power(this.factored(f.denominator), rational(-1)));
  }

  /** Denominators freed of square roots by multiplying with the conjugate. */
  rationalize(f: Fraction): Fraction {
    let { numerator, denominator } = f;
    for (let index = this.generators.length - 1; index >= 0; index--) {
      if (this.generators[index]!.relation?.degree !== 2 || poly.degree(denominator, index) !== 1) continue;
      const conjugate = poly.substitute(denominator, index, poly.negate(poly.variable(index)));
      const cleared = this.reduced({
        numerator: poly.multiply(numerator, conjugate),
        denominator: poly.multiply(denominator, conjugate),
      });
      ({ numerator, denominator } = cleared);
    }
    return { numerator, denominator };
  }

  multiply(a: Fraction, b: Fraction): Fraction {
    return this.times(a, b);
  }

  /** 1/a. Throws RangeError for zero. */
  invert(a: Fraction): Fraction {
    return this.reduced(invertFraction(a));
  }

  // ------------------------------------------------------------ registration, innermost atoms first

  private register(e: Expression): void {
    const levels: Expression[][] = [];
    const depth = new Map<Expression, number>();
    this.chooseSymbolOrders(e);
    const visit = (x: Expression): number => {
      const seen = depth.get(x);
      if (seen !== undefined) return seen;
      let level = 0;
      if (x.kind === 'sum') for (const t of x.terms) level = Math.max(level, visit(t));
      else if (x.kind === 'product') for (const t of x.factors) level = Math.max(level, visit(t));
      else if (x.kind === 'power')
        level = Math.max(visit(x.base), isRational(x.exponent) ? 0 : visit(x.exponent));
      else if (x.kind === 'call') level = visit(x.argument);
      if (isAtom(x)) {
        (levels[level] ??= []).push(x);
        level++;
      }
      depth.set(x, level);
      return level;
    };
    visit(e);
    for (const atoms of levels) {
      const fresh = (atoms ?? []).filter((a) => !this.known.has(keyOf(a)));
      if (fresh.length > 0) this.registerLevel(fresh);
    }
  }

  private chooseSymbolOrders(e: Expression): void {
    const visit = (x: Expression): void => {
      if (
        x.kind === 'power' &&
        x.base.kind === 'symbol' &&
        isRational(x.exponent) &&
        x.exponent.denominator !== 1n
      ) {
        const { name } = x.base;
        if (!this.symbols.has(name) && isPositive(x.base, this.assumptions) === true)
          this.symbolOrders.set(
            name,
            lcmNumber(this.symbolOrders.get(name) ?? 1, Number(x.exponent.denominator)),
          );
      }
      children(x).forEach(visit);
    };
    visit(e);
  }

  private registerLevel(atoms: readonly Expression[]): void {
    // Symbols first: roots and powers must have higher indices than what they are made of.
    const arguments_ = atoms.map((a) => (a.kind === 'power' ? a.base : a.kind === 'call' ? a.argument : a));
    const values = arguments_.map((x) => this.convert(x));
    atoms.forEach((a) => a.kind === 'power' && this.convert(a.exponent));
    const factorizations = this.factorizations(
      values.map((v, i) => {
        const a = atoms[i]!;
        return a.kind === 'power' || (a.kind === 'call' && a.name === 'log') ? v : undefined;
      }),
    );
    // All exponents over one base at once, so that its generators are fine enough for each of them.
    const wanted = new Map<Base, Expression[]>();
    atoms.forEach((a, i) => {
      if (a.kind !== 'power') return;
      for (const { base, multiplicity } of factorizations[i]!.factors) {
        const list = wanted.get(base) ?? [];
        list.push(product(a.exponent, multiplicity));
        wanted.set(base, list);
      }
    });
    for (const [base, exponents] of wanted) this.refine(base, exponents);
    this.refineExponentials(
      atoms.flatMap((a, i) => (a.kind === 'call' && a.name === 'exp' ? [values[i]!] : [])),
    );
    atoms.forEach((a, i) => this.known.set(keyOf(a), this.atomValue(a, values[i]!, factorizations[i])));
  }

  private atomValue(a: Expression, value: Fraction, factorization: Factorization | undefined): Fraction {
    if (a.kind === 'power') return this.powerValue(factorization!, a.exponent);
    if (a.kind === 'call' && a.name === 'log') return this.logValue(factorization!);
    if (a.kind === 'call' && a.name === 'exp') return this.exponentialValue(value);
    if (a.kind === 'call' && a.name === 'sin') {
      const cosine = this.opaque(call('cos', this.toExpression(value)));
      const square = poly.multiply(cosine.numerator, cosine.numerator);
      const sine = call('sin', this.toExpression(value));
      return this.adjoin(sine, { degree: 2, value: poly.subtract(1n, square) });
    }
    if (a.kind === 'call' && (a.name === 'abs' || a.name === 'sign')) {
      const sign = this.signOf(value);
      if (sign !== 0)
        return a.name === 'sign'
          ? fromRational(rational(sign))
          : this.times(fromRational(rational(sign)), value);
    }
    if (a.kind === 'call') {
      // Odd and even functions of ±x meet on the same generator.
      const flip =
        poly.leadingInteger(value.numerator) < 0n &&
        (ODD.has(a.name) || a.name === 'cos' || a.name === 'abs');
      const argument = flip ? { ...value, numerator: poly.negate(value.numerator) } : value;
      const g = this.opaque(call(a.name, this.toExpression(argument)));
      return flip && ODD.has(a.name) ? { ...g, numerator: poly.negate(g.numerator) } : g;
    }
    return this.opaque(a);
  }

  /** 1 or −1 when the sign of an element is proved, else 0. */
  private signOf(value: Fraction): number {
    const e = this.toExpression(value);
    if (isPositive(e, this.assumptions) === true) return 1;
    return isNegative(e, this.assumptions) === true ? -1 : 0;
  }

  private opaque(e: Expression): Fraction {
    return this.adjoin(e);
  }

  private adjoin(expression: Expression, relation?: Generator['relation']): Fraction {
    if (isRational(expression)) return fromRational(expression);
    const key = keyOf(expression);
    let f = this.known.get(key);
    if (f === undefined) {
      this.generators.push(relation === undefined ? { expression } : { expression, relation });
      f = { numerator: poly.variable(this.generators.length - 1), denominator: 1n };
      this.known.set(key, f);
    }
    return f;
  }

  // ------------------------------------------------------------ bases and their powers

  private factorizations(values: readonly (Fraction | undefined)[]): (Factorization | undefined)[] {
    const used = values.filter((v): v is Fraction => v !== undefined);
    const parts = used.flatMap((v) => [v.numerator, v.denominator]);
    if (parts.some((p) => p === 0n)) throw new RangeError('power or logarithm of zero');
    const symbols = [...this.symbols.values(), ...this.origins.keys()].map((index) => poly.variable(index));
    const old = [...this.bases.values()].map((b) => b.value).filter((v) => typeof v !== 'bigint');
    const { basis, exponents, units } = coprimeBasis([...parts, ...symbols, ...old]);
    let next = 0;
    return values.map((v) => {
      if (v === undefined) return undefined;
      const [i, j] = [2 * next, 2 * next + 1];
      next++;
      const unit = rational(units[i]!, units[j]!);
      const multiplicities = basis.map((_, k) => exponents[i]![k]! - exponents[j]![k]!);
      return this.signedFactorization(v, unit, basis, multiplicities);
    });
  }

  private signedFactorization(
    whole: Fraction,
    unit: Rational,
    basis: readonly Polynomial[],
    multiplicities: readonly number[],
  ): Factorization {
    // prettier-ignore
    let sign = unit.numerator < 0n ? -1 : 1;
    const factors: { base: Base; multiplicity: Expression }[] = [];
    const unknown: { value: Polynomial; multiplicity: number }[] = [];
    basis.forEach((b, k) => {
      const multiplicity = multiplicities[k]!;
      if (multiplicity === 0) return;
      const origin = this.originOf(b);
      if (origin !== undefined) {
        factors.push({ base: origin.base, multiplicity: product(origin.exponent, rational(multiplicity)) });
        return;
      }
      const expression = this.polynomialExpression(b);
      if (isPositive(expression, this.assumptions) === true)
        factors.push({ base: this.base(b), multiplicity: rational(multiplicity) });
      else if (isNegative(expression, this.assumptions) === true) {
        if (multiplicity % 2 !== 0) sign = -sign;
        factors.push({ base: this.base(poly.negate(b)), multiplicity: rational(multiplicity) });
      } else unknown.push({ value: b, multiplicity });
    });
    if (unknown.length === 1 && unknown[0]!.multiplicity % 2 !== 0) {
      // The power is only defined where the whole is positive, which fixes the sign of the one unknown factor.
      const { value, multiplicity } = unknown[0]!;
      factors.push({
        base: this.base(sign < 0 ? poly.negate(value) : value),
        multiplicity: rational(multiplicity),
      });
      sign = 1;
    } else if (unknown.length > 0) {
      return { unit: ONE, factors: [{ base: this.wholeBase(whole), multiplicity: ONE }] };
    }
    if (sign < 0) throw new RangeError('power or logarithm of a negative quantity');
    const magnitude = unit.numerator < 0n ? rational(-unit.numerator, unit.denominator) : unit;
    const { rest, primes } = splitPrimes(magnitude);
    for (const [p, multiplicity] of primes)
      factors.push({ base: this.base(p), multiplicity: rational(multiplicity) });
    return { unit: rest, factors };
  }

  private base(value: Polynomial): Base {
    const key = poly.keyOf(value);
    let b = this.bases.get(key);
    if (b === undefined) {
      b = newBase(value, this.polynomialExpression(value));
      this.bases.set(key, b);
    }
    return b;
  }

  /** A base that cannot be split: the fraction itself, carried as one opaque generator when it is not a polynomial. */
  private wholeBase(whole: Fraction): Base {
    if (whole.denominator === 1n) return this.base(whole.numerator);
    const key = fractionKey(whole);
    let b = this.bases.get(key);
    if (b === undefined) {
      const f = this.adjoin(power(this.toExpression(whole), ONE));
      b = newBase(f.numerator, this.toExpression(whole));
      this.bases.set(key, b);
    }
    return b;
  }

  /** Extends the exponents of a base so that each wanted one is an integer combination of its generators. */
  private refine(base: Base, wanted: readonly Expression[]): void {
    const vectors = wanted.map((e) => this.convert(e));
    const coordinates: RationalVector[] = [];
    vectors.forEach((v, i) => {
      let c = linearCoordinates(
        v,
        base.exponents.map((x) => x.vector),
      );
      if (c === undefined) {
        base.exponents.push({ exponent: this.toExpression(v), vector: v, order: 1 });
        c = linearCoordinates(
          v,
          base.exponents.map((x) => x.vector),
        )!;
      }
      coordinates[i] = c;
    });
    if (base.roots.size > 0) return;
    for (const c of coordinates) {
      c.forEach((x, j) => {
        const slot = base.exponents[j]!;
        slot.order = lcmNumber(slot.order, Number(x.denominator));
      });
    }
  }

  private powerValue({ unit, factors }: Factorization, exponent: Expression): Fraction {
    let result = ONE_FRACTION;
    if (!equal(unit, ONE)) result = this.opaque(power(unit, exponent));
    for (const { base, multiplicity } of factors) {
      const scaled = product(exponent, multiplicity);
      const coordinates = linearCoordinates(
        this.convert(scaled),
        base.exponents.map((x) => x.vector),
      )!;
      coordinates.forEach((c, j) => {
        if (c.numerator !== 0n) result = this.times(result, this.basePower(base, j, c));
      });
    }
    return result;
  }

  /** base^(c · exponent_j) for rational c. */
  private basePower(base: Base, j: number, c: Rational): Fraction {
    const slot = base.exponents[j]!;
    const order = lcmNumber(slot.order, Number(c.denominator));
    const times = Number((c.numerator * BigInt(order)) / c.denominator);
    if (j === 0) {
      const value = { numerator: base.value, denominator: 1n };
      if (order === 1) return powerFraction(value, times);
      const whole = Math.floor(times / order);
      const coarse = order === slot.order ? undefined : base.roots.get(`base/${slot.order}`);
      const relation =
        coarse === undefined
          ? { degree: order, value: base.value }
          : { degree: order / slot.order, value: coarse.numerator };
      const root = this.root(base, `base/${order}`, rational(1, order), relation);
      return this.times(
        powerFraction(value, whole),
        this.reduced(powerFraction(root, times - whole * order)),
      );
    }
    const fine = product(slot.exponent, rational(1, slot.order));
    const g = this.root(base, `${j}/${slot.order}`, fine);
    if (order === slot.order) return powerFraction(g, times);
    const finer = product(slot.exponent, rational(1, order));
    const relation = { degree: order / slot.order, value: g.numerator };
    return powerFraction(this.root(base, `${j}/${order}`, finer, relation), times);
  }

  /** The generator base^exponent. */
  private root(base: Base, key: string, exponent: Expression, relation?: Generator['relation']): Fraction {
    let f = base.roots.get(key);
    if (f === undefined) {
      f = this.adjoin(power(base.expression, exponent), relation);
      base.roots.set(key, f);
      // A power with an exponent that may be whole somewhere can be negative there: its roots are not the base's.
      const positive = isRational(exponent) || isPositive(base.expression, this.assumptions) === true;
      if (positive && typeof f.numerator !== 'bigint')
        this.origins.set(f.numerator.variable, { base, exponent });
    }
    return f;
  }

  /** The base and exponent behind a polynomial that is a single power generator. */
  private originOf(p: Polynomial): { base: Base; exponent: Expression } | undefined {
    if (typeof p === 'bigint' || p.coefficients.length !== 2) return undefined;
    return p.coefficients[0] === 0n && p.coefficients[1] === 1n ? this.origins.get(p.variable) : undefined;
  }

  private logValue({ unit, factors }: Factorization): Fraction {
    // the logarithm of a fraction that was not split is the difference of two, so that its inverse is met again
    const logOf = (n: bigint): Fraction => (n === 1n ? ZERO_FRACTION : this.opaque(log(rational(n))));
    let result = addFractions(
      logOf(unit.numerator),
      multiplyFractions(MINUS_ONE_FRACTION, logOf(unit.denominator)),
    );
    for (const { base, multiplicity } of factors) {
      const g = this.adjoin(log(base.expression));
      result = addFractions(result, this.times(g, this.convert(multiplicity)));
    }
    return result;
  }

  // ------------------------------------------------------------ exponentials

  private refineExponentials(values: readonly Fraction[]): void {
    for (const v of values) {
      const vectors = this.exponentials.map((x) => x.argument);
      let c = linearCoordinates(v, vectors);
      if (c === undefined) {
        this.exponentials.push({ argument: v, order: 1, expression: this.toExpression(v) });
        c = linearCoordinates(v, [...vectors, v])!;
      }
      c.forEach((x, j) => {
        const slot = this.exponentials[j]!;
        if (!this.exponentialRoots.has(`${j}/${slot.order}`))
          slot.order = lcmNumber(slot.order, Number(x.denominator));
      });
    }
  }

  private exponentialValue(v: Fraction): Fraction {
    const c = linearCoordinates(
      v,
      this.exponentials.map((x) => x.argument),
    )!;
    let result = ONE_FRACTION;
    c.forEach((x, j) => {
      if (x.numerator === 0n) return;
      const slot = this.exponentials[j]!;
      const order = lcmNumber(slot.order, Number(x.denominator));
      const key = `${j}/${order}`;
      let g = this.exponentialRoots.get(key);
      if (g === undefined) {
        g = this.adjoin(exp(product(slot.expression, rational(1, order))));
        this.exponentialRoots.set(key, g);
      }
      result = this.times(result, powerFraction(g, Number((x.numerator * BigInt(order)) / x.denominator)));
    });
    return result;
  }

  // ------------------------------------------------------------ conversion

  private convert(e: Expression): Fraction {
    switch (e.kind) {
      case 'rational':
        return fromRational(e);
      case 'symbol': {
        let index = this.symbols.get(e.name);
        const order = this.symbolOrders.get(e.name) ?? 1;
        if (index === undefined) {
          this.generators.push({ expression: power(symbol(e.name), rational(1, order)) });
          index = this.generators.length - 1;
          this.symbols.set(e.name, index);
        }
        return { numerator: poly.power(poly.variable(index), order), denominator: 1n };
      }
      case 'constant':
        return this.adjoin(PI);
      case 'sum':
        return this.reduced(e.terms.map((t) => this.convert(t)).reduce((a, b) => this.add(a, b)));
      case 'product':
        return e.factors.map((t) => this.convert(t)).reduce((a, b) => this.times(a, b));
      default: {
        const known = this.known.get(keyOf(e));
        if (known !== undefined) return known;
        if (e.kind === 'power' && isInteger(e.exponent)) {
          if (e.exponent.numerator > 4096n || e.exponent.numerator < -4096n) return this.opaque(e);
          return this.reduced(powerFraction(this.convert(e.base), Number(e.exponent.numerator)));
        }
        this.register(e);
        return this.known.get(keyOf(e))!;
      }
    }
  }

  private times(a: Fraction, b: Fraction): Fraction {
    return this.reduced(multiplyFractions(a, b));
  }

  private reduced(f: Fraction): Fraction {
    let { numerator, denominator } = f;
    numerator = this.reduce(numerator);
    denominator = this.reduce(denominator);
    // A root alone in the denominator moves up: 1/r = r^(q-1)/base.
    for (let index = poly.mainVariable(denominator); index >= 0; index--) {
      const relation = this.generators[index]!.relation;
      if (relation === undefined) continue;
      const coefficients = poly.coefficientsIn(denominator, index);
      const low = coefficients.findIndex((c) => c !== 0n);
      if (low <= 0) continue;
      const factor = poly.power(poly.variable(index), relation.degree - low);
      numerator = this.reduce(poly.multiply(numerator, factor));
      denominator = this.reduce(poly.multiply(denominator, factor));
    }
    if (numerator === f.numerator && denominator === f.denominator) return f;
    return this.lowest(numerator, denominator);
  }

  /** The polynomial with every root's degree brought below its relation's. */
  private reduce(p: Polynomial): Polynomial {
    if (typeof p === 'bigint') return p;
    const relation = this.generators[p.variable]!.relation;
    const coefficients = p.coefficients.map((c) => this.reduce(c));
    if (relation === undefined || coefficients.length <= relation.degree) {
      return coefficients.every((c, i) => c === p.coefficients[i])
        ? p
        : poly.fromCoefficients(coefficients, p.variable);
    }
    const folded: Polynomial[] = new Array<Polynomial>(relation.degree).fill(0n);
    let factor: Polynomial = 1n;
    coefficients.forEach((c, i) => {
      if (i > 0 && i % relation.degree === 0) factor = poly.multiply(factor, relation.value);
      const slot = i % relation.degree;
      folded[slot] = poly.add(folded[slot]!, poly.multiply(c, factor));
    });
    return poly.fromCoefficients(
      folded.map((c) => this.reduce(c)),
      p.variable,
    );
  }

  // ------------------------------------------------------------ back to expressions

  private polynomialExpression(p: Polynomial): Expression {
    if (typeof p === 'bigint') return rational(p);
    const expanded = poly.toTerms(p);
    spend(50 * expanded.length);
    const terms = expanded.map(({ coefficient, exponents }) =>
      product(
        rational(coefficient),
        ...exponents.map((e, v) => (e === 0 ? ONE : power(this.generators[v]!.expression, rational(e)))),
      ),
    );
    return sum(...terms);
  }

  private factored(p: Polynomial): Expression {
    if (typeof p === 'bigint') return rational(p);
    const monomials = this.generators.map((_, index) => poly.variable(index));
    const { basis, exponents, units } = coprimeBasis([
      p,
      ...monomials.filter((m, index) => poly.degree(p, index) > 0 && poly.divideExactly(p, m) !== undefined),
    ]);
    const factors = basis.map((b, k) => power(this.polynomialExpression(b), rational(exponents[0]![k]!)));
    return product(rational(units[0]!), ...factors);
  }
}

const ODD = new Set(['sinh', 'tanh', 'arsinh', 'artanh', 'sin', 'tan', 'arcsin', 'arctan', 'sign']);

const isAtom = (e: Expression): boolean =>
  e.kind === 'call' || (e.kind === 'power' && !isInteger(e.exponent));

const fromRational = (r: Rational): Fraction => ({ numerator: r.numerator, denominator: r.denominator });

const newBase = (value: Polynomial, expression: Expression): Base => ({
  value,
  expression,
  exponents: [{ exponent: ONE, vector: ONE_FRACTION, order: 1 }],
  roots: new Map(),
});

/** The least common multiple of two orders of roots. Throws RangeError beyond what the tower carries. */
function lcmNumber(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  const order = (a / x) * b;
  if (!(order <= MOST_ORDER)) throw new RangeError('roots of too many orders');
  return order;
}
