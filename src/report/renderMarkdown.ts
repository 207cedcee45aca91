import { breakLatex } from './breakLatex.ts';
import type { Block, Document, Inline, Paragraph, Table } from './document.ts';
import { prosePieces } from './prose.ts';
import { verdictMark } from './verdictMark.ts';

/** Markdown with $ and $$ mathematics that KaTeX and MathJax set. */
export function renderMarkdown(document: Document): string {
  const parts = [`# ${markdownText(document.title)}`, ...document.blocks.map(blockMarkdown)];
  const summary = document.summary === '' ? '' : ` (${markdownText(document.summary)})`;
  parts.push('---', `**Verdict: ${verdictMark(document.verdict)}**${summary}`);
  parts.push(...document.colophon.map(markdownText));
  return `${parts.join('\n\n')}\n`;
}

/** Plain text with the characters escaped that Markdown, HTML or inline mathematics would take. */
export function markdownText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]$~|#]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/^(\s*\d+)([.)])(\s)/, '$1\\$2$3')
    .replace(/^(\s*)([-+])(\s)/, '$1\\$2$3');
}

const LEAD: Record<Paragraph['role'], string> = {
  text: '',
  reason: '*Because* ',
  evidence: '*Shown:* ',
  note: '*Note:* ',
  answer: '*Answer:* ',
};

/** One block, without the space around it. */
export function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const verdict = block.verdict === undefined ? '' : ` — ${verdictMark(block.verdict)}`;
      return `${'#'.repeat((block.level ?? 1) + 1)} ${block.text.replace(/[\\`*_[\]$~|<>]/g, '\\$&')}${verdict}`;
    }
    case 'fields':
      return block.rows.map(({ label, value }) => `- **${label}:** ${inlineMarkdown(value)}`).join('\n');
    case 'paragraph':
      return LEAD[block.role] + inlineMarkdown(block.text);
    case 'formulas':
      return `$$\n\\begin{aligned}\n${breakLatex(block.latex).join(' \\\\\n')}\n\\end{aligned}\n$$`;
    case 'table':
      return tableMarkdown(block);
    case 'commands':
      return `\`\`\`sh\n${block.lines.join('\n')}\n\`\`\``;
  }
}

function inlineMarkdown(value: Inline): string {
  if (typeof value === 'string') {
    return prosePieces(value)
      .map((piece) => (typeof piece === 'string' ? markdownText(piece) : inlineMarkdown(piece)))
      .join('');
  }
  switch (value.kind) {
    case 'math':
      return `$${value.latex}$`;
    case 'code': {
      const fence = value.text.includes('`') ? '``' : '`';
      return `${fence}${value.text}${fence}`;
    }
    case 'verdict':
      return verdictMark(value.verdict);
  }
}

function tableMarkdown({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = [
    line(columns.map(({ title }) => markdownText(title))),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : ':--'))),
    ...rows.map((row) => line(row.map(cellMarkdown))),
  ];
  return (caption === '' ? '' : `${markdownText(caption)}\n\n`) + lines.join('\n');
}

/** A cell must hold no bare vertical bar, not even inside code or mathematics. */
function cellMarkdown(value: Inline): string {
  const bar = typeof value !== 'string' && value.kind === 'math' ? '\\vert ' : '\\|';
  return inlineMarkdown(value).replace(/(?<!\\)\|/g, bar);
}
