import { describe, expect, it } from 'vitest';
import { derive, verifyClaim } from '../../src/index.ts';
import type { ModelRequest } from '../../src/index.ts';

const OPTIONS = { seed: 1 };

/** Every formula of a derivation that is no series, as it is printed. */
async function printedLines(model: ModelRequest): Promise<string[]> {
  const { steps } = await derive(model, OPTIONS);
  return steps.flatMap((step) => step.formulas).filter((line) => !line.endsWith('...'));
}

describe('every line that derive prints is accepted by verify', () => {
  it.each<[string, ModelRequest]>([
    ['depth 2, unequal starts', { depth: '2', scale: 'a', shape: 'u=1, v=2' }],
    ['depth 3', { depth: '3', scale: '1/10' }],
    ['depth 4, with named parts', { depth: '4' }],
    ['infinite depth', { depth: 'inf' }],
    ['typed map', { parametrization: 'u^2', init: 'u=1' }],
    ['typed map of three parameters', { parametrization: 'p^2 - 2*q^2 + r^2', init: 'p=1, q=2, r=1/2' }],
  ])('%s', async (_, model) => {
    const lines = await printedLines(model);
    expect(lines.length).toBeGreaterThan(10);
    for (const claim of lines) {
      const { verdict } = await verifyClaim({ ...model, claim, upToScale: false }, OPTIONS);
      expect([claim, verdict]).toEqual([claim, expect.stringMatching(/^(proved|checked)$/)]);
    }
  });

  it('a line with a wrong number is refuted', async () => {
    const model = { depth: '2', scale: 'a' };
    for (const line of await printedLines(model)) {
      const claim = `${line} + 1/1000*a^2`;
      const { verdict } = await verifyClaim({ ...model, claim, upToScale: false }, OPTIONS);
      // potentials are compared modulo affine terms, dual potentials modulo a constant
      const free = /^psi(\(w\)|\*\(s\)) =/.test(line);
      expect([claim, verdict]).toEqual([claim, free ? 'proved' : 'refuted']);
    }
  });
});

describe('a refuted claim says what differs', () => {
  const model = { depth: '2', scale: 'a' };
  const refuted = async (claim: string) =>
    (await verifyClaim({ ...model, claim, upToScale: false }, OPTIONS)).evidence;

  it('names both sides and prints digits beyond the last that agrees', async () => {
    const { counterexample } = await refuted('s(w) = arsinh(w/(2*a^2))/4 + w/10^25');
    expect(counterexample!.sides).toEqual(['the claimed side', 'the derived side']);
    expect(counterexample!.left).not.toBe(counterexample!.right);
    expect(counterexample!.left.length).toBeGreaterThan(20);
  });

  it('tells a constant factor and how to allow it', async () => {
    expect((await refuted("psi''(w) = 1/(2*sqrt(w^2 + 4*a^4))")).why).toContain('2 times');
    expect((await refuted("psi''(w) = 1/(2*sqrt(w^2 + 4*a^4))")).why).toContain('--up-to-scale');
    expect((await refuted("psi''(w) = -1/(4*sqrt(w^2 + 4*a^4))")).why).not.toContain('--up-to-scale');
    expect((await refuted("psi''(w) = 1/(4*sqrt(w^2 + 5*a^4))")).why).toBeUndefined();
  });

  it('does not take a ratio that depends on the weights for a constant', async () => {
    const claim = 'D_psi(w_1, w_0) = (w_1 - w_0)^2';
    const { verdict } = await verifyClaim({ ...model, claim, upToScale: true }, OPTIONS);
    expect(verdict).toBe('refuted');
  });
});
