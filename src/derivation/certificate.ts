import { HypentropyError, InterruptedError } from '../errors.ts';
import type { GaloisRecord, ModelRecord, StepClaimRecord, StepRecord, VerdictKind } from '../records.ts';
import type { Judgement, SamplingOptions } from '../verification/verifyIdentity.ts';
import { digestOf } from './digest.ts';
import { replayClaim } from './replayClaim.ts';
import { decideShown } from './shownFormulas.ts';

/** A derivation as it was recorded: what was decided about each step, and how. */
export interface Certificate {
  readonly title: string;
  readonly version: string;
  readonly seed: number;
  readonly verdict: VerdictKind;
  readonly steps: readonly StepRecord[];
  /** The model that it is about; null for a document or a theory of another kind. */
  readonly model: ModelRecord | null;
  /** The digest recorded and that of what is there; the first is null in a certificate without one. */
  readonly digests: { readonly recorded: string | null; readonly computed: string };
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

function isGalois(galois: unknown): boolean {
  const g = galois as Partial<GaloisRecord> | null;
  return (
    isText(g?.root) &&
    [g?.polynomial, g?.resolvent, g?.through].every(areTexts) &&
    Array.isArray(g?.primes) &&
    g.primes.every(
      (p) => Number.isInteger(p.p) && Array.isArray(p.pattern) && p.pattern.every(Number.isInteger),
    )
  );
}

function isModel(model: unknown): boolean {
  const m = model as Partial<ModelRecord> | null;
  const lists = typeof m?.init === 'object' ? Object.values(m.init) : [0];
  return (
    isText(m?.parametrization) &&
    areTexts(m?.assumptions) &&
    isTextOrAbsent(m?.depth) &&
    lists.every(areTexts)
  );
}

function isClaim(claim: unknown): boolean {
  const c = claim as Partial<StepClaimRecord> | null;
  return (
    [c?.kind, c?.name, c?.left, c?.right].every(isText) &&
    [c?.variable, c?.towards, c?.next].every(isTextOrAbsent) &&
    areTexts(c?.assumptions) &&
    (c?.galois === undefined || isGalois(c.galois))
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
    digest?: string;
    id?: string;
  };
  if (json.model !== undefined && json.model !== null && !isModel(json.model))
    throw new HypentropyError(
      'document',
      `${name} holds a model that cannot be read`,
      'derive --json --out FILE writes one',
    );
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
  const recorded = typeof json.digest === 'string' ? json.digest : null;
  const digests = { recorded, computed: digestOf(json) };
  const model = json.model ?? null;
  return {
    title,
    version: String(version),
    seed: Number(seed),
    verdict: verdict!,
    steps: all,
    model,
    digests,
  };
}

/**
 * Decides every recorded claim again, and, where the certificate names a model of one map, every formula that a step shows
 * from the map and the start alone: parsing, differentiation, normal forms and ball arithmetic, none of the code that derived
 * it. A step is as the weakest of these; a record that was changed after it was written is refuted. Throws FormulaError for a
 * claim that cannot be read, InterruptedError when stopped.
 */
export async function recertify(
  { steps, model, digests }: Certificate,
  options: {
    seed: number;
    signal?: AbortSignal;
    onProgress?: (fraction: number | null, text: string) => void;
  },
): Promise<Recertified> {
  const sampling: SamplingOptions = { seed: options.seed, points: POINTS, digits: DIGITS };
  const records: StepRecord[] = [];
  const shown = model === null ? null : decideShown(model, steps, sampling);
  const restsOn = shown === null ? [] : shown.left.map(({ formula }) => `the formula ${formula}, which is shown: only the claims beside it are decided`); // prettier-ignore
  if (shown === null && model !== null)
    restsOn.push(`that the claims are about ${model.parametrization}: the map is not read again`);
  if (digests.recorded === null)
    restsOn.push('the record as it is: it holds no digest that would show a change');
  for (const step of steps) {
    if (options.signal?.aborted) throw new InterruptedError('aborted', 'the replay was interrupted');
    const claims = step.claims ?? [];
    const judged = claims.map((claim) => ({ name: claim.name, ...replayClaim(claim, sampling) }));
    if (claims.length === 0) restsOn.push(`${step.title}: ${step.evidence.method}, which is not recorded`);
    const ofModel =
      shown?.judged.filter((j) => j.step === step.id).map((j) => ({ ...j, name: `shown: ${j.name}` })) ?? [];
    records.push({
      ...step,
      reason: 'as recorded',
      ...together(judged.length === 0 ? [] : [...judged, ...ofModel]),
    });
    options.onProgress?.(records.length / steps.length, step.title);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const decided = records.filter((_, k) => (steps[k]!.claims ?? []).length > 0);
  if (digests.recorded !== null && digests.recorded !== digests.computed) {
    decided.push(changedRecord(digests.recorded, digests.computed));
    records.push(decided.at(-1)!);
  }
  return { steps: records, verdict: weakest(decided.map((s) => s.verdict)), restsOn };
}

const changedRecord = (recorded: string, computed: string): StepRecord => ({
  id: 'digest',
  title: 'The record was changed',
  text: '',
  formulas: [],
  latex: '',
  reason: 'digest of the record',
  verdict: 'refuted',
  evidence: {
    method: 'digests differ',
    why: `recorded ${recorded}, computed ${computed}: the file was changed after it was written`,
  },
});

function together(
  judged: readonly (Judgement & { name: string })[],
): Pick<StepRecord, 'verdict' | 'evidence'> {
  if (judged.length === 0)
    return {
      verdict: 'undecided',
      evidence: { method: 'nothing recorded', why: 'the certificate holds no claim of this step' },
    };
  const verdict = weakest(judged.map((j) => j.verdict));
  const { name, evidence } = judged.find((j) => j.verdict === verdict)!;
  return { verdict, evidence: { ...evidence, method: `${name}: ${evidence.method}` } };
}

const weakest = (verdicts: readonly VerdictKind[]): VerdictKind =>
  verdicts.length === 0 ? 'undecided' : ORDER[Math.min(...verdicts.map((v) => ORDER.indexOf(v)))]!;
