import { describe, expect, test } from 'vitest';
import { check, curves, evaluate, trajectory, transition, typeset } from '../../src/index.ts';
import type { ModelRequest } from '../../src/index.ts';

const OPTIONS = { seed: 1 };
const LINE = { X: [[1, 2]], y: [1], source: 'test' };
const MODELS: ModelRequest[] = [
  { depth: '2', scale: '0.1' },
  { depth: '3', scale: '1/20', shape: 'u=1, v=2' },
  { depth: '5/2', scale: '0.3' },
  { depth: 'inf', scale: '0.1' },
  { parametrization: 'exp(u) - exp(v)', init: 'u=-1, v=-1' },
  { parametrization: 'sin(u)', init: 'u=0' },
];

describe('curves', () => {
  test.each(MODELS)('are the digits that `evaluate` encloses, %j', async (model) => {
    const weights = [-0.7, -0.05, 0.2, 0.9];
    const { coordinates } = await curves({ ...model, weights, features: 1 }, OPTIONS);
    for (const quantity of ['potential', 'metric'] as const) {
      const at = weights.map(String);
      const { values } = await evaluate({ ...model, quantity, at, digits: 17 }, OPTIONS);
      values.forEach(({ value }, i) => {
        const exact = Number(value);
        expect(Math.abs(coordinates[0]![quantity][i]! - exact)).toBeLessThan(1e-11 * Math.abs(exact));
      });
    }
  });

  test('tend to the kernel near the start and to the rich expansion far from it', async () => {
    const { coordinates } = await curves(
      { depth: '3', scale: '0.1', weights: [1e-7, 50], features: 1 },
      OPTIONS,
    );
    const { potential, kernel, rich } = coordinates[0]!;
    expect(potential[0]! / kernel[0]!).toBeCloseTo(1, 6);
    expect(potential[1]! / rich![1]!).toBeCloseTo(1, 6);
    expect(kernel[1]! / potential[1]!).toBeGreaterThan(10);
  });

  test('a weight outside the range has none, and several outputs are refused', async () => {
    const { coordinates } = await curves(
      { parametrization: 'exp(u)', init: 'u=0', weights: [-1, 1], features: 1 },
      OPTIONS,
    );
    expect(coordinates[0]!.potential[0]).toBeNull();
    expect(coordinates[0]!.range).toEqual([0, null]);
    await expect(
      curves({ parametrization: '[u*v, u]', init: 'u=1, v=1', weights: [1], features: 1 }, OPTIONS),
    ).rejects.toThrow('of maps of one coordinate');
  });
});

describe('trajectory', () => {
  test.each(MODELS)('ends where the theory says, and keeps what is conserved, %j', async (model) => {
    const { predicted, simulated, path } = await trajectory({ ...model, data: LINE }, OPTIONS);
    expect(simulated.outcome).toBe('converged');
    simulated.w.forEach((w, i) => expect(Math.abs(w - predicted.w[i]!)).toBeLessThan(1e-4));
    path.loss.slice(1).forEach((loss, i) => expect(loss).toBeLessThanOrEqual(path.loss[i]!));
    for (const { drift } of path.conserved) expect(Math.max(...drift.map((v) => v ?? 0))).toBeLessThan(1e-2);
  });

  test('has the limit of `check`, for another loss too', async () => {
    const model = { depth: '2', scale: '0.1', loss: 'huber:1' };
    const quick = await trajectory({ ...model, data: LINE }, OPTIONS);
    const exact = await check({ ...model, data: LINE }, OPTIONS);
    quick.predicted.w.forEach((w, i) => expect(w).toBeCloseTo(exact.predicted.w[i]!, 12));
    // ℓ = gap - 1/2 beyond 1, gap²/2 inside: the gap at the start is 1
    expect(quick.path.loss[0]).toBeCloseTo(0.5, 12);
  });

  test('a signal that is aborted ends it', async () => {
    const signal = AbortSignal.abort();
    const request = { depth: '2', scale: '0.1', data: LINE };
    await expect(trajectory(request, { ...OPTIONS, signal })).rejects.toThrow();
  });
});

test('the transition goes from 1 to 2 with the scale, and later at a smaller depth', async () => {
  const { depths } = await transition(
    { depths: ['2', '4'], scales: [1e-3, 0.1, 0.3, 10], data: LINE },
    OPTIONS,
  );
  for (const { exponent, excessL1, excessL2 } of depths) {
    for (let i = 1; i < 4; i++) expect(exponent[i]!).toBeGreaterThan(exponent[i - 1]!);
    expect(exponent[3]!).toBeCloseTo(2, 3);
    expect(excessL2[3]!).toBeLessThan(1e-6);
    expect(excessL1[0]!).toBeLessThan(excessL1[3]!);
  }
  expect(depths[1]!.exponent[1]!).toBeLessThan(depths[0]!.exponent[1]!);
});

test('a formula is typeset, and a fault in one is pointed at', () => {
  expect(typeset('u^2 - v^2')).toBe('u^{2} - v^{2}');
  expect(() => typeset('u^')).toThrow(expect.objectContaining({ position: expect.any(Number) as number }));
});
