import { breakLatex } from './breakLatex.ts';
import type { Block, Document, Inline, Paragraph, Table } from './document.ts';
import { latexCode, latexText } from './latexText.ts';
import { latexWidth } from './latexTokens.ts';
import { prosePieces } from './prose.ts';
import type { VerdictKind } from '../records.ts';

/**
 * \fitted sets a formula that stays too wide after breaking smaller, so that none runs into the margin;
 * amssymb gives the check mark, graphicx the scaling, geometry the text width that breakLatex counts on.
 */
const PREAMBLE = String.raw`\documentclass[11pt]{article}
\usepackage[a4paper,margin=2.5cm]{geometry}
\usepackage{amsmath,amssymb,array,graphicx,longtable}
\newsavebox{\formulabox}
\newcommand{\fitted}[1]{\sbox{\formulabox}{$\displaystyle #1$}%
  \ifdim\wd\formulabox>\linewidth\resizebox{\linewidth}{!}{\usebox{\formulabox}}\else\usebox{\formulabox}\fi}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt plus 2pt}
\setlength{\emergencystretch}{4em}
\setcounter{secnumdepth}{0}
\allowdisplaybreaks
`;

/** Wider formulas in a line are displayed. */
const LONGEST_INLINE = 60;

/** Lines of one aligned block; a longer derivation is split so that pages can break. */
const BLOCK_LINES = 24;

/** A complete document for pdflatex. */
export function renderLatex(document: Document): string {
  const lines = [PREAMBLE, '\\begin{document}', '\\sloppy', `\\section{${latexText(document.title)}}`, ''];
  for (const block of document.blocks) lines.push(blockLatex(block), '');
  const summary = document.summary === '' ? '' : ` (${latexText(document.summary)})`;
  lines.push('\\medskip\\hrule\\medskip', `\\textbf{Verdict: ${mark(document.verdict)}}${summary}`, '');
  lines.push('{\\small', document.colophon.map(latexText).join('\n\n'), '\\par}', '\\end{document}');
  return `${lines.join('\n')}\n`;
}

const SIGNS: Record<VerdictKind, string> = {
  refuted: '$\\times$',
  undecided: '?',
  checked: '$\\approx$',
  enclosed: '$\\checkmark$',
  proved: '$\\checkmark$',
};
const mark = (verdict: VerdictKind): string => `${SIGNS[verdict]} ${verdict}`;

const LEAD: Record<Paragraph['role'], string> = {
  text: '',
  reason: '\\emph{Because} ',
  evidence: '\\emph{Shown:} ',
  note: '\\emph{Note:} ',
  answer: '\\emph{Answer:} ',
};

function blockLatex(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const verdict = block.verdict === undefined ? '' : ` \\hfill{\\normalsize ${mark(block.verdict)}}`;
      return `\\subsection{${latexText(block.text)}${verdict}}`;
    }
    case 'fields': {
      const rows = block.rows.map(({ label, value }) => `\\item[${latexText(label)}] ${inlineLatex(value)}`);
      return ['\\begin{description}', '\\setlength{\\itemsep}{0pt}', ...rows, '\\end{description}'].join(
        '\n',
      );
    }
    case 'paragraph':
      return LEAD[block.role] + inlineLatex(block.text);
    case 'formulas':
      return formulasLatex(block.latex);
    case 'table':
      return tableLatex(block);
    case 'commands':
      return block.lines.map(latexCode).join('\n\n');
  }
}

function formulasLatex(latex: string): string {
  const rows = breakLatex(latex);
  const blocks: string[] = [];
  for (let i = 0; i < rows.length; i += BLOCK_LINES) {
    const body = rows.slice(i, i + BLOCK_LINES).join(' \\\\\n');
    blocks.push(`\\[\\fitted{\\begin{aligned}\n${body}\n\\end{aligned}}\\]`);
  }
  return blocks.join('\n');
}

function inlineLatex(value: Inline): string {
  if (typeof value === 'string') {
    return prosePieces(value)
      .map((piece) => (typeof piece === 'string' ? latexText(piece) : inlineLatex(piece)))
      .join('');
  }
  switch (value.kind) {
    case 'math':
      return latexWidth(value.latex) > LONGEST_INLINE && !/^-?[\d.]/.test(value.latex)
        ? formulasLatex(value.latex)
        : `$${breakableDigits(value.latex)}$`;
    case 'code':
      return latexCode(value.text);
    case 'verdict':
      return mark(value.verdict);
  }
}

/** Long strings of digits may break after every tenth. */
const breakableDigits = (latex: string): string => latex.replace(/\d{10}(?=\d)/g, '$&\\allowbreak{}');

const LONGEST_CELL = 30;
/** Widths of a character and of the space between columns in parts of the line. */
const CHARACTER = 0.0125;
const GAP = 0.028;
/** Room between the rule under the titles and a power of ten. */
const STRUT = '\\rule{0pt}{2.6ex}';

function tableLatex({ caption, columns, rows }: Table): string {
  const widest = columns.map(({ title }, j) =>
    Math.max(...rows.map((row) => plainLength(row[j]!)), title.length),
  );
  const wide = widest.filter((w) => w > LONGEST_CELL).length;
  const narrow = widest.filter((w) => w <= LONGEST_CELL).reduce((total, w) => total + w, 0);
  const left = Math.max(0.2, 1 - narrow * CHARACTER - columns.length * GAP);
  const shape = columns.map(({ align }, j) =>
    widest[j]! > LONGEST_CELL
      ? `>{\\raggedright\\arraybackslash}p{${(left / wide).toFixed(3)}\\linewidth}`
      : align[0],
  );
  // a bracket at the start of a row would be read as the argument of the line end before it
  const line = (cells: readonly string[]): string => `${cells.join(' & ').replace(/^\[/, '{[}')} \\\\`;
  const environment = rows.length > 30 ? 'longtable' : 'tabular';
  const head = caption === '' ? [] : [`${latexText(caption)}`, ''];
  return [
    ...head,
    environment === 'tabular' ? '{\\centering' : '',
    `\\begin{${environment}}{${shape.join('')}}`,
    `${line(columns.map(({ title }) => latexText(title)))} \\hline`,
    ...rows.map((row, i) => `${i === 0 ? STRUT : ''}${line(row.map(inlineLatex))}`),
    `\\end{${environment}}`,
    environment === 'tabular' ? '\\par}' : '',
  ]
    .filter((part, i) => part !== '' || i < head.length)
    .join('\n');
}

function plainLength(value: Inline): number {
  if (typeof value === 'string') return value.length;
  return value.kind === 'math' ? value.infix.length : value.kind === 'code' ? value.text.length : 11;
}
