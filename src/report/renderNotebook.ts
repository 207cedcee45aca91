import type { ChapterRecord, DocumentRecord, TheoryRecord } from '../records.ts';
import { chapterCells } from './chapterCells.ts';
import type { Block } from './document.ts';
import { documentOf } from './documentOf.ts';
import { PREAMBLE, simulationCells, stepCells, type Cell } from './notebookCells.ts';
import { blockMarkdown, markdownText, renderMarkdown } from './renderMarkdown.ts';

/**
 * A Jupyter notebook that decides a derivation, or those of a chapter, again with other people's tools: each claim is read by SymPy and compared
 * at seeded points to 40 digits, and the flow is integrated by SciPy. It shares no code with this program.
 */
export function renderNotebook(record: TheoryRecord | DocumentRecord | ChapterRecord): string {
  const [title = '', ...rest] = renderMarkdown({ ...documentOf(record), blocks: [] }).split('\n\n');
  const cells: Cell[] = [
    { kind: 'markdown', lines: [title, '', ...opening(record)] },
    { kind: 'code', lines: PREAMBLE.split('\n') },
    ...('blocks' in record ? chapterCells(record) : record.steps.flatMap((step, k) => stepCells(step, k, 2))),
    ...('model' in record ? simulationCells(record) : []),
    { kind: 'markdown', lines: rest.join('\n\n').trim().split('\n') },
  ];
  return `${JSON.stringify({ cells: cells.map(cellJson), metadata: METADATA, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

const METADATA = {
  kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
  language_info: { name: 'python' },
};

function cellJson({ kind, lines }: Cell, index: number): object {
  const source = lines.map((line, k) => (k < lines.length - 1 ? `${line}\n` : line));
  const common = { cell_type: kind, id: `cell-${index + 1}`, metadata: {}, source };
  return kind === 'code' ? { ...common, execution_count: null, outputs: [] } : common;
}

const AGAIN =
  'Every claim of the derivation is compared again by SymPy and mpmath, and the flow is integrated by SciPy.';

function opening(record: TheoryRecord | DocumentRecord | ChapterRecord): string[] {
  if ('statement' in record)
    return [blockMarkdown(text(record.statement)), '', `Source: ${markdownText(record.source)}`];
  return 'blocks' in record
    ? [blockMarkdown(text(record.summary)), '', `Lecture: ${markdownText(record.lecture)}`]
    : [AGAIN];
}

const text = (prose: string): Block => ({ kind: 'paragraph', role: 'text', text: prose });
