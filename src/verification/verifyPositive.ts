import { formatBall } from '../expression/digits.ts';
import { samplePositive, type PositiveClaim } from './samplePositive.ts';
import { seekNegative } from './seekNegative.ts';
import { signRule } from './signRule.ts';
import { NO_VALUE, pointRecord, type Judgement, type SamplingOptions } from './verifyIdentity.ts';

/**
 * Whether an expression is positive (or, where allowed, zero) wherever the assumptions hold: proved by the rules of
 * signs, refuted by a point where its value is certainly not so, or missing, among seeded ones or at the end of a search;
 * else checked.
 */
export function verifyPositive(claim: PositiveClaim, options: SamplingOptions): Judgement {
  const sampled = samplePositive(claim, options);
  if (sampled.verdict === 'refuted') return sampled;
  const rule = signRule(claim.expression, claim.assumptions, claim.orZero);
  if (rule === null) return sought(claim, sampled, options.seed);
  const { points = 0, skipped = 0 } = sampled.evidence;
  return { verdict: 'proved', evidence: { method: rule, rules: [rule], points, skipped, digits: 50 } };
}

/** Refuted at a point that was sought, undecided where a zero seems to be that must not, else as sampled. */
function sought(claim: PositiveClaim, sampled: Judgement, seed: number): Judgement {
  const found = seekNegative(claim, seed);
  if (found === null) {
    if (sampled.verdict !== 'checked') return sampled;
    const method = `${sampled.evidence.method}, and a search found none where it is not`;
    return { ...sampled, evidence: { ...sampled.evidence, method } };
  }
  if ('touches' in found) {
    const place = Object.entries(found.touches).map(([name, value]) => `${name} = ${value}`).join(', '); // prettier-ignore
    const why = `it comes as near to zero as doubles show at ${place}, and may be zero there`;
    return { verdict: 'undecided', evidence: { ...sampled.evidence, why } };
  }
  const left = found.value === 'undefined' ? NO_VALUE : formatBall(found.value, 20);
  const right = claim.orZero === true ? 'zero or more' : 'positive';
  const counterexample = { at: pointRecord(found.point), left, right };
  const what = claim.orZero === true ? 'negative' : 'not positive';
  return {
    verdict: 'refuted',
    evidence: { method: `${what} at a point that was sought`, points: 1, skipped: 0, counterexample },
  };
}
