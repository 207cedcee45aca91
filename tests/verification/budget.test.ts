import { describe, expect, test } from 'vitest';
import { derive, design } from '../../src/index.ts';
import type { StepRecord } from '../../src/index.ts';

const undecided = (steps: readonly StepRecord[]) =>
  steps.filter(({ evidence }) => evidence.why === 'the time allowed was over');

describe('a derivation whose time is over', () => {
  test('has all its steps, the later ones undecided', async () => {
    // a budget that is over at once
    for (const { steps, verdict } of [
      await derive({ depth: '2' }, { seed: 1, budget: 0.001 }),
      await derive(
        { parametrization: '[u1*v1, u2*v2]', init: 'u1=1, v1=1, u2=1, v2=2' },
        { seed: 1, budget: 0.001 },
      ),
      await design({ potential: 'w*log(w) - w' }, { seed: 1, budget: 0.001 }),
    ]) {
      expect(undecided(steps)).toHaveLength(steps.length);
      expect(verdict).toBe('undecided');
    }
  });

  test('keeps what was decided before', async () => {
    // the clock moves on when a step has been verified
    const now = performance.now.bind(performance);
    let shift = 0;
    performance.now = () => now() + shift;
    const onProgress = (_: number | null, text: string): void => {
      if (text.startsWith('verified')) shift += 1e6;
    };
    const { steps, mirrorFlow } = await derive({ depth: '2' }, { seed: 1, budget: 1e6, onProgress }).finally(
      () => {
        performance.now = now;
      },
    );
    expect(undecided(steps)).toHaveLength(steps.length - 1);
    expect(steps[0]!.verdict).toBe('proved');
    expect(mirrorFlow.verdict).toBe('undecided');
  });

  test('decides every step when there is time', async () => {
    const { steps } = await derive({ depth: '2' }, { seed: 1, budget: 1e9 });
    expect(undecided(steps)).toEqual([]);
  });
});
