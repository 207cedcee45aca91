import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createDualMap } from '../../src/prediction/dualMap.ts';
import type { Branch, DualMap } from '../../src/prediction/dualMap.ts';
import { invertWeight } from '../../src/prediction/weightPoint.ts';
import { minimise } from '../../src/prediction/minimiser.ts';
import { regularizerValue } from '../../src/prediction/regularizer.ts';
import { createRandom } from '../../src/random.ts';
import { normalNumbers } from '../../src/simulation/normalNumbers.ts';

/** Positive-only maps with their ∇ψ in closed form. */
const MAPS: { name: string; branch: Branch; dual: (w: number) => number }[] = [
  {
    name: 'u^2 from 0.5',
    branch: { kind: 'exponential', amplitude: 0.25, rate: 4 },
    dual: (w) => Math.log(w / 0.25) / 4,
  },
  { name: 'exp(u) from 0', branch: { kind: 'power', amplitude: 1, rate: -1, exponent: -1 }, dual: (w) => 1 - 1 / w },
  {
    name: 'u^3 from 1',
    branch: { kind: 'power', amplitude: 1, rate: -3, exponent: -3 },
    dual: (w) => (1 - w ** (-1 / 3)) / 3,
  },
]; // prettier-ignore

/** Rows turned into each other by random reflections: the same solutions, no row to be seen through. */
function disguise(rows: number[][], y: number[], normal: () => number): void {
  const n = rows.length;
  for (let round = 0; round < n; round++) {
    const v = Array.from({ length: n }, normal);
    const square = v.reduce((s, a) => s + a * a, 0);
    const reflect = (column: number[]): number[] => {
      const c = (2 * column.reduce((s, a, m) => s + a * v[m]!, 0)) / square;
      return column.map((a, m) => a - c * v[m]!);
    };
    for (let i = 0; i < rows[0]!.length; i++)
      reflect(rows.map((r) => r[i]!)).forEach((a, m) => (rows[m]![i] = a));
    reflect(y).forEach((a, m) => (y[m] = a));
  }
}

/** n rows and d coordinates of which the first `zeros` are 0 in every solution w ≥ 0: a row ≥ 0 on them whose y is 0. */
function problem(seed: number, n: number, d: number, zeros: number) {
  const random = createRandom(seed);
  const normal = normalNumbers(random);
  const truth = Array.from({ length: d }, (_, i) => (i < zeros ? 0 : 0.2 + random.uniform()));
  const rows = Array.from({ length: n }, (_, m) =>
    Array.from({ length: d }, (_, i) => (m > 0 ? normal() : i < zeros ? 0.3 + random.uniform() : 0)),
  );
  const y = rows.map((r) => r.reduce((s, a, i) => s + a * truth[i]!, 0));
  disguise(rows, y, normal);
  return { X: Float64Array.from(rows.flat()), y: Float64Array.from(y), n, d };
}

/** Distance of s from the row space of some columns of X, relative to s, by Gram-Schmidt. */
function offRows(X: Float64Array, n: number, d: number, columns: number[], s: number[]): number {
  const basis: number[][] = [];
  const remove = (v: number[]): number[] =>
    basis.reduce((left, q) => {
      const c = left.reduce((t, a, k) => t + a * q[k]!, 0);
      return left.map((a, k) => a - c * q[k]!);
    }, v);
  for (let m = 0; m < n; m++) {
    const row = columns.map((i) => X[m * d + i]!);
    const v = remove(remove(row));
    if (Math.hypot(...v) > 1e-9 * Math.hypot(...row)) basis.push(v.map((a) => a / Math.hypot(...v)));
  }
  return Math.hypot(...remove(remove(s))) / Math.hypot(...s);
}

describe('minimisers on the boundary of the range', () => {
  it.each(MAPS)(
    '$name: weights that must be 0 are, the others satisfy the optimality conditions',
    ({ branch, dual }) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 2 ** 31 }),
          fc.integer({ min: 2, max: 4 }),
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 0, max: 3 }),
          (seed, n, zeros, extra) => {
            const d = zeros + n + extra;
            const data = problem(seed, n, d, zeros);
            const found = minimise({ map: createDualMap(d, [branch]), ...data });
            expect(found.outcome).toBe('converged');
            expect([...found.face!.zero]).toEqual(Array.from({ length: zeros }, (_, i) => i));
            const { w } = found;
            for (let i = 0; i < zeros; i++) expect(w[i]).toBe(0);
            for (let m = 0; m < n; m++) {
              let r = data.y[m]!;
              for (let i = 0; i < d; i++) r -= data.X[m * d + i]! * w[i]!;
              expect(Math.abs(r)).toBeLessThan(1e-11);
            }
            const free = Array.from({ length: d - zeros }, (_, j) => zeros + j);
            expect(Math.min(...free.map((i) => w[i]!))).toBeGreaterThan(0);
            expect(offRows(data.X, n, d, free, free.map((i) => dual(w[i]!)))).toBeLessThan(1e-8); // prettier-ignore
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  it('a strictly positive solution, however small, excludes a face', () => {
    const map = createDualMap(2, [MAPS[0]!.branch]);
    for (const small of [1e-3, 1e-8, 1e-12]) {
      const X = Float64Array.of(1, 0, 0, 1);
      const found = minimise({ map, X, y: Float64Array.of(small, 1), n: 2, d: 2 });
      expect(found.face).toBeUndefined();
      expect(Math.abs(found.w[0]! - small)).toBeLessThan(1e-15);
    }
  });

  it('no solution in the closed range is no boundary minimiser', () => {
    const map = createDualMap(3, [MAPS[0]!.branch]);
    const found = minimise({
      map,
      X: Float64Array.of(1, 2, 1, 1, -1, 0),
      y: Float64Array.of(-1, 1),
      n: 2,
      d: 3,
    });
    expect(found.outcome).toBe('stalled');
    expect(found.face).toBeUndefined();
  });
});

describe('the weight near an end at 0', () => {
  it.each(MAPS)(
    '$name: s keeps the relative accuracy of w, and Q tends to its closed value',
    ({ branch, dual }) => {
      const map = createDualMap(1, [branch]);
      const point = { s: 0, slope: 0, depth: 0 };
      for (const w of [1e-2, 1e-9, 1e-16, 1e-40, 1e-100]) {
        expect(invertWeight(map, 0, w, point)).toBe(true);
        expect(point.s / dual(w)).toBeCloseTo(1, 13);
      }
      const [q, near] = [regularizerValue(map, [0]), regularizerValue(map, [1e-60])];
      if (q < Infinity) expect(near / q).toBeCloseTo(1, 12);
      else expect(near).toBeGreaterThan(100);
      expect(regularizerValue(map, [-1e-300])).toBe(Infinity);
    },
  );

  it('a sum of branches that all end at 0 is inverted with the same accuracy', () => {
    const map: DualMap = createDualMap(1, [MAPS[0]!.branch, MAPS[2]!.branch]);
    const point = { s: 0, slope: 0, depth: 0 };
    for (const s of [-1, -5, -40, -1e4]) {
      const w = 0.25 * Math.exp(4 * s) + (1 - 3 * s) ** -3;
      expect(invertWeight(map, 0, w, point)).toBe(true);
      expect(point.s / s).toBeCloseTo(1, 12);
    }
  });
});
