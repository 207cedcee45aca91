import fc from 'fast-check';
import loadHighs from 'highs';
import { describe, expect, test } from 'vitest';
import { law, limitIsOne, orderIs } from '../../src/experiments/regimes/asymptotics.ts';
import { explicitPenalty } from '../../src/experiments/regimes/fibre.ts';
import { drawVertex, leastMax } from '../../src/experiments/regimes/instanceLaws.ts';
import {
  leastAbsolute,
  leastSquares,
  supportOf,
  vertexSolution,
} from '../../src/experiments/regimes/least.ts';
import {
  drawProblem,
  l1Norm,
  l2Norm,
  shapePotential,
  streamOf,
} from '../../src/experiments/regimes/network.ts';
import { dualEnds } from '../../src/experiments/regimes/shapeLaws.ts';

const load = loadHighs as unknown as typeof loadHighs.default;

/** z = h_D^-1(w) and q^_D(w) at w = 0.1, 1, 10, 1e3, 1e6, to 15 digits by 50-digit arithmetic. */
const REFERENCE: Record<string, [number, number][]> = {
  '2': [[0.0499791900693487, 0.00249947955685629], [0.481211825059603, 0.245143847559814], [2.31243834127275, 14.926344385542], [6.90775627898064, 5909.75427898264], [13.8155105579653, 12815512.5579633]],
  '3': [[0.0166512683367238, 0.00249884428223216], [0.153889140621163, 0.239830493472021], [0.540001653013715, 11.4786687206513], [0.900004859285338, 2552.58448859734], [0.99000000042298, 2955002.62122169]],
  '4': [[0.0249688375745335, 0.00249844042177877], [0.22527042609892, 0.236702171445405], [0.689172137436489, 10.1650011945744], [0.968381303467098, 1876.49282924174], [0.999000000125125, 1996002.99949975]],
  '5': [[0.0299561406638889, 0.00249817057798662], [0.266134954870303, 0.234701974823207], [0.754537259047549, 9.48006188964246], [0.984154102535076, 1604.04617430712], [0.999748811404331, 1665623.47228701]],
  '6': [[0.0332795084500056, 0.0024979792287721], [0.292534429291782, 0.233323231401865], [0.790351047103107, 9.06116492632279], [0.990002374102417, 1458.87335701932], [0.999900000023572, 1499553.87862662]],
  '8': [[0.0374319021096247, 0.00249772717197811], [0.324571530091077, 0.231553745239283], [0.827915049833094, 8.5760274953103], [0.994378266196021, 1308.16401320481], [0.999968377232811, 1333169.50370595]],
  inf: [[0.0498756211208903, 0.00249688536811028], [0.414213562373095, 0.225987155913497], [0.904987562112089, 7.34060362978758], [0.999000499999875, 992.784891901619], [0.9999990000005, 999985.877636123]],
}; // prettier-ignore

test('the potential of unit scale is that of 50-digit arithmetic, and its inverse inverts it', () => {
  for (const [depth, rows] of Object.entries(REFERENCE)) {
    const { value, slope, inverse } = shapePotential(depth);
    // q^' = D^2 s, and z = D (D - 2) s at finite depth above 2, 4 s at depth 2, s at infinite depth
    const factor = depth === 'inf' || depth === '2' ? 1 : Number(depth) / (Number(depth) - 2);
    rows.forEach(([z, q], k) => {
      const w = [0.1, 1, 10, 1e3, 1e6][k]!;
      expect(value(w) / q).toBeCloseTo(1, 13);
      expect(slope(w) / factor / z).toBeCloseTo(1, 13);
      expect(inverse(value(w)) / w).toBeCloseTo(1, 12);
    });
  }
});

/** Squares of weights below this have no digits left in doubles. */
const LEAST = 1e-100;
const entry = fc.double({ min: -50, max: 50, noNaN: true }).map((x) => (Math.abs(x) < LEAST ? 0 : x));
const weights = fc.array(entry, { minLength: 1, maxLength: 6 });
const depths = fc.constantFrom('2', '3', '4', '6', 'inf').map((depth) => shapePotential(depth));

test('at a given l1 norm the potential is least for equal weights and largest for one', () => {
  fc.assert(
    fc.property(weights, depths, (w, { value }) => {
      const total = w.reduce((sum, x) => sum + value(Math.abs(x)), 0);
      const norm = l1Norm(w);
      expect(total).toBeLessThanOrEqual(value(norm) * (1 + 1e-12));
      expect(total).toBeGreaterThanOrEqual(w.length * value(norm / w.length) * (1 - 1e-12));
    }),
  );
});

test('at a given l2 norm the potential is least for one weight and largest for equal ones', () => {
  fc.assert(
    fc.property(weights, depths, (w, { value }) => {
      const total = w.reduce((sum, x) => sum + value(Math.abs(x)), 0);
      const norm = l2Norm(w);
      expect(total).toBeGreaterThanOrEqual(value(norm) * (1 - 1e-12));
      expect(total).toBeLessThanOrEqual(w.length * value(norm / Math.sqrt(w.length)) * (1 + 1e-12));
    }),
  );
});

test('the exponent of the potential falls with the weight', () => {
  const weight = fc.double({ min: -4, max: 6, noNaN: true }).map((e) => 10 ** e);
  fc.assert(
    fc.property(weight, weight, depths, (a, b, { value, slope }) => {
      const exponent = (w: number): number => (w * slope(w)) / value(w);
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(exponent(high)).toBeLessThanOrEqual(exponent(low) + 1e-12);
      expect(exponent(high)).toBeGreaterThan(1 - 1e-12);
      expect(exponent(low)).toBeLessThan(2 + 1e-12);
    }),
  );
});

test('any multipliers give a lower bound of the least l1 norm', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), (seed, nu) => {
      const { X, y, n, d } = drawProblem(streamOf(seed, 0), 3, 7);
      const most = Math.max(...Array.from({ length: d }, (_, i) => Math.abs(nu.reduce((sum, v, m) => sum + v * X[m * d + i]!, 0))));
      fc.pre(most > 1e-6);
      const bound = nu.reduce((sum, v, m) => sum + v * y[m]!, 0) / most;
      expect(bound).toBeLessThanOrEqual(leastAbsolute({ X, y, n, d })!.norm * (1 + 1e-9));
    }),
    { numRuns: 40 },
  ); // prettier-ignore
});

describe('an asymptotic law', () => {
  const at = (f: (h: number) => number) =>
    [0.1, 0.05, 0.025].map((h) => ({ h, value: f(h), error: 0 })) as unknown as Parameters<typeof law>[1];

  test('holds for every constant and order of a regular remainder, and no other constant or order does', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 2, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        (c, order) => {
          const regular = (h: number): number => 1 + c * h ** order * (1 + 0.3 * h);
          for (const comparison of law('x', at(regular), order, ''))
            expect(comparison.verdict).toBe('checked');
          const [wrong] = law(
            'x',
            at((h) => 1.02 * regular(h)),
            order,
            '',
          );
          if (order > 1) expect(wrong!.verdict).not.toBe('checked');
          expect(
            orderIs(
              'x',
              at((h) => c * h ** order),
              order + 1,
              '',
            ).verdict,
          ).toBe('refuted');
        },
      ),
    );
  });

  test('a ratio that tends to something else is refuted', () => {
    expect(
      limitIsOne(
        'x',
        at((h) => 1.001 + h ** 2),
        2,
        '',
      ).verdict,
    ).toBe('refuted');
    expect(
      limitIsOne(
        'x',
        at(() => NaN),
        2,
        '',
      ).verdict,
    ).toBe('undecided');
  });
});

test('the least largest certificate entry is that of a linear program', async () => {
  const highs = await load();
  for (const [seed, planted] of [
    [1, 3],
    [2, 3],
    [3, 0],
  ] as const) {
    const vertex = drawVertex(seed, 4, 8, planted);
    const off = [...vertex.base.keys()].filter((i) => !vertex.support.includes(i));
    const term = (x: number, name: string): string => `${x < 0 ? '-' : '+'} ${Math.abs(x)} ${name}`;
    const b = vertex.free[0] ?? new Float64Array(8);
    const rows = off.flatMap((i) => [
      `a${i}: ${term(b[i]!, 'x')} - t <= ${-vertex.base[i]!}`,
      `b${i}: ${term(-b[i]!, 'x')} - t <= ${vertex.base[i]!}`,
    ]);
    const program = `Minimize\n obj: t\nSubject To\n ${rows.join('\n ')}\nBounds\n x free\n t free\nEnd`;
    const solved = highs.solve(program);
    expect(solved.Status).toBe('Optimal');
    expect(leastMax(vertex)).toBeCloseTo(solved.ObjectiveValue, 9);
  }
});

test('least norms are least, by random solutions of the same equations', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const problem = drawProblem(streamOf(seed, 0), 2, 5);
      const [l1, l2] = [leastAbsolute(problem)!, leastSquares(problem)];
      const other = leastSquares(
        problem,
        Float64Array.from({ length: 5 }, (_, i) => 1 + ((seed >> i) & 7)),
      );
      expect(l2Norm(l2)).toBeLessThanOrEqual(l2Norm(other) * (1 + 1e-12));
      expect(l1.norm).toBeLessThanOrEqual(l1Norm(other) * (1 + 1e-9));
      expect(l1.lower).toBeLessThanOrEqual(l1.norm);
      const vertex = vertexSolution(problem, supportOf(l1.w));
      if (vertex !== null) expect(l1Norm(vertex) / l1.norm).toBeCloseTo(1, 8);
    }),
    { numRuns: 30 },
  );
});

test('the ends of the dual interval of three layers by the elliptic integral K', () => {
  const [up, down] = dualEnds([1.3, 0.9, 0.4]);
  // s_+ + s_- = 2 K(m)/A with the conserved differences; values by 50-digit arithmetic
  expect(down).toBeCloseTo(1.93513463630714, 12);
  expect(up).toBeCloseTo(1.17514424776794, 12);
});

test('the explicit penalty is below every point of its fibre', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (z, v) => {
        const u = Math.sqrt(z + v * v);
        expect(explicitPenalty(z)).toBeLessThanOrEqual(((u - 1) ** 2 + (v - 1) ** 2) * (1 + 1e-12) + 1e-14);
      },
    ),
  );
});
