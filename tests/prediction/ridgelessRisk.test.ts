import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimumNorm } from '../../src/numerics/minimumNorm.ts';
import {
  effectiveRanks, effectiveRidge, isotropicRisk, limitRisk, ridgelessRisk,
} from '../../src/prediction/ridgelessRisk.ts'; // prettier-ignore

const spectrum = fc.array(fc.double({ min: 1e-6, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 40 });

test('the effective ridge solves its equation', () => {
  fc.assert(
    fc.property(spectrum, fc.nat(), (lambda, pick) => {
      const n = 1 + (pick % (lambda.length - 1));
      const kappa = effectiveRidge(lambda, n);
      const total = lambda.reduce((s, l) => s + l / (l + kappa), 0);
      expect(Math.abs(total - n)).toBeLessThan(1e-12 * lambda.length);
    }),
  );
});

test('equal eigenvalues: κ = λ(d/n - 1), and the limit formula for every n and d', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 60 }), (n, more) => {
      const d = n + more;
      const lambda = new Float64Array(d).fill(0.7);
      expect(effectiveRidge(lambda, n)).toBeCloseTo(0.7 * (d / n - 1), 10);
      const beta = new Float64Array(d).fill(1 / Math.sqrt(d));
      const unit = ridgelessRisk(new Float64Array(d).fill(1), beta, n, 2);
      const limit = limitRisk(d / n, 1, 2);
      expect(unit.bias).toBeCloseTo(limit.bias, 10);
      expect(unit.variance / limit.variance).toBeCloseTo(1, 10);
    }),
  );
});

test('the exact risk tends to its limit as 1/n, and is infinite where d is within 1 of n', () => {
  for (const gamma of [0.5, 2]) {
    const gap = (n: number): number =>
      isotropicRisk(n, gamma * n, 1, 1).variance / limitRisk(gamma, 1, 1).variance - 1;
    expect(gap(2000) / gap(1000)).toBeCloseTo(0.5, 2);
  }
  expect([9, 10, 11].map((d) => isotropicRisk(10, d, 1, 1).variance)).toEqual([Infinity, Infinity, Infinity]);
});

test('effective ranks of equal eigenvalues are what is left of the dimension', () => {
  expect(effectiveRanks([2, 2, 2, 2], 1, 1)).toEqual({ k: 0, r: 4, R: 4 });
  expect(effectiveRanks([8, 1, 1, 1], 2, 1)).toEqual({ k: 1, r: 3, R: 3 });
  expect(effectiveRanks([8, 1, 1, 1], 4, 1)).toBeNull();
});

test('the minimum-norm solution interpolates and lies in the row space; with a ridge it solves the normal equations', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(1000),
      (n, d, seed) => {
        const entry = (k: number): number => Math.sin(1 + 3 * k + seed) * 2;
        const X = Float64Array.from({ length: n * d }, (_, k) => entry(k));
        const y = Float64Array.from({ length: n }, (_, k) => entry(100 + k));
        const w = new Float64Array(d);
        const ridge = 0.3;
        if (!minimumNorm(X, y, n, d, w, ridge)) throw new Error('a positive matrix has a factor');
        const residual = y.map((v, m) => v - w.reduce((s, x, i) => s + X[m * d + i]! * x, 0));
        for (let i = 0; i < d; i++) {
          const gradient = residual.reduce((s, r, m) => s + X[m * d + i]! * r, 0);
          expect(gradient).toBeCloseTo(ridge * w[i]!, 11);
        }
      },
    ),
  );
});
