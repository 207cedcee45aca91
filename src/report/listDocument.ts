import type { ListRecord } from '../records.ts';
import type { Block, Document, Inline } from './document.ts';
import { colophonOf } from './modelBlocks.ts';

type Claim = ListRecord['sections'][number]['claims'][number];

/** The chapters of the course, then every claim of the theory: its derivation and its numeric check, each with its verdict, and why one is missing or open. */
export function listDocument(record: ListRecord): Document {
  const { sections, counts, verdict, course = [] } = record;
  const blocks: Block[] = [
    ...course.flatMap(lectureBlocks),
    ...sections.flatMap(({ title, claims }): Block[] => [
      { kind: 'heading', text: title },
      {
        kind: 'table',
        caption: '',
        columns: ['claim', 'what it says', 'derivation', 'numeric check'].map((t) => ({
          title: t,
          align: 'left',
        })),
        rows: claims.map((claim) => [claim.id, claim.title, derivationText(claim), checkText(claim)]),
      },
      ...claims.flatMap(reasons),
    ]),
  ];
  blocks.push({ kind: 'heading', text: 'Counts' });
  blocks.push({
    kind: 'fields',
    rows: [
      { label: 'Claims', value: `${counts.claims}` },
      { label: 'Derivations', value: countText(counts.derivations) },
      { label: 'Numeric checks', value: countText(counts.checks) },
    ],
  });
  return { title: 'Claims of the theory', blocks, verdict, summary: '', colophon: colophonOf(record) };
}

/** The chapters of a lecture in reading order. */
const lectureBlocks = (
  { title, chapters }: NonNullable<ListRecord['course']>[number],
  k: number,
): Block[] => [
  { kind: 'heading', text: `Lecture ${k + 1}. ${title}` },
  {
    kind: 'table',
    caption: '',
    columns: ['chapter', 'title'].map((t) => ({ title: t, align: 'left' })),
    rows: chapters.map((chapter) => [chapter.id, chapter.title]),
  },
];

const derivationText = ({ derivation }: Claim): Inline =>
  'why' in derivation ? 'none' : { kind: 'verdict', verdict: derivation.verdict };

const checkText = ({ check }: Claim): Inline =>
  'why' in check ? 'none' : check.verdict === null ? 'not run' : { kind: 'verdict', verdict: check.verdict };

const reasons = ({ id, derivation, check }: Claim): Block[] =>
  [
    ...('why' in derivation
      ? [`${id} has no derivation: ${derivation.why}`]
      : derivation.open.map((text) => `${id}, derivation, ${text}`)),
    ...('why' in check
      ? [`${id} has no numeric check: ${check.why}`]
      : check.open.map((text) => `${id}, numeric check, ${text}`)),
  ].map((text) => ({ kind: 'paragraph', role: 'note', text }));

const countText = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .reverse()
    .filter(([, n]) => n > 0)
    .map(([kind, n]) => `${n} ${kind}`)
    .join(', ');
