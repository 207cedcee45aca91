import { describe, expect, test } from 'vitest';
import { HypentropyError, evaluate } from '../../src/index.ts';
import type { EvaluateRequest } from '../../src/index.ts';

const values = async (request: Partial<EvaluateRequest>): Promise<string[]> => {
  const model = { depth: '2', scale: '1', quantity: 'potential', at: ['1'], digits: 20 };
  return (await evaluate({ ...model, ...request }, { seed: 1 })).values.map(({ value }) => value);
};

describe('points that are exact constants', () => {
  test('are taken exactly: depth 2 has the mirror map arsinh(w/2)/4', async () => {
    const at = ['2*sinh(1)', '1/3 + 1/7', '10/21', 'sqrt(2) - sqrt(2)'];
    const [quarter, sum, same, zero] = await values({ quantity: 'mirror-map', at });
    expect(quarter).toMatch(/^0\.250*$/);
    expect(sum).toBe(same);
    expect(Number(zero)).toBe(0);
  });

  test('a point of the dual variable: psi*(s) = (cosh(4 s) - 1)/2', async () => {
    expect(await values({ quantity: 'dual-potential', at: ['log(2)/4'] })).toEqual([
      '0.12500000000000000000',
    ]);
  });

  test('digits agree with the rational neighbours on both sides', async () => {
    const at = ['3.14159265358979323846', 'pi', '3.14159265358979323847'];
    const [below, there, above] = (await values({ depth: '3', at, digits: 30 })).map(String);
    expect(below! < there! && there! < above!).toBe(true);
    expect(there!.slice(0, 18)).toBe(below!.slice(0, 18));
  });

  test('a Bregman divergence from a point to itself is zero', async () => {
    expect((await values({ quantity: 'bregman', at: ['pi'], from: 'pi' })).map(Number)).toEqual([0]);
  });

  test.each(['sqrt(-1)', 'log(0)', 'x', '1/0'])('%s is refused', async (point) => {
    await expect(values({ at: [point] })).rejects.toBeInstanceOf(HypentropyError);
  });

  test('a second point is refused where there is none', async () => {
    await expect(values({ quantity: 'metric', from: '2' })).rejects.toThrow('metric has none');
  });
});
