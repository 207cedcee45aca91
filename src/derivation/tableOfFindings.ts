import { HypentropyError } from '../errors.ts';
import type { AuditRecord } from '../records.ts';
import type { DeriveOptions } from '../verification/deriveTheory.ts';
import { weakest } from '../verification/verifyStep.ts';
import type { Section } from './contents.ts';
import type { DerivationDocument } from './document.ts';
import { replay } from './replay.ts';

type Audit = Pick<AuditRecord, 'papers' | 'counts' | 'verdict'>;
type Row = AuditRecord['papers'][number]['formulas'][number];

/**
 * The published formulas in the order of the contents, paper by paper, each with its finding. Throws HypentropyError
 * `document` when there is none.
 */
export async function tableOfFindings(
  contents: readonly Section[],
  documents: readonly DerivationDocument[],
  options: DeriveOptions,
): Promise<Audit> {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const audited = contents
    .flatMap(({ claims }) => claims)
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ published }) => published !== undefined);
  if (audited.length === 0) throw new HypentropyError('document', 'the contents list no published formula');
  const papers = new Map<string, Row[]>();
  for (const [k, document] of audited.entries()) {
    options.onProgress?.(k / audited.length, `${document.id}: ${document.title}`);
    const { paper } = document.published!;
    const row = await rowOf(document, { ...options, onProgress: undefined });
    papers.set(paper, [...(papers.get(paper) ?? []), row]);
  }
  const rows = [...papers.values()].flat();
  const count = (kind: Row['finding']): number => rows.filter(({ finding }) => finding === kind).length;
  return {
    papers: [...papers].map(([paper, formulas]) => ({ paper, formulas })),
    counts: {
      papers: papers.size,
      formulas: rows.length,
      agrees: count('agrees'),
      factor: count('factor'),
      condition: count('condition'),
      wrong: count('wrong'),
      quoted: rows.filter(({ seen }) => seen === 'quoted').length,
    },
    verdict: weakest(rows.map(({ verdict }) => verdict)),
  };
}

async function rowOf(document: DerivationDocument, options: DeriveOptions): Promise<Row> {
  const { steps, verdict, finding } = await replay(document, options);
  const { formula, seen } = document.published!;
  const { kind, text } = finding!;
  const open = [
    ...steps.filter((_, k) => document.steps[k]!.reason !== 'cited').map((s) => ({ name: s.title, ...s })),
    { name: 'the finding', ...finding! },
  ]
    .filter((part) => part.verdict === 'undecided' || part.verdict === 'refuted')
    .map((part) => `${part.name}: ${part.verdict}`);
  return { id: document.id, formula, seen, finding: kind, text, verdict, open };
}
