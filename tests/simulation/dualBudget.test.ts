import { describe, expect, it } from 'vitest';
import type { FlowCheckpoint, FlowResult } from '../../src/simulation/flowResult.ts';
import { exponentialMap } from '../../src/simulation/exponentialMap.ts';
import { simulateFlowSync } from '../../src/simulation/simulateFlow.ts';
import { depthOptions, maximum, randomData, violation } from './depthFlow.ts';
import type { Data } from './depthFlow.ts';

/** (Xᵀν)_i. */
const dualProduct = ({ X, n, d }: Data, nu: Float64Array, i: number): number => {
  let sum = 0;
  for (let m = 0; m < n; m++) sum += X[m * d + i]! * nu[m]!;
  return sum;
};

const grid = [2, 3, 4, 6, 8].flatMap((depth) =>
  [1e-3, 0.03, 0.3, 3].flatMap((scale) =>
    (
      [
        [1, 2, 1],
        [3, 6, 1],
        [3, 6, 0],
        [8, 20, 2],
      ] as const
    ).map(([n, d, sparsity]) => ({ depth, scale, n, d, sparsity })),
  ),
);

describe('budget of the dual identity', () => {
  // n = 8 at extreme scales costs seconds and shows nothing new
  const cases = grid.filter(({ n, scale, depth }) => n < 8 || (scale >= 0.03 && depth <= 4));
  it.each(cases)('bounds it and is tight: $depth, scale $scale, ($n, $d), sparsity $sparsity', (c) => {
    const data = randomData(c.n, c.d, c.sparsity, 7);
    const loose = simulateFlowSync(depthOptions(data, c.depth, c.scale, { tolerance: 1e-6 }));
    const tight = simulateFlowSync(depthOptions(data, c.depth, c.scale, { tolerance: 1e-10 }));
    for (const result of [loose, tight]) {
      expect(result.outcome).toBe('converged');
      for (const point of [...result.checkpoints, result])
        expect(violation(data, c.depth, c.scale, point).ratio).toBeLessThanOrEqual(1);
    }
    // far in an algebraic tail the rounding error of y − Xw, times t, is all there is: compare before it
    const solid = ({ checkpoints }: FlowResult): FlowCheckpoint =>
      checkpoints.findLast(({ loss }) => loss > 1e-14 * checkpoints[0]!.loss)!;
    const before = violation(data, c.depth, c.scale, solid(loose));
    const after = violation(data, c.depth, c.scale, solid(tight));
    // it shrinks with the tolerance down to rounding, and what it bounds is really there
    expect(after.budget).toBeLessThan(Math.max(0.1 * before.budget, 2e-13));
    if (before.budget > 1e-12) expect(before.violation).toBeGreaterThan(0.1 * before.budget);
  });

  it('does not grow with a scale that the flow hardly leaves', () => {
    const data = randomData(3, 6, 1, 7);
    for (const depth of [3, 6, 12])
      for (const scale of [10, 100]) {
        const result = simulateFlowSync(depthOptions(data, depth, scale, { tolerance: 1e-12 }));
        expect(result.outcome).toBe('converged');
        const largest = maximum(Float64Array.from({ length: 6 }, (_, i) => dualProduct(data, result.nu, i)));
        expect(maximum(result.budget!) / largest).toBeLessThan(1e-13);
      }
  });

  it('is not lost to rounding of y − Xw over the long steps of an algebraic tail', () => {
    const data = randomData(8, 20, 2, 7);
    for (const [depth, scale] of [
      [4, 1e-3],
      [6, 1e-2],
    ] as const) {
      const result = simulateFlowSync(
        depthOptions(data, depth, scale, { tolerance: 1e-11, stopResidual: 1e-11 }),
      );
      expect(result.outcome).toBe('converged');
      const largest = maximum(Float64Array.from({ length: 20 }, (_, i) => dualProduct(data, result.nu, i)));
      expect(maximum(result.budget!) / largest).toBeLessThan(1e-8);
    }
  });

  it('sees a wrong constant: a potential off by 1e-6 violates it', () => {
    const data = randomData(3, 6, 1, 7);
    const result = simulateFlowSync(depthOptions(data, 3, 0.1, { tolerance: 1e-9 }));
    const wrong = { ...result, nu: result.nu.map((v) => v * (1 + 1e-6)) };
    expect(violation(data, 3, 0.1, result).ratio).toBeLessThan(1);
    expect(violation(data, 3, 0.1, wrong).ratio).toBeGreaterThan(100);
  });

  it('covers the exponential map, G = −exp(−θ)', () => {
    const data = randomData(3, 6, 1, 11);
    const theta0 = new Float64Array(12).fill(Math.log(0.01));
    const result = simulateFlowSync({ ...data, map: exponentialMap([1, -1]), theta0, tolerance: 1e-8 });
    expect(result.outcome).toBe('converged');
    let ratio = 0;
    for (const { theta, nu, budget } of [...result.checkpoints, result])
      for (let i = 0; i < 6; i++) {
        const s = nu.reduce((sum, v, m) => sum + v * data.X[m * 6 + i]!, 0);
        for (const j of [0, 1]) {
          const g = (j === 0 ? 1 : -1) * (Math.exp(-theta0[j * 6 + i]!) - Math.exp(-theta[j * 6 + i]!));
          const rounding = 2 * Number.EPSILON * Math.abs(theta[j * 6 + i]!) * Math.exp(-theta[j * 6 + i]!);
          ratio = Math.max(ratio, Math.abs(g - s) / (budget![j * 6 + i]! + rounding));
        }
      }
    expect(ratio).toBeLessThanOrEqual(1);
    expect(ratio).toBeGreaterThan(0.1);
  });
});
