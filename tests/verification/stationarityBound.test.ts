import { expect, it } from 'vitest';
import fc from 'fast-check';
import { createRandom } from '../../src/random.ts';
import { normalNumbers } from '../../src/simulation/normalNumbers.ts';
import { stationarityBound } from '../../src/verification/stationarityBound.ts';

/** M δ = H^½ (I − P) H^½ δ by Gram-Schmidt on the columns of H^½ Xᵀ, twice. */
function direct(
  x: Float64Array,
  n: number,
  d: number,
  slope: Float64Array,
  delta: Float64Array,
): Float64Array {
  const root = slope.map(Math.sqrt);
  const basis: Float64Array[] = [];
  const project = (v: Float64Array): void => {
    for (let round = 0; round < 2; round++)
      for (const q of basis) {
        const c = q.reduce((t, a, i) => t + a * v[i]!, 0);
        for (let i = 0; i < d; i++) v[i]! -= c * q[i]!;
      }
  };
  for (let m = 0; m < n; m++) {
    const v = root.map((r, i) => r * x[m * d + i]!);
    project(v);
    const size = Math.hypot(...v);
    basis.push(v.map((a) => a / size));
  }
  const v = root.map((r, i) => r * delta[i]!);
  project(v);
  return v.map((a, i) => a * root[i]!);
}

it('bounds every entry of M δ, for slopes over many orders of magnitude', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 10 }),
      (seed, n, extra, orders) => {
        const d = n + extra;
        const random = createRandom(seed);
        const normal = normalNumbers(random);
        const x = Float64Array.from({ length: n * d }, () => normal());
        const slope = Float64Array.from({ length: d }, () => 10 ** (-orders * random.uniform()));
        const delta = Float64Array.from({ length: d }, () => random.uniform());
        const bound = stationarityBound(x, n, d, slope)(delta);
        const signed = delta.map((v) => (random.uniform() < 0.5 ? -v : v));
        const exact = direct(x, n, d, slope, signed);
        const scale = Math.max(...slope) * Math.max(...delta);
        exact.forEach((v, i) =>
          expect(Math.abs(v)).toBeLessThanOrEqual(bound[i]! * (1 + 1e-9) + 1e-13 * scale),
        );
      },
    ),
    { numRuns: 200 },
  );
});

it('is sharp: a weight that the data fix moves as little as the others do', () => {
  // X = [1 1]: one huge slope. M = H₀H₁/(H₀+H₁) [[1, −1], [−1, 1]].
  const bound = stationarityBound(
    Float64Array.of(1, 1),
    1,
    2,
    Float64Array.of(1e20, 1e-4),
  )(Float64Array.of(1, 1));
  for (const v of bound) {
    expect(v).toBeGreaterThanOrEqual(1e-4);
    expect(v).toBeLessThanOrEqual(2.1e-4);
  }
});
