import { HypentropyError } from '../errors.ts';
import { suggest } from '../expression/suggest.ts';
import type { RawData } from './readData.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Words for missing or infinite numbers: they are data gone wrong, not column names. */
const NO_NUMBER = /^[+-]?(nan|na|n\/a|null|none|inf|infinity)?$/i;

/**
 * Reads CSV: one sample a line, separated by commas (or tabs, or semicolons), fields optionally in double quotes,
 * the first line a header when one of its fields is neither a number nor a word for a missing one. Throws
 * HypentropyError `data` naming line and column.
 */
export function readCsv(text: string, { name, response }: { name: string; response?: string }): RawData {
  const lines = splitLines(text, name);
  const width = lines[0]!.fields.length;
  for (const { line, fields } of lines) {
    if (fields.length === width) continue;
    const found = count(fields.length, 'field');
    refuse(`${name}, line ${line}: found ${found} where line ${lines[0]!.line} has ${width}`);
  }
  const isHeader = lines[0]!.fields.some((field) => !NUMBER.test(field) && !NO_NUMBER.test(field));
  const names = isHeader ? lines[0]!.fields : [];
  const rows = (isHeader ? lines.slice(1) : lines).map(({ line, fields }) =>
    fields.map((field, j) => readNumber(field, `${name}, line ${line}, column ${j + 1}${named(names[j])}`)),
  );
  if (rows.length === 0) refuse(`${name} has a header but no data`);
  if (width < 2) refuse(`${name} has one column only: a response and at least one feature are needed`);

  const chosen = chooseColumn(names, width, name, response);
  const columns = `response column ${chosen + 1}${named(names[chosen])}, ${width - 1} features`;
  return {
    X: rows.map((row) => row.filter((_, j) => j !== chosen)),
    y: rows.map((row) => row[chosen]!),
    names: names.filter((_, j) => j !== chosen),
    source: `${name}: ${rows.length} samples, ${columns}`,
    notes: [],
  };
}

const named = (column: string | undefined): string => (column === undefined ? '' : ` (${column})`);
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

function refuse(message: string, help = ''): never {
  throw new HypentropyError('data', message, help);
}

function readNumber(field: string, place: string): number {
  const value = NUMBER.test(field) ? Number(field) : NaN;
  if (Number.isFinite(value)) return value;
  if (NUMBER.test(field)) refuse(`${place}: ${field} is too large for a double`);
  if (field === '') refuse(`${place}: empty field; every entry must be a number`);
  const shown = field.length > 30 ? `${field.slice(0, 27)}...` : field;
  return refuse(`${place}: '${shown}' is not a finite number`);
}

function chooseColumn(names: readonly string[], width: number, name: string, response?: string): number {
  if (response === undefined) return Math.max(0, names.indexOf('y'));
  const byName = names.indexOf(response);
  if (byName >= 0) return byName;
  const index = /^\d+$/.test(response) ? Number(response) : NaN;
  if (index >= 1 && index <= width) return index - 1;
  const hint = suggest(response, names);
  return refuse(
    `${name} has no column '${response}'${hint === undefined ? '' : `; did you mean '${hint}'?`}`,
    `--response takes a name from the header or a number from 1 to ${width}`,
  );
}

interface Line {
  line: number;
  fields: string[];
}

function splitLines(text: string, name: string): Line[] {
  const firstLine = /^.*/.exec(text.trimStart())![0];
  const separator = firstLine.includes(',') ? ',' : firstLine.includes('\t') ? '\t' : ';';
  const lines: Line[] = [];
  if (!text.includes('"')) {
    text.split(/\r\n|\r|\n/).forEach((row, i) => {
      if (row.trim() !== '') lines.push({ line: i + 1, fields: row.split(separator).map((f) => f.trim()) });
    });
    return lines;
  }
  const field = new RegExp(
    `[ ]*(?:"((?:[^"]|"")*)"[ ]*|([^"${separator}\\r\\n]*))(${separator}|\\r\\n|\\r|\\n|$)`,
    'y',
  );
  let fields: string[] = [];
  let line = 1;
  let started = 1;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null)
      refuse(`${name}, line ${line}: a double quote is not closed or stands inside a field`);
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]!.trim());
    line += (match[1]?.match(/\r\n|\r|\n/g) ?? []).length;
    if (match[3] === separator) {
      if (field.lastIndex === text.length) fields.push('');
      else continue;
    }
    if (fields.length > 1 || fields[0] !== '') lines.push({ line: started, fields });
    fields = [];
    started = ++line;
  }
  return lines;
}
