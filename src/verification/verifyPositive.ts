import { formatBall } from '../expression/digits.ts';
import { samplePositive, type PositiveClaim } from './samplePositive.ts';
import { seekNegative } from './seekNegative.ts';
import { signRule } from './signRule.ts';
import { NO_VALUE, pointRecord, type Judgement, type SamplingOptions } from './verifyIdentity.ts';

/**
 * Whether an expression is positive (or, where allowed, zero) wherever the assumptions hold: proved by the rules of
 * signs, refuted by a point where its value is certainly not so, or missing, among
 * seeded ones or at the end of a descent; else checked.
 */
export function verifyPositive(claim: PositiveClaim, options: SamplingOptions): Judgement {
  const sampled = samplePositive(claim, options);
  if (sampled.verdict === 'refuted') return sampled;
  const rule = signRule(claim.expression, claim.assumptions, claim.orZero);
  if (rule === null) return sought(claim, options.seed) ?? sampled;
  const { points = 0, skipped = 0 } = sampled.evidence;
  return { verdict: 'proved', evidence: { method: rule, rules: [rule], points, skipped, digits: 50 } };
}

/** Refuted at a point that a descent found, else null. */
function sought({ expression, assumptions, orZero = false }: PositiveClaim, seed: number): Judgement | null {
  const found = seekNegative(expression, assumptions, seed);
  if (found === null) return null;
  const left = found.value === 'undefined' ? NO_VALUE : formatBall(found.value, 20);
  const counterexample = { at: pointRecord(found.point), left, right: orZero ? 'zero or more' : 'positive' };
  const method = 'negative at a point that a descent found';
  return { verdict: 'refuted', evidence: { method, points: 1, skipped: 0, counterexample } };
}
