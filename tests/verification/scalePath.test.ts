import { describe, expect, it } from 'vitest';
import { checkPath } from '../../src/index.ts';
import { fallingMultiplier, regularisationPath } from '../../src/prediction/regularisationPath.ts';
import { exponentialLoss } from '../../src/simulation/marginLoss.ts';
import { scalePath } from '../../src/verification/scalePath.ts';
import { tiedMap } from '../prediction/tiedMap.ts';
import { separable } from '../support/separable.ts';

describe('the regularisation path', () => {
  it('is the l2 margin at large ratios and, at every depth, the l1 margin at small ones', () => {
    const { n, d, Z } = separable(4, 6, 2);
    const ends = [2, 3, 4].map((depth) => {
      const mapAt = (alpha: number) => tiedMap(depth, alpha, d);
      return regularisationPath({ Z, n, d, depth, mapAt }, [1e4, depth === 2 ? 1e-40 : 1e-12]);
    });
    for (const [far] of ends.slice(1)) far!.w.forEach((v, i) => expect(v).toBeCloseTo(ends[0]![0]!.w[i]!, 6));
    for (const [, near] of ends.slice(1))
      near!.w.forEach((v, i) => expect(v).toBeCloseTo(ends[0]![1]!.w[i]!, 1));
  });

  it('says where a multiplier begins to fall: above there all grow, below it that one does not', () => {
    const { n, d, Z } = separable(4, 6, 1);
    const options = { Z, n, d, depth: 3, mapAt: (alpha: number) => tiedMap(3, alpha, d) };
    const grid = Array.from({ length: 40 }, (_, k) => 100 * 10 ** (-k / 8));
    const fall = fallingMultiplier(options, regularisationPath(options, grid))!;
    const around = regularisationPath(
      options,
      [1.1, 1.01, 0.99, 0.9].map((f) => f * fall.mu),
    );
    const values = around.map((p) => p.multipliers[fall.sample]!);
    expect(values[1]!).toBeGreaterThan(values[0]!);
    expect(values[3]!).toBeLessThan(values[2]!);
  });
});

describe('scale against accuracy', () => {
  it('follows the path where its multipliers grow and departs where one would fall', async () => {
    const { n, d, Z } = separable(4, 6, 1);
    const shared = { Z, n, d, loss: exponentialLoss, ratios: [1, 0.01], scales: [10, 100, 1000] };
    const departs = await scalePath({ depth: '3', ...shared });
    expect(departs.monotone).toBe(false);
    expect(departs.comparisons.map((c) => [c.name, c.verdict])).toEqual([
      ['path-1', 'checked'],
      ['departure-0.01', 'checked'],
    ]);
    const follows = await scalePath({ depth: '1', ...shared });
    expect(follows.monotone).toBe(true);
    expect(follows.comparisons.every((c) => c.verdict === 'checked')).toBe(true);
    // the multiplier that would have to fall stays at its largest value
    const [multipliers] = departs.figures;
    const stuck = multipliers!.series.find((s) => s.name === 'sample 2, flow')!.y.at(-1)!;
    const own = multipliers!.series.find((s) => s.name === 'sample 2')!.y;
    expect(own.at(-1)).toBe(0);
    expect(Math.abs(stuck / Math.max(...own.map(Number)) - 1)).toBeLessThan(0.02);
  });

  it('refuses ratios and depths that it has no path for', async () => {
    const request = { depth: '3', samples: 4, features: 6, ratio: '1' };
    await expect(checkPath({ ...request, ratio: '1,-2' }, { seed: 1 })).rejects.toThrow(
      /--ratio must be numbers/,
    );
    await expect(checkPath({ ...request, depth: 'inf' }, { seed: 1 })).rejects.toThrow(
      /--ratio needs a depth/,
    );
    await expect(checkPath({ ...request, loss: 'squared' }, { seed: 1 })).rejects.toThrow(/exponential tail/);
  });
});
