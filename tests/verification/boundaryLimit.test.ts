import { expect, it } from 'vitest';
import { problemNotes } from '../../src/verification/problemNotes.ts';
import { compare, fasterBranch, largerBranch, rows, theoryOf, uniform, verdicts } from './compared.ts';

/** The first row forces the first two weights to 0 in the closed range; the other three have one equation. */
const data = rows(
  [
    [1, 2, 0, 0, 0],
    [0.5, -1, 1, 0.6, -0.3],
  ],
  [0, 1.4],
);

it.each([
  ['u^2', 'u=a', [0.7]],
  ['u^3', 'u=a', [0.9]],
  ['u*v', 'u=a, v=a', [0.6, 0.6]],
] as const)(
  '%s: the limit on the boundary is found and compared there',
  async (parametrization, init, start) => {
    const found = await compare(theoryOf({ parametrization, init }), uniform(5, ...start), data);
    const { limit, objective } = verdicts(found);
    expect([limit, objective]).toEqual(['checked', 'checked']);
    expect(found.predicted.face!.zero).toEqual([0, 1]);
    // positive all along, however near to the saddle at 0
    expect(Math.min(...found.run.w)).toBeGreaterThan(0);
    expect(problemNotes(found).join()).toMatch(/has w_1, w_2 = 0: the limit lies on the boundary/);
  },
);

it('a wrong theory is not confirmed on the boundary', async () => {
  const theory = theoryOf({ parametrization: 'u^2', init: 'u=a' });
  const larger = await compare(largerBranch(theory, 0, 1e-3), uniform(5, 0.7), data);
  expect(verdicts(larger)['limit']).not.toBe('checked');
  const faster = await compare(fasterBranch(theory, 0, 1e-3), uniform(5, 0.7), data);
  expect(verdicts(faster)['mirror-identity']).toBe('refuted');
});
