import { samplePositive, type PositiveClaim } from './samplePositive.ts';
import { signRule } from './signRule.ts';
import type { Judgement, SamplingOptions } from './verifyIdentity.ts';

/**
 * Whether an expression is positive (or, where allowed, zero) wherever the assumptions hold: proved by the rules of
 * signs, refuted by a point where its value is certainly not so, or missing; else checked at seeded points.
 */
export function verifyPositive(claim: PositiveClaim, options: SamplingOptions): Judgement {
  const sampled = samplePositive(claim, options);
  if (sampled.verdict === 'refuted') return sampled;
  const rule = signRule(claim.expression, claim.assumptions, claim.orZero);
  if (rule === null) return sampled;
  const { points = 0, skipped = 0 } = sampled.evidence;
  return { verdict: 'proved', evidence: { method: rule, rules: [rule], points, skipped, digits: 50 } };
}
