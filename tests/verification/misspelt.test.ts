import { expect, test } from 'vitest';
import { check, verifyClaim } from '../../src/index.ts';

test.each([
  ['potentail = w', { depth: '2' }, 'potential'],
  ['mirrormap = w', { depth: '2' }, 'mirror-map'],
  ['metrc = w', {}, 'metric'],
  ['conservd = u^2 - v^2', { parametrization: 'u*v*p', init: 'u=1.3, v=0.9, p=0.4' }, 'conserved'],
  ['conservd = u1', { parametrization: '[u1*v, u2*v]', init: 'u1=1, u2=1/2, v=1' }, 'conserved'],
])('a misspelt quantity is refused with the nearest one: %s', async (claim, model, near) => {
  const error = await verifyClaim({ ...model, claim, upToScale: false }, { seed: 1 }).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({ help: `did you mean '${near}'?` });
});

test('a symbol that looks like no quantity stays a symbol', async () => {
  expect((await verifyClaim({ claim: 'theta + 1 = 1 + theta', upToScale: false }, { seed: 1 })).verdict).toBe('proved'); // prettier-ignore
});

test('the least parameter of a loss is written shortly', async () => {
  const request = { depth: '2', scale: '1', loss: 'huber:1e400' };
  await expect(check(request, { seed: 1 })).rejects.toThrow(/must be from 1e-12 to 1000: got '1e400'/);
});
