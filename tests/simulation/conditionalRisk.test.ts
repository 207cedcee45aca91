import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimumNorm } from '../../src/numerics/minimumNorm.ts';
import { createRandom } from '../../src/random.ts';
import { conditionalRisk } from '../../src/simulation/conditionalRisk.ts';
import { normalNumbers } from '../../src/simulation/normalNumbers.ts';

test('bias and variance on a design are the mean over all signs of parameter and noise', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.nat(999), (n, d, seed) => {
      const normal = normalNumbers(createRandom(seed));
      const X = Float64Array.from({ length: n * d }, () => normal());
      const eigenvalues = Float64Array.from({ length: d }, (_, i) => 1 + i);
      const betaSquares = Float64Array.from({ length: d }, (_, i) => 1 / (1 + i));
      const noise = 0.3;
      const found = conditionalRisk(X, n, { eigenvalues, betaSquares, noise });
      const w = new Float64Array(d);
      let total = 0;
      for (let signs = 0; signs < 2 ** (n + d); signs++) {
        const sign = (k: number): number => ((signs >> k) & 1 ? 1 : -1);
        const beta = betaSquares.map((b, i) => sign(i) * Math.sqrt(b));
        const y = Float64Array.from({ length: n }, (_, m) => sign(d + m) * Math.sqrt(noise));
        for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) y[m]! += X[m * d + i]! * beta[i]!;
        minimumNorm(X, y, n, d, w);
        total += w.reduce((s, v, i) => s + eigenvalues[i]! * (v - beta[i]!) ** 2, 0) / 2 ** (n + d);
      }
      // designs near singular lose digits to the square of their condition
      fc.pre(found.variance < 1e4);
      expect(found.bias + found.variance).toBeCloseTo(total, 6);
    }),
    { numRuns: 40 },
  );
});
