import { describe, expect, test } from 'vitest';
import type { ModelTexts } from '../../src/theory/readModel.ts';
import { judgeWrongTheory, slotsOf, wrongTheories, type MutantResult } from '../support/theoryMutants.ts';

/** The catalogue: depths, unequal starts, typed maps. */
const MODELS: ModelTexts[] = [
  ...['1', '2', '3', '4', '6', '5/2', '4/3', '3/2', '8/5', '6/5', 'inf', 'symbolic'].map((depth) => ({
    depth,
  })),
  { depth: '2', shape: 'u=1, v=2' },
  { depth: '3', shape: 'u=1, v=2' },
  { depth: '4', init: 'u=a, v=b' },
  { depth: 'inf', scale: '0.1' },
  { parametrization: 'u^3 - 2*v^3', init: 'u=a, v=b' },
  { parametrization: 'u^2', init: 'u=a' },
  { parametrization: 'exp(u) - exp(v)', init: 'u=0, v=0' },
  { parametrization: 'sin(u)', init: 'u=0' },
];

/** Of each model's wrong formulas so many are verified, spread evenly; all of them with ALL_MUTANTS=1. */
const SAMPLED = process.env['ALL_MUTANTS'] === '1' ? Infinity : 60;

describe('a wrong formula is refuted wherever it is shown', () => {
  test.each(MODELS.map((m) => [JSON.stringify(m), m] as const))('%s', (_, model) => {
    const { slots, steps } = slotsOf(model);
    const all = wrongTheories(slots);
    const stride = Math.max(1, Math.floor(all.length / SAMPLED));
    const results: MutantResult[] = [];
    for (let k = 0; k < all.length; k += stride) results.push(...judgeWrongTheory(all[k]!, steps));
    expect(results.filter((r) => r.outcome === 'survived')).toEqual([]);
    expect(results.filter((r) => r.outcome === 'refuted').length).toBeGreaterThan(0.9 * results.length);
  });

  test('every formula that is shown changes with some slot, except the definitions of the model', () => {
    const { slots, steps } = slotsOf({ depth: '3', init: 'u=a, v=b' });
    const changed = new Set<string>();
    for (const { slot, value } of wrongTheories(slots)) {
      let wrong;
      try {
        wrong = slot.steps(value);
      } catch {
        continue;
      }
      for (const step of wrong)
        step.formulas.forEach((f, k) => {
          const before = steps.find((s) => s.id === step.id)!.formulas[k];
          if (
            before !== undefined &&
            before.right !== f.right &&
            (before.left !== f.left || before.right !== f.right)
          )
            changed.add(`${step.id} ${k}`);
        });
    }
    const shown = steps.flatMap((s) => s.formulas.map((_, k) => `${s.id} ${k}`));
    expect(shown.filter((name) => !changed.has(name))).toEqual([
      'parametrization 0',
      'parametrization 1',
      'parametrization 2',
    ]);
  });
});
