import { isPositive, type Assumptions } from './assumptions.ts';
import { children, freeSymbols, isRational, type Expression } from './expression.ts';
import { memoOf } from './memo.ts';

/** Beyond this nesting the tower of fields, which splits every radicand, grows too fast to be used. */
export const DEEPEST_ROOTS = 2;

const depthsUnder = new WeakMap<Assumptions, WeakMap<Expression, number>>();

/**
 * How deeply fractional powers, and thirds of an angle, are nested in e through any other operation. Under assumptions
 * the roots of positive symbols do not count: they can be symbols themselves.
 */
export function radicalDepth(e: Expression, assumptions: Assumptions | null = null): number {
  if (e.kind === 'symbol' || e.kind === 'rational' || e.kind === 'constant') return 0;
  const most = (memoOf(e).depthOfRoots ??= computeDepth(e, null));
  if (assumptions === null || most === 0) return most;
  let known = depthsUnder.get(assumptions);
  if (known === undefined) depthsUnder.set(assumptions, (known = new WeakMap()));
  let depth = known.get(e);
  if (depth === undefined) known.set(e, (depth = computeDepth(e, assumptions)));
  return depth;
}

const computeDepth = (e: Expression, assumptions: Assumptions | null): number =>
  children(e).reduce((most, child) => Math.max(most, radicalDepth(child, assumptions)), 0) +
  (isRadical(e, assumptions) ? 1 : 0);

function isRadical(e: Expression, assumptions: Assumptions | null): boolean {
  if (freeSymbols(e).size === 0) return false;
  if (e.kind === 'call') return (e.name === 'cos' || e.name === 'sinh') && e.argument.kind === 'product';
  if (e.kind !== 'power' || !isRational(e.exponent) || e.exponent.denominator === 1n) return false;
  return !(assumptions !== null && e.base.kind === 'symbol' && isPositive(e.base, assumptions) === true);
}
