import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormulaError } from '../../src/errors.ts';
import {
  HALF, ONE, PI, call, divide, equal, exp, keyOf, log, negate, power, product, rational, sqrt, subtract, sum, symbol,
  type Expression,
} from '../../src/expression/expression.ts'; // prettier-ignore
import { parse, type ParseOptions } from '../../src/expression/parse.ts';
import { pointAt } from '../../src/expression/pointAt.ts';
import { toText } from '../../src/expression/printText.ts';
import { arbitraryExpression } from './arbitraryExpression.ts';

const [w, alpha, x, y, D] = ['w', 'alpha', 'x', 'y', 'D'].map((name) => symbol(name)) as [
  Expression, Expression, Expression, Expression, Expression,
]; // prettier-ignore
const n = (numerator: number, denominator = 1) => rational(numerator, denominator);

function failure(source: string, options?: ParseOptions): FormulaError {
  try {
    parse(source, options);
  } catch (error) {
    expect(error).toBeInstanceOf(FormulaError);
    return error as FormulaError;
  }
  throw new Error(`'${source}' was accepted`);
}

describe('what a formula means', () => {
  const cases: [string, Expression][] = [
    ['0.1', n(1, 10)],
    ['1e-3', n(1, 1000)],
    ['5/2', n(5, 2)],
    ['1.50E2', n(150)],
    ['.5', HALF],
    ['-x^2', negate(power(x, n(2)))],
    ['x^-2', power(x, n(-2))],
    ['2^3^2', n(512)],
    ['x - y - 1', sum(x, negate(y), n(-1))],
    ['x/y/2', divide(divide(x, y), n(2))],
    ['x*-y', negate(product(x, y))],
    ['2x y', product(n(2), x, y)],
    ['1/2x', divide(x, n(2))],
    ['-3/4(x + y)', product(n(-3, 4), sum(x, y))],
    ['x^2y', product(power(x, n(2)), y)],
    ['e^x', exp(x)],
    ['e', call('exp', ONE)],
    ['2 pi', product(n(2), PI)],
    ['ln(x)', log(x)],
    ['asinh(x) + arcsinh(y)', sum(call('arsinh', x), call('arsinh', y))],
    ['acosh(x)*atanh(y)', product(call('arcosh', x), call('artanh', y))],
    ['asin(x) - arccos(x) + atan(x)', sum(call('arcsin', x), negate(call('arccos', x)), call('arctan', x))],
    ['sqrt(x)', sqrt(x)],
    ['cbrt(x)', power(x, n(1, 3))],
    ['cbrt(-8)', n(-2)],
    ['|w|^2', power(call('abs', w), n(2))],
    ['||x| - 2*|w||', call('abs', subtract(call('abs', x), product(n(2), call('abs', w))))],
    ['x**2', power(x, n(2))],
    ['α²⁰ − √(π·w)×x⁻¹', subtract(power(alpha, n(20)), divide(sqrt(product(PI, w)), x))],
    ['αβ', product(alpha, symbol('beta'))],
    ['w₀ + α_u', sum(symbol('w0'), symbol('alpha_u'))],
    ['alpha^(2 - D)', power(alpha, subtract(n(2), D))],
    ['toString + constructor', sum(symbol('toString'), symbol('constructor'))],
    ['mod + to + true + NaN + i + s + in', sum(...['mod', 'to', 'true', 'NaN', 'i', 's', 'in'].map(symbol))],
  ];
  it.each(cases)('%s', (source, meaning) => {
    expect(keyOf(parse(source))).toBe(keyOf(meaning));
  });

  it('keeps huge powers symbolic', () => {
    expect(toText(parse('9^9^9^9'))).toBe('9^(9^387420489)');
  });

  it('takes e as a variable when it is listed', () => {
    expect(parse('e*x', { symbols: new Set(['e', 'x']) })).toEqual(product(symbol('e'), x));
  });
});

describe('what is refused, where, and what to do', () => {
  const cases: [source: string, message: string, position: number, length: number][] = [
    ['w + 4 + arsin(w)', "unknown function 'arsin' at character 9; did you mean 'arsinh'?", 8, 5],
    ['constructor(1)', "unknown function 'constructor' at character 1", 0, 11],
    ['x + f(x)', "unknown function 'f' at character 5", 4, 1],
    ['toString()', "unknown function 'toString' at character 1", 0, 8],
    ['sin x', "function 'sin' without brackets at character 1", 0, 3],
    ['log(2, 3)', "unexpected ',' at character 6", 5, 1],
    ['a/2x', 'ambiguous product after a quotient at character 4', 3, 1],
    ['x^1/2y', 'ambiguous product after a quotient at character 6', 5, 1],
    ['2 3', "missing operator before '3' at character 3", 2, 1],
    ['1.2.3', "missing operator before '.3' at character 4", 3, 2],
    ['x + ', 'formula ends too early at character 5', 4, 1],
    ['x + )', "missing operand before ')' at character 5", 4, 1],
    ['x*/y', "missing operand before '/' at character 3", 2, 1],
    ['(x + (y)', "'(' without ')' at character 1", 0, 1],
    ['x)', "')' without '(' at character 2", 1, 1],
    ['|x', "'|' without its partner at character 1", 0, 1],
    ['(|x)', "'|' without its partner at character 2", 1, 1],
    ['x()', "unknown function 'x' at character 1", 0, 1],
    ['sin()', 'empty brackets at character 5', 4, 1],
    ['', 'empty formula', 0, 1],
    ['  ', 'empty formula', 0, 1],
    ['x/(1 - 1)', 'division by zero at character 4', 3, 5],
    ['1e999999999', 'number out of range at character 1', 0, 11],
    ['0xFF', "unexpected '0x' at character 1", 0, 2],
    ['_x', "unexpected '_' at character 1", 0, 1],
    ['x + 😀', "unexpected '😀' at character 5", 4, 2],
    ['x²^2', 'power of a superscript at character 3', 2, 1],
  ];
  it.each(cases)('%s', (source, message, position, length) => {
    const error = failure(source);
    expect([error.message, error.position, error.length]).toEqual([message, position, length]);
  });

  it('refuses the rest of the grammar of mathjs at its character', () => {
    for (const [source, position] of [
      ['a=1', 1], ['f(x)=x', 4], ['"a"', 0], ['[1,2]', 0], ['1:2', 1], ['x<y', 1], ['x==y', 1], ['x?1:2', 1],
      ['x;y', 1], ['x.y', 1], ['x!', 1], ['5%', 1], ["x'", 1], ['{a:1}', 0], ['x & y', 2], ['~x', 0], ['x.*y', 1],
      ['x#y', 1], ['x$', 1], ['x\\y', 1], ['x@y', 1], ['x^|y', 2], ['x??y', 1],
    ] as const) {
      expect([source, failure(source).position]).toEqual([source, position]);
    }
  }); // prettier-ignore

  it('knows the names of a model and guesses at others', () => {
    const symbols = new Set(['u', 'v', 'alpha', 'w_max']);
    expect(failure('u + aplha', { symbols }).message).toBe(
      "unknown name 'aplha' at character 5; did you mean 'alpha'?",
    );
    expect(failure('uv', { symbols }).message).toBe("unknown name 'uv' at character 1; did you mean 'u*v'?");
    expect(failure('zzz', { symbols }).help).toBe('known names: u, v, alpha, w_max');
    expect(parse('zzz', { symbols, allowUnknown: true })).toBe(symbol('zzz'));
  });

  it('is quick and clear about abuse', () => {
    const start = performance.now();
    expect(failure('('.repeat(10_000)).message).toBe(
      'formula too long: 10000 characters, at most 4096 are read',
    );
    for (const source of [
      '('.repeat(4000),
      '-'.repeat(4000) + 'x',
      'x^'.repeat(2000) + 'x',
      '|'.repeat(4000),
    ]) {
      expect(failure(source).message).toMatch(/^formula nested more than 200 deep at character/);
    }
    expect(performance.now() - start).toBeLessThan(1000);
    expect(toText(parse('sinh('.repeat(199) + 'x' + ')'.repeat(199)))).toHaveLength(6 * 199 + 1);
  });

  it('reads sums of 3,000 terms', () => {
    const source = Array.from({ length: 3000 }, (_, k) => `x${k}`).join(' - ');
    expect(toText(parse(source, { maximumLength: 1e6 }))).toBe(source);
  });

  it('never throws anything but FormulaError', () => {
    const pieces = fc.constantFrom(
      'x', 'sin(', 'sqrt', '(', ')', '|', '+', '-', '*', '/', '^', '**', '2', '.5', '1e', '0', ' ', ',', 'e', 'pi',
      '²', '√', 'α', 'log(', '9^', '!', '$', '1/', 'in', 'to',
    ); // prettier-ignore
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }).map((p) => p.join('')),
        (source) => {
          try {
            parse(source);
          } catch (error) {
            expect(error).toBeInstanceOf(FormulaError);
            const { position, length } = error as FormulaError;
            expect(position).toBeGreaterThanOrEqual(0);
            expect(position).toBeLessThanOrEqual(source.length);
            expect(length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('pointAt', () => {
  it('puts carets under the place', () => {
    expect(pointAt(failure('w + arsin(w)'))).toBe('w + arsin(w)\n    ^^^^^');
    expect(pointAt(failure('a +\nb = c'))).toBe('a + b = c\n      ^');
  });

  it('shows a window of a long source', () => {
    const [line, carets] = pointAt(failure(`${'x + '.repeat(100)}foo(x)${' + y'.repeat(100)}`)).split('\n');
    expect(line!.length).toBeLessThan(80);
    expect(line!.startsWith('…') && line!.endsWith('…')).toBe(true);
    expect(line!.slice(carets!.indexOf('^'), carets!.length)).toBe('foo');
  });
});

describe('toText', () => {
  it('is inverted by parse', () => {
    fc.assert(
      fc.property(arbitraryExpression, (e) => {
        const text = toText(e);
        const back = parse(text, { maximumLength: 1e6 });
        expect(equal(back, e), `${text} is ${toText(back)}`).toBe(true);
        expect(toText(back)).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    'w/(2*alpha^2)',
    'sqrt(w^2 + 4*alpha^4)',
    'a - b',
    'a - (b + c)/2',
    '-a^2 - 2*b',
    '(-a)^x',
    '(-1)^n',
    'x^(1/3)',
    'x^(2 - D)',
    '1/x^(D - 2)',
    '1/sqrt(x)',
    'w*arsinh(w/(2*alpha^2)) - sqrt(w^2 + 4*alpha^4) + 2*alpha^2',
    '(w*log(w) - w)/4',
    '3*a/(4*b*c)',
    '(a + b)/(c - d)',
    '2/3',
    '(2/3)^x',
    'exp(-x)/2',
    'D/(D - 2)',
    '-(a + b)',
    '1 - z',
    '(1 - z)^(-p - 1)',
    'abs(w)^(1/2 - x)',
  ])('writes %s as people do', (text) => {
    expect(toText(parse(text))).toBe(text);
  });
});
