import { describe, expect, test } from 'vitest';
import { verifyClaim } from '../../src/index.ts';

const judge = async (parametrization: string, init: string, claim: string) =>
  (await verifyClaim({ parametrization, init, claim, upToScale: false }, { seed: 1 })).verdict;

describe('claims about maps whose flow has no closed form', () => {
  test.each([
    ['tanh(t)', 't=0', 'metric = 1/(1 - w^2)^2'],
    ['tanh(t)', 't=0', 'potential = w*artanh(w)/2 + 3*w - 1'],
    ['tanh(t)', 't=0', 'mirror-map = artanh(w)/2 + w/(2*(1 - w^2))'],
    ['tanh(t)', 't=0', 'regularizer = w*artanh(w)/2'],
    ['log(1 + exp(t))', 't=0', 'metric = 1/(1 - exp(-w))^2'],
    ['u*v*z', 'u=13/10, v=9/10, z=2/5', 'conserved = u^2 - v^2'],
    ['u*v*z', 'u=13/10, v=9/10, z=2/5', 'JJ^T = u^2*v^2 + v^2*z^2 + u^2*z^2'],
  ])('%s: %s is right', async (map, init, claim) => {
    expect(['proved', 'checked']).toContain(await judge(map, init, claim));
  });

  test.each([
    ['tanh(t)', 't=0', 'metric = 1/(1 - w^2)'],
    ['tanh(t)', 't=0', 'metric = 1/(1 - w^2)^2 + 1/10^9*w^2'],
    ['tanh(t)', 't=0', 'mirror-map = artanh(w)/2 + w/(2*(1 - w^2)) + 1/1000'],
    ['tanh(t)', 't=0', 'regularizer = w*artanh(w)/2 + w/10^6'],
    ['tanh(t)', 't=0', 'potential = w*artanh(w)/3'],
    ['u*v*z', 'u=13/10, v=9/10, z=2/5', 'conserved = u^2 - 2*v^2'],
    ['u*v*z', 'u=13/10, v=9/10, z=2/5', 'JJ^T = u^2*v^2 + v^2*z^2 + u^2'],
  ])('%s: %s is refuted', async (map, init, claim) => {
    expect(await judge(map, init, claim)).toBe('refuted');
  });

  test('what needs a closed form says what can be claimed instead', async () => {
    await expect(judge('u*v*z', 'u=13/10, v=9/10, z=2/5', 'metric = 1/w')).rejects.toMatchObject({
      code: 'model',
      help: expect.stringContaining('conserved, inverse-metric') as string,
    });
  });
});
