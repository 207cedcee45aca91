import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { toLatex } from '../../src/expression/printLatex.ts';
import { breakLatex } from '../../src/report/breakLatex.ts';
import { latexRows, latexTokens, latexWidth } from '../../src/report/latexTokens.ts';
import { wrapFormula, wrapWords } from '../../src/report/wrapText.ts';
import { arbitraryExpression } from '../expression/arbitraryExpression.ts';

const aligned = (rows: readonly string[]): string => `\\begin{aligned}${rows.join(' \\\\ ')}\\end{aligned}`;
const bare = (tex: string): string => tex.replace(/\\quad|\\left\.|\\right\.|[&\s]|\{\}/g, '');

describe('LaTeX', () => {
  const formula = fc.array(arbitraryExpression, { minLength: 1, maxLength: 12 }).map((list) => list.map(toLatex).join(' + ')); // prettier-ignore

  test('breaking loses nothing, and KaTeX sets the result without complaint', () => {
    fc.assert(
      fc.property(formula, (tex) => {
        const rows = breakLatex(`\\psi(w) &= ${tex}`);
        expect(bare(rows.join(''))).toBe(bare(`\\psi(w)=${tex}`));
        katex.renderToString(aligned(rows), { displayMode: true, strict: 'error', throwOnError: true });
      }),
      { numRuns: 150 },
    );
  });

  test('a sum of short terms is broken into lines that fit', () => {
    const terms = Array.from({ length: 60 }, (_, i) => `\\frac{w^{${i}}}{${i + 1}!}`);
    const rows = breakLatex(`f(w) &= ${terms.join(' - ')}`);
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) expect(latexWidth(row)).toBeLessThanOrEqual(74);
    for (const row of rows.slice(1)) expect(row).toMatch(/^&\\quad - /);
  });

  test('a sign in a fraction, a root or an exponent is no place to break, nor is a leading minus', () => {
    const inner = Array.from({ length: 40 }, (_, i) => `a_{${i}}`).join(' + ');
    for (const whole of [`\\frac{${inner}}{b}`, `e^{${inner}}`, `\\sqrt{${inner}}`]) {
      const lines = breakLatex(`x &= -${whole}`).map(bare);
      expect(lines.filter((line) => line.includes('a_'))).toEqual([expect.stringContaining(bare(whole))]);
    }
  });

  test('a long bracket is opened and each line balances its delimiters', () => {
    const inner = Array.from({ length: 40 }, (_, i) => `a_{${i}}`).join(' + ');
    for (const whole of [
      `\\left(${inner}\\right)`,
      `(${inner})`,
      `b \\left(c - \\left[${inner}\\right]\\right)^{2}`,
    ]) {
      const rows = breakLatex(`x &= \\frac{1}{4} ${whole} + 1`);
      for (const row of rows) {
        expect(latexWidth(row)).toBeLessThanOrEqual(74);
        const tokens = latexTokens(row);
        expect(tokens.filter((t) => t === '\\left').length).toBe(
          tokens.filter((t) => t === '\\right').length,
        );
      }
      katex.renderToString(aligned(rows), { displayMode: true, strict: 'error', throwOnError: true });
    }
  });

  test('the mark of an inner environment does not align the row', () => {
    const matrix = '\\begin{pmatrix} 1 & 2 \\end{pmatrix}';
    const rows = breakLatex(`${matrix} &= ${Array.from({ length: 40 }, (_, i) => `a_{${i}}`).join(' + ')}`);
    expect(rows[0]).toMatch(/^\\begin\{pmatrix\} 1 & 2 \\end\{pmatrix\} &= a_\{0\}/);
  });

  test('rows are split outside inner environments, and one that starts with a bracket is protected', () => {
    const matrix = '\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}';
    expect(latexRows(`a &= ${matrix} \\\\ [b] &= c`)).toEqual([`a &= ${matrix}`, '[b] &= c']);
    expect(breakLatex(`a &= 1 \\\\ [b] &= c`)[1]).toBe('{}[b] &= c');
    expect(latexTokens('\\frac{a}{\\}}x')).toEqual(['\\frac', '{a}', '{\\}}', 'x']);
  });
});

describe('plain text', () => {
  const infix = fc.array(fc.constantFrom('w^2/(16*alpha^2)', ' + ', ' - ', '(', ')', 'sqrt(x)', ' = ', '*', '12345'), { maxLength: 40 }).map((list) => list.join('').trim()); // prettier-ignore

  test('wrapping a formula loses nothing and keeps to the width', () => {
    fc.assert(
      fc.property(infix, fc.integer({ min: 20, max: 90 }), (formula, width) => {
        const lines = wrapFormula(formula, width);
        expect(lines.join('').replace(/\s/g, '')).toBe(formula.replace(/\s/g, ''));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('a formula breaks before its outermost signs', () => {
    expect(wrapFormula('f(w) = (a + b + c)*(d + e) + g*(h + i) - j', 30)).toEqual([
      'f(w) = (a + b + c)*(d + e)',
      '    + g*(h + i) - j',
    ]);
  });

  test('wrapping words loses nothing and keeps to the width', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 })), fc.integer({ min: 5, max: 40 }), (words, width) => {
        const text = words.join(' ');
        const lines = wrapWords(text, width);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
