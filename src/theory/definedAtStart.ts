import { isDefined, type Assumptions } from '../expression/assumptions.ts';
import {
  HALF, MINUS_ONE, TWO, children, dependsOn, equal, isRational, log, power, product, substitute, subtract, sum, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { WEIGHT } from './model.ts';

/** True when substitution finds no division by zero at the initial weight: (sqrt(1 + w^2) - 1)/w is 0/0 at 0. */
export function isDefinedAt(e: Expression, start: Expression): boolean {
  try {
    substitute(e, new Map([[WEIGHT, start]]));
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The value of a formula in w at the initial weight, or null where one of its parts is not known to have one: in
 * w/(sqrt(w^2 + a^2) - a) the factor 0 would hide that the divisor vanishes too.
 */
export function valueAtStart(e: Expression, start: Expression, facts: Assumptions): Expression | null {
  const values = new Map([[WEIGHT, start]]);
  try {
    for (const part of partsThatMayHaveNoValue(e))
      if (isDefined(simplify(substitute(part, values), facts), facts) !== true) return null;
    return substitute(e, values);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The powers and functions of w inside a formula: all else has a value wherever its parts have one. */
function* partsThatMayHaveNoValue(e: Expression): Generator<Expression> {
  for (const child of children(e)) yield* partsThatMayHaveNoValue(child);
  if (e.kind !== 'sum' && e.kind !== 'product' && dependsOn(e, WEIGHT)) yield e;
}

/**
 * A formula in w that is 0/0 at the initial weight, written so that it has a value there: logarithms of one factor are
 * joined, and a quotient with a difference P - Q that has a square root is extended by P + Q, as (sqrt(1 + w^2) - 1)/w =
 * w/(sqrt(1 + w^2) + 1). The formula itself where that does not help.
 */
export function definedAtStart(e: Expression, start: Expression, facts: Assumptions): Expression {
  if (isDefinedAt(e, start)) return e;
  const terms = joinLogarithms(e, facts).map((t) => extended(t, facts));
  const result = sum(...terms);
  return isDefinedAt(result, start) ? result : e;
}

/** The terms of a sum, those c log(a) and c log(b) as one c log(a b). */
function joinLogarithms(e: Expression, facts: Assumptions): Expression[] {
  const result: Expression[] = [];
  const joined: { factor: Expression; argument: Expression }[] = [];
  for (const term of termsOf(e)) {
    const parts = term.kind === 'product' ? term.factors : [term];
    const own = parts.find((p) => p.kind === 'call' && p.name === 'log' && dependsOn(p, WEIGHT));
    const factor = product(...parts.filter((p) => p !== own));
    if (own?.kind !== 'call' || dependsOn(factor, WEIGHT)) {
      result.push(term);
      continue;
    }
    const same = joined.find((j) => equal(j.factor, factor));
    if (same === undefined) joined.push({ factor, argument: own.argument });
    else same.argument = simplify(product(same.argument, own.argument), facts);
  }
  return [...result, ...joined.map((j) => product(j.factor, log(j.argument)))];
}

/** The terms of a sum, with rational multiples of sums in it multiplied out. */
function termsOf(e: Expression): Expression[] {
  if (e.kind === 'sum') return e.terms.flatMap(termsOf);
  if (e.kind !== 'product' || e.factors.length !== 2) return [e];
  const [factor, rest] = e.factors as [Expression, Expression];
  if (!isRational(factor) || rest.kind !== 'sum') return [e];
  return rest.terms.flatMap(termsOf).map((t) => product(factor, t));
}

/** A product with a difference that has a square root, extended by the sum; within logarithms too. */
function extended(e: Expression, facts: Assumptions): Expression {
  const factors = e.kind === 'product' ? e.factors : [e];
  const inside = factors.find((f) => f.kind === 'call' && f.name === 'log');
  if (inside?.kind === 'call')
    return product(...factors.filter((f) => f !== inside), log(extended(inside.argument, facts)));
  const difference = factors.find((f) => f.kind === 'sum' && f.terms.length === 2 && f.terms.some(hasRoot));
  if (difference?.kind !== 'sum') return e;
  const [first, second] = difference.terms as [Expression, Expression];
  const [root, other] = hasRoot(first) ? [first, second] : [second, first];
  const squares = subtract(power(root, TWO), power(other, TWO));
  const rest = factors.filter((f) => f !== difference);
  return product(simplify(product(...rest, squares), facts), power(subtract(root, other), MINUS_ONE));
}

const hasRoot = (e: Expression): boolean =>
  (e.kind === 'power' && isRational(e.exponent) && equal(e.exponent, HALF)) || children(e).some(hasRoot);
