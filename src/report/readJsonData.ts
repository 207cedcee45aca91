import { HypentropyError } from '../errors.ts';
import { findJsonError } from './findJsonError.ts';
import type { RawData } from './readData.ts';

const KEYS = ['X', 'y', 'labels', 'shape', 'names', 'source'];

/**
 * Reads `{"X": [[...]], "y": [...], "shape": {"u": [...]}}`; `labels` (-1 or 1) may stand in place of y. Throws
 * HypentropyError `data` naming the place.
 */
export function readJsonData(text: string, { name, response }: { name: string; response?: string }): RawData {
  const object = parseObject(text, name);
  if (response !== undefined) refuse(`--response is for CSV: ${name} is JSON and names its response y`);
  const unknown = Object.keys(object).filter((key) => !KEYS.includes(key));
  for (const key of ['X', Object.hasOwn(object, 'labels') ? 'labels' : 'y']) {
    if (Object.hasOwn(object, key)) continue;
    const near = unknown.find((other) => other.toLowerCase() === key.toLowerCase());
    refuse(
      `${name} has no "${key}"${near === undefined ? '' : `, but "${near}"`}`,
      'the data file is {"X": [[...], ...], "y": [...]}, one row of X a sample',
    );
  }
  if (Object.hasOwn(object, 'y') && Object.hasOwn(object, 'labels')) {
    refuse(`${name} has both "y" and "labels": keep one`);
  }
  const X = readMatrix(object['X'], name);
  const key = Object.hasOwn(object, 'labels') ? 'labels' : 'y';
  const y = readVector(object[key], `${name}: ${key}`);
  if (y.length !== X.length) refuse(`${name}: ${key} has ${y.length} entries, X has ${X.length} rows`);
  if (key === 'labels') requireLabels(y, `${name}: labels`);

  const raw: RawData = {
    X,
    y,
    names: [],
    source: `${name}: ${X.length} samples, ${X[0]!.length} features`,
    notes: unknown.map((other) => `ignored the key "${other}" of ${name}`),
  };
  if (typeof object['source'] === 'string') raw.source += ` (${object['source'].slice(0, 300)})`;
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

function readMatrix(value: unknown, name: string): number[][] {
  if (!Array.isArray(value) || value.length === 0) refuse(`${name}: X must be a non-empty list of rows`);
  const X = value.map((row, i) => readVector(row, `${name}: X[${i}]`));
  const width = X[0]!.length;
  if (width === 0) refuse(`${name}: X[0] is empty; X needs at least one column`);
  const ragged = X.findIndex((row) => row.length !== width);
  if (ragged >= 0) refuse(`${name}: X[${ragged}] has ${X[ragged]!.length} entries, X[0] has ${width}`);
  return X;
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
