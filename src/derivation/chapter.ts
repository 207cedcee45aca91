import { HypentropyError } from '../errors.ts';
import { readFigure, type FigureRequest } from './chapterFigure.ts';
import { Place } from './place.ts';
import { proseFormulas, proseLatex } from './proseFormula.ts';

/**
 * A chapter of the course as data: prose to be read from start to end, with the derivations, experiments and figures in
 * the places where they belong. derivations/README.md describes the format for authors.
 */
export interface Chapter {
  /** Permanent name; also the name of its file. */
  readonly id: string;
  readonly title: string;
  /** What the chapter answers, in one or two sentences. */
  readonly summary: string;
  readonly blocks: readonly ChapterBlock[];
}

/** Texts are prose: formulas infix between backticks, `[[A1]]` and `[[A1#step]]` refer to documents and their lines. */
export type ChapterBlock =
  | { readonly kind: 'prose'; readonly title: string | null; readonly text: readonly string[] }
  | { readonly kind: 'document'; readonly id: string }
  | { readonly kind: 'experiment'; readonly id: string }
  | FigureRequest
  | { readonly kind: 'exercise'; readonly text: string; readonly answer: string };

const KINDS = ['prose', 'document', 'experiment', 'figure', 'exercise'] as const;

/**
 * Reads a chapter from JSON text. Throws HypentropyError `document` that names the file, the place and what is wanted, also
 * for a formula in the prose that cannot be read.
 */
export function readChapter(text: string, name: string): Chapter {
  const at = new Place(name, '');
  const o = at.object(at.json(text), ['id', 'title', 'summary', 'blocks']);
  const blocks = at.in('blocks').list(o.blocks);
  return {
    id: at.in('id').text(o.id),
    title: at.in('title').text(o.title),
    summary: prose(o.summary, at.in('summary')),
    blocks: blocks.map((block, k) => readBlock(block, new Place(name, `blocks[${k}]`))),
  };
}

function readBlock(json: unknown, place: Place): ChapterBlock {
  const kind = place.in('kind').choice((json as { kind?: unknown } | null)?.kind, KINDS);
  switch (kind) {
    case 'prose': {
      const o = place.object(json, ['kind', 'title', 'text']);
      const text = place.in('text').list(o.text).map((part, k) => prose(part, place.in(`text[${k}]`))); // prettier-ignore
      return { kind, title: o.title === undefined ? null : prose(o.title, place.in('title')), text };
    }
    case 'document':
    case 'experiment': {
      const o = place.object(json, ['kind', 'id']);
      return { kind, id: place.in('id').text(o.id) };
    }
    case 'figure': {
      const figure = readFigure(json, place);
      prose(figure.title, place.in('title'));
      prose(figure.text, place.in('text'));
      return figure;
    }
    case 'exercise': {
      const o = place.object(json, ['kind', 'text', 'answer']);
      return { kind, text: prose(o.text, place.in('text')), answer: prose(o.answer, place.in('answer')) };
    }
  }
}

/** A text whose formulas can all be read. */
function prose(json: unknown, place: Place): string {
  const text = place.text(json);
  if (text.split('`').length % 2 === 0) throw place.fault('holds a backtick without a second one');
  for (const formula of proseFormulas(text)) {
    try {
      proseLatex(formula);
    } catch (error) {
      if (!(error instanceof HypentropyError)) throw error;
      throw place.fault(`holds the formula '${formula}' that cannot be read: ${error.message}`);
    }
  }
  return text;
}
