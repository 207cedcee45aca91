import type { VerdictKind } from '../records.ts';

/**
 * A report between record and page: each record is turned into one of these, and each format prints them all.
 * Texts are plain (formulas in them infix); math carries both spellings.
 */
export interface Document {
  title: string;
  blocks: Block[];
  verdict: VerdictKind;
  /** Said beside the verdict. */
  summary: string;
  /** Version, seed and the like; printed small at the end. */
  colophon: string[];
}

export type Block = Heading | Paragraph | Fields | Formulas | Table | Commands;

/** The start of a section, with its verdict when it has one. */
export interface Heading {
  kind: 'heading';
  text: string;
  verdict?: VerdictKind;
  /** 1 when absent; parts of parts lie deeper. */
  level?: 1 | 2 | 3;
  /** What `[[label]]` in prose refers to. */
  label?: string;
}
export interface Paragraph {
  kind: 'paragraph';
  text: string;
  /** `reason` and `evidence` are set apart from the running text. */
  role: 'text' | 'reason' | 'evidence' | 'note' | 'answer';
}
/** Labelled lines: model, start, data. */
export interface Fields {
  kind: 'fields';
  rows: { label: string; value: Inline }[];
}
export interface Formulas {
  kind: 'formulas';
  /** One formula an entry. */
  infix: string[];
  /** The same in LaTeX, rows of an aligned environment joined by a double backslash, relations marked by &. */
  latex: string;
}
export interface Table {
  kind: 'table';
  caption: string;
  columns: { title: string; align: 'left' | 'right' }[];
  rows: Inline[][];
}

/** Command lines to copy; never wrapped. */
export interface Commands {
  kind: 'commands';
  lines: string[];
}

/** A short piece of a line. */
export type Inline =
  | string
  | { kind: 'math'; infix: string; latex: string }
  | { kind: 'code'; text: string }
  | { kind: 'verdict'; verdict: VerdictKind };
