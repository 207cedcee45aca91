import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../src/expression/parse.ts';
import { effectiveStart } from '../../src/prediction/effectiveStart.ts';
import { lasso } from '../../src/prediction/lasso.ts';

const small = fc.double({ min: -2, max: 2, noNaN: true });
const start = fc.double({ min: 0.2, max: 2, noNaN: true });

test('logarithmic clocks shift starts by factors', () => {
  fc.assert(
    fc.property(start, start, small, small, (u, v, a, b) => {
      const [x, z] = effectiveStart([parse('log(u)/2'), parse('-log(v)/2')], ['u', 'v'], Float64Array.from([u, v]), Float64Array.from([a, b]));
      expect(x! / (u * Math.exp(2 * a))).toBeCloseTo(1, 11);
      expect(z! / (v * Math.exp(-2 * b))).toBeCloseTo(1, 11);
    }),
    { numRuns: 40 },
  );
}); // prettier-ignore

test('the labels of u v have their new values at the new start', () => {
  fc.assert(
    fc.property(start, start, small, small, (u, v, a, b) => {
      const [x, z] = effectiveStart([parse('log((u+v)^2)/2'), parse('u^2-v^2')], ['u', 'v'], Float64Array.from([u, v]), Float64Array.from([a, b]));
      expect(Math.log(Math.abs(x! + z!))).toBeCloseTo(Math.log(u + v) + a, 9);
      expect(x! * x! - z! * z!).toBeCloseTo(u * u - v * v + b, 8);
    }),
    { numRuns: 40 },
  );
}); // prettier-ignore

test('a label without a value on the way gives no start', () => {
  expect(effectiveStart([parse('1/u')], ['u'], Float64Array.from([1]), Float64Array.from([-2]))[0]).toBeNaN();
});

test('lasso with orthonormal columns is soft thresholding', () => {
  fc.assert(
    fc.property(fc.array(small, { minLength: 3, maxLength: 3 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (y, penalty) => {
      const { w, gap } = lasso(Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]), Float64Array.from(y), 3, 3, penalty);
      y.forEach((v, i) => expect(w[i]!).toBeCloseTo(Math.sign(v) * Math.max(0, Math.abs(v) - penalty), 12));
      expect(gap).toBeLessThan(1e-12);
    }),
  );
}); // prettier-ignore

test('the duality gap bounds the objective of every other weight', () => {
  const X = Float64Array.from([1, 2, -1, 0.5, 0, 1, 3, -2]);
  const y = Float64Array.from([1, 2]);
  const value = (w: readonly number[]) => {
    const r = [0, 1].map((m) => y[m]! - w.reduce((s, v, i) => s + X[m * 4 + i]! * v, 0));
    return r.reduce((s, v) => s + v * v, 0) / 2 + 0.3 * w.reduce((s, v) => s + Math.abs(v), 0);
  };
  const { w, gap, objective } = lasso(X, y, 2, 4, 0.3);
  expect(value([...w])).toBeCloseTo(objective, 12);
  fc.assert(
    fc.property(
      fc.array(small, { minLength: 4, maxLength: 4 }),
      (other) => value(other) >= objective - gap - 1e-13,
    ),
  );
});
