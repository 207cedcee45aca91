import { latexRows, latexTokens, latexWidth } from './latexTokens.ts';

/** Widest line, in digits, that fits on the text width of the documents. */
const LINE = 74;
/** Indent of a continuation line, as a width. */
const INDENT = 4;

/**
 * The rows of an aligned environment with every row that is too wide broken before a top-level relation, + or -,
 * and where there is none before a factor; continuation lines are indented behind the alignment mark.
 */
export function breakLatex(latex: string, line = LINE): string[] {
  return latexRows(latex)
    .flatMap((row) => breakRow(row, line))
    .map((row) => (/^[[*]/.test(row) ? `{}${row}` : row)); // a bracket after a row end would be its option
}

function breakRow(row: string, line: number): string[] {
  if (latexWidth(row) <= line) return [row];
  const mark = row.indexOf('&');
  const left = mark < 0 ? '' : row.slice(0, mark);
  const right = mark < 0 ? row : row.slice(mark + 1);
  const prefix = mark < 0 ? '' : `${left}&`;
  // a long left side goes on a line of its own, so that the right side has the whole line
  const leftWidth = latexWidth(left);
  const alone = leftWidth > line / 3;
  const room = (alone ? line : line - leftWidth) - INDENT;
  const lines = fill(pieces(right), room);
  if (alone) return [`&${left.trim()}`, ...lines.map((text) => `&\\quad ${text}`)];
  return lines.map((text, i) => (i === 0 ? `${mark < 0 ? '&' : prefix}${text}` : `&\\quad ${text}`));
}

/** Packs pieces into lines up to `room`; a single piece may be wider. */
function fill(parts: readonly string[], room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && latexWidth(line) + latexWidth(part) > room) {
      lines.push(line.trim());
      line = '';
    }
    line += part;
  }
  if (line.trim() !== '') lines.push(line.trim());
  return lines;
}

const RELATIONS = new Set([
  '=',
  '<',
  '>',
  '\\leq',
  '\\geq',
  '\\le',
  '\\ge',
  '\\to',
  '\\approx',
  '\\equiv',
  '\\sim',
]);
const OPENERS = new Set(['(', '[', '\\{', '\\left', '\\begin', '\\lbrace', '\\langle', '\\lfloor']);
const CLOSERS = new Set([')', ']', '\\}', '\\right', '\\end', '\\rbrace', '\\rangle', '\\rfloor']);
const FACTORS = new Set(['\\cdot', '\\times', '\\,', '\\frac', '\\sqrt', '\\left']);

/** The formula cut before each top-level relation and sign; a single long piece is cut before its factors. */
function pieces(tex: string): string[] {
  const terms = cut(
    tex,
    (token, before) => RELATIONS.has(token) || ((token === '+' || token === '-') && ends(before)),
  );
  return terms.flatMap((term) => (latexWidth(term) <= LINE / 2 ? [term] : cut(term, (token, before) => FACTORS.has(token) && ends(before)))); // prettier-ignore
}

/** Whether an operand ends here, so that a sign that follows is binary. */
function ends(before: string | undefined): boolean {
  if (before === undefined) return false;
  return !RELATIONS.has(before) && !['+', '-', '\\cdot', '\\times', '\\,', '\\pm', '\\mp', ',', '&', '\\sqrt', '\\frac'].includes(before); // prettier-ignore
}

function cut(tex: string, breaks: (token: string, before: string | undefined) => boolean): string[] {
  const parts: string[] = [''];
  let depth = 0;
  let before: string | undefined;
  let delimiter = false;
  for (const token of latexTokens(tex)) {
    const isSpace = /^\s+$/.test(token);
    if (depth === 0 && !isSpace && !delimiter && breaks(token, before)) parts.push('');
    // the character after \left or \right is a delimiter, not an opener of its own
    if (!delimiter && OPENERS.has(token)) depth++;
    if (!delimiter && CLOSERS.has(token)) depth--;
    delimiter = token === '\\left' || token === '\\right';
    parts[parts.length - 1] += token;
    if (!isSpace) before = token;
  }
  return parts.filter((part) => part.trim() !== '');
}
