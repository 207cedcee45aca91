import { mapChildren, size, type Expression } from './expression.ts';
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
  if (isMonomial(e)) return e;
  let known = memory.get(assumptions);
  if (known === undefined) memory.set(assumptions, (known = new WeakMap()));
  let result = known.get(e);
  if (result === undefined)
    known.set(e, (result = withinBudget(OF_SIMPLIFICATION, () => shortest(e, assumptions))));
  return result;
}

/** Above this many nodes a normal form is seldom shorter and costs much. */
const LARGEST = 150;

const memory = new WeakMap<Assumptions, WeakMap<Expression, Expression>>();

/** Powers of symbols and their products have no shorter form. */
const isMonomial = (e: Expression): boolean =>
  e.kind === 'rational' ||
  e.kind === 'symbol' ||
  (e.kind === 'power' && e.base.kind === 'symbol' && isMonomial(e.exponent)) ||
  (e.kind === 'product' && e.factors.every(isMonomial));

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
