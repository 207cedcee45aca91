import { isPositive, type Assumptions } from './assumptions.ts';
import {
  children,
  isInteger,
  isRational,
  keyOf,
  mapChildren,
  power,
  product,
  type Expression,
} from './expression.ts';
import { memoOf } from './memo.ts';

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

function hasNestedPower(e: Expression): boolean {
  if (e.kind === 'symbol' || e.kind === 'rational' || e.kind === 'constant') return false;
  return (memoOf(e).hasNestedPower ??=
    (e.kind === 'power' && e.base.kind === 'power') || children(e).some(hasNestedPower));
}

/** Roots of one kind of positive numbers become one root, throughout the expression: sqrt(2) sqrt(5) = sqrt(10). */
export function mergeRoots(e: Expression): Expression {
  if (!hasRootsToMerge(e)) return e;
  const inner = mapChildren(e, mergeRoots);
  if (inner.kind !== 'product') return inner;
  const bases = new Map<string, { exponent: Expression; numbers: Expression[] }>();
  const rest: Expression[] = [];
  for (const factor of inner.factors) {
    if (!isRootOfNumber(factor)) {
      rest.push(factor);
      continue;
    }
    const key = keyOf(factor.exponent);
    const group = bases.get(key) ?? { exponent: factor.exponent, numbers: [] };
    group.numbers.push(factor.base);
    bases.set(key, group);
  }
  const roots = [...bases.values()].map(({ exponent, numbers }) => power(product(...numbers), exponent));
  return product(...rest, ...roots);
}

const isRootOfNumber = (e: Expression): e is Expression & { kind: 'power' } =>
  e.kind === 'power' &&
  isRational(e.base) &&
  e.base.numerator > 0n &&
  isRational(e.exponent) &&
  !isInteger(e.exponent);

function hasRootsToMerge(e: Expression): boolean {
  if (e.kind === 'symbol' || e.kind === 'rational' || e.kind === 'constant') return false;
  return (memoOf(e).hasRootsToMerge ??=
    (e.kind === 'product' && e.factors.filter(isRootOfNumber).length > 1) ||
    children(e).some(hasRootsToMerge));
}
