import { HypentropyError } from '../errors.ts';
import type { ExperimentRecord, ListRecord, VerdictKind } from '../records.ts';
import type { DeriveOptions } from '../verification/deriveTheory.ts';
import { weakest } from '../verification/verifyStep.ts';
import type { Section } from './contents.ts';
import type { DerivationDocument } from './document.ts';
import { replay } from './replay.ts';

type Claim = ListRecord['sections'][number]['claims'][number];

/**
 * The claims in their order with the verdict of each derivation and, with `run`, of its numeric checks. Throws
 * HypentropyError `document` when a claim has no document or a document is no claim.
 */
export async function tableOfClaims(
  contents: readonly Section[],
  documents: readonly DerivationDocument[],
  run: ((ids: readonly string[]) => Promise<ExperimentRecord['outcomes']>) | null,
  options: DeriveOptions,
): Promise<Pick<ListRecord, 'sections' | 'counts' | 'verdict'>> {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const listed = new Set(contents.flatMap(({ claims }) => claims));
  const stray = documents.find(({ id }) => !listed.has(id));
  if (stray !== undefined)
    throw new HypentropyError('document', `the contents do not list the document '${stray.id}'`);
  const quiet = { ...options, onProgress: undefined };
  const sections: ListRecord['sections'] = [];
  let done = 0;
  for (const { title, claims } of contents) {
    const rows: Claim[] = [];
    for (const id of claims) {
      const document = byId.get(id);
      if (document === undefined) throw new HypentropyError('document', `the claim '${id}' has no document`);
      options.onProgress?.(done++ / listed.size, `${id}: ${document.title}`);
      const derived = document.steps.length === 0 ? null : await replay(document, quiet);
      rows.push({
        id,
        title: document.title,
        derivation:
          derived === null
            ? { why: document.noDerivation! }
            : {
                steps: derived.steps.length,
                verdict: derived.verdict,
                open: derived.steps.flatMap(({ title, verdict, evidence }) =>
                  openText(title, verdict, evidence.why),
                ),
              },
        check: await checkOf(document, run),
      });
    }
    sections.push({ title, claims: rows });
  }
  const all = sections.flatMap(({ claims }) => claims);
  return { sections, counts: countsOf(all), verdict: weakest(all.flatMap(verdictsOf)) };
}

async function checkOf(
  { experiments, noExperiment }: DerivationDocument,
  run: ((ids: readonly string[]) => Promise<ExperimentRecord['outcomes']>) | null,
): Promise<Claim['check']> {
  if (experiments.length === 0) return { why: noExperiment ?? 'none is named' };
  if (run === null) return { experiments: [...experiments], verdict: null, open: [] };
  const outcomes = await run(experiments);
  return {
    experiments: [...experiments],
    verdict: weakest(outcomes.map((o) => o.verdict)),
    open: outcomes.flatMap(({ id, comparisons }) =>
      comparisons.flatMap(({ name, verdict, why }) => openText(`${id}, ${name}`, verdict, why)),
    ),
  };
}

/** What is said of a line or a comparison that is not decided, or refuted. */
const openText = (name: string, verdict: VerdictKind, why: string | undefined): string[] =>
  verdict === 'undecided' || verdict === 'refuted'
    ? [`${name}: ${verdict}${why === undefined || why === '' ? '' : `, ${why}`}`]
    : [];

const derivationOf = ({ derivation }: Claim): VerdictKind | 'none' =>
  'why' in derivation ? 'none' : derivation.verdict;
const checkedOf = ({ check }: Claim): VerdictKind | 'none' | 'not run' =>
  'why' in check ? 'none' : (check.verdict ?? 'not run');

const verdictsOf = (claim: Claim): VerdictKind[] =>
  [derivationOf(claim), checkedOf(claim)].filter((v): v is VerdictKind => v !== 'none' && v !== 'not run');

function countsOf(claims: readonly Claim[]): ListRecord['counts'] {
  const verdicts = { refuted: 0, undecided: 0, checked: 0, enclosed: 0, proved: 0 };
  const counts = {
    claims: claims.length,
    derivations: { ...verdicts, none: 0 },
    checks: { ...verdicts, none: 0, 'not run': 0 },
  };
  for (const claim of claims) {
    counts.derivations[derivationOf(claim)]++;
    counts.checks[checkedOf(claim)]++;
  }
  return counts;
}
