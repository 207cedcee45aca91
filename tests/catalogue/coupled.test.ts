import { describe, expect, test } from 'vitest';
import { check, derive } from '../../src/index.ts';
import { COUPLED } from './maps.ts';

/** The gap of a map without potential is at least so many times its budget. */
const SEEN = 1000;

describe.each(COUPLED.map((m) => [`${m.map} from ${m.init}`, m] as const))(
  'w = %s',
  (_, { map, init, holds, data }) => {
    test(`mirror flow: ${holds}`, async () => {
      const record = await derive({ parametrization: map, init }, { seed: 1 });
      expect(record.mirrorFlow).toMatchObject({ holds, verdict: 'proved' });
      expect(record.steps.filter((s) => s.verdict === 'refuted' || s.verdict === 'undecided')).toEqual([]);
      expect(record.mirrorFlow.obstruction === null).toBe(holds === true);
      expect(record.conventions.some((c) => c.includes('grad psi'))).toBe(holds === true);
    });

    test('the simulated flow agrees', async () => {
      const problem =
        data === undefined ? { samples: 1, sparsity: 1 } : { data: { ...data, source: 'typed' } };
      const record = await check({ parametrization: map, init, ...problem }, { seed: 3 });
      expect(record.comparisons.filter((c) => c.verdict !== 'checked')).toEqual([]);
      const { discrepancy, budget } = record.comparisons.find((c) => c.name === 'holonomy')!;
      if (holds === true) expect(discrepancy!).toBeLessThanOrEqual(budget!);
      else expect(discrepancy! / budget!).toBeGreaterThan(SEEN);
      const names = record.comparisons.map((c) => c.name);
      expect(names.includes('limit')).toBe(holds !== false);
    });
  },
);
