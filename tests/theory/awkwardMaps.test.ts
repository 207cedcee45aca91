import { describe, expect, it } from 'vitest';
import { derive, evaluate } from '../../src/index.ts';

const derived = (parametrization: string, init: string) => derive({ parametrization, init }, { seed: 1 });
const stepOf = (d: Awaited<ReturnType<typeof derived>>, id: string) => d.steps.find((s) => s.id === id)!;
const valueOf = async (parametrization: string, init: string, at: string): Promise<string> => {
  const request = { quantity: 'potential', parametrization, init, at: [at], digits: 20 };
  return JSON.stringify((await evaluate(request, { seed: 1 })).values);
};

describe('a quadratic map with an eigencoordinate at rest', () => {
  it('keeps a quantity that exists at the start', async () => {
    const d = await derived('u^2 + 2*u*v + v^2 + u - v', 'u=1, v=-1');
    expect(stepOf(d, 'conserved').verdict).toBe('proved');
    expect(d.verdict).not.toBe('refuted');
  });
});

describe('the rich limit of a map with a symbol', () => {
  it('is not stated where the order of its terms depends on the symbol', async () => {
    const d = await derived('u^2 + k*u*v + v^2', 'u=a, v=b');
    expect(stepOf(d, 'rich-limit').verdict).toBe('undecided');
    expect(stepOf(d, 'rich-limit').formulas).toEqual([]);
  });
});

describe('starts at which nothing moves', () => {
  it.each([
    ['u^2 + u', 'u=-1/2'],
    ['sin(u)', 'u=pi/2'],
  ])('%s from %s is a saddle', async (map, init) => {
    await expect(derived(map, init)).rejects.toThrow('saddle');
  });

  it('a part that stays where it starts is a constant', async () => {
    const d = await derived('u^2 - 2*u + v^2', 'u=1, v=2');
    expect(stepOf(d, 'mirror-map').formulas[0]).toBe('s(w) = log(w/4 + 1/4)/4');
  });

  it('a map without a real value at its start is refused', async () => {
    await expect(derived('u^(1/3)', 'u=-1')).rejects.toThrow('no real value at its start');
    await expect(derived('log(u) + v', 'u=-1, v=1')).rejects.toThrow('no real value at its start');
  });
});

describe('maps with corners', () => {
  it('a corner that the flow never reaches is no corner', async () => {
    const d = await derived('abs(u)*u', 'u=-2');
    expect(stepOf(d, 'mirror-map').formulas[0]).toBe('s(w) = -log(-w/4)/4');
    expect(d.verdict).toBe('checked');
  });

  it.each([
    ['abs(u)', 'u=1'],
    ['abs(u)*v', 'u=1, v=1'],
  ])('no closed form is claimed across the corner of %s', async (map, init) => {
    const d = await derived(map, init);
    expect(d.steps.map((s) => s.verdict)).not.toContain('refuted');
    expect(stepOf(d, 'flow').verdict).toBe('undecided');
  });

  it('the flow of abs(u) ends at the corner', async () => {
    // psi = (w - 1)^2/2 on w > 0
    expect(await valueOf('abs(u)', 'u=1', '1/4')).toContain('0.28125');
    await expect(valueOf('abs(u)', 'u=1', '-1/4')).rejects.toThrow('does not reach');
  });
});

describe('powers with a parameter in the exponent', () => {
  it('are followed: u^v from u = 1, v = 1', async () => {
    // ψ(2) by 30-digit integration of ds/dw = 1/|grad|^2
    expect(await valueOf('u^v', 'u=1, v=1', '2')).toContain('0.387613300668801878');
  });
});

describe('requests of untyped callers', () => {
  it('digits and points of another type are refused', async () => {
    const request = { quantity: 'potential', depth: '3', scale: '1', at: ['2'], digits: 20 };
    const sent = (change: object) => evaluate({ ...request, ...change }, { seed: 1 });
    await expect(sent({ digits: '20' })).rejects.toThrow('digits must be a whole number');
    await expect(sent({ at: '2' })).rejects.toThrow('at must be a list');
  });
});
