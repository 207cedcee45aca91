import { describe, expect, test } from 'vitest';
import { EXPERIMENTS } from '../../src/experiments/experiments.ts';

/**
 * Runs every n-th experiment from the k-th on, once, from seed 1: whatever is not agreement within the budget is a
 * failure, but for the comparisons listed with the reason why they stay undecided.
 */
export function runExperiments(
  k: number,
  n: number,
  undecided: ReadonlyMap<string, string> = new Map(),
): void {
  const mine = [...EXPERIMENTS.values()].filter((_, index) => index % n === k);
  describe.each(mine.map((e) => [e.id, e] as const))('%s', (id, experiment) => {
    test('agrees with its claim', { timeout: 120_000 }, async () => {
      const { comparisons } = await experiment.run({ seed: 1 });
      expect(comparisons.length).toBeGreaterThan(0);
      const failed = comparisons.filter(
        ({ name, verdict }) =>
          verdict === 'refuted' || (verdict === 'undecided' && !undecided.has(`${id} ${name}`)),
      );
      expect(failed).toEqual([]);
      // a gap between two orders of signals that the theory predicts lies beyond its error
      const agreeing = comparisons.filter(({ name }) => name !== 'holonomy');
      for (const { discrepancy, budget, verdict } of agreeing)
        if (verdict === 'checked' && discrepancy !== null && budget !== null)
          expect(discrepancy).toBeLessThanOrEqual(budget);
    });
  });
}
