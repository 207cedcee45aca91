import type { Block, Document, Inline, Table } from './document.ts';
import { plainProse } from './prose.ts';
import type { VerdictKind } from '../records.ts';
import type { RenderOptions } from '../requests.ts';
import { verdictMark } from './verdictMark.ts';
import { wrapFormula, wrapWords } from './wrapText.ts';

const ANSI: Record<VerdictKind, number> = {
  refuted: 31,
  undecided: 33,
  checked: 36,
  enclosed: 32,
  proved: 32,
};
const LEAST_WIDTH = 40;

/** A report for a terminal of `width` columns: no line is wider, unless a table's cells or a command are. */
export function renderText(document: Document, { width = 80, colour = false }: RenderOptions = {}): string {
  const page: Page = { width: Math.max(LEAST_WIDTH, Math.floor(width)), colour };
  const lines = [...wrapWords(document.title, page.width), '─'.repeat(page.width)];
  for (const block of document.blocks) lines.push(...blockLines(block, page));
  lines.push('', '─'.repeat(page.width));
  const mark = verdictMark(document.verdict);
  const summary = document.summary === '' ? '' : `  (${document.summary})`;
  const verdict = wrapWords(`Verdict: ${mark}${summary}`, page.width);
  lines.push(...verdict.map((line) => line.replace(mark, paint(mark, document.verdict, page))));
  for (const line of document.colophon) lines.push(...wrapWords(line, page.width));
  const trimmed = lines.map((line) => line.trimEnd());
  return `${trimmed.filter((line, i) => line !== '' || trimmed[i - 1] !== '').join('\n')}\n`;
}

interface Page {
  width: number;
  colour: boolean;
}

const paint = (text: string, verdict: VerdictKind, { colour }: Page): string =>
  colour ? `\u001b[${ANSI[verdict]}m${text}\u001b[0m` : text;

function blockLines(block: Block, page: Page): string[] {
  switch (block.kind) {
    case 'heading':
      return ['', ...headingLines(block.text, block.verdict, page), ''];
    case 'fields': {
      const column = Math.max(...block.rows.map((row) => row.label.length)) + 2;
      const rows = block.rows.flatMap(({ label, value }) =>
        hang(label.padEnd(column), isWords(value) ? wrapWords : wrapFormula, inlineText(value), page),
      );
      return [...rows, ''];
    }
    case 'paragraph': {
      if (block.role === 'text') return [...hang('   ', wrapWords, plainProse(block.text), page), ''];
      const label = {
        reason: '   Because  ',
        evidence: '   Shown    ',
        note: 'Note  ',
        answer: '   Answer   ',
      }[block.role];
      return [
        ...(block.role === 'note' ? [''] : []),
        ...hang(label, wrapWords, plainProse(block.text), page),
      ];
    }
    case 'formulas':
      return [...block.infix.flatMap((formula) => hang('       ', wrapFormula, formula, page)), ''];
    case 'table':
      return tableLines(block, page);
    case 'commands':
      return [...block.lines.map((line) => `   ${line}`), ''];
  }
}

/** The verdict stands at the right end of the last line. */
function headingLines(text: string, verdict: VerdictKind | undefined, page: Page): string[] {
  if (verdict === undefined) return wrapWords(text, page.width);
  const mark = verdictMark(verdict);
  const lines = wrapWords(text, page.width - mark.length - 2);
  const last = lines.at(-1) ?? '';
  const gap = Math.max(2, page.width - last.length - mark.length);
  return [...lines.slice(0, -1), last + ' '.repeat(gap) + paint(mark, verdict, page)];
}

/** Text after a label, its further lines indented to stand under the first. */
function hang(label: string, wrap: typeof wrapWords, text: string, page: Page): string[] {
  const lines = wrap(text, page.width - label.length);
  return (lines.length === 0 ? [''] : lines).map(
    (line, i) => (i === 0 ? label : ' '.repeat(label.length)) + line,
  );
}

const isWords = (value: Inline): boolean => typeof value === 'string';

function inlineText(value: Inline): string {
  if (typeof value === 'string') return plainProse(value);
  switch (value.kind) {
    case 'math':
      return value.infix;
    case 'code':
      return value.text;
    case 'verdict':
      return verdictMark(value.verdict);
  }
}

function tableLines({ caption, columns, rows }: Table, page: Page): string[] {
  const cells = rows.map((row) => row.map(inlineText));
  const widths = columns.map(({ title }, j) => Math.max(title.length, ...cells.map((row) => row[j]!.length)));
  const last = widths.length - 1;
  const before = 3 + widths.slice(0, last).reduce((total, w) => total + w + 2, 0);
  widths[last] = Math.min(widths[last]!, Math.max(20, page.width - before));
  const pad = (text: string, j: number): string =>
    columns[j]!.align === 'right' ? text.padStart(widths[j]!) : text.padEnd(widths[j]!);
  const line = (parts: readonly string[]): string => `   ${parts.join('  ')}`;

  const lines = caption === '' ? [] : [`   ${caption}`];
  lines.push(line(columns.map(({ title }, j) => pad(title, j))));
  lines.push(line(widths.map((w) => '─'.repeat(w))));
  rows.forEach((row, i) => {
    const [first, ...more] = wrapWords(cells[i]![last]!, widths[last]!);
    const shown = [...cells[i]!.slice(0, last), first ?? ''].map((text, j) => {
      const value = row[j]!;
      const padded = pad(text, j);
      return typeof value !== 'string' && value.kind === 'verdict'
        ? paint(padded, value.verdict, page)
        : padded;
    });
    lines.push(line(shown), ...more.map((text) => ' '.repeat(before) + text));
  });
  return [...lines, ''];
}
