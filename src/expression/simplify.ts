import { mapChildren, orderedKeyOf, size, splitCoefficient, type Expression } from './expression.ts';
import type { Assumptions } from './assumptions.ts';
import { mergeRoots, mergedPower } from './mergePowers.ts';
import { DEEPEST_ROOTS, radicalDepth } from './radicalDepth.ts';
import { Tower } from './tower.ts';
import { withinBudget } from './workBudget.ts';

/** Work that one normal form, and one simplification with all its parts, may cost. */
const OF_NORMAL_FORM = 2e6;
const OF_SIMPLIFICATION = 5e6;

/**
 * An equal expression in the normal form of the tower, functions kept as they are (hyperbolic functions are not
 * turned into exponentials): quotients in lowest terms, square roots out of denominators, powers of one base
 * merged. Equal wherever both are defined under the assumptions. Returns e itself when the form does not exist.
 */
export function normalize(e: Expression, assumptions: Assumptions): Expression {
  if (radicalDepth(e) > DEEPEST_ROOTS) return e;
  try {
    return withinBudget(OF_NORMAL_FORM, () => {
      const tower = new Tower(assumptions);
      return tower.toExpression(tower.rationalize(tower.normalForm(e)));
    });
  } catch (error) {
    if (error instanceof RangeError) return e;
    throw error;
  }
}

/** The shorter of e and its normal form; arguments, bases and exponents are simplified first. */
export function simplify(e: Expression, assumptions: Assumptions): Expression {
  if (isMonomial(e) || isLinear(e)) return e;
  let known = memory.get(assumptions);
  if (known === undefined) memory.set(assumptions, (known = new Map<string, Expression>()));
  const key = orderedKeyOf(e);
  let result = known.get(key);
  if (result === undefined) {
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(key, (result = withinBudget(OF_SIMPLIFICATION, () => shortest(e, assumptions))));
  }
  return result;
}

/** Above this many nodes a normal form is seldom shorter and costs much. */
const LARGEST = 150;

/**
 * By a key that tells the order of terms too, which the result keeps: equal expressions are built again and again.
 * Emptied when it has grown to this many entries.
 */
const memory = new WeakMap<Assumptions, Map<string, Expression>>();
const MOST_REMEMBERED = 20_000;

/** Powers of symbols and their products have no shorter form. */
const isMonomial = (e: Expression): boolean =>
  e.kind === 'rational' ||
  e.kind === 'symbol' ||
  (e.kind === 'power' && e.base.kind === 'symbol' && isMonomial(e.exponent)) ||
  (e.kind === 'product' && e.factors.every(isMonomial));

/** c x + d with numbers c, d: neither a common factor nor another order makes it shorter. */
const isLinear = (e: Expression): boolean =>
  e.kind === 'sum' &&
  e.terms.length === 2 &&
  e.terms.some((t) => t.kind === 'rational') &&
  e.terms.some((t) => splitCoefficient(t)[1].kind === 'symbol');

function shortest(e: Expression, assumptions: Assumptions): Expression {
  const inner = mergedPower(
    mapChildren(e, (child) =>
      child.kind === 'rational' || child.kind === 'symbol' ? child : simplify(child, assumptions),
    ),
    assumptions,
  );
  if (size(inner) > LARGEST) return inner;
  const form = normalize(inner, assumptions);
  return mergeRoots(size(form) < size(inner) ? form : inner);
}
