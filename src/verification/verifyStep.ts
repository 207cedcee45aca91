import { checkNoRadicalForm } from '../calculus/noRadicalForm.ts';
import { proveZero } from '../expression/prove.ts';
import type { EvidenceRecord, VerdictKind } from '../records.ts';
import { VERDICTS } from '../records.ts';
import type { Claim, Step } from '../theory/step.ts';
import { verifyExpansion } from './verifyExpansion.ts';
import { verifyPositive } from './verifyPositive.ts';
import { secondOpinion } from './secondOpinion.ts';
import {
  sampleIdentity,
  verifyIdentity,
  type Identity,
  type Judgement,
  type SamplingOptions,
} from './verifyIdentity.ts';

/** The weakest of several verdicts; proved for none. */
export const weakest = (verdicts: readonly VerdictKind[]): VerdictKind =>
  VERDICTS[Math.min(VERDICTS.length - 1, ...verdicts.map((v) => VERDICTS.indexOf(v)))]!;

/** Decides every claim of a step; the step's verdict is the weakest, its evidence that of the deciding claim. */
export function verifyStep(step: Step, options: SamplingOptions): Judgement {
  // What a step shows must have values where it is shown.
  const strict = { ...options, mustExist: true };
  const judged = step.claims.map((claim) => ({ claim, ...verifyClaimOfStep(claim, strict) }));
  const verdict = weakest(judged.map((j) => j.verdict));
  if (judged.length === 0) return { verdict: 'proved', evidence: { method: 'definition' } };
  const deciding = judged.find((j) => j.verdict === verdict)!;
  if (verdict === 'refuted' || verdict === 'undecided')
    return {
      verdict,
      evidence: { ...deciding.evidence, method: `${deciding.claim.name}: ${deciding.evidence.method}` },
    };
  return {
    verdict,
    evidence: merged(
      judged.map((j) => j.evidence),
      verdict,
      judged,
    ),
  };
}

function merged(
  all: readonly EvidenceRecord[],
  verdict: VerdictKind,
  judged: readonly { claim: Claim; verdict: VerdictKind; evidence: EvidenceRecord }[],
): EvidenceRecord {
  const rules = [...new Set(all.flatMap((e) => e.rules ?? []))];
  const points = all.map((e) => e.points ?? 0).filter((p) => p > 0);
  const worst = all.map((e) => Number(e.worst ?? 0)).reduce((a, b) => Math.max(a, b), 0);
  const below = judged.filter((j) => j.verdict === verdict);
  const method =
    verdict === 'proved'
      ? `${count(judged.length, 'claim', 'claims')} proved`
      : below.map((j) => `${j.claim.name}: ${j.evidence.method}`).join('; ');
  const record: EvidenceRecord = { method, rules };
  if (points.length > 0) {
    record.points = Math.min(...points);
    record.skipped = Math.max(...all.map((e) => e.skipped ?? 0));
    record.digits = Math.min(...all.map((e) => e.digits ?? Infinity).filter(Number.isFinite));
    record.worst = worst.toExponential(1);
  }
  const opinions = all.flatMap((e) => e.secondOpinion ?? []);
  if (opinions.length > 0) {
    const points = opinions.reduce((total, o) => total + o.points, 0);
    record.secondOpinion = {
      by: opinions[0]!.by,
      points,
      digits: Math.min(...opinions.map((o) => o.digits)),
    };
  }
  return record;
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

function verifyClaimOfStep(claim: Claim, options: SamplingOptions): Judgement {
  const judged = verifyByOwnMeans(claim, options);
  if (options.secondOpinion !== true || judged.verdict === 'refuted') return judged;
  const identity: Identity | null =
    claim.kind === 'identity' ? claim
    : claim.kind === 'inverse' ? { left: claim.composed, right: claim.value, assumptions: claim.assumptions }
    : null; // prettier-ignore
  if (identity === null) return judged;
  const other = secondOpinion(identity, { seed: options.seed });
  if (other.verdict === 'refuted') return other;
  if (other.verdict === 'undecided') return judged;
  const { points = 0, digits = 0 } = other.evidence;
  return {
    ...judged,
    evidence: { ...judged.evidence, secondOpinion: { by: 'mathjs BigNumber', points, digits } },
  };
}

function verifyByOwnMeans(claim: Claim, options: SamplingOptions): Judgement {
  switch (claim.kind) {
    case 'identity':
      return verifyIdentity(claim, options);
    case 'expansion':
      return verifyExpansion(claim, options);
    case 'inverse': {
      const sampled = sampleIdentity(
        { left: claim.composed, right: claim.value, assumptions: claim.assumptions },
        options,
      );
      if (sampled.verdict !== 'checked') return sampled;
      const back = sampleIdentity(claim.back, options);
      if (back.verdict !== 'checked') return back;
      const proof = proveZero(claim.polynomial, claim.polynomialAssumptions);
      if (proof === null) return sampled;
      return {
        verdict: 'proved',
        evidence: {
          ...sampled.evidence,
          method: 'polynomial equation, branch fixed by value',
          rules: [...proof.rules],
        },
      };
    }
    case 'galois':
      return checkNoRadicalForm(claim.proof)
        ? {
            verdict: 'proved',
            evidence: { method: 'factor patterns modulo primes recomputed', rules: ['Galois certificate'] },
          }
        : {
            verdict: 'refuted',
            evidence: {
              method: 'the Galois certificate does not hold',
              why: claim.proof.certificate.argument,
            },
          };
    case 'positive':
      return verifyPositive(claim, options);
    case 'definition':
      return { verdict: 'proved', evidence: { method: 'definition' } };
    case 'open':
      return { verdict: 'undecided', evidence: { method: 'not decided', why: claim.why } };
  }
}
