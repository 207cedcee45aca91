import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { evaluate, verifyClaim } from '../../src/index.ts';

const NETWORKS = {
  parametrization: '[u1^2 - v1^2, u2^2 - v2^2]',
  init: 'u1=1/2, v1=1/2, u2=1/3, v2=1/4',
};
const FIRST = { parametrization: 'u^2 - v^2', init: 'u=1/2, v=1/2' };
const SECOND = { parametrization: 'u^2 - v^2', init: 'u=1/3, v=1/4' };

const values = async (model: object, quantity: string, at: string, digits: number, from?: string) =>
  (
    await evaluate(
      { ...model, quantity, at: [at], digits, ...(from === undefined ? {} : { from }) },
      { seed: 1 },
    )
  ).values[0]!.value;

describe('quantities of commuting maps with several outputs', () => {
  test('two networks side by side have the values of each', async () => {
    for (const quantity of ['mirror-map', 'inverse-mirror-map']) {
      const both = await values(NETWORKS, quantity, '[1, -1/5]', 25);
      const each = [await values(FIRST, quantity, '1', 25), await values(SECOND, quantity, '-1/5', 25)];
      expect(both).toBe(`[${each.join(', ')}]`);
    }
    const metric = await values(NETWORKS, 'metric', '[1, -2]', 20);
    const own = [await values(FIRST, 'metric', '1', 20), await values(SECOND, 'metric', '-2', 20)];
    expect(metric).toBe(`[[${own[0]}, 0], [0, ${own[1]}]]`);
  });

  test('potentials add up, the divergence of a point from itself is 0', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }), async (a, b) => {
        const both = Number(await values(NETWORKS, 'potential', `[${a}/10, ${b}/10]`, 17));
        const first = Number(await values(FIRST, 'potential', `${a}/10`, 17));
        const second = Number(await values(SECOND, 'potential', `${b}/10`, 17));
        expect(Math.abs(both - first - second)).toBeLessThanOrEqual(1e-15 * (first + second));
      }),
      { numRuns: 5 },
    );
  });

  test('a linear change of the weights changes the arguments alone', async () => {
    // w = A z with z = (u^2, v^2) and A = [[1, 1], [1, -1]]: psi_A(w) = psi(A^-1 w), A^-1 (2, 1/2) = (5/4, 3/4)
    const mixed = { parametrization: '[u^2 + v^2, u^2 - v^2]', init: 'u=1, v=1/2' };
    const plain = { parametrization: '[u^2, v^2]', init: 'u=1, v=1/2' };
    const at = await values(mixed, 'potential', '[2, 1/2]', 20);
    expect(at).toBe(await values(plain, 'potential', '[5/4, 3/4]', 20));
  });

  test('refusals', async () => {
    const mixed = { parametrization: '[u^2 + v^2, u^2 - v^2]', init: 'u=1, v=1/2' };
    await expect(values(mixed, 'potential', '[1, 2]', 5)).rejects.toThrow(/outside the range/);
    await expect(values(mixed, 'potential', '1', 5)).rejects.toThrow(/has 1 entries, the map has 2 outputs/);
    const neuron = { parametrization: '[u1*v, u2*v]', init: 'u1=1, u2=1/2, v=1' };
    await expect(values(neuron, 'potential', '[1, 1]', 5)).rejects.toThrow(/do not commute/);
  });
});

describe('claims about maps with several outputs', () => {
  const judge = async (model: object, claim: string) =>
    (await verifyClaim({ ...model, claim, upToScale: false }, { seed: 1 })).verdict;
  const squares = { parametrization: '[u^2 + v^2, u^2 - v^2]', init: 'u=1, v=1' };
  const entropy = '((w1+w2)*log(w1+w2) + (w1-w2)*log(w1-w2))/8';

  test.each([
    [squares, `potential = ${entropy}`],
    [squares, 'dual-potential = exp(4*s1)*cosh(4*s2)/2'],
    [{ parametrization: '[u1*v, u2*v]', init: 'u1=1, u2=1/2, v=1' }, 'conserved = u1^2 + u2^2 - v^2'],
  ])('%j: %s is right', async (model, claim) => {
    expect(['proved', 'checked']).toContain(await judge(model, claim));
  });

  test.each([
    [squares, `potential = ${entropy} + w1*w2/10^6`],
    [squares, `potential = 2*${entropy}`],
    [squares, 'dual-potential = exp(4*s1)*cosh(4*s2)/4'],
    [{ parametrization: '[u1*v, u2*v]', init: 'u1=1, u2=1/2, v=1' }, 'conserved = u1^2 - u2^2'],
  ])('%j: %s is refuted', async (model, claim) => {
    expect(await judge(model, claim)).toBe('refuted');
  });
});

describe('starts', () => {
  const forms = { parametrization: '[u^2 + v^2 + c^2, u*v + v*c + c*u]', init: 'u=1, v=1/2, c=1/3' };

  test('at w(0) the mirror map and the divergence are exactly 0, whatever the binary digits of w(0)', async () => {
    expect(await values(forms, 'mirror-map', '[49/36, 1]', 20)).toBe('[0, 0]');
    expect(await values(forms, 'bregman', '[49/36, 1]', 20, '[49/36, 1]')).toBe('0');
  });

  test('dependent outputs are refused for what is said of weights, and have dual quantities', async () => {
    const twice = { parametrization: '[a^2, 2*a^2]', init: 'a=1' };
    const singular = { parametrization: '[a^2 + b^2, 2*a*b]', init: 'a=1, b=1' };
    for (const [model, at] of [
      [twice, '[1, 2]'],
      [singular, '[2, 2]'],
    ] as const)
      for (const quantity of ['mirror-map', 'metric', 'potential'])
        await expect(values(model, quantity, at, 15)).rejects.toThrow('linearly dependent');
    // w1 = a^2 with a' = 2 (s1 + 2 s2) a.
    expect(
      Number((await values(twice, 'inverse-mirror-map', '[1/4, 0]', 17)).slice(1).split(',')[0]),
    ).toBeCloseTo(Math.E, 14);
  });

  test('a potential is not claimed of dependent outputs, a dual potential is', async () => {
    const twice = { parametrization: '[a^2, 2*a^2]', init: 'a=1' };
    await expect(
      verifyClaim({ ...twice, upToScale: false, claim: 'potential = w1*log(w1)/4' }, { seed: 1 }),
    ).rejects.toThrow('dependent');
    const dual = await verifyClaim(
      { ...twice, upToScale: false, claim: 'dual-potential = exp(4*s1 + 8*s2)/4' },
      { seed: 1 },
    );
    expect(dual.verdict).toBe('proved');
  });

  test('a weight outside the range is said to be so without a budget', async () => {
    const far = { parametrization: '[a^2 + b^2, 2*a*b]', init: 'a=1, b=1/2' };
    await expect(values(far, 'mirror-map', '[1, 2]', 10)).rejects.toThrow('no dual point');
  });
});
