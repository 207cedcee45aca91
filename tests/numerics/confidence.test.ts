import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  binomialInterval,
  distributionBand,
  meanInterval,
  studentQuantile,
} from '../../src/numerics/confidence.ts';
import { incompleteBeta, logGamma } from '../../src/numerics/incompleteBeta.ts';

test('ln Γ satisfies its recurrence and Γ(1/2) = √π', () => {
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), (x) => {
      const gap = logGamma(x + 1) - logGamma(x) - Math.log(x);
      expect(Math.abs(gap)).toBeLessThan(1e-13 * (1 + Math.abs(logGamma(x))));
    }),
  );
});

test('the incomplete beta function is the tail of the binomial distribution', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(59),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (n, hits, p) => {
        fc.pre(hits >= 1 && hits <= n);
        let [tail, term] = [0, (1 - p) ** n];
        for (let k = 0; k <= n; k++) {
          if (k >= hits) tail += term;
          term *= ((n - k) / (k + 1)) * (p / (1 - p));
        }
        expect(incompleteBeta(hits, n - hits + 1, p)).toBeCloseTo(tail, 12);
      },
    ),
    { numRuns: 300 },
  );
});

test("Student's quantiles are those of the tables", () => {
  // Abramowitz & Stegun, table 26.10: P(|T| <= t) = 0.95, 0.99
  expect(studentQuantile(0.025, 1)).toBeCloseTo(12.706, 3);
  expect(studentQuantile(0.005, 10)).toBeCloseTo(3.169, 3);
  expect(studentQuantile(0.025, 1e7)).toBeCloseTo(1.959964, 5);
  // one degree of freedom: the Cauchy distribution
  expect(studentQuantile(1e-6, 1)).toBeCloseTo(1 / Math.tan(Math.PI * 1e-6), 3);
});

test('the ends of the binomial interval have the tails that were asked for', () => {
  // no hit in n trials: (1 - p)^n = risk/2
  const [low, high] = binomialInterval(0, 100, 0.02);
  expect(low).toBe(0);
  expect(high).toBeCloseTo(1 - 0.01 ** 0.01, 12);
  const [below, above] = binomialInterval(30, 100, 0.05);
  // R: binom.test(30, 100)$conf.int
  expect(below).toBeCloseTo(0.2124064, 6);
  expect(above).toBeCloseTo(0.3998147, 6);
});

test('an interval of the mean by hand', () => {
  const { mean, halfWidth } = meanInterval([1, 2, 3, 4], 0.05);
  expect(mean).toBe(2.5);
  expect(halfWidth).toBeCloseTo((3.182446 * Math.sqrt(5 / 3)) / 2, 5);
  expect(distributionBand(200, 0.05)).toBeCloseTo(Math.sqrt(Math.log(40) / 400), 14);
});
