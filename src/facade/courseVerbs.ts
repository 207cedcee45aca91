import type {
  ChapterBlockRecord,
  ChapterRecord,
  ExperimentRecord,
  FigureRecord,
  VerdictKind,
} from '../records.ts';
import type { ChapterRequest, DocumentText, RunOptions } from '../requests.ts';
import { readChapter, type Chapter, type ChapterBlock } from '../derivation/chapter.ts';
import type { FigureRequest } from '../derivation/chapterFigure.ts';
import { readCourse } from '../derivation/course.ts';
import { readDocument } from '../derivation/document.ts';
import { drawFigure } from '../derivation/drawFigure.ts';
import { HypentropyError } from '../errors.ts';
import { EXPERIMENTS } from '../experiments/experiments.ts';
import { runExperiments } from '../experiments/runExperiments.ts';
import { weakest } from '../verification/verifyStep.ts';
import { deriveDocument } from './documentVerbs.ts';
import { limitsOf } from './limitsOf.ts';
import { SQUARED, stamp } from './stamp.ts';

/**
 * A chapter of the course with everything computed: derivations replayed, experiments run, figures drawn. Throws
 * HypentropyError `document` or FormulaError for a chapter or document that cannot be read or is missing,
 * InterruptedError when stopped.
 */
export async function deriveChapter(request: ChapterRequest, options: RunOptions): Promise<ChapterRecord> {
  const started = performance.now();
  const chapter = readChapter(request.chapter.text, request.chapter.name);
  const lecture = readCourse(request.course.text, request.course.name).find(({ chapters }) => chapters.includes(chapter.id)); // prettier-ignore
  if (lecture === undefined)
    throw new HypentropyError('document', `${request.course.name} lists no chapter '${chapter.id}'`);
  const documents = new Map(request.documents.map((document) => [readDocument(document.text, document.name).id, document])); // prettier-ignore
  const blocks: ChapterBlockRecord[] = [];
  for (const block of chapter.blocks) {
    options.onProgress?.(blocks.length / chapter.blocks.length, progressText(chapter, block));
    blocks.push(await computed(block, chapter, documents, request.run ?? true, options));
  }
  const { id, title, summary } = chapter;
  const verdicts = blocks.flatMap(verdictsOf);
  return {
    ...stamp(options, SQUARED),
    id, title, lecture: lecture.title, summary, blocks,
    verdict: verdicts.length === 0 ? 'undecided' : weakest(verdicts),
    elapsed: performance.now() - started,
  }; // prettier-ignore
}

/** The numbers of a figure of a chapter (a block of `readChapter`). Throws as `deriveChapter` does. */
export const courseFigure = (figure: FigureRequest, options: RunOptions): Promise<FigureRecord> =>
  drawFigure(figure, options);

/** Runs one experiment by its id. Throws HypentropyError for an unknown one, InterruptedError when stopped. */
export async function runExperiment(id: string, options: RunOptions): Promise<ExperimentRecord['outcomes'][number]> {
  const [outcome] = await runExperiments([id], { ...options, ...limitsOf(options) });
  return outcome!;
} // prettier-ignore

/** What an experiment of a chapter does, before it is run; null for an unknown one. */
export function experimentHead(id: string): { title: string; text: string } | null {
  const experiment = EXPERIMENTS.get(id);
  return experiment === undefined ? null : { title: experiment.title, text: experiment.text };
}

async function computed(
  block: ChapterBlock,
  chapter: Chapter,
  documents: ReadonlyMap<string, DocumentText>,
  run: boolean,
  options: RunOptions,
): Promise<ChapterBlockRecord> {
  const quiet = { ...options, onProgress: () => undefined };
  switch (block.kind) {
    case 'prose':
      return { ...block, text: [...block.text] };
    case 'exercise':
      return block;
    case 'document': {
      const document = documents.get(block.id);
      if (document === undefined)
        throw new HypentropyError('document', `the chapter '${chapter.id}' names the document '${block.id}', which is missing`); // prettier-ignore
      return { kind: 'document', document: await deriveDocument(document, quiet) };
    }
    case 'experiment':
      return { ...block, outcome: run ? await runExperiment(block.id, quiet) : null };
    case 'figure':
      return { kind: 'figure', text: block.text, figure: await drawFigure(block, quiet) };
  }
}

const progressText = ({ id }: Chapter, block: ChapterBlock): string =>
  `${id}: ${'id' in block ? `${block.kind} ${block.id}` : block.kind}`;

const verdictsOf = (block: ChapterBlockRecord): VerdictKind[] => {
  if (block.kind === 'document') return block.document.steps.length === 0 ? [] : [block.document.verdict];
  if (block.kind === 'experiment') return block.outcome === null ? [] : [block.outcome.verdict];
  return [];
};
