import type { ChapterBlockRecord, ChapterRecord } from '../records.ts';
import { comparisonBlocks } from './checkDocument.ts';
import { derivationDocument } from './derivationDocument.ts';
import type { Block, Document, Heading } from './document.ts';
import { figureTables } from './experimentDocument.ts';
import { colophonOf } from './modelBlocks.ts';
import { tally } from './verdictMark.ts';

/** A chapter of the course, to be read from start to end: prose, derivations, experiments, figures as tables, exercises. */
export function chapterDocument(record: ChapterRecord): Document {
  const { title, lecture, summary, blocks, verdict } = record;
  const derived = blocks.flatMap((b) =>
    b.kind === 'document' && b.document.steps.length > 0 ? [b.document] : [],
  );
  let exercises = 0;
  return {
    title,
    blocks: [
      { kind: 'paragraph', role: 'text', text: summary },
      { kind: 'fields', rows: [{ label: 'Lecture', value: lecture }] },
      ...blocks.flatMap((block) => chapterBlocks(block, block.kind === 'exercise' ? ++exercises : 0)),
    ],
    verdict,
    summary: `${derived.length} derivation${derived.length === 1 ? '' : 's'}: ${tally(derived.map((d) => d.verdict))}`,
    colophon: colophonOf(record),
  };
}

/** A block of a chapter as a page shows it; `exercise` is the number of an exercise. */
export function chapterBlocks(block: ChapterBlockRecord, exercise: number): Block[] {
  switch (block.kind) {
    case 'prose':
      return [
        ...(block.title === null ? [] : [heading(block.title)]),
        ...block.text.map((text): Block => ({ kind: 'paragraph', role: 'text', text })),
      ];
    case 'document': {
      const { title, blocks, verdict } = derivationDocument(block.document);
      return [
        { ...heading(title, 2), verdict, label: block.document.id },
        ...blocks.map((part): Block => (part.kind === 'heading' ? { ...part, level: 3 } : part)),
      ];
    }
    case 'experiment':
      return experimentBlocks(block);
    case 'figure':
      return [
        { kind: 'paragraph', role: 'text', text: `Figure: ${block.figure.title}. ${block.text}` },
        ...figureTables(block.figure),
      ];
    case 'exercise':
      return [
        heading(`Exercise ${exercise}`, 2),
        { kind: 'paragraph', role: 'text', text: block.text },
        { kind: 'paragraph', role: 'answer', text: block.answer },
      ];
  }
}

function experimentBlocks({ id, outcome }: ChapterBlockRecord & { kind: 'experiment' }): Block[] {
  if (outcome === null)
    return [{ kind: 'paragraph', role: 'note', text: `The experiment ${id} was not run.` }];
  const { title, text, comparisons, figures, notes, verdict } = outcome;
  return [
    { ...heading(`Experiment: ${title}`, 2), verdict },
    { kind: 'paragraph', role: 'text', text },
    ...comparisonBlocks(comparisons),
    ...figures.flatMap(figureTables),
    ...notes.map((note): Block => ({ kind: 'paragraph', role: 'note', text: note })),
  ];
}

const heading = (text: string, level?: 2 | 3): Heading => ({ kind: 'heading', text, ...(level === undefined ? {} : { level }) }); // prettier-ignore
