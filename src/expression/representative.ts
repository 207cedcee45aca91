import {
  ONE,
  addRational,
  multiplyRational,
  rational,
  ZERO,
  HALF,
  compareRational,
  type Rational,
} from './expression.ts';
import type { Domain } from './assumptions.ts';

/** A few simple rational points inside an interval, the simplest first. */
export function representative({ lower, upper }: Pick<Domain, 'lower' | 'upper'>): Rational[] {
  const inside = (x: Rational) =>
    (lower === null || compareRational(lower, x) < 0) && (upper === null || compareRational(x, upper) < 0);
  const candidates = [ZERO, ONE, rational(-1), HALF, rational(-1, 2)];
  if (lower !== null && upper !== null) candidates.push(multiplyRational(HALF, addRational(lower, upper)));
  else if (lower !== null) candidates.push(addRational(lower, ONE));
  else if (upper !== null) candidates.push(addRational(upper, rational(-1)));
  return candidates.filter(inside);
}
