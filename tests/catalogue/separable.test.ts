import { describe, expect, test } from 'vitest';
import { check, derive } from '../../src/index.ts';
import { SEPARABLE } from './maps.ts';

describe.each(SEPARABLE.map((m) => [`${m.map} from ${m.init}`, m] as const))('w = %s', (_, { map, init }) => {
  test('is derived: a mirror flow, and no step is refuted', async () => {
    const record = await derive({ parametrization: map, init }, { seed: 1 });
    expect(record.mirrorFlow).toMatchObject({ holds: true, verdict: 'proved' });
    expect(record.steps.filter((s) => s.verdict === 'refuted')).toEqual([]);
    const open = record.steps.filter((s) => s.verdict === 'undecided').map((s) => s.id);
    expect(open.filter((id) => id !== 'flow' && id !== 'rich-limit')).toEqual([]);
  });

  test('agrees with the simulated flow', async () => {
    const request = { parametrization: map, init, samples: 2, features: 6, sparsity: 1 };
    const record = await check(request, { seed: 3 });
    expect(record.comparisons.map((c) => c.name)).toContain('mirror-identity');
    expect(record.comparisons.filter((c) => c.verdict !== 'checked')).toEqual([]);
  });
});
