import { isPositive, type Assumptions } from './assumptions.ts';
import { children, freeSymbols, isRational, type Expression } from './expression.ts';

/** Beyond this nesting the tower of fields, which splits every radicand, grows too fast to be used. */
export const DEEPEST_ROOTS = 2;

const depths = new WeakMap<Expression, number>();
const depthsUnder = new WeakMap<Assumptions, WeakMap<Expression, number>>();

/**
 * How deeply fractional powers, and thirds of an angle, are nested in e through any other operation. Under assumptions
 * the roots of positive symbols do not count: they can be symbols themselves.
 */
export function radicalDepth(e: Expression, assumptions: Assumptions | null = null): number {
  if (e.kind === 'symbol' || e.kind === 'rational' || e.kind === 'constant') return 0;
  let known = depths;
  if (assumptions !== null) {
    known = depthsUnder.get(assumptions) ?? new WeakMap();
    depthsUnder.set(assumptions, known);
  }
  let seen = known.get(e);
  if (seen === undefined) {
    const inner = children(e).reduce((most, child) => Math.max(most, radicalDepth(child, assumptions)), 0);
    seen = inner + (isRadical(e, assumptions) ? 1 : 0);
    known.set(e, seen);
  }
  return seen;
}

function isRadical(e: Expression, assumptions: Assumptions | null): boolean {
  if (freeSymbols(e).size === 0) return false;
  if (e.kind === 'call') return (e.name === 'cos' || e.name === 'sinh') && e.argument.kind === 'product';
  if (e.kind !== 'power' || !isRational(e.exponent) || e.exponent.denominator === 1n) return false;
  return !(assumptions !== null && e.base.kind === 'symbol' && isPositive(e.base, assumptions) === true);
}
