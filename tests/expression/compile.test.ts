import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HypentropyError } from '../../src/errors.ts';
import { ballToNumber, isBounded } from '../../src/expression/ball.ts';
import { compile, compileVector } from '../../src/expression/compile.ts';
import { differentiate } from '../../src/expression/differentiate.ts';
import { evaluateBall } from '../../src/expression/evaluate.ts';
import {
  MINUS_ONE, ONE, call, exp, log, power, product, rational, rationalToNumber, sum, symbol,
  type Expression, type Rational,
} from '../../src/expression/expression.ts'; // prettier-ignore
import { compileJet } from '../../src/expression/jet.ts';
import { NAMES, expressions, positiveRational } from './arbitrary.ts';

const points = fc.tuple(positiveRational, positiveRational, positiveRational);

/** The value by ball arithmetic, rounded to a double; undefined where it does not exist or overflows. */
function exactly(e: Expression, values: readonly Rational[]): number | undefined {
  try {
    const ball = evaluateBall(e, new Map(NAMES.map((name, i) => [name, values[i]!])), 160);
    return ball !== 'undefined' && isBounded(ball) ? ballToNumber(ball) : undefined;
  } catch (error) {
    if (error instanceof HypentropyError) return undefined;
    throw error;
  }
}

describe('compile', () => {
  it('agrees with ball arithmetic over random expressions', () => {
    let compared = 0;
    let close = 0;
    fc.assert(
      fc.property(expressions, points, (e, at) => {
        const exact = exactly(e, at);
        if (exact === undefined || Math.abs(exact) > 1e100 || (exact !== 0 && Math.abs(exact) < 1e-100))
          return;
        const value = compile(e, NAMES)(at.map(rationalToNumber));
        compared++;
        if (Math.abs(value - exact) <= 1e-9 * Math.max(1, Math.abs(exact))) close++;
      }),
      { numRuns: 1500, seed: 7 },
    );
    // Ill-conditioned formulas (cancellation, huge arguments of sine) may differ: they must stay rare.
    expect(compared).toBeGreaterThan(700);
    expect(close / compared).toBeGreaterThan(0.98);
  });

  it('keeps relative accuracy of exp(x) - 1, cosh(x) - 1, log(1 + x) and arsinh near 0', () => {
    const x = symbol('x');
    const at = (e: Expression, v: number) => compile(e, ['x'])([v]);
    expect(at(sum(exp(x), MINUS_ONE), 1e-20)).toBe(1e-20);
    expect(at(sum(product(rational(3, 7), exp(x)), rational(-3, 7)), 1e-20)).toBeCloseTo((3 / 7) * 1e-20, 35);
    expect(at(sum(ONE, product(MINUS_ONE, exp(x))), 1e-20)).toBe(-1e-20);
    expect(at(sum(call('cosh', x), MINUS_ONE), 1e-10) / 5e-21).toBeCloseTo(1, 14);
    expect(at(log(sum(ONE, x)), 1e-20)).toBe(1e-20);
    expect(at(call('arsinh', x), 1e-20)).toBe(1e-20);
  });

  it('has NaN where a real power or logarithm does not exist', () => {
    const x = symbol('x');
    for (const e of [power(x, rational(1, 3)), power(x, rational(1, 2)), power(x, rational(2, 3)), log(x)]) {
      expect(compile(e, ['x'])([-8])).toBeNaN();
    }
  });

  it('names a missing symbol', () => {
    expect(() => compile(sum(symbol('x'), symbol('beta')), ['x'])).toThrow(/symbol beta has no value/);
  });

  it('evaluates several expressions at once like each alone', () => {
    fc.assert(
      fc.property(fc.array(expressions, { minLength: 1, maxLength: 4 }), points, (es, at) => {
        const out = new Float64Array(es.length);
        const args = at.map(rationalToNumber);
        compileVector(es, NAMES)(args, out);
        expect([...out]).toEqual(es.map((e) => compile(e, NAMES)(args)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('compileJet', () => {
  it('gives value, gradient and Hessian of the symbolic derivatives', () => {
    let compared = 0;
    let close = 0;
    fc.assert(
      fc.property(expressions, points, (e, at) => {
        if (exactly(e, at) === undefined) return;
        const args = at.map(rationalToNumber);
        const gradient = new Float64Array(3);
        const hessian = new Float64Array(9);
        const value = compileJet(e, NAMES)(args, gradient, hessian);
        const plain = compile(e, NAMES)(args);
        if (Number.isFinite(plain))
          expect(Math.abs(value - plain)).toBeLessThanOrEqual(1e-9 * Math.abs(plain));
        NAMES.forEach((p, i) => {
          const first = exactly(differentiateSafely(e, p), at);
          check(first, gradient[i]!);
          NAMES.forEach((q, j) => {
            check(exactly(differentiateSafely(differentiateSafely(e, p), q), at), hessian[3 * i + j]!);
          });
        });
      }),
      { numRuns: 400, seed: 11 },
    );
    function check(exact: number | undefined, value: number): void {
      if (exact === undefined || !(Math.abs(exact) < 1e60)) return;
      compared++;
      if (Math.abs(value - exact) <= 1e-8 * Math.max(1, Math.abs(exact))) close++;
    }
    expect(compared).toBeGreaterThan(2000);
    expect(close / compared).toBeGreaterThan(0.98);
  });
});

const differentiateSafely = (e: Expression, name: string): Expression => {
  try {
    return differentiate(e, name);
  } catch (error) {
    // 0 to a negative power inside a derivative: a pole, nothing to compare.
    if (error instanceof RangeError) return power(symbol('undefined'), MINUS_ONE);
    throw error;
  }
};
