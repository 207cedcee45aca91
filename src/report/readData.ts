import { HypentropyError } from '../errors.ts';
import { readCsv } from './readCsv.ts';
import { readJsonData } from './readJsonData.ts';
import type { ProblemData } from '../requests.ts';
import { requireEntryRange } from '../verification/requireEntryRange.ts';

export interface ReadDataOptions {
  /** What the text is called in messages, usually the file's name. */
  name: string;
  /** Response column of a CSV by name, or by number from 1. */
  response?: string;
  /** Subtract the column means of X and the mean of y. */
  center?: boolean;
  /** Center, then divide each column of X by its standard deviation (n - 1 in the denominator). */
  standardize?: boolean;
}

/** The numbers of a data text before any change to them. */
export interface RawData {
  X: number[][];
  y: number[];
  shape?: Record<string, number[]>;
  /** Where the rows of X are square matrices: their size. */
  matrixSize?: number;
  /** Names of the columns of X, empty when they have none. */
  names: string[];
  source: string;
  notes: string[];
}

/**
 * Reads a data set from JSON `{"X": [[...]], "y": [...], "shape": {...}}` or CSV text. Every entry is finite,
 * every row of X has the same length, y has one entry a row. Throws HypentropyError `data` naming the place.
 */
export function readData(source: string, options: ReadDataOptions): ProblemData {
  const text = source.replace(/^\uFEFF/, '');
  requireFewEntries(text, options.name);
  const first = text.trimStart()[0];
  if (first === undefined) throw new HypentropyError('data', `${options.name} is empty`);
  const raw = first === '{' || first === '[' ? readJsonData(text, options) : readCsv(text, options);
  const data: ProblemData = { X: raw.X, y: raw.y, source: raw.source, notes: raw.notes };
  if (raw.shape !== undefined) data.shape = raw.shape;
  const { center = false, standardize = false } = options;
  if (raw.matrixSize !== undefined) {
    data.matrixSize = raw.matrixSize;
    if (center || standardize)
      throw new HypentropyError(
        'data',
        'measurement matrices are not centred or standardized: leave that out',
      );
    return data;
  }
  if (center || standardize) {
    requireEntryRange(raw.X, raw.y, options.name);
    centre(data);
  }
  if (standardize) scaleColumns(data, raw.names);
  data.notes!.push(
    center || standardize
      ? 'data centred: column means of X and the mean of y subtracted'
      : 'data not centred',
    standardize ? 'columns of X divided by their standard deviations (n - 1)' : 'data not standardized',
  );
  return data;
}

/** Most entries of X and y together. */
const MOST_ENTRIES = 10_000_000;

/** Throws HypentropyError `data` before a text is split whose separators show that it has too many entries. */
function requireFewEntries(text: string, name: string): void {
  if (text.length <= MOST_ENTRIES) return;
  let entries = 1;
  for (let i = 0; i < text.length; i++) if (SEPARATORS.has(text.charCodeAt(i))) entries++;
  if (entries <= MOST_ENTRIES) return;
  throw new HypentropyError(
    'data',
    `${name} has more than ${MOST_ENTRIES} entries: no more are read`,
    'use fewer samples or columns',
  );
}

/** Comma, semicolon, tab and line feed. */
const SEPARATORS = new Set([...',;\t\n'].map((c) => c.charCodeAt(0)));

function mean(values: readonly number[]): number {
  const rough = values.reduce((total, v) => total + v / values.length, 0);
  return rough + values.reduce((total, v) => total + (v - rough), 0) / values.length;
}

function centre(data: ProblemData): void {
  const means = data.X[0]!.map((_, j) => mean(data.X.map((row) => row[j]!)));
  const middle = mean(data.y);
  data.X = data.X.map((row) => row.map((x, j) => x - means[j]!));
  data.y = data.y.map((v) => v - middle);
}

function scaleColumns(data: ProblemData, names: readonly string[]): void {
  const n = data.X.length;
  const deviations = data.X[0]!.map((_, j) =>
    Math.sqrt(data.X.reduce((t, row) => t + row[j]! ** 2, 0) / (n - 1)),
  );
  deviations.forEach((deviation, j) => {
    if (deviation > 0) return;
    const name = names[j] === undefined ? '' : ` (${names[j]})`;
    throw new HypentropyError(
      'data',
      `column ${j + 1} of X${name} is constant and cannot be standardized`,
      'drop the column or leave out --standardize',
    );
  });
  data.X = data.X.map((row) => row.map((x, j) => x / deviations[j]!));
}
