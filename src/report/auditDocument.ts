import type { AuditRecord } from '../records.ts';
import type { Block, Document } from './document.ts';
import { colophonOf } from './modelBlocks.ts';

/** Every published formula, paper by paper: which it is, what was found of it, and how certainly. */
export function auditDocument(record: AuditRecord): Document {
  const { papers, counts, verdict } = record;
  const blocks: Block[] = papers.flatMap(({ paper, formulas }): Block[] => [
    { kind: 'heading', text: paper },
    {
      kind: 'table',
      caption: '',
      columns: ['id', 'formula', 'finding', 'verdict'].map((title) => ({ title, align: 'left' })),
      rows: formulas.map((row) => [
        row.id,
        `${row.formula}${MARK[row.seen]}`,
        row.text.length <= WIDEST ? row.text : `${BELOW[row.finding]}, see below`,
        { kind: 'verdict', verdict: row.verdict },
      ]),
    },
    ...formulas.filter(({ text }) => text.length > WIDEST).map(({ id, text }): Block => ({ kind: 'paragraph', role: 'note', text: `${id} ${text}` })), // prettier-ignore
    ...formulas.flatMap(({ id, open }) => open.map((text): Block => ({ kind: 'paragraph', role: 'note', text: `${id}, ${text}` }))), // prettier-ignore
  ]);
  blocks.push({ kind: 'heading', text: 'Counts' });
  blocks.push({
    kind: 'fields',
    rows: [
      { label: 'Formulas', value: `${counts.formulas} of ${counts.papers} papers` },
      { label: 'Agree', value: `${counts.agrees}` },
      { label: 'With a factor', value: `${counts.factor}, in which conventions differ` },
      { label: 'Need more', value: `${counts.condition}, each with a counterexample to the form without it` },
      { label: 'Wrong', value: `${counts.wrong}, each with a counterexample and its mended form` },
      { label: 'Marked *', value: `${counts.quoted}, stated as commonly quoted: their papers' own wording was not at hand` }, // prettier-ignore
    ],
  });
  return {
    title: 'Formulas of the literature',
    blocks,
    verdict,
    summary: '',
    colophon: colophonOf(record),
  };
}

/** Columns of a finding that leave room for the others in 80; a longer one stands below the table. */
const WIDEST = 19;
const BELOW = { agrees: 'agrees', factor: 'factor', condition: 'needs', wrong: 'wrong' } as const;

/** Beside a formula whose wording was not seen in its paper. */
const MARK = { paper: '', abstract: '', code: '', quoted: ' *' } as const;
