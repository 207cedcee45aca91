import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { provesRoot } from '../../src/calculus/provesRoot.ts';
import { realBranchesAreSeparate } from '../../src/calculus/realBranches.ts';
import { realValue } from '../../src/calculus/realValue.ts';
import { solvePolynomial } from '../../src/calculus/solvePolynomial.ts';
import {
  ONE, ZERO, freeSymbols, power, product, rational, substitute, sum, symbol,
  type Expression,
} from '../../src/expression/expression.ts'; // prettier-ignore

const w = symbol('w');
const c = (n: number, d = 1) => rational(n, d);
const times = (n: number, e: Expression) => product(c(n), e);

/** Largest |P(x)| over the points, relative to the sum of |coefficient| max(1, |x|)^i. */
function residual(
  coefficients: readonly Expression[],
  x: Expression,
  points: readonly Record<string, number>[],
): number {
  return Math.max(
    ...points.map((point) => {
      const sample = new Map(Object.entries(point));
      const root = realValue(x, sample) ?? NaN;
      let [value, scale] = [0, 0];
      coefficients.forEach((e, i) => {
        const coefficient = realValue(e, sample)!;
        value += coefficient * root ** i;
        scale += Math.abs(coefficient) * Math.max(1, Math.abs(root)) ** i;
      });
      return Math.abs(value) / scale;
    }),
  );
}

const line = [-1000, -30, -2, -0.3, -0.01, 0, 0.01, 0.3, 2, 30, 1000].map((x) => ({ w: x }));
const positive = [0.001, 0.02, 0.5, 1, 2, 7, 40, 1000].map((x) => ({ w: x }));
const at = (point: Record<string, number>) => ({ sample: new Map(Object.entries(point)) });

/** Candidates that solve the equation at every point; NaN residuals fail. */
const valid = (
  coefficients: readonly Expression[],
  points: readonly Record<string, number>[],
  tolerance = 1e-9,
) => solvePolynomial(coefficients, at({ w: 1 })).filter((x) => residual(coefficients, x, points) < tolerance);

describe('mirror maps that have a closed inverse', () => {
  test('depth 1: -2z = w', () => {
    expect(solvePolynomial([times(-1, w), c(-2)])).toEqual([times(-1 / 1, product(c(1, 2), w))]);
  });

  test('depth 3/2 and 8/5: one formula on the whole line', () => {
    for (const [a, b] of [
      [-6, -2],
      [-8, -8],
    ] as const) {
      expect(valid([times(-1, w), c(a), ZERO, c(b)], line).length).toBeGreaterThanOrEqual(3);
    }
  });

  test('infinite depth: w (1 - z^2) = 2 z on the whole line, zero included, is w/(1 + sqrt(1 + w^2))', () => {
    const found = valid([times(-1, w), c(2), w], line);
    const inside = found.filter((z) =>
      line.every((point) => Math.abs(realValue(z, new Map(Object.entries(point)))!) < 1),
    );
    const expected = product(w, power(sum(ONE, power(sum(ONE, power(w, c(2))), c(1, 2))), c(-1)));
    expect(inside.map((z) => freeSymbols(z).size)).toContain(1);
    for (const point of line) {
      const sample = new Map(Object.entries(point));
      expect(realValue(inside[0]!, sample)).toBeCloseTo(realValue(expected, sample)!, 12);
    }
  });

  test('depth 4: w (1 - z^2)^2 = 4 z for w > 0, the root in (0, 1)', () => {
    const found = valid([w, c(-4), times(-2, w), ZERO, w], positive, 1e-6);
    const inside = found.filter((z) => {
      const value = realValue(z, new Map([['w', 1]]))!;
      return value > 0 && value < 1;
    });
    expect(inside.length).toBeGreaterThan(0);
    // 50-digit reference values of the inverse at w = 1 and 10.
    expect(realValue(inside[0]!, new Map([['w', 1]]))).toBeCloseTo(0.22527042609892, 12);
    expect(realValue(inside[0]!, new Map([['w', 10]]))).toBeCloseTo(0.689172137436489, 12);
  });

  test('depth 4 by x with z = w/x^2, x^4 - 2 x^3 = w^2: the root x >= 2 on the whole line, zero included', () => {
    const coefficients = [times(-1, power(w, c(2))), ZERO, ZERO, c(-2), ONE];
    // Without the ends of the line: there the formula cancels in double precision.
    const found = valid(coefficients, line.slice(1, -1));
    const upper = found.filter((x) =>
      line.every((point) => realValue(x, new Map(Object.entries(point)))! > 1.9),
    );
    expect(upper.length).toBeGreaterThan(0);
    expect(1 / realValue(upper[0]!, new Map([['w', 1]]))! ** 2).toBeCloseTo(0.22527042609892, 12);
  });

  test('depth 6/5: 2 c^3 + 6 c^2 + w^2 - 8 = 0 with c in (0, 1) for 0 < w^2 < 8', () => {
    const coefficients = [sum(power(w, c(2)), c(-8)), ZERO, c(6), c(2)];
    const points = [0.01, 0.5, 1, 2, 2.5, 2.82].map((x) => ({ w: x }));
    const inside = valid(coefficients, points).filter((x) =>
      points.every((point) => {
        const value = realValue(x, new Map(Object.entries(point)))!;
        return value > 0 && value < 1;
      }),
    );
    expect(inside.length).toBeGreaterThan(0);
  });

  test('x - a^4/x = w has the positive root (w + sqrt(w^2 + 4 a^4))/2', () => {
    const a4 = power(symbol('a'), c(4));
    const roots = solvePolynomial([times(-1, a4), times(-1, w), ONE], at({ w: 1, a: 1 }));
    const expected = product(c(1, 2), sum(w, power(sum(times(4, a4), power(w, c(2))), c(1, 2))));
    const sample = new Map([['w', -3], ['a', 0.7]]); // prettier-ignore
    expect(realValue(roots[0]!, sample)).toBeCloseTo(realValue(expected, sample)!, 14);
    expect(roots.length).toBe(4);
  });
});

describe('by construction', () => {
  const roots = (n: number) => fc.array(fc.integer({ min: -7, max: 7 }), { minLength: n, maxLength: n });
  /** Ascending coefficients of lead * product of (x - r (1 + w)). */
  const fromRoots = (list: readonly number[], lead: Expression): Expression[] =>
    list.reduce<Expression[]>(
      (f, r) => {
        const root = times(r, sum(ONE, w));
        return [ZERO, ...f].map((low, i) => (i < f.length ? sum(low, product(c(-1), root, f[i]!)) : low));
      },
      [lead],
    );

  test('every real root of a product of linear factors with a parameter is among the candidates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }).chain(roots), (list) => {
        const found = solvePolynomial(fromRoots(list, sum(w, c(2))), at({ w: 0.5 }));
        const values = found.map((x) => realValue(x, new Map([['w', 0.5]]))!);
        for (const r of list)
          expect(Math.min(...values.map((v) => Math.abs(v - 1.5 * r)))).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test('all real roots of random quartics with rational coefficients', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 }), (list) => {
        fc.pre(list[4] !== 0);
        const found = solvePolynomial(list.map((n) => c(n))).map((x) => realValue(x, new Map())!);
        // Sign changes on a fine grid must be explained by roots found.
        const p = (x: number) => list.reduceRight((value, a) => value * x + a, 0);
        for (let x = -12.003; x < 12; x += 0.05) {
          if (p(x) * p(x + 0.05) < 0)
            expect(found.some((r) => r > x - 1e-6 && r < x + 0.05 + 1e-6)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('reductions', () => {
  const solves = (coefficients: readonly Expression[], value: number) => {
    const roots = solvePolynomial(coefficients, at({ w: 1 })).map((x) => realValue(x, new Map([['w', 1]]))!);
    expect(Math.min(...roots.map((r) => Math.abs(r - value)))).toBeLessThan(1e-9);
  };
  test('x^n = c, with odd roots of negative quantities, on the whole line for odd n', () => {
    solves([times(-32, w), ZERO, ZERO, ZERO, ZERO, ONE], 2);
    solves([times(32, w), ZERO, ZERO, ZERO, ZERO, ONE], -2);
    expect(solvePolynomial([w, ZERO, ONE], at({ w: 1 }))).toEqual([]);
    const coefficients = [times(-1, w), ZERO, ZERO, ONE];
    expect(valid(coefficients, line)).not.toEqual([]);
  });
  test('cubic in x^2, quartic in a shifted square, an octic composed of quartic and quadratic', () => {
    solves([times(-2, w), ZERO, ZERO, ZERO, ONE, ZERO, ONE], 1);
    // ((x+1)^2 - 1)^2 + w ((x+1)^2 - 1) - 12 at x = 1: 9 + 3 - 12.
    solves([c(-12), times(2, w), sum(c(4), w), c(4), ONE], 1);
    // h = x^2 + x, h^4 + w h - 18 = 0 at x = 1.
    solves([c(-18), w, w, ZERO, ONE, c(4), c(6), c(4), ONE], 1);
  });
  test('a double root and a zero root', () => {
    solves([ZERO, power(w, c(2)), times(-2, w), ONE], 0);
    solves([ZERO, power(w, c(2)), times(-2, w), ONE], 1);
  });
  test('an unsolvable quintic gives no candidates; the zero polynomial is refused', () => {
    expect(solvePolynomial([c(-1), c(-1), ZERO, ZERO, ZERO, ONE])).toEqual([]);
    expect(() => solvePolynomial([ZERO, ZERO])).toThrow(RangeError);
  });
  test('coefficients may hold other functions, kept as they are', () => {
    const e = symbol('t');
    const sinh: Expression = { kind: 'call', name: 'sinh', argument: e };
    const [root] = solvePolynomial([product(c(-1), sinh, sinh), ZERO, ONE], at({ t: 2 }));
    expect(realValue(substitute(root!, new Map([['t', c(2)]])), new Map())).toBeCloseTo(Math.sinh(2), 12);
  });
});

describe('proofs', () => {
  const cases: [string, Expression[], number][] = [
    ['depth 3/2', [times(-1, w), c(-6), ZERO, c(-2)], 1],
    ['depth 8/5', [times(-1, w), c(-8), ZERO, c(-8)], 1],
    ['depth 4', [w, c(-4), times(-2, w), ZERO, w], 1],
    ['infinite depth', [times(-1, w), c(2), w], 1],
    ['depth 6/5', [sum(power(w, c(2)), c(-8)), ZERO, c(6), c(2)], 1],
    ['cubic in x^2', [times(-2, w), ZERO, ZERO, ZERO, ONE, ZERO, ONE], 1],
    ['a quartic with three terms shifted', [w, c(-2), c(-7), c(1), ONE], 1],
  ];
  test.each(cases)(
    '%s: a form of every real root is proved; a shifted one is not',
    (_, coefficients, at1) => {
      const candidates = solvePolynomial(coefficients, at({ w: at1 }));
      const value = (x: Expression) => realValue(x, new Map([['w', at1]]))!;
      const proved = candidates.filter((x) => provesRoot(coefficients, x)).map(value);
      for (const x of candidates)
        expect(Math.min(...proved.map((v) => Math.abs(v - value(x))))).toBeLessThan(1e-7);
      expect(provesRoot(coefficients, sum(candidates[0]!, c(1, 1000)))).toBe(false);
      expect(
        provesRoot([...coefficients.slice(0, -1), sum(coefficients.at(-1)!, c(1, 9))], candidates[0]!),
      ).toBe(false);
    },
  );

  test('depth 4: four distinct roots, two real, for all w > 0; they meet at no w, but infinity at 0', () => {
    const quartic = [w, c(-4), times(-2, w), ZERO, w];
    expect(realBranchesAreSeparate(quartic, 'w', { lower: ZERO })).toBe(true);
    expect(realBranchesAreSeparate(quartic, 'w', {})).toBe(false);
  });

  test('depth 6/5: branches meet exactly at w = 0 and w^2 = 8', () => {
    const cubic = [sum(power(w, c(2)), c(-8)), ZERO, c(6), c(2)];
    expect(realBranchesAreSeparate(cubic, 'w', { lower: ZERO, upper: c(28, 10) })).toBe(true);
    expect(realBranchesAreSeparate(cubic, 'w', { lower: ZERO, upper: c(29, 10) })).toBe(false);
    expect(realBranchesAreSeparate(cubic, 'w', { lower: c(-1), upper: c(1) })).toBe(false);
    expect(realBranchesAreSeparate(cubic, 'v', { lower: ZERO, upper: c(1) })).toBe(false);
  });

  test('x^2 = w on (0, 1) and up to the double root at the open ends', () => {
    const square = [times(-1, w), ZERO, ONE];
    expect(realBranchesAreSeparate(square, 'w', { lower: c(-1), upper: ZERO })).toBe(true);
    expect(realBranchesAreSeparate(square, 'w', { lower: ZERO })).toBe(true);
    expect(realBranchesAreSeparate(square, 'w', { lower: c(-1), upper: c(1) })).toBe(false);
  });
});
