import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chanceBelow } from '../../src/experiments/chanceBelow.ts';
import { deviationChance } from '../../src/experiments/learning/finiteClass.ts';
import { errorCounts } from '../../src/experiments/learning/noFreeLunch.ts';
import { exactComplexity } from '../../src/experiments/learning/rademacher.ts';
import { shatteredMean } from '../../src/experiments/learning/vcDimension.ts';
import { extrapolated, tendsTo } from '../../src/experiments/extrapolated.ts';
import { intervalBelow } from '../../src/experiments/intervalBelow.ts';
import { within } from '../../src/experiments/within.ts';

test('the chance of a deviation is the sum of the binomial probabilities outside', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.double({ min: 0.01, max: 0.6, noNaN: true }), (n, p, radius) => {
      let [outside, term] = [0, (1 - p) ** n];
      for (let k = 0; k <= n; k++) {
        fc.pre(Math.abs(Math.abs(k / n - p) - radius) > 1e-6);
        if (Math.abs(k / n - p) > radius) outside += term;
        term *= ((n - k) / (k + 1)) * (p / (1 - p));
      }
      expect(deviationChance(n, p, radius)).toBeCloseTo(outside, 11);
    }),
  ); // prettier-ignore
});

test('Rademacher complexity by Gray code is the mean over all signs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }), fc.nat(999), (n, d, seed) => {
      const X = Float64Array.from({ length: n * d }, (_, k) => Math.sin(seed + 2 * k + 1));
      const norm = (v: Float64Array): number => v.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
      let total = 0;
      for (let signs = 0; signs < 2 ** n; signs++) {
        const sum = new Float64Array(d);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < d; j++) sum[j]! += ((signs >> i) & 1 ? 1 : -1) * X[i * d + j]!;
        total += norm(sum) / n / 2 ** n;
      }
      expect(exactComplexity(X, n, d, norm)).toBeCloseTo(total, 13);
    }),
  );
});

test('the mean deviation over shattered points by counting all samples', () => {
  for (const [d, n] of [
    [2, 5],
    [3, 4],
    [4, 6],
  ] as const) {
    // prettier-ignore
    let total = 0;
    for (let sample = 0; sample < d ** n; sample++) {
      const counts = new Array<number>(d).fill(0);
      for (let i = 0; i < n; i++) counts[Math.floor(sample / d ** i) % d]!++;
      // the subset of points seen more often than expected
      total += counts.reduce((s, c) => s + Math.max(0, c / n - 1 / d), 0) / d ** n;
    }
    expect(shatteredMean(d, n)).toBeCloseTo(total, 12);
  }
});

test('a learner that forgets what it saw does worse than the no-free-lunch mean', () => {
  const [m, n] = [4, 2];
  const mean = (counts: number[]): number => counts.reduce((s, c) => s + c, 0) / counts.length / m / m ** n;
  expect(mean(errorCounts(() => [0, 0, 0, 0], m, n))).toBe(0.5);
  expect(mean(errorCounts((p, l) => [0, 1, 2, 3].map((x) => l[p.indexOf(x)] ?? 0), m, n))).toBe(
    0.5 * 0.75 ** 2,
  );
});

test('a chance is refuted only where its interval lies above the bound', () => {
  const verdict = (hits: number): string =>
    chanceBelow('', 0.1, { hits, trials: 1000, risk: 1e-6 }, '').verdict;
  expect([20, 80, 130, 250].map(verdict)).toEqual(['checked', 'undecided', 'undecided', 'refuted']);
});

test('an interval decides a bound of any sign: checked below, refuted above, else undecided', () => {
  const number = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(number, fc.double({ min: 1e-3, max: 10, noNaN: true }), number, (mean, halfWidth, bound) => {
      const [low, high] = [mean - halfWidth, mean + halfWidth];
      const { verdict } = intervalBelow({ name: '', low, high, bound, unit: '', text: '' });
      expect(verdict).toBe(high <= bound ? 'checked' : low > bound ? 'refuted' : 'undecided');
    }),
  );
  const { verdict, why } = intervalBelow({ name: '', low: -1, high: 2, bound: 0, unit: '', text: '' });
  expect([verdict, why]).toEqual(['undecided', '2 above its budget']);
});

test('what is extrapolated to another limit than that claimed is refuted', () => {
  const at = (h: number) => ({ mean: 1 + h, halfWidth: 1e-3 });
  const verdict = (limit: number): string =>
    tendsTo(limit, { name: '', unit: '', text: '' }, [at(0.4), at(0.2), at(0.1)], 2).verdict;
  expect([1, 1.1, 0.9].map(verdict)).toEqual(['checked', 'refuted', 'refuted']);
});

test('extrapolation is exact for errors of first order and its width covers those of second order', () => {
  const coefficient = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(coefficient, coefficient, coefficient, fc.constantFrom(2, 4), (limit, linear, square, r) => {
      const at = (h: number) => ({ mean: limit + linear * h + square * h * h, halfWidth: 0 });
      const { mean, halfWidth } = extrapolated([at(1), at(1 / r), at(1 / r ** 2)], r);
      expect(Math.abs(mean - limit)).toBeLessThanOrEqual(halfWidth + 1e-12);
      if (square === 0) expect(mean).toBeCloseTo(limit, 10);
    }),
  );
});

test('verdicts of a stated comparison', () => {
  const verdict = (discrepancy: number, room?: number): string =>
    within({ name: '', discrepancy, budget: 1, unit: '', text: '', ...(room === undefined ? {} : { room }) })
      .verdict;
  expect([0.5, 1.5, 2.5, NaN].map((x) => verdict(x))).toEqual([
    'checked',
    'undecided',
    'refuted',
    'undecided',
  ]);
  expect(verdict(1.5, 1)).toBe('refuted');
});
