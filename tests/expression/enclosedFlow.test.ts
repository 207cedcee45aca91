import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { accuracyBits, ballContains, ballFromRational, ballToNumber } from '../../src/expression/ball.ts';
import { EnclosedFlow } from '../../src/expression/enclosedFlow.ts';
import { evaluateBall } from '../../src/expression/evaluate.ts';
import { rational, type Rational } from '../../src/expression/expression.ts';
import { midpointRational, isBounded, subtractBall, containsZero } from '../../src/expression/ball.ts';
import { parse } from '../../src/expression/parse.ts';
import { TaylorSeries } from '../../src/expression/taylorSeries.ts';

const BITS = 120;

function follow(
  speeds: string[],
  unknowns: string[],
  start: Rational[],
  until: number,
  direction: 1 | -1 = 1,
) {
  const system = new TaylorSeries(
    speeds.map((e) => parse(e)),
    unknowns,
  );
  const flow = new EnclosedFlow(
    system,
    start.map((q) => ballFromRational(q, BITS)),
    direction,
    BITS,
  );
  while (Math.abs(ballToNumber(flow.end.s)) < until && flow.extend());
  return flow;
}

/** Speed, solution from x(0) = 1/2 as a formula in s. */
const SOLVED: [string, string][] = [
  ['3*x', 'exp(3*s)/2'],
  ['x^2', '1/(2 - s)'],
  ['1/x', 'sqrt(1/4 + 2*s)'],
  ['1 + x^2', 'tan(s + arctan(1/2))'],
  ['1 - x^2', 'tanh(s + artanh(1/2))'],
  ['sqrt(1 + x^2)', 'sinh(s + arsinh(1/2))'],
  ['exp(-x)', 'log(exp(1/2) + s)'],
  ['cos(x)^2', 'arctan(s + tan(1/2))'],
  ['x*log(x)', 'exp(log(1/2)*exp(s))'],
  ['1/cosh(x)', 'arsinh(s + sinh(1/2))'],
  ['x^(3/2)', '(sqrt(2) - s/2)^(-2)'],
];

describe('the enclosed flow of one unknown', () => {
  test.each(SOLVED)("x' = %s contains %s", (speed, solution) => {
    for (const direction of [1, -1] as const) {
      const flow = follow([speed], ['x'], [rational(1, 2)], 0.1, direction);
      const { s, values } = flow.end;
      const exact = evaluateBall(parse(solution), new Map([['s', s]]), 200);
      if (exact === 'undefined') throw new Error('no exact value');
      expect(containsZero(subtractBall(values[0]!, exact, 300))).toBe(true);
      expect(accuracyBits(values[0]!)).toBeGreaterThan(BITS / 2);
    }
  });

  test('values inside the path are enclosed too', () => {
    const flow = follow(['2*x'], ['x'], [rational(1)], 3);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (k) => {
        const s = ballFromRational(rational(BigInt(k), 1024n), 64);
        const exact = evaluateBall(parse('exp(2*s)'), new Map([['s', midpointRational(s)]]), 200);
        if (exact === 'undefined') return false;
        return containsZero(subtractBall(flow.at(s)[0]!, exact, 300));
      }),
    );
  });

  test('a pole ends the path', () => {
    const flow = follow(['x^2'], ['x'], [rational(1)], 2);
    expect(ballToNumber(flow.end.s)).toBeCloseTo(1, 8);
    expect(ballToNumber(flow.end.s)).toBeLessThanOrEqual(1);
    expect(flow.extend()).toBe(false);
  });
});

describe('several unknowns', () => {
  test('linear systems from random rational matrices against the exponential in closed form', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), (a, b) => {
        // [[a, b], [b, a]] has the eigenvalues a + b and a − b
        const flow = follow(
          [`${a}*x + ${b}*y`, `${b}*x + ${a}*y`],
          ['x', 'y'],
          [rational(1), rational(0)],
          0.5,
        );
        const { s, values } = flow.end;
        const exact = evaluateBall(
          parse(`(exp((${a} + ${b})*s) + exp((${a} - ${b})*s))/2`),
          new Map([['s', s]]),
          200,
        );
        if (exact === 'undefined') return false;
        return containsZero(subtractBall(values[0]!, exact, 300)) && isBounded(values[0]!);
      }),
      { numRuns: 20 },
    );
  });

  test('what a product of three keeps is kept', () => {
    const flow = follow(
      ['y*z', 'x*z', 'x*y'],
      ['x', 'y', 'z'],
      [rational(13, 10), rational(9, 10), rational(2, 5)],
      1,
    );
    const at = new Map(['x', 'y', 'z'].map((name, j) => [name, flow.end.values[j]!] as const));
    const difference = evaluateBall(parse('x^2 - z^2'), at, BITS);
    if (difference === 'undefined') throw new Error('undefined');
    expect(ballContains(difference, rational(169n - 16n, 100n))).toBe(true);
  });
});
