import { expect, test } from 'vitest';
import { check } from '../../src/index.ts';
import { createRandom } from '../../src/random.ts';

/** Samples of which every fourth has the wrong label. */
function overlapping(n: number, d: number, seed: number): { X: number[][]; y: number[] } {
  const random = createRandom(seed);
  const X = Array.from({ length: n }, () => Array.from({ length: d }, () => 2 * random.uniform() - 1));
  return { X, y: X.map((x, m) => (m % 4 === 0 ? -1 : 1) * (x[0]! > 0 ? 1 : -1)) };
}

/** The weight of least logistic loss by plain gradient descent with a step below 1/L. */
function logisticMinimiser(X: number[][], y: number[]): number[] {
  const w = X[0]!.map(() => 0);
  const step = 4 / X.reduce((sum, x) => sum + x.reduce((s, v) => s + v * v, 0), 0);
  for (let k = 0; k < 20_000; k++) {
    const slope = X.map((x, m) => y[m]! / (1 + Math.exp(y[m]! * x.reduce((s, v, i) => s + v * w[i]!, 0))));
    w.forEach((_, i) => (w[i]! += step * X.reduce((s, x, m) => s + slope[m]! * x[i]!, 0)));
  }
  return w;
}

test.each(['1', '2', '3'])(
  'at depth %s the logistic loss on samples that overlap has a finite limit',
  async (depth) => {
    const { X, y } = overlapping(12, 3, 5);
    const data = { X, y, source: 'drawn here' };
    const checked = await check({ depth, scale: '0.3', loss: 'logistic', data }, { seed: 1 });
    expect(checked.verdict).toBe('checked');
    expect(checked.problem.separable).toBe(false);
    expect(checked.comparisons.map(({ name }) => name)).toContain('limit');
    const w = logisticMinimiser(X, y);
    checked.predicted.w.forEach((v, i) => expect(v).toBeCloseTo(w[i]!, 8));
  },
);

test('with more features than samples overlap decides, the limit is the nearest weight and depends on the depth', async () => {
  const { X, y } = overlapping(8, 2, 7);
  const wide = X.map((x) => [...x, x[0]! + x[1]!, x[0]! - x[1]!]);
  const limits: number[][] = [];
  for (const depth of ['1', '3']) {
    const data = { X: wide, y, source: 'drawn here' };
    const checked = await check({ depth, scale: '0.1', loss: 'logistic', data }, { seed: 1 });
    expect(checked.verdict).toBe('checked');
    limits.push(checked.predicted.w);
  }
  expect(Math.max(...limits[0]!.map((v, i) => Math.abs(v - limits[1]![i]!)))).toBeGreaterThan(1e-3);
});
