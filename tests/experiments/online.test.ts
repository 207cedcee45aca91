import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divergence, euclid, hypentropy, pNorm, simplex } from '../../src/experiments/online/geometry.ts';

const D = 4;
const vector = (min: number, max: number) =>
  fc
    .array(fc.integer({ min: 1000 * min, max: 1000 * max }), { minLength: D, maxLength: D })
    .map((v) => Float64Array.from(v, (x) => (x === 0 ? 1e-3 : x / 1000)));
const onSimplex = vector(0.01, 1).map((v) => v.map((x) => x / v.reduce((a, b) => a + b, 0)));

test.each([euclid(D), pNorm(D, 1.3), hypentropy(D, 0.3, null)])('a step of $name moves the mirror coordinate by -eta g', (geometry) => {
  fc.assert(
    fc.property(vector(-1, 1), vector(-1, 1), fc.double({ min: 0.01, max: 0.5, noNaN: true }), (w, g, eta) => {
      const [before, after] = [geometry.mirror(w), geometry.mirror(geometry.step(w, g, eta))];
      before.forEach((s, i) => expect(after[i]!).toBeCloseTo(s - eta * g[i]!, 8));
    }),
  );
}); // prettier-ignore

test('on the simplex a step stays there and is the minimiser of its own problem', () => {
  const geometry = simplex(D);
  fc.assert(
    fc.property(onSimplex, onSimplex, vector(-1, 1), (w, other, g) => {
      const next = geometry.step(w, g, 0.3);
      expect(next.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      const value = (u: Float64Array) => 0.3 * u.reduce((s, x, i) => s + g[i]! * x, 0) + divergence(geometry, u, w).value;
      expect(value(next)).toBeLessThanOrEqual(value(other) + 1e-12);
    }),
  );
}); // prettier-ignore

test('in the l1 ball a step is the projection along the divergence', () => {
  const geometry = hypentropy(D, 0.2, 1);
  const inBall = vector(-1, 1).map((v) => v.map((x) => x / Math.max(1, geometry.norm(v))));
  fc.assert(
    fc.property(inBall, inBall, vector(-3, 3), (w, other, g) => {
      const next = geometry.step(w, g, 1);
      expect(geometry.norm(next)).toBeLessThanOrEqual(1 + 1e-12);
      const value = (u: Float64Array) => u.reduce((s, x, i) => s + g[i]! * x, 0) + divergence(geometry, u, w).value;
      expect(value(next)).toBeLessThanOrEqual(value(other) + 1e-10);
    }),
  );
}); // prettier-ignore
