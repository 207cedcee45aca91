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
  const mark = alignmentMark(row);
  const left = mark < 0 ? '' : row.slice(0, mark);
  const right = mark < 0 ? row : row.slice(mark + 1);
  // a long left side goes on a line of its own, so that the right side has the whole line
  const leftWidth = latexWidth(left);
  const alone = leftWidth > line / 3;
  const room = (alone ? line : line - leftWidth) - INDENT;
  const lines = fill(pieces(right), room).flatMap((text) => openBracket(text, room));
  if (alone) return [`&${left.trim()}`, ...lines.map((text) => `&\\quad ${text}`)];
  return lines.map((text, i) => (i === 0 ? `${left}&${text}` : `&\\quad ${text}`));
}

/** Position of the first & outside inner environments, or -1. */
function alignmentMark(row: string): number {
  let depth = 0;
  let position = 0;
  for (const token of latexTokens(row)) {
    if (token === '\\begin') depth++;
    if (token === '\\end') depth--;
    if (token === '&' && depth === 0) return position;
    position += token.length;
  }
  return -1;
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
  return terms(tex).flatMap((term) => (latexWidth(term) <= LINE / 2 ? [term] : factors(term)));
}

const terms = (tex: string): string[] =>
  cut(tex, (token, before) => RELATIONS.has(token) || ((token === '+' || token === '-') && ends(before)));
const factors = (term: string): string[] => cut(term, (token, before) => FACTORS.has(token) && ends(before));

/**
 * A piece wider than `room` opened at its widest bracket, whose content is then spread over lines. Each line must
 * close what it opens by \\left, so an invisible delimiter stands where the bracket goes on.
 */
function openBracket(piece: string, room: number): string[] {
  if (latexWidth(piece) <= room) return [piece];
  const group = widestBracket(piece);
  if (group === undefined) return [piece];
  const { before, open, inner, close, after } = group;
  const parts = terms(inner);
  if (parts.length < 2) return [piece];
  const narrower = room - latexWidth(before) - INDENT;
  const lines = fill(
    parts.flatMap((part) => openBracket(part, narrower)),
    narrower,
  );
  const [goesOn, wentOn] = open.startsWith('\\left') ? ['\\right.', '\\left.'] : ['', ''];
  const last = lines.length - 1;
  return lines.map((text, i) => {
    const start = i === 0 ? before + open : `\\quad ${wentOn}`;
    return start + text + (i === last ? close + after : goesOn);
  });
}

interface Bracket {
  before: string;
  open: string;
  inner: string;
  close: string;
  after: string;
}

function widestBracket(tex: string): Bracket | undefined {
  const tokens = latexTokens(tex);
  const text = (start: number, end: number): string => tokens.slice(start, end).join('');
  let widest: Bracket | undefined;
  let depth = 0;
  let start = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const size = token === '\\left' || token === '\\right' ? 2 : 1;
    if (OPENERS.has(token)) {
      if (depth === 0) start = i;
      depth++;
    } else if (CLOSERS.has(token) && --depth === 0 && tokens[start] !== '\\begin') {
      const inside = start + (tokens[start] === '\\left' ? 2 : 1);
      const found = {
        before: text(0, start),
        open: text(start, inside),
        inner: text(inside, i),
        close: text(i, i + size),
        after: text(i + size, tokens.length),
      };
      if (widest === undefined || latexWidth(found.inner) > latexWidth(widest.inner)) widest = found;
    }
    i += size - 1;
  }
  return widest;
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
