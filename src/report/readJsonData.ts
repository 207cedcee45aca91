import { HypentropyError } from '../errors.ts';
import { findJsonError } from './findJsonError.ts';
import type { RawData } from './readData.ts';

const KEYS = ['X', 'A', 'y', 'labels', 'shape', 'names', 'source'];
const SAMPLE_FORM = 'the data file is {"X": [[...], ...], "y": [...]}, one row of X a sample';
const MATRIX_FORM = '{"A": [[[...], ...], ...], "y": [...]}, one square matrix a measurement';

/**
 * Reads `{"X": [[...]], "y": [...], "shape": {"u": [...]}}`, or `{"A": [[[...]]], "y": [...]}` with one square matrix a
 * measurement; `labels` (-1 or 1) may stand in place of y. Throws
 * HypentropyError `data` naming the place.
 */
export function readJsonData(text: string, { name, response }: { name: string; response?: string }): RawData {
  const object = parseObject(text, name);
  if (response !== undefined) refuse(`--response is for CSV: ${name} is JSON and names its response y`);
  const unknown = Object.keys(object).filter((key) => !KEYS.includes(key));
  const isMatrix = Object.hasOwn(object, 'A');
  if (isMatrix && Object.hasOwn(object, 'X')) refuse(`${name} has both "X" and "A": keep one`);
  for (const key of [isMatrix ? 'A' : 'X', Object.hasOwn(object, 'labels') ? 'labels' : 'y']) {
    if (Object.hasOwn(object, key)) continue;
    const near = unknown.find((other) => other.toLowerCase() === key.toLowerCase());
    refuse(
      `${name} has no "${key}"${near === undefined ? '' : `, but "${near}"`}`,
      isMatrix ? `the data file is ${MATRIX_FORM}` : `${SAMPLE_FORM}; for --matrix it is ${MATRIX_FORM}`,
    );
  }
  if (Object.hasOwn(object, 'y') && Object.hasOwn(object, 'labels')) {
    refuse(`${name} has both "y" and "labels": keep one`);
  }
  const X = isMatrix ? readSquares(object['A'], name) : readMatrix(object['X'], name);
  const key = Object.hasOwn(object, 'labels') ? 'labels' : 'y';
  const y = readVector(object[key], `${name}: ${key}`);
  if (y.length !== X.length)
    refuse(
      `${name}: ${key} has ${y.length} entries, ${isMatrix ? `A has ${X.length} matrices` : `X has ${X.length} rows`}`,
    );
  if (key === 'labels') requireLabels(y, `${name}: labels`);

  const raw: RawData = {
    X,
    y,
    names: [],
    source: isMatrix
      ? `${name}: ${X.length} measurement matrices of size ${Math.sqrt(X[0]!.length)}`
      : `${name}: ${X.length} samples, ${X[0]!.length} features`,
    notes: unknown.map((other) => `ignored the key "${other}" of ${name}`),
  };
  if (typeof object['source'] === 'string') raw.source += ` (${object['source'].slice(0, 300)})`;
  if (isMatrix) raw.matrixSize = Math.sqrt(X[0]!.length);
  if (Object.hasOwn(object, 'shape')) raw.shape = readShape(object['shape'], X[0]!.length, name);
  return raw;
}

/** Throws HypentropyError `data` at the first entry that is neither -1 nor 1. */
export function requireLabels(y: readonly number[], place: string): void {
  const wrong = y.findIndex((label) => label !== 1 && label !== -1);
  if (wrong < 0) return;
  const zeroOne = y.every((label) => label === 0 || label === 1);
  refuse(
    `${place} must be -1 or 1: entry ${wrong + 1} is ${y[wrong]}`,
    zeroOne ? 'labels 0 and 1 are written -1 and 1 here: replace 0 by -1' : '',
  );
}

function refuse(message: string, help = ''): never {
  throw new HypentropyError('data', message, help);
}

function parseObject(text: string, name: string): Record<string, unknown> {
  const fault = findJsonError(text);
  if (fault !== undefined) {
    refuse(`${name} is not valid JSON: line ${fault.line}, column ${fault.column}: ${fault.message}`);
  }
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${name} must hold an object {"X": [[...]], "y": [...]}: got a list`);
}

function readMatrix(value: unknown, name: string, key = 'X'): number[][] {
  if (!Array.isArray(value) || value.length === 0) refuse(`${name}: ${key} must be a non-empty list of rows`);
  const X = value.map((row, i) => readVector(row, `${name}: ${key}[${i}]`));
  const width = X[0]!.length;
  if (width === 0) refuse(`${name}: ${key}[0] is empty; ${key} needs at least one column`);
  const ragged = X.findIndex((row) => row.length !== width);
  if (ragged >= 0)
    refuse(`${name}: ${key}[${ragged}] has ${X[ragged]!.length} entries, ${key}[0] has ${width}`);
  return X;
}

/** A list of square matrices of one size, each as one row of its entries. */
function readSquares(value: unknown, name: string): number[][] {
  if (!Array.isArray(value) || value.length === 0) refuse(`${name}: A must be a non-empty list of matrices`);
  const matrices = (value as unknown[]).map((matrix, k) => readMatrix(matrix, name, `A[${k}]`));
  const size = matrices[0]!.length;
  matrices.forEach((matrix, k) => {
    if (matrix.length !== matrix[0]!.length)
      refuse(`${name}: A[${k}] must be square: got ${matrix.length} rows of ${matrix[0]!.length} entries`);
    if (matrix.length !== size) refuse(`${name}: A[${k}] has ${matrix.length} rows, A[0] has ${size}`);
  });
  return matrices.map((matrix) => matrix.flat());
}

function readVector(value: unknown, place: string): number[] {
  if (!Array.isArray(value)) refuse(`${place} must be a list of numbers: got ${describe(value)}`);
  return value.map((entry: unknown, j) => {
    if (typeof entry !== 'number') return refuse(`${place}[${j}] must be a number: got ${describe(entry)}`);
    return Number.isFinite(entry) ? entry : refuse(`${place}[${j}] is too large for a double`);
  });
}

function readShape(value: unknown, features: number, name: string): Record<string, number[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(`${name}: shape must be an object such as {"u": [1, 1], "v": [2, 2]}: got ${describe(value)}`);
  }
  const entries = Object.entries(value).map(([parameter, list]): [string, number[]] => {
    const place = `${name}: shape.${parameter}`;
    const vector =
      typeof list === 'number' ? new Array<number>(features).fill(list) : readVector(list, place);
    if (vector.length !== features)
      refuse(`${place} has ${vector.length} entries, X has ${features} columns`);
    const negative = vector.findIndex((entry) => entry < 0);
    if (negative >= 0) refuse(`${place}[${negative}] must be >= 0: got ${vector[negative]}`);
    return [parameter, vector];
  });
  return Object.fromEntries(entries);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? `the text "${value.slice(0, 30)}"` : `a ${typeof value}`;
}
