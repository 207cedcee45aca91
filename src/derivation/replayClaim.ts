import { HypentropyError } from '../errors.ts';
import { assumeThat } from '../expression/assumptions.ts';
import { parse } from '../expression/parse.ts';
import type { StepClaimRecord } from '../records.ts';
import { samplePositive } from '../verification/samplePositive.ts';
import { verifyExpansion } from '../verification/verifyExpansion.ts';
import { verifyIdentity, type Judgement, type SamplingOptions } from '../verification/verifyIdentity.ts';
import { replayNoRadicalForm } from './replayNoRadicalForm.ts';

/** Names that only a program makes, and formulas longer than a person types. */
export const RECORDED = { allowUnknown: true, maximumLength: 1 << 16 };

/**
 * Decides a recorded claim again from its text alone: parsing, normal forms, ball arithmetic and factor patterns, none of
 * the code that derived it. Throws FormulaError for a claim that cannot be read, HypentropyError for one of unknown kind.
 */
export function replayClaim(claim: StepClaimRecord, sampling: SamplingOptions): Judgement {
  const assumptions = assumeThat(claim.assumptions);
  const [left, right] = [parse(claim.left, RECORDED), parse(claim.right, RECORDED)];
  switch (claim.kind) {
    case 'identity':
      return verifyIdentity({ left, right, assumptions }, { ...sampling, mustExist: true });
    case 'positive':
      return samplePositive({ expression: left, assumptions, orZero: claim.orZero ?? false }, sampling);
    case 'expansion': {
      const { variable = '', towards = 'zero', next = null } = claim;
      const series = { variable, towards, next: next === null ? null : parse(next, RECORDED), assumptions };
      return verifyExpansion(
        { kind: 'expansion', name: claim.name, exact: left, series: right, ...series },
        sampling,
      );
    }
    case 'no-radical-form':
      return replayNoRadicalForm(claim, left, right);
    default:
      throw new HypentropyError('document', `a claim of unknown kind '${String(claim.kind)}'`);
  }
}
