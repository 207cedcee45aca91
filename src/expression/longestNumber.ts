import { children, type Expression } from './expression.ts';

/** Bits of the longest numerator or denominator in e: below one over a number of that size a term may hide. */
export function longestNumber(e: Expression): number {
  if (e.kind === 'rational')
    return Math.max(e.numerator.toString(2).length, e.denominator.toString(2).length);
  return Math.max(0, ...children(e).map(longestNumber));
}
