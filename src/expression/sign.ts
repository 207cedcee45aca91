import { ZERO } from './expression.ts';
import { interval, intervalContains, type Interval } from './interval.ts';

/** A set of possible signs of a real number, as bits. */
export type SignSet = number;

export const NEGATIVE = 1;
export const NULL = 2;
export const POSITIVE = 4;
export const ANY_SIGN = NEGATIVE | NULL | POSITIVE;

const MEMBERS = [NEGATIVE, NULL, POSITIVE] as const;
const valueOf = (bit: number): number => (bit === NEGATIVE ? -1 : bit === NULL ? 0 : 1);
const bitOf = (sign: number): SignSet => (sign < 0 ? NEGATIVE : sign > 0 ? POSITIVE : NULL);

function combine(a: SignSet, b: SignSet, f: (x: number, y: number) => SignSet): SignSet {
  let result = 0;
  for (const x of MEMBERS) for (const y of MEMBERS) if (a & x && b & y) result |= f(valueOf(x), valueOf(y));
  return result;
}

export const multiplySigns = (a: SignSet, b: SignSet): SignSet => combine(a, b, (x, y) => bitOf(x * y));
export const addSigns = (a: SignSet, b: SignSet): SignSet =>
  combine(a, b, (x, y) => (x * y < 0 ? ANY_SIGN : bitOf(x + y)));
export const negateSigns = (a: SignSet): SignSet => multiplySigns(a, NEGATIVE);

export function signsOfInterval(i: Interval): SignSet {
  let result = 0;
  if (i.lower === null || i.lower.numerator < 0n) result |= NEGATIVE;
  if (i.upper === null || i.upper.numerator > 0n) result |= POSITIVE;
  if (intervalContains(i, ZERO)) result |= NULL;
  return result;
}

/** The least interval that holds all numbers of those signs (the set is not empty). */
export function intervalOfSigns(signs: SignSet): Interval {
  return interval(
    signs & NEGATIVE ? null : ZERO,
    signs & POSITIVE ? null : ZERO,
    !(signs & NEGATIVE) && !(signs & NULL),
    !(signs & POSITIVE) && !(signs & NULL),
  );
}
