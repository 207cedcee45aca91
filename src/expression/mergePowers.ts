import { isPositive, type Assumptions } from './assumptions.ts';
import { children, mapChildren, power, product, type Expression } from './expression.ts';

/** (b^e)^f = b^{e f} for every base b that is proved positive, throughout the expression. */
export function mergePowers(e: Expression, assumptions: Assumptions): Expression {
  if (!hasNestedPower(e)) return e;
  const inner = mapChildren(e, (child) => mergePowers(child, assumptions));
  return mergedPower(inner, assumptions);
}

/** The rule at the top of the expression alone. */
export function mergedPower(e: Expression, assumptions: Assumptions): Expression {
  if (e.kind !== 'power' || e.base.kind !== 'power') return e;
  if (isPositive(e.base.base, assumptions) !== true) return e;
  return power(e.base.base, product(e.base.exponent, e.exponent));
}

const nested = new WeakMap<Expression, boolean>();

function hasNestedPower(e: Expression): boolean {
  if (e.kind === 'symbol' || e.kind === 'rational' || e.kind === 'constant') return false;
  let known = nested.get(e);
  if (known === undefined) {
    known = (e.kind === 'power' && e.base.kind === 'power') || children(e).some(hasNestedPower);
    nested.set(e, known);
  }
  return known;
}
