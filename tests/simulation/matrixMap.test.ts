import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { matrixMap } from '../../src/simulation/matrixMap.ts';
import { normalNumbers } from '../../src/simulation/normalNumbers.ts';

const TERMS = [
  [{ sign: 1, left: 0, right: 0 }],
  [
    { sign: 1, left: 0, right: 0 },
    { sign: -1, left: 1, right: 1 },
  ],
  [{ sign: 1, left: 0, right: 1 }],
] as const;

test('the Jacobian is that of differences, and pulling back is its transpose', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TERMS), fc.integer({ min: 1, max: 3 }), fc.nat(9999), (terms, d, seed) => {
      const map = matrixMap('W', terms, 2, d);
      const normal = normalNumbers(createRandom(seed));
      const numbers = (n: number) => Float64Array.from({ length: n }, () => normal());
      const [theta, signal, along] = [numbers(map.p), numbers(map.d), numbers(map.p)];
      const jacobian = new Float64Array(map.d * map.p);
      map.jacobian(theta, jacobian);
      // W is quadratic, so that central differences are exact
      const at = (t: number): Float64Array => {
        const w = new Float64Array(map.d);
        map.value(
          theta.map((x, a) => x + t * along[a]!),
          w,
        );
        return w;
      };
      const [up, down] = [at(0.5), at(-0.5)];
      const pulled = new Float64Array(map.p);
      map.pullBack!(theta, signal, pulled);
      for (let i = 0; i < map.d; i++) {
        const slope = along.reduce((s, x, a) => s + jacobian[i * map.p + a]! * x, 0);
        expect(up[i]! - down[i]!).toBeCloseTo(slope, 11);
      }
      for (let a = 0; a < map.p; a++) {
        const sum = signal.reduce((s, x, i) => s + jacobian[i * map.p + a]! * x, 0);
        expect(pulled[a]).toBeCloseTo(sum, 11);
      }
    }),
    { numRuns: 60 },
  );
});
