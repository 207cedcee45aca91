import { describe, expect, test } from 'vitest';
import { rational, type Rational } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { evaluateByMathjs } from '../../src/oracles/mathjsEvaluator.ts';

const at = (values: Record<string, Rational>) => new Map(Object.entries(values));

/** First 60 decimals from tables: OEIS A000796, A001113, A002162, A002163, and DLMF 4.2. */
const CONSTANTS: [string, string][] = [
  ['pi', '3.14159265358979323846264338327950288419716939937510582097494'],
  ['exp(1)', '2.71828182845904523536028747135266249775724709369995957496696'],
  ['log(2)', '0.693147180559945309417232121458176568075500134360255254120680'],
  ['sqrt(5)', '2.23606797749978969640917366873127623544061835961152572427089'],
  ['4*arctan(1/5)*4 - 4*arctan(1/239)', '3.14159265358979323846264338327950288419716939937510582097494'],
];

describe('the value in BigNumber arithmetic', () => {
  test.each(CONSTANTS)('%s to 55 decimals', (formula, digits) => {
    expect(evaluateByMathjs(parse(formula), new Map())!.slice(0, 56)).toBe(digits.slice(0, 56));
  });

  test.each([
    ['exp(log(x)) - x'],
    ['sinh(arsinh(x)) - x'],
    ['cosh(arcosh(1 + x)) - 1 - x'],
    ['tanh(artanh(x/3)) - x/3'],
    ['sin(arcsin(x/3)) - x/3'],
    ['cos(arccos(x/3)) - x/3'],
    ['tan(arctan(x)) - x'],
    ['abs(-x) - x*sign(x)'],
    ['x^(2/3)*x^(1/3) - x'],
  ])('%s vanishes to 60 digits', (formula) => {
    const value = evaluateByMathjs(parse(formula), at({ x: rational(5, 7) }))!;
    expect(Math.abs(Number(value))).toBeLessThan(1e-60);
  });

  test('more digits on request', () => {
    const value = evaluateByMathjs(parse('sqrt(2)'), new Map(), 120)!;
    expect(value.length).toBe(121);
    expect(value.slice(0, 40)).toBe('1.41421356237309504880168872420969807856');
  });

  test.each(['log(-1)', 'sqrt(-2)', '1/log(x)', 'arcosh(1/2)', 'artanh(2)', 'y'])(
    'no value for %s',
    (formula) => {
      expect(evaluateByMathjs(parse(formula), at({ x: rational(1) }))).toBeNull();
    },
  );
});
