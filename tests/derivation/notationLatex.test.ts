import { readFileSync, readdirSync } from 'node:fs';
import katex from 'katex';
import { expect, test } from 'vitest';
import { isCommand, proseFormulas, proseNotation } from '../../src/derivation/proseFormula.ts';
import { notationLatex } from '../../src/derivation/notationLatex.ts';

test.each([
  ["psi''(w) = 1/F'(theta)^2", "\\psi''\\left(w\\right) = \\frac{1}{F'\\left(\\theta\\right)^{2}}"],
  ['a^2/4 q(w/a^2)', '\\frac{a^{2}}{4} q\\left(\\frac{w}{a^{2}}\\right)'],
  ["2 mu^2 <x, x'>", "2 \\mu^{2} \\left\\langle x ,\\; x'\\right\\rangle "],
  ['a < b', 'a < b'],
  ['X^T nu/log g', 'X^{T} \\frac{\\nu}{\\ln  g}'],
  ['|w|_1 <= B', '\\left|w\\right|_{1} \\leq B'],
  ['w_+^2 - w_-^2', 'w_{+}^{2} - w_{-}^{2}'],
  ['n/R_k* + k*/n', '\\frac{n}{R_{k^{*}}} + \\frac{k^{*}}{n}'],
  ['mu 2c/(1 - c^2)', '\\mu \\frac{2c}{1 - c^{2}}'],
  ['d sigma/d tau', '\\frac{d \\sigma}{d \\tau}'],
  ['(x, y)/x', '\\frac{\\left(x ,\\; y\\right)}{x}'],
  ['u_1 ... u_D -> inf', 'u_{1} \\dots u_{D} \\to \\infty'],
])('%s', (text, latex) => {
  expect(notationLatex(text)).toBe(latex);
});

test.each(['a +', '(a', 'a)', '|a', 'a ^', 'x # y', '', '<x, y', '/a'])('%j is pointed at', (text) => {
  expect(() => notationLatex(text)).toThrow(/at character \d+/);
});

const FOLDERS = ['derivations', 'derivations/course', 'derivations/literature'];
const paths = FOLDERS.flatMap((folder) =>
  readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => `${folder}/${name}`),
); // prettier-ignore

test('an assignment is no comparison with a negative number', () => {
  expect(proseNotation('U <- exp(G)*U')).toBe('U \\leftarrow \\exp \\left(G\\right) \\, U');
  expect(proseNotation('a < -b')).toBe('a < -b');
});

test('the dual potential is no product', () => {
  expect(proseNotation('psi*(s) = s^2/2')).toBe('\\psi^{*}\\left(s\\right) = \\frac{s^{2}}{2}');
  expect(proseNotation('w*(s + 1)')).toBe(proseNotation('w * (s + 1)'));
});

/** Texts of a document, wherever they stand. */
const textsOf = (json: unknown): string[] =>
  typeof json === 'string' ? [json] : json !== null && typeof json === 'object' ? Object.values(json).flatMap(textsOf) : []; // prettier-ignore

test('every formula in the prose of the derivations is set as mathematics that KaTeX accepts', () => {
  const formulas = paths.flatMap((path) => textsOf(JSON.parse(readFileSync(path, 'utf8'))).flatMap(proseFormulas)); // prettier-ignore
  expect(formulas.length).toBeGreaterThan(1000);
  for (const formula of new Set(formulas.filter((f) => !isCommand(f))))
    katex.renderToString(proseNotation(formula), { strict: 'error', throwOnError: true });
});
