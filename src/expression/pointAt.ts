import type { FormulaError } from '../errors.ts';

/** Characters of the source that are shown around the place of an error. */
const WINDOW = 72;

/**
 * Two lines: the source and, below, carets under the place where reading failed. Long sources are cut to a
 * window around that place.
 */
export function pointAt(error: FormulaError): string {
  const before = [...printable(error.source.slice(0, error.position))];
  const marked = [...printable(error.source.slice(error.position, error.position + error.length))];
  const after = [...printable(error.source.slice(error.position + error.length))];
  const width = Math.min(marked.length, WINDOW / 2);
  const room = WINDOW - width;
  const cutLeft = before.length + after.length > room && before.length > room / 2;
  const left = cutLeft ? ['…', ...before.slice(-Math.max(room / 2, room - after.length))] : before;
  const tail = [...marked, ...after];
  const length = Math.max(width, WINDOW - left.length);
  const right = tail.length > length ? [...tail.slice(0, length), '…'] : tail;
  return `${left.join('')}${right.join('')}\n${' '.repeat(left.length)}${'^'.repeat(Math.max(1, width))}`;
}

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
