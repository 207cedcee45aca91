import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HypentropyError } from '../../src/errors.ts';
import { antiderivative } from '../../src/calculus/antiderivative.ts';
import { INTEGRAL_ROWS } from '../../src/calculus/integralTable.ts';
import { assume, domainOf, type Assumptions } from '../../src/expression/assumptions.ts';
import { ballToNumber, containsZero, isBounded, subtractBall } from '../../src/expression/ball.ts';
import { compile } from '../../src/expression/compile.ts';
import { differentiate } from '../../src/expression/differentiate.ts';
import { evaluateBall } from '../../src/expression/evaluate.ts';
import { rationalToNumber, type Expression, type Rational } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { samplePoints } from '../../src/expression/sample.ts';
import { INTEGRALS } from './integrals.ts';

const known = (domain: string): Assumptions => assume({ x: domain, a: 'positive', b: 'positive', p: '> 1' });

/** Whether f has a value of a size that can be computed with. */
function hasValue(f: Expression, point: ReadonlyMap<string, Rational>): boolean {
  try {
    return evaluateBall(f, point, 100) !== 'undefined';
  } catch (error) {
    if (error instanceof HypentropyError && error.code === 'range') return false;
    throw error;
  }
}

/** Points of the domain at which both have a value. */
function pointsOf(e: Expression, g: Expression, assumptions: Assumptions, wanted: number) {
  const domains = new Map(['x', 'a', 'b', 'p'].map((name) => [name, domainOf(name, assumptions)]));
  return [...samplePoints(domains, 7, 12 * wanted)]
    .filter((p) => [e, g].every((f) => hasValue(f, p)))
    .slice(0, wanted);
}

/** Whether the derivative of g is e to 40 digits, at points where both are defined. */
function differentiatesBack(g: Expression, e: Expression, assumptions: Assumptions, wanted = 3): boolean {
  const slope = differentiate(g, 'x');
  const points = pointsOf(e, g, assumptions, wanted);
  return (
    points.length > 0 &&
    points.every((point) => {
      const [left, right] = [evaluateBall(slope, point, 260), evaluateBall(e, point, 260)];
      if (left === 'undefined' || right === 'undefined' || !isBounded(left) || !isBounded(right))
        return false;
      const difference = subtractBall(left, right, 260);
      return (
        containsZero(difference) ||
        Math.abs(ballToNumber(difference)) <= 1e-40 * Math.abs(ballToNumber(right))
      );
    })
  );
}

/** Nodes and weights of Gauss' rule with 5 points. */
const GAUSS = [
  [0, 128 / 225],
  [Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3, (322 + 13 * Math.sqrt(70)) / 900],
  [Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3, (322 - 13 * Math.sqrt(70)) / 900],
] as const;

/** Largest relative defect of G(x + h) − G(x − h) = ∫ e over short intervals, which knows no rule of differentiation. */
function quadratureDefect(g: Expression, e: Expression, assumptions: Assumptions): number {
  const names = ['x', 'a', 'b', 'p'];
  const [G, f] = [compile(g, names), compile(e, names)];
  const defects = pointsOf(e, g, assumptions, 3).map((point) => {
    const [x, ...rest] = names.map((name) => rationalToNumber(point.get(name)!)) as [number, ...number[]];
    const h = 1e-3 * Math.min(1, Math.abs(x), Math.abs(1 - Math.abs(x)) || 1);
    const at = (t: number) => [x + h * t, ...rest];
    const integral =
      h * GAUSS.reduce((total, [t, w]) => total + w * (t === 0 ? f(at(0)) : f(at(t)) + f(at(-t))), 0);
    const change = G(at(1)) - G(at(-1));
    return Math.abs(change - integral) / (Math.abs(integral) + 1e-13 * Math.abs(G(at(0))));
  });
  return Math.max(...defects.filter((d) => !Number.isNaN(d)));
}

describe('integrals that people type', () => {
  test.each(INTEGRALS)('%s on %s', (text, domain) => {
    const assumptions = known(domain);
    const e = parse(text);
    const g = antiderivative(e, 'x', assumptions);
    expect(g).not.toBeNull();
    expect(differentiatesBack(g!, e, assumptions)).toBe(true);
    expect(quadratureDefect(g!, e, assumptions)).toBeLessThan(1e-3);
  });

  test('every row of the table, with a linear argument', () => {
    for (const { of, is } of INTEGRAL_ROWS) {
      const assumptions = known('(1/5, 4/5)');
      const range = of.startsWith('arcosh') ? known('(6/5, 2)') : assumptions;
      expect(differentiatesBack(parse(is), parse(of), range), of).toBe(true);
      const shifted = parse(of.replaceAll('(x)', '(x/2 + 1/20)').replaceAll('arcosh(x/2', 'arcosh(3*x'));
      const g = antiderivative(shifted, 'x', range);
      expect(g, of).not.toBeNull();
      expect(differentiatesBack(g!, shifted, range), of).toBe(true);
    }
  });

  test.each(['exp(x)/x', 'exp(-x^2)', '1/log(x)', 'sin(x)/x', '1/(1 + x^5 + x)', 'sqrt(1 + x^3)', 'x^x'])(
    'none is claimed for %s',
    (text) => expect(antiderivative(parse(text), 'x', known('positive'))).toBeNull(),
  );

  test('the power rule asks that the exponent differs from -1', () => {
    const e = parse('x^p');
    expect(antiderivative(e, 'x', assume({ x: 'positive', p: 'real' }))).toBeNull();
    expect(antiderivative(e, 'x', assume({ x: 'positive', p: '> 1' }))).not.toBeNull();
  });

  test('logarithms are real on the side that is asked for', () => {
    const e = parse('1/(x*(x - 2))');
    for (const at of ['-3', '1', '5']) {
      const g = antiderivative(e, 'x', assume({ x: 'real' }), { at: parse(at) })!;
      expect(Number.isFinite(compile(g, ['x'])([Number(at)])), at).toBe(true);
    }
  });
});

const leaf = fc.constantFrom('x', 'x', 'x', '1', '2', 'a', '3');
const formula: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.tuple(tie('e'), fc.constantFrom('+', '-', '*', '/'), tie('e')).map(([l, o, r]) => `(${l} ${o} ${r})`),
    fc
      .tuple(tie('e'), fc.constantFrom('2', '3', '-1', '-2', '(1/2)', '(-1/2)'))
      .map(([b, n]) => `(${b})^${n}`),
    fc
      .tuple(
        fc.constantFrom('exp', 'log', 'sinh', 'cosh', 'tanh', 'sin', 'cos', 'arctan', 'arsinh'),
        tie('e'),
      )
      .map(([f, x]) => `${f}(${x})`),
  ),
})).e;

describe('random integrands', () => {
  test('whatever is returned differentiates back', () => {
    const assumptions = known('positive');
    let found = 0;
    fc.assert(
      fc.property(formula, (text) => {
        let e: Expression;
        try {
          e = parse(text);
        } catch {
          return;
        }
        const g = antiderivative(e, 'x', assumptions);
        if (g === null || pointsOf(e, g, assumptions, 3).length === 0) return;
        found++;
        expect(differentiatesBack(g, e, assumptions), text).toBe(true);
      }),
      { numRuns: 150, seed: 42 },
    );
    expect(found).toBeGreaterThan(60);
  });
});

test('half of the integrals take less than 5 ms of processor time', () => {
  const times = INTEGRALS.map(([text, domain]) => {
    const e = parse(text);
    const assumptions = known(domain);
    const start = process.cpuUsage();
    antiderivative(e, 'x', assumptions);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  expect(times[times.length >> 1]).toBeLessThan(5);
});
