import { HypentropyError, InterruptedError } from '../errors.ts';
import { assumeThat } from '../expression/assumptions.ts';
import { parse } from '../expression/parse.ts';
import type { StepClaimRecord, StepRecord, VerdictKind } from '../records.ts';
import { samplePositive } from '../verification/samplePositive.ts';
import { verifyExpansion } from '../verification/verifyExpansion.ts';
import { verifyIdentity, type Judgement, type SamplingOptions } from '../verification/verifyIdentity.ts';

/** A derivation as it was recorded: what was decided about each step, and how. */
export interface Certificate {
  readonly title: string;
  readonly version: string;
  readonly seed: number;
  readonly verdict: VerdictKind;
  readonly steps: readonly StepRecord[];
}

/** A certificate whose claims were decided again. */
export interface Recertified {
  readonly steps: StepRecord[];
  readonly verdict: VerdictKind;
  /** Steps whose verdict rests on something that the certificate does not hold. */
  readonly restsOn: string[];
}

const ORDER: readonly VerdictKind[] = ['refuted', 'undecided', 'checked', 'enclosed', 'proved'];
const POINTS = 5;
const DIGITS = 50;

/** Whether a JSON text is the record of a derivation rather than a document. */
export function isCertificate(text: string): boolean {
  try {
    const json = JSON.parse(text) as { schema?: unknown; steps?: unknown } | null;
    return json?.schema !== undefined && Array.isArray(json.steps);
  } catch {
    return false;
  }
}

const areTexts = (list: unknown): boolean => Array.isArray(list) && list.every((t) => typeof t === 'string');
const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrAbsent = (value: unknown): boolean => value === undefined || value === null || isText(value);

function isClaim(claim: unknown): boolean {
  const c = claim as Partial<StepClaimRecord> | null;
  return (
    [c?.kind, c?.name, c?.left, c?.right].every(isText) &&
    [c?.variable, c?.towards, c?.next].every(isTextOrAbsent) &&
    areTexts(c?.assumptions)
  );
}

function isStep(step: unknown): boolean {
  const s = step as Partial<StepRecord> | null;
  return (
    [s?.id, s?.title, s?.text, s?.latex, s?.evidence?.method].every(isText) &&
    areTexts(s?.formulas) &&
    ORDER.includes(s?.verdict as VerdictKind) &&
    (s?.claims === undefined || (Array.isArray(s.claims) && s.claims.every(isClaim)))
  );
}

/** Reads what `derive --json` wrote. Throws HypentropyError `document` for a record without steps or claims. */
export function readCertificate(text: string, name: string): Certificate {
  const json = JSON.parse(text) as Partial<Certificate> & {
    model?: { parametrization?: string };
    id?: string;
  };
  const { version = '', seed = 0, verdict, steps } = json;
  const all: readonly StepRecord[] = Array.isArray(steps) ? steps : [];
  if (
    all.length > 0 &&
    all.every((s) => typeof (s as StepRecord | null)?.title === 'string' && s.claims === undefined)
  )
    throw new HypentropyError(
      'document',
      `${name} holds no claims to decide`,
      'derive --json --out FILE writes them',
    );
  if (all.length === 0 || !all.every(isStep) || !ORDER.includes(verdict!) || !Number.isFinite(Number(seed)))
    throw new HypentropyError(
      'document',
      `${name} is not a certificate`,
      'derive --json --out FILE writes one',
    );
  const title =
    json.title ?? (json.model?.parametrization === undefined ? name : `w = ${json.model.parametrization}`);
  return { title, version: String(version), seed: Number(seed), verdict: verdict!, steps: all };
}

/**
 * Decides every recorded claim again from its text alone: parsing, normal forms and ball arithmetic, none of the code
 * that derived it. A step is as its weakest claim; a claim that a step prints but that is not recorded is not decided
 * here. Throws FormulaError for a claim that cannot be read, InterruptedError when stopped.
 */
export async function recertify(
  { steps }: Certificate,
  options: {
    seed: number;
    signal?: AbortSignal;
    onProgress?: (fraction: number | null, text: string) => void;
  },
): Promise<Recertified> {
  const sampling: SamplingOptions = { seed: options.seed, points: POINTS, digits: DIGITS };
  const records: StepRecord[] = [];
  const restsOn: string[] = [];
  for (const step of steps) {
    if (options.signal?.aborted) throw new InterruptedError('aborted', 'the replay was interrupted');
    const claims = step.claims ?? [];
    const judged = claims.map((claim) => ({ claim, ...judge(claim, sampling) }));
    if (claims.length === 0) restsOn.push(`${step.title}: ${step.evidence.method}, which is not recorded`);
    records.push({ ...step, reason: 'as recorded', ...together(judged) });
    options.onProgress?.(records.length / steps.length, step.title);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const decided = records.filter((_, k) => (steps[k]!.claims ?? []).length > 0);
  return { steps: records, verdict: weakest(decided.map((s) => s.verdict)), restsOn };
}

function judge(claim: StepClaimRecord, sampling: SamplingOptions): Judgement {
  const assumptions = assumeThat(claim.assumptions);
  const [left, right] = [parse(claim.left, OPEN), parse(claim.right, OPEN)];
  switch (claim.kind) {
    case 'identity':
      return verifyIdentity({ left, right, assumptions }, { ...sampling, mustExist: true });
    case 'positive':
      return samplePositive({ expression: left, assumptions, orZero: claim.orZero ?? false }, sampling);
    case 'expansion': {
      const { variable = '', towards = 'zero', next = null } = claim;
      const series = { variable, towards, next: next === null ? null : parse(next, OPEN), assumptions };
      return verifyExpansion(
        { kind: 'expansion', name: claim.name, exact: left, series: right, ...series },
        sampling,
      );
    }
    default:
      throw new HypentropyError('document', `a claim of unknown kind '${String(claim.kind)}'`);
  }
}

const OPEN = { allowUnknown: true, maximumLength: 1 << 16 };

function together(
  judged: readonly (Judgement & { claim: StepClaimRecord })[],
): Pick<StepRecord, 'verdict' | 'evidence'> {
  if (judged.length === 0)
    return {
      verdict: 'undecided',
      evidence: { method: 'nothing recorded', why: 'the certificate holds no claim of this step' },
    };
  const verdict = weakest(judged.map((j) => j.verdict));
  const { claim, evidence } = judged.find((j) => j.verdict === verdict)!;
  return { verdict, evidence: { ...evidence, method: `${claim.name}: ${evidence.method}` } };
}

const weakest = (verdicts: readonly VerdictKind[]): VerdictKind =>
  verdicts.length === 0 ? 'undecided' : ORDER[Math.min(...verdicts.map((v) => ORDER.indexOf(v)))]!;
