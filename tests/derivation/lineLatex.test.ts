import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDocument } from '../../src/derivation/document.ts';
import { proseLatex } from '../../src/derivation/proseFormula.ts';

test('sides that would come out alike keep the brackets they were written with', () => {
  expect(proseLatex('a - b = (a - c) + (c - b)')).toBe('a - b = (a - c) + (c - b)');
  expect(proseLatex('r/n - r/(2*n) = r/(2*n)')).toBe('\\frac{r}{n} - \\frac{r}{2 n} = \\frac{r}{2 n}');
  expect(proseLatex('exp(n*(log(2)/n)) = 2')).toBe('e^{n \\left(\\frac{\\ln(2)}{n}\\right)} = 2');
});

test('brackets of a function grow only around what is tall, and a command is set as one', () => {
  expect(proseLatex('S(n) = L(h/2)')).toBe('S(n) = L\\left(\\frac{h}{2}\\right)');
  expect(proseLatex('hypentropy check A8 --at "a_b"')).toBe('\\texttt{hypentropy check A8 --at \\char34{}a\\char95{}b\\char34{}}'); // prettier-ignore
});

test('no line of a document shows the same on both sides of an equation', () => {
  const names = readdirSync('derivations').filter((name) => /^[^i].*\.json$/.test(name));
  const shown = names.flatMap((name) => {
    const { id, steps } = readDocument(readFileSync(`derivations/${name}`, 'utf8'), name);
    const lines = steps.filter(({ reason }) => reason === 'algebra').flatMap(({ formulas }) => formulas);
    return lines.map((line) => [id, line, proseLatex(line).split(' = ')] as const);
  });
  expect(shown.length).toBeGreaterThan(150);
  expect(shown.filter(([, , sides]) => sides.some((side, k) => side === sides[k + 1]))).toEqual([]);
});
