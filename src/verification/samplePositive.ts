import type { Assumptions } from '../expression/assumptions.ts';
import { containsZero, isBounded } from '../expression/ball.ts';
import { formatBall } from '../expression/digits.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import { candidatePoints, pointRecord, type Judgement, type SamplingOptions } from './verifyIdentity.ts';

/** Bits to which a sign is looked at, and the digits that a reader is told of. */
const BITS = 200;
const DIGITS = 50;

export interface PositiveClaim {
  readonly expression: Expression;
  readonly assumptions: Assumptions;
  /** Zero is allowed too. */
  readonly orZero?: boolean;
}

/** Whether an expression is positive (or, where allowed, zero) at seeded points: checked at best. */
export function samplePositive(
  { expression, assumptions, orZero = false }: PositiveClaim,
  { seed, points: wanted = 5 }: SamplingOptions,
): Judgement {
  let [points, skipped] = [0, 0];
  for (const point of candidatePoints([expression], assumptions, seed, wanted)) {
    if (points === wanted) break;
    const value = evaluateBall(expression, point, BITS);
    if (value !== 'undefined' && (!isBounded(value) || containsZero(value))) {
      skipped++;
      continue;
    }
    points++;
    if (value !== 'undefined' && value.mantissa > 0n) continue;
    const left = value === 'undefined' ? 'no real value' : formatBall(value, 20);
    const counterexample = { at: pointRecord(point), left, right: orZero ? 'zero or more' : 'positive' };
    const method = orZero ? 'negative at a point' : 'not positive at a point';
    return { verdict: 'refuted', evidence: { method, points, skipped, counterexample } };
  }
  if (points === 0) {
    const why = 'no sampled point lies in the domain, or the sign there is not certain';
    return { verdict: 'undecided', evidence: { method: 'sampling', points, skipped, why } };
  }
  const method = orZero ? 'not negative at sampled points' : 'positive at sampled points';
  return { verdict: 'checked', evidence: { method, points, skipped, digits: DIGITS } };
}
