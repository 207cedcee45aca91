import { isRational, keyOf, type Call, type Expression } from './expression.ts';
import {
  ONE_FRACTION, ZERO_FRACTION, addFractions, fractionKey, invertFraction, multiplyFractions, type Fraction,
} from './fraction.ts'; // prettier-ignore
import * as poly from './polynomial.ts';

/**
 * Exact arithmetic in Q(symbols)(r_1)(r_2)… with r_k^{q_k} = an element of the field below (or, for thirds of
 * an angle, a cubic equation over it): each radical is one generator, whole, however deeply it is nested. An element of level k is the list of its coefficients of
 * 1, r_k, …, r_k^{q_k − 1}. Zero elements are zero for every choice of the branches of the radicals, so a vanishing
 * normal form proves an identity; a non-vanishing one proves nothing.
 */
type Element = Fraction | readonly Element[];

/** A root of r^degree = Σ_{i<degree} tail_i r^i, with its value in double precision at the sample point. */
interface Radical {
  readonly degree: number;
  readonly tail: readonly Element[];
  readonly value: number;
}

/** Thrown when an expression is not algebraic, or a quotient cannot be formed here. */
export class NotAlgebraic extends Error {}

/** Radicals whose degrees multiply to more are left to other methods. */
const LARGEST_DIMENSION = 100;
const HIGHEST_POWER = 1000;

export class NestedRadicals {
  private readonly radicals: Radical[] = [];
  /** Number of coefficients of an element: the product of the degrees. */
  private dimension = 1;
  private readonly symbols = new Map<string, number>();
  private readonly known = new Map<string, Element>();
  private readonly point: number[] = [];
  private readonly sample: ReadonlyMap<string, number>;

  /** `sample` is a point of the domain in double precision, where divisors are seen not to vanish. */
  constructor(sample: ReadonlyMap<string, number>) {
    this.sample = sample;
  }

  /** True when the expression is proved to vanish identically. Throws NotAlgebraic. */
  vanishes(e: Expression): boolean {
    return this.isZero(this.convert(e));
  }

  private convert(e: Expression): Element {
    switch (e.kind) {
      case 'rational':
        return { numerator: e.numerator, denominator: e.denominator };
      case 'symbol': {
        const index = this.symbols.get(e.name) ?? this.symbols.size;
        this.symbols.set(e.name, index);
        this.point[index] = this.sample.get(e.name) ?? NaN;
        return { numerator: poly.variable(index), denominator: 1n };
      }
      case 'sum':
        return e.terms.map((t) => this.convert(t)).reduce((a, b) => this.add(a, b));
      case 'product':
        return e.factors.map((t) => this.convert(t)).reduce((a, b) => this.multiply(a, b));
      case 'power':
        return this.power(e.base, e.exponent);
      case 'call':
        return this.thirdOfAngle(e);
      default:
        throw new NotAlgebraic(`${e.kind} is not algebraic`);
    }
  }

  private power(base: Expression, exponent: Expression): Element {
    if (!isRational(exponent)) throw new NotAlgebraic('symbolic exponent');
    if (exponent.denominator === 1n) return this.integerPower(this.convert(base), Number(exponent.numerator));
    const degree = Number(exponent.denominator);
    const root = this.adjoin(`root ${degree}`, base, (value) => {
      const number = this.valueOf(value);
      const tail = Array.from({ length: degree }, (_, i) => (i === 0 ? value : ZERO_FRACTION));
      return { degree, tail, value: number > 0 ? number ** (1 / degree) : NaN };
    });
    return this.integerPower(root, Number(exponent.numerator));
  }

  /** C = cos(arccos(x)/3) with 4C³ − 3C = x, and S = sinh(arsinh(x)/3) with 4S³ + 3S = x. */
  private thirdOfAngle(e: Call): Element {
    const third =
      e.argument.kind === 'product' && e.argument.factors.length === 2 ? e.argument.factors : null;
    const inverse = third?.[1];
    const isThird =
      third !== null &&
      third !== undefined &&
      (keyOf(third[0]!) === '1/3' || (e.name === 'cos' && keyOf(third[0]!) === '-1/3'));
    const expected = e.name === 'cos' ? 'arccos' : e.name === 'sinh' ? 'arsinh' : '';
    if (!isThird || inverse?.kind !== 'call' || inverse.name !== expected)
      throw new NotAlgebraic(`${e.name} is not algebraic`);
    const sign = e.name === 'cos' ? 1 : -1;
    return this.adjoin(`${e.name}/3`, inverse.argument, (x) => {
      const number = this.valueOf(x);
      const value = e.name === 'cos' ? Math.cos(Math.acos(number) / 3) : Math.sinh(Math.asinh(number) / 3);
      const quarter: Fraction = { numerator: 1n, denominator: 4n };
      const slope: Fraction = { numerator: BigInt(3 * sign), denominator: 4n };
      return { degree: 3, tail: [this.multiply(quarter, x), slope, ZERO_FRACTION], value };
    });
  }

  private adjoin(kind: string, of: Expression, radical: (value: Element) => Radical): Element {
    const key = `${kind}: ${keyOf(of)}`;
    let root = this.known.get(key);
    if (root === undefined) {
      // Radicals of one element by the same rule are one: √f and √g where f = g is seen in normal form.
      const value = this.convert(of);
      const shared = `${kind} ${keyOfElement(value)}`;
      root = this.known.get(shared);
      if (root !== undefined) {
        this.known.set(key, root);
        return root;
      }
      const r = radical(value);
      const level = this.radicals.length;
      this.dimension *= r.degree;
      if (this.dimension > LARGEST_DIMENSION)
        throw new NotAlgebraic('the field of the radicals is too large');
      this.radicals.push({ ...r, tail: r.tail.map((c) => this.lift(c, level)) });
      root = this.generator(level + 1);
      this.known.set(key, root);
      this.known.set(shared, root);
    }
    return root;
  }

  private generator(level: number): Element {
    const { degree } = this.radicals[level - 1]!;
    return Array.from({ length: degree }, (_, i) =>
      this.lift(i === 1 ? ONE_FRACTION : ZERO_FRACTION, level - 1),
    );
  }

  private integerPower(a: Element, n: number): Element {
    if (!(Math.abs(n) <= HIGHEST_POWER)) throw new NotAlgebraic('a power that is too high');
    let base = n < 0 ? this.invert(a) : a;
    let result: Element = ONE_FRACTION;
    for (let k = Math.abs(n); k > 0; k = Math.floor(k / 2)) {
      if (k % 2 === 1) result = this.multiply(result, base);
      if (k > 1) base = this.multiply(base, base);
    }
    return result;
  }

  private level(a: Element): number {
    return isFraction(a) ? 0 : this.level(a[0]!) + 1;
  }

  private lift(a: Element, level: number): Element {
    let result = a;
    for (let k = this.level(a); k < level; k++) {
      const head = result;
      const zero = this.zero(k);
      result = Array.from({ length: this.radicals[k]!.degree }, (_, i) => (i === 0 ? head : zero));
    }
    return result;
  }

  private zero(level: number): Element {
    return level === 0 ? ZERO_FRACTION : this.lift(ZERO_FRACTION, level);
  }

  private isZero(a: Element): boolean {
    return isFraction(a) ? a.numerator === 0n : a.every((c) => this.isZero(c));
  }

  private add(a: Element, b: Element): Element {
    const level = Math.max(this.level(a), this.level(b));
    const [x, y] = [this.lift(a, level), this.lift(b, level)];
    if (isFraction(x) || isFraction(y)) return addFractions(x as Fraction, y as Fraction);
    return x.map((c, i) => this.add(c, y[i]!));
  }

  private multiply(a: Element, b: Element): Element {
    const [la, lb] = [this.level(a), this.level(b)];
    if (la < lb) return this.multiply(b, a);
    if (isFraction(a)) return multiplyFractions(a, b as Fraction);
    if (lb < la) return a.map((c) => (this.isZero(c) ? c : this.multiply(c, b)));
    const { degree, tail } = this.radicals[la - 1]!;
    const high = b as readonly Element[];
    const wide: Element[] = new Array<Element>(2 * degree - 1).fill(this.zero(la - 1));
    const accumulate = (slot: number, term: Element) =>
      (wide[slot] = this.lift(this.add(wide[slot]!, term), la - 1));
    a.forEach((x, i) => {
      if (this.isZero(x)) return;
      high.forEach((y, j) => this.isZero(y) || accumulate(i + j, this.multiply(x, y)));
    });
    for (let k = 2 * degree - 2; k >= degree; k--) {
      const top = wide[k]!;
      if (this.isZero(top)) continue;
      tail.forEach((c, i) => this.isZero(c) || accumulate(k - degree + i, this.multiply(top, c)));
    }
    return wide.slice(0, degree);
  }

  /** 1/a, from the linear system that multiplication by a is over the field below. */
  private invert(a: Element): Element {
    if (isFraction(a)) {
      if (a.numerator === 0n) throw new NotAlgebraic('division by zero');
      return invertFraction(a);
    }
    this.requireNonzero(a);
    const level = this.level(a);
    const { degree } = this.radicals[level - 1]!;
    const below = level - 1;
    const unit = (k: number): Element =>
      Array.from({ length: degree }, (_, i) => this.lift(i === k ? ONE_FRACTION : ZERO_FRACTION, below));
    const columns = Array.from({ length: degree }, (_, k) => this.multiply(a, unit(k)) as readonly Element[]);
    const rows = Array.from({ length: degree }, (_, i) => [
      ...columns.map((c) => c[i]!),
      i === 0 ? ONE_FRACTION : ZERO_FRACTION,
    ]);
    for (let k = 0; k < degree; k++) {
      const pivot = rows.findIndex((r, i) => i >= k && !this.isZero(r[k]!));
      if (pivot < 0) throw new NotAlgebraic('a zero divisor');
      [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
      const inverse = this.invert(rows[k]![k]!);
      rows[k] = rows[k]!.map((x) => this.multiply(x, inverse));
      for (let i = 0; i < degree; i++) {
        const factor = rows[i]![k]!;
        if (i === k || this.isZero(factor)) continue;
        rows[i] = rows[i]!.map((x, j) => this.subtract(x, this.multiply(factor, rows[k]![j]!)));
      }
    }
    return rows.map((r) => this.lift(r[degree]!, below));
  }

  /** A formal inverse means something only where the element does not vanish on the real branch in question. */
  private requireNonzero(a: Element): void {
    if (isFraction(a)) return;
    const value = this.valueOf(a);
    if (!(Math.abs(value) > 1e-6)) throw new NotAlgebraic('a divisor that may vanish on the real branch');
  }

  /** The value in double precision at the sample point, every radical being its positive root; NaN elsewhere. */
  private valueOf(a: Element): number {
    if (isFraction(a)) return evaluateAt(a.numerator, this.point) / evaluateAt(a.denominator, this.point);
    const { value } = this.radicals[this.level(a) - 1]!;
    return a.reduceRight<number>((total, c) => total * value + this.valueOf(c), 0);
  }

  private negate(a: Element): Element {
    return this.multiply(rationalElement(-1), a);
  }

  private subtract(a: Element, b: Element): Element {
    return this.add(a, this.negate(b));
  }
}

const keyOfElement = (a: Element): string =>
  isFraction(a) ? fractionKey(a) : `(${a.map(keyOfElement).join(',')})`;

const isFraction = (a: Element): a is Fraction => 'numerator' in a;
const evaluateAt = (p: poly.Polynomial, point: readonly number[]): number =>
  typeof p === 'bigint'
    ? Number(p)
    : p.coefficients.reduceRight<number>((total, c) => total * point[p.variable]! + evaluateAt(c, point), 0);

const rationalElement = (n: number): Fraction => ({ numerator: BigInt(n), denominator: 1n });
