import type { Assumptions } from './assumptions.ts';
import { ONE, children, dependsOn, isRational, subtract, sum, type Expression } from './expression.ts';
import { isNonnegative, isNonzero, isPositive, type Truth } from './inference.ts';

/**
 * Whether e has a real value at every point that meets the assumptions; false when a part of it is defined at none.
 */
export function isDefined(e: Expression, assumptions: Assumptions): Truth {
  const conditions = [
    ...children(e).map((child) => isDefined(child, assumptions)),
    ...ownConditions(e, assumptions),
  ];
  if (conditions.includes(false)) return false;
  return conditions.includes('unknown') ? 'unknown' : true;
}

/** Whether the sign occurs, with the symbol where one is named: the one function here that is not continuous wherever it is defined. */
export const jumps = (e: Expression, name?: string): boolean =>
  (e.kind === 'call' && e.name === 'sign' && (name === undefined || dependsOn(e, name))) ||
  children(e).some((child) => jumps(child, name));

function ownConditions(e: Expression, assumptions: Assumptions): Truth[] {
  if (e.kind === 'power') {
    const { base, exponent } = e;
    if (!isRational(exponent)) return [isPositive(base, assumptions) === true ? true : 'unknown'];
    if (exponent.denominator === 1n) return exponent.numerator > 0n ? [] : [isNonzero(base, assumptions)];
    return [exponent.numerator > 0n ? isNonnegative(base, assumptions) : isPositive(base, assumptions)];
  }
  if (e.kind !== 'call') return [];
  const x = e.argument;
  switch (e.name) {
    case 'log':
      return [isPositive(x, assumptions)];
    case 'arcosh':
      return [isNonnegative(subtract(x, ONE), assumptions)];
    case 'artanh':
      return [isPositive(subtract(ONE, x), assumptions), isPositive(sum(ONE, x), assumptions)];
    case 'arcsin':
    case 'arccos':
      return [isNonnegative(subtract(ONE, x), assumptions), isNonnegative(sum(ONE, x), assumptions)];
    case 'tan':
      return ['unknown'];
    default:
      return [];
  }
}
