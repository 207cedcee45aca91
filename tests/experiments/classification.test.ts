import { describe, expect, it } from 'vitest';
import { CLASSIFICATION } from '../../src/experiments/classification/classification.ts';
import { powerLaw } from '../../src/verification/powerLaw.ts';

describe('experiments of classification', () => {
  const cheap = ['linear-margin', 'fixed-scale', 'logistic-limit'];
  for (const experiment of CLASSIFICATION.filter(({ id }) => cheap.includes(id)))
    it(`${experiment.id} refutes nothing on other data, and says with numbers what it compared`, async () => {
      const { comparisons } = await experiment.run({ seed: 5 });
      expect(comparisons.length).toBeGreaterThan(0);
      for (const c of comparisons) {
        expect([c.name, c.verdict]).not.toEqual([c.name, 'refuted']);
        if (c.verdict === 'checked') expect(c.discrepancy!).toBeLessThanOrEqual(c.budget!);
      }
      expect(comparisons.filter((c) => c.verdict === 'checked').length).toBeGreaterThan(
        comparisons.length / 2,
      );
    });
});

describe('a power law', () => {
  const x = [10, 100, 1000];
  const law = (errors: number[], order: number, noise = 0) =>
    powerLaw({ name: 'law', x, errors, noise: x.map(() => noise), order, variable: 'x', text: '' });

  it('is checked with its remainder, refuted with another order, undecided within noise', () => {
    const errors = x.map((v) => (3 / v) * (1 + 2 / v));
    expect(law(errors, -1).verdict).toBe('checked');
    expect(law(errors, -2).verdict).not.toBe('checked');
    expect(law([1, 1, 1], -1).verdict).not.toBe('checked');
    expect(law(errors, 0).verdict).not.toBe('checked');
    expect(law([0, 0, 0], -1).verdict).toBe('undecided');
  });
});
