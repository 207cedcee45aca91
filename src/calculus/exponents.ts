import { compare, type Assumptions } from '../expression/assumptions.ts';
import {
  ZERO, addRational, compareRational, isRational, keyOf, multiplyRational, product, rational, sum, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { ONE_FRACTION, type Fraction } from '../expression/fraction.ts';
import { linearCoordinates } from '../expression/linearCoordinates.ts';
import type { Tower } from '../expression/tower.ts';

export type Order = -1 | 0 | 1 | 'unknown';

/**
 * The exponents of generalized power series. Those of one series are rational combinations of a few quantities (1 and
 * 2/(D − 2), say), so that adding and comparing them is arithmetic of their coordinates. One expression stands for each
 * value: equal exponents are the same object.
 */
export class Exponents {
  private readonly tower: Tower;
  private readonly assumptions: Assumptions;
  private readonly basis: Fraction[] = [ONE_FRACTION];
  private readonly directions: Expression[] = [];
  private readonly written = new Map<string, Expression>();
  private readonly known = new Map<string, Expression>();
  private readonly coordinates = new WeakMap<Expression, readonly Rational[]>();
  private readonly signs = new Map<string, Order>();

  constructor(tower: Tower, assumptions: Assumptions) {
    this.tower = tower;
    this.assumptions = assumptions;
  }

  /** The one expression of this value. */
  of(e: Expression): Expression {
    if (isRational(e) || this.coordinates.has(e)) return e;
    const key = keyOf(e);
    let found = this.written.get(key);
    if (found === undefined) this.written.set(key, (found = this.at(this.coordinatesOf(e))));
    return found;
  }

  add(a: Expression, b: Expression): Expression {
    if (isRational(a) && isRational(b)) return addRational(a, b);
    const [p, q] = [this.vector(a), this.vector(b)];
    const length = Math.max(p.length, q.length);
    return this.at(Array.from({ length }, (_, j) => addRational(p[j] ?? ZERO, q[j] ?? ZERO)));
  }

  scale(a: Expression, factor: Rational): Expression {
    if (isRational(a)) return multiplyRational(a, factor);
    return this.at(this.vector(a).map((x) => multiplyRational(x, factor)));
  }

  negate(a: Expression): Expression {
    return this.scale(a, rational(-1));
  }

  /** −1, 0 or 1 as the assumptions prove a < b, a = b or a > b; remembered by the difference, of which there are few. */
  compare(a: Expression, b: Expression): Order {
    if (a === b) return 0;
    if (isRational(a) && isRational(b)) return compareRational(a, b) as Order;
    const difference = this.add(a, this.negate(b));
    if (isRational(difference)) return compareRational(difference, ZERO) as Order;
    const key = this.keyOf(difference);
    let order = this.signs.get(key);
    if (order === undefined) {
      order = compare(difference, ZERO, this.assumptions);
      this.signs.set(key, order);
      this.signs.set(this.keyOf(this.negate(difference)), order === 'unknown' ? order : (-order as Order));
    }
    return order;
  }

  keyOf(a: Expression): string {
    if (isRational(a)) return keyOfVector([a]);
    return keyOfVector(this.vector(a));
  }

  private vector(a: Expression): readonly Rational[] {
    if (isRational(a)) return [a];
    return this.coordinates.get(a) ?? this.coordinates.get(this.of(a))!;
  }

  /** In the basis, to which a value outside its span is added. */
  private coordinatesOf(e: Expression): readonly Rational[] {
    const form = this.tower.normalForm(e);
    const found = linearCoordinates(form, this.basis);
    if (found !== undefined) return found;
    this.basis.push(form);
    this.directions.push(this.tower.toExpression(form));
    return this.basis.map((_, j) => rational(j === this.basis.length - 1 ? 1 : 0));
  }

  private at(coordinates: readonly Rational[]): Expression {
    const vector = trimmed(coordinates);
    if (vector.length <= 1) return vector[0] ?? ZERO;
    const key = keyOfVector(vector);
    let e = this.known.get(key);
    if (e !== undefined) return e;
    const [constant = ZERO, ...rest] = vector;
    e = sum(constant, ...rest.map((x, j) => product(x, this.directions[j]!)));
    this.known.set(key, e);
    this.coordinates.set(e, vector);
    return e;
  }
}

function trimmed(vector: readonly Rational[]): readonly Rational[] {
  let length = vector.length;
  while (length > 0 && vector[length - 1]!.numerator === 0n) length--;
  return vector.slice(0, length);
}

const keyOfVector = (vector: readonly Rational[]): string =>
  vector.map((x) => `${x.numerator}/${x.denominator}`).join(' ');
