import { HypentropyError } from '../errors.ts';
import type { SweepRow } from '../records.ts';
import type { RowFormat } from '../requests.ts';

/** The columns in their order; they are the fields of a row. */
const COLUMNS: readonly (keyof SweepRow)[] = [
  'depth', 'scale', 'alpha', 'samples', 'features', 'sparsity', 'noise', 'seed', 'loss', 'route',
  'l1', 'l2', 'excessL1', 'excessL1AtMost', 'excessL2', 'kernelMovement', 'exponent', 'risk',
  'iterations', 'residual', 'flowDiscrepancy', 'flowBudget', 'verdict', 'why',
]; // prettier-ignore
const TEXTS: readonly string[] = ['depth', 'loss', 'route', 'verdict', 'why'];

/** The first line of a file of rows, empty for a form without one. */
export const rowHeader = (format: RowFormat): string => (format === 'csv' ? `${COLUMNS.join(',')}\n` : '');

/** One row as a line. Numbers are printed so that they read back to the same double. */
export function rowText(row: SweepRow, format: RowFormat): string {
  const values = Object.fromEntries(COLUMNS.map((key) => [key, row[key]]));
  if (format === 'ndjson') return `${JSON.stringify(values)}\n`;
  return `${COLUMNS.map((key) => cellText(row[key])).join(',')}\n`;
}

const cellText = (value: string | number | null): string =>
  value === null ? '' : typeof value === 'number' ? String(value) : value.replace(/[,\r\n"]+/g, ';');

/**
 * The rows of a file that a sweep wrote, and the part of the text that is to be kept: all but a last line that was torn off
 * in writing. Throws HypentropyError `data` naming the line that is no row of a sweep.
 */
export function readRows(text: string, format: RowFormat): { rows: SweepRow[]; kept: string } {
  const kept = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = kept.split('\n').slice(0, -1);
  const header = rowHeader(format).trimEnd();
  if (header !== '' && lines.length > 0 && lines[0] !== header)
    throw new HypentropyError('data', 'line 1 is not the header of a sweep', 'give another file to --out');
  const start = header === '' ? 0 : 1;
  const rows = lines.slice(start).map((line, i) => {
    const row = format === 'csv' ? fromCsv(line) : fromJson(line);
    if (row !== null) return row;
    throw new HypentropyError(
      'data',
      `line ${i + start + 1} is no row of a sweep`,
      'give another file to --out',
    );
  });
  return { rows, kept };
}

function fromCsv(line: string): SweepRow | null {
  const cells = line.split(',');
  if (cells.length !== COLUMNS.length) return null;
  const entries = COLUMNS.map((key, i) => {
    const cell = cells[i]!;
    return [key, TEXTS.includes(key) ? cell : cell === '' ? null : Number(cell)] as const;
  });
  return checked(Object.fromEntries(entries));
}

function fromJson(line: string): SweepRow | null {
  try {
    return checked(JSON.parse(line));
  } catch {
    return null;
  }
}

function checked(value: unknown): SweepRow | null {
  if (typeof value !== 'object' || value === null) return null;
  const row = value as Record<string, unknown>;
  const fits = COLUMNS.every((key) =>
    TEXTS.includes(key)
      ? typeof row[key] === 'string'
      : row[key] === null || (typeof row[key] === 'number' && Number.isFinite(row[key])),
  );
  return fits ? (row as unknown as SweepRow) : null;
}
