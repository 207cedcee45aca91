import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel } from '../../src/numerics/kernel.ts';
import { leastEigenvalue } from '../../src/experiments/convergence/convergenceRate.ts';
import { outsideRowSpace } from '../../src/experiments/convergence/leastDivergence.ts';
import { linearLimit } from '../../src/experiments/convergence/linearLimit.ts';
import { saddleProcess } from '../../src/experiments/convergence/saddleProcess.ts';
import { rows } from '../verification/compared.ts';

describe('saddleProcess', () => {
  it('lets coordinates that do not interact join one by one, at the inverse of their gradients', () => {
    const jumps = saddleProcess(rows([[1, 0, 0], [0, 2, 0], [0, 0, 1]], [0.5, -3, 2])); // prettier-ignore
    expect(jumps.map((j) => j.joins)).toEqual([1, 2, 0]);
    expect(jumps.map((j) => j.time)).toEqual([1 / 6, 1 / 2, 2]);
    expect([...jumps.at(-1)!.weights]).toEqual([0.5, -1.5, 2]);
  });

  it('ends at the least squares, and the loss falls with every jump', () => {
    const entry = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 12, maxLength: 12 }), fc.array(entry, { minLength: 4, maxLength: 4 }), (x, y) => {
        const X = [0, 1, 2, 3].map((m) => x.slice(3 * m, 3 * m + 3).map((v, i) => v + (m === i ? 20 : 0)));
        const jumps = saddleProcess(rows(X, y));
        const residual = (w: ArrayLike<number>) => X.map((row, m) => y[m]! - row.reduce((s, v, i) => s + v * w[i]!, 0));
        const losses = jumps.map((j) => residual(j.weights).reduce((s, r) => s + r * r, 0));
        losses.slice(1).forEach((loss, k) => expect(loss).toBeLessThan(losses[k]! + 1e-9));
        const last = residual(jumps.at(-1)?.weights ?? [0, 0, 0]);
        for (let i = 0; i < 3; i++) expect(Math.abs(X.reduce((s, row, m) => s + row[i]! * last[m]!, 0))).toBeLessThan(1e-8);
      }),
      { numRuns: 50, seed: 2 },
    );
  }); // prettier-ignore
});

describe('what the checks of flows measure with', () => {
  it('the least eigenvalue of a 2 x 2 Gram matrix', () => {
    const X = Float64Array.from([1, 2, 0, 3]);
    // X diag(1, 2) X' = [[9, 12], [12, 18]]
    const least = leastEigenvalue(createKernel(X, 2, 2), Float64Array.from([1, 2]));
    expect(least).toBeCloseTo((27 - Math.sqrt(27 ** 2 - 4 * 18)) / 2, 12);
  });

  it('the distance from the row space', () => {
    const X = Float64Array.from([1, 0, 0, 0, 1, 0]);
    expect(outsideRowSpace(X, 2, 3, Float64Array.from([3, 4, 5]))).toBeCloseTo(5, 12);
    expect(outsideRowSpace(X, 2, 3, Float64Array.from([3, 4, 0]))).toBeCloseTo(0, 12);
  });

  it('a limit with a bound that holds for values that are linear but for a square', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }), (c, e) => {
        const at = (x: number) => ({ mean: 1 + c * x + e * x * x, error: 1e-15 });
        const { mean, error } = linearLimit([at(0.2), at(0.1), at(0.05)], 2);
        expect(Math.abs(mean - 1)).toBeLessThanOrEqual(error);
      }),
    );
  }); // prettier-ignore
});
