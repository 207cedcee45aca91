import { describe, expect, test } from 'vitest';
import { separableFlow } from '../../src/calculus/separableFlow.ts';
import { solveEquation } from '../../src/calculus/solveEquation.ts';
import { assume, domainOf, type Assumptions } from '../../src/expression/assumptions.ts';
import { ballToNumber, containsZero, isBounded, subtractBall } from '../../src/expression/ball.ts';
import { compile } from '../../src/expression/compile.ts';
import { differentiate } from '../../src/expression/differentiate.ts';
import { evaluateBall } from '../../src/expression/evaluate.ts';
import { rational, substitute, type Expression, type Rational } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/printText.ts';
import { simplify } from '../../src/expression/simplify.ts';

/** Maps with the start of their parameter and its domain. */
const FLOWS: [string, string, string][] = [
  ['x', '1/3', 'real'],
  ['x^2/4', '1', 'positive'],
  ['exp(x)', '0', 'real'],
  ['sinh(x)', '0', 'real'],
  ['sinh(x)', '1', 'real'],
  ['(1 - cos(x))/2', '1', 'positive'],
  ['(1 - cos(x))/2', 'pi/2', 'positive'],
  ['log(x)', '1', 'positive'],
  ['1/x', '2', 'positive'],
  ['sin(x)', '0', 'real'],
  ['cosh(x)', '1', 'positive'],
  ['x + x^3', '1', 'real'],
  ['x^2 + x', '1', 'real'],
  ['x^2 - 1/x', '1', 'positive'],
  ['x/(1 + x)', '1', 'positive'],
  ['x^2/2 - x^3/3', '1/2', '(0, 1)'],
  ['x^3/3 - x', '0', '(-1, 1)'],
  ['x^3', '-1', 'negative'],
  ['log(cosh(x))', '1', 'positive'],
  ['x + exp(-x)', '1', 'positive'],
  ['exp(-x)', '0', 'real'],
  ['2*x^(1/2)', '1', 'positive'],
  ['x^2 + a*x', '1', 'positive'],
  ['a*sinh(x/a)', '0', 'real'],
];

const known = (domain: string): Assumptions => assume({ x: domain, s: 'real', a: 'positive' });

/** |e| ≤ 1e-40 (1 + |scale|) at the point, or null where it has no value. */
function vanishes(left: Expression, right: Expression, point: ReadonlyMap<string, Rational>): boolean | null {
  const [a, b] = [evaluateBall(left, point, 260), evaluateBall(right, point, 260)];
  if (a === 'undefined' || b === 'undefined' || !isBounded(a) || !isBounded(b)) return null;
  const difference = subtractBall(a, b, 260);
  return (
    containsZero(difference) || Math.abs(ballToNumber(difference)) <= 1e-40 * (1 + Math.abs(ballToNumber(b)))
  );
}

describe('gradient flows along the dual variable', () => {
  test.each(FLOWS)('d theta/ds = F prime for F = %s from %s', (map, from, domain) => {
    const assumptions = known(domain);
    const speed = simplify(differentiate(parse(map), 'x'), assumptions);
    const flow = separableFlow(speed, 'x', parse(from), 's', assumptions);
    expect(flow).not.toBeNull();
    const { solution, conditions } = flow!;
    const point = (s: Rational) =>
      new Map([
        ['s', s],
        ['a', rational(3, 2)],
      ]);
    expect(vanishes(solution, parse(from), point(rational(0)))).not.toBe(false);
    const slope = differentiate(solution, 's');
    const along = substitute(speed, new Map([['x', solution]]));
    let compared = 0;
    for (const s of [rational(0), rational(1, 50), rational(-1, 50), rational(1, 5), rational(-1, 5)]) {
      const inside = conditions.every((c) => {
        const value = evaluateBall(c, point(s), 100);
        return value !== 'undefined' && ballToNumber(value) > 0;
      });
      if (!inside) continue;
      expect(vanishes(slope, along, point(s)), toText(solution)).toBe(true);
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ['sinh(x)', '0', 'real', [-Math.PI / 2, Math.PI / 2]],
    ['exp(x)', '0', 'real', [-Infinity, 1]],
    ['x^3/3', '1', 'positive', [-Infinity, 1]],
    ['x^2 - 1/x', '1', 'positive', [-Math.log(3) / 6, Infinity]],
    ['cosh(x)', '1', 'positive', [-Infinity, -Math.log(Math.tanh(1 / 2))]],
  ] as const)('the interval of existence for %s from %s', (map, from, domain, [lower, upper]) => {
    const assumptions = known(domain);
    const { conditions } = separableFlow(
      simplify(differentiate(parse(map), 'x'), assumptions),
      'x',
      parse(from),
      's',
      assumptions,
    )!;
    const holds = (s: number) => conditions.every((c) => compile(c, ['s'])([s]) > 0);
    for (const [end, side] of [
      [lower, 1],
      [upper, -1],
    ] as const) {
      if (!Number.isFinite(end)) expect(holds(-side * 50)).toBe(true);
      else expect([holds(end + side * 1e-9), holds(end - side * 1e-9)]).toEqual([true, false]);
    }
  });

  test.each(['tanh(x)', '1/(1 + exp(-x))', 'log(1 + exp(x))', 'x*log(x)'])(
    'none is claimed for F = %s, whose flow has no elementary form',
    (map) => {
      const assumptions = known('positive');
      expect(separableFlow(differentiate(parse(map), 'x'), 'x', parse('2'), 's', assumptions)).toBeNull();
    },
  );
});

describe('equations in one unknown', () => {
  test.each([
    ['log(x) - log(1 - x)', '(0, 1)'],
    ['2*log(x) - log(1 + x^2)', '(0, 1)'],
    ['artanh(x/2)', '(-2, 2)'],
    ['log(tan(x/2))', '(0, 3)'],
    ['exp(2*x) + 3*exp(x)', 'real'],
    ['exp(x) - 4*exp(-x)', 'real'],
    ['x + sqrt(x^2 + 1)', 'real'],
    ['x/(1 + x^2)', '(-1, 1)'],
    ['sqrt(x) + x', 'positive'],
    ['x - log(exp(x) + 1)', 'real'],
    ['log(abs(x - 1)) - log(abs(x + 1))', '> 1'],
    ['arctan(sinh(x))', 'real'],
    ['1/(1 + tan(x/2))', '(-1, 1)'],
    ['x^3 + x', 'real'],
    ['cosh(x)/(1 + cosh(x))', 'positive'],
  ])('%s = c has its root among the candidates', (text, domain) => {
    const lhs = parse(text);
    const assumptions = assume({ x: domain, c: 'real' });
    const solutions = solveEquation(lhs, 'x', parse('c'), assumptions);
    const f = compile(lhs, ['x']);
    const { lower, upper } = domainOf('x', assumptions);
    const inside = [0.3, 0.7, 1.6, -0.4].filter(
      (x) => (lower === null || x > Number(toText(lower))) && (upper === null || x < Number(toText(upper))),
    );
    for (const x of inside) {
      const values = solutions.map(({ value }) => compile(value, ['c'])([f([x])]));
      expect(
        values.some((v) => Math.abs(v - x) < 1e-8),
        `${x}: ${values.join(' ')}`,
      ).toBe(true);
    }
    expect(inside.length).toBeGreaterThan(0);
  });

  test.each(['x + log(x)', 'x + exp(x)', 'x*exp(x)', 'sin(x) + x', 'x^5 + x'])(
    'no closed form is claimed for %s = c',
    (text) => {
      expect(solveEquation(parse(text), 'x', parse('c'), assume({ x: 'positive', c: 'real' }))).toEqual([]);
    },
  );
});
