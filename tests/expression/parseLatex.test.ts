import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormulaError } from '../../src/errors.ts';
import { parse } from '../../src/expression/parse.ts';
import { isLatex, parseLatex } from '../../src/expression/parseLatex.ts';
import { toLatex } from '../../src/expression/printLatex.ts';
import { equal, type Expression } from '../../src/expression/expression.ts';
import { proveEqual } from '../../src/expression/prove.ts';
import { NO_ASSUMPTIONS } from '../../src/expression/assumptions.ts';
import { LATEX_FORMULAS } from './latexFormulas.ts';

const same = (a: Expression, b: Expression): boolean =>
  equal(a, b) || proveEqual(a, b, NO_ASSUMPTIONS) !== null;

test('over a hundred formulas as authors write them', () => {
  expect(LATEX_FORMULAS.length).toBeGreaterThanOrEqual(100);
});

test.each(LATEX_FORMULAS)('%s', (latex, infix) => {
  expect(same(parseLatex(latex), parse(infix))).toBe(true);
});

const leaf = fc.oneof(
  fc.constantFrom('w', 'alpha', 'u_0', 'D', 'x'),
  fc.integer({ min: 1, max: 40 }).map(String),
);
const formula = fc.letrec<{ f: string }>((tie) => ({
  f: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.tuple(tie('f'), fc.constantFrom('+', '-', '*'), tie('f')).map(([a, op, b]) => `(${a})${op}(${b})`),
    fc.tuple(tie('f'), leaf).map(([a, b]) => `(${a})/(${b}+1)`),
    fc.tuple(tie('f'), fc.integer({ min: 2, max: 5 })).map(([a, n]) => `(${a})^${n}`),
    fc.tuple(fc.constantFrom('sqrt', 'sinh', 'log', 'arsinh', 'abs', 'exp'), tie('f')).map(([g, a]) => `${g}((${a})^2+1)`),
  ),
})).f; // prettier-ignore

test('what the printer writes is read back as the same', () => {
  fc.assert(
    fc.property(formula, (text) => {
      const e = parse(text);
      expect(same(parseLatex(toLatex(e)), e)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

describe('what is not understood is pointed at', () => {
  const tex = String.raw;
  const wrong: [string, RegExp, number][] = [
    [tex`1+\sum_i w_i`, /'\\sum' is not understood/, 2],
    [tex`\frac{w}{`, /ends too early/, 9],
    [tex`w+a/bc`, /ambiguous product after a quotient/, 5],
    [tex`\ln w/\alpha`, /ambiguous quotient after the argument of '\\ln'/, 5],
    [tex`\psi'(w)`, /a prime is not read/, 4],
    [tex`\left(w+1`, /'\(' without '\)'/, 5],
    [tex`w)`, /unexpected '\)'/, 1],
    [tex`2\foo x`, /'\\foo' is not understood/, 1],
    [tex`w_{k+1}`, /subscript must be letters/, 1],
    [tex`\frac{1}{0}`, /division by zero/, 9],
    [tex`|w`, /without its partner/, 0],
    [tex`\sinh+1`, /without an argument/, 5],
    [tex`\ln^{-1}x`, /may be read in two ways/, 0],
    [tex`-\frac12\ln(1-x^2)^2`, /may be read in two ways/, 18],
    [tex`x^`, /ends too early/, 2],
    [tex`x^-1`, /needs braces/, 2],
    [tex`\|w\|_1`, /'\\\|' is not understood/, 0],
    ['{'.repeat(10_000), /nested more than 200 deep/, 0],
  ];
  test.each(wrong)('%s', (latex, message, position) => {
    let error: unknown;
    try {
      parseLatex(latex);
    } catch (e) {
      error = e;
    }
    expect(error).toBeInstanceOf(FormulaError);
    expect((error as FormulaError).message).toMatch(message);
    expect((error as FormulaError).position).toBe(position);
    expect((error as FormulaError).source).toBe(latex);
  });

  test('nothing but formulas and FormulaErrors comes of any text', () => {
    const piece = fc.constantFrom('\\frac', '{', '}', '(', ')', '|', '^', '_', 'w', '2', '\\sinh', '\\left', '\\right', '+', '-', '/', '\\', '.', '[', ']', ' ', '\\operatorname', 'e', '\\sqrt', "'", '\\text'); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        try {
          parseLatex(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(FormulaError);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

test('infix is not taken for LaTeX', () => {
  expect(isLatex('w*arsinh(w/(2*a^2))')).toBe(false);
  expect(isLatex('\\alpha')).toBe(true);
});
