import { describe, expect, test } from 'vitest';
import { HypentropyError, check } from '../../src/index.ts';
import type { CheckRecord } from '../../src/index.ts';

/** A person's data; the solution set is a line that the flows below reach. */
const DATA = { X: [[1, 2]], y: [1.5], source: 'one sample' };

const checked = (parametrization: string, init: string, data = DATA): Promise<CheckRecord> =>
  check({ parametrization, init, data }, { seed: 1, budget: 600_000 });

const comparison = (record: CheckRecord, name: string) => record.comparisons.find((c) => c.name === name);

describe('maps whose flow is a mirror flow', () => {
  test.each([
    ['[u1^2 - v1^2, u2^2 - v2^2]', 'u1=1, v1=1, u2=2, v2=1'],
    ['[u1*v1, u2*v2]', 'u1=1, v1=1, u2=2, v2=1'],
    ['[a^2 + b^2, 2*a*b]', 'a=1, b=2'],
    ['[u^3 + v^3, u^3 - v^3]', 'u=1/2, v=1/3'],
  ])('%s: the signals commute, limit and identity agree', async (map, init) => {
    const record = await checked(map, init);
    expect(record.comparisons.map((c) => [c.name, c.verdict])).toEqual([
      ['limit', 'checked'],
      ['mirror-identity', 'checked'],
      ['holonomy', 'checked'],
    ]);
    const { discrepancy, budget } = comparison(record, 'holonomy')!;
    expect(discrepancy!).toBeLessThanOrEqual(budget!);
    const [a, b] = record.simulated.w as [number, number];
    expect(a + 2 * b).toBeCloseTo(1.5, 9);
  });

  test('one output in a list has no order of signals to compare', async () => {
    const record = await checked('[a^2 + a*b]', 'a=1, b=2', { X: [[1]], y: [2], source: 'one number' });
    expect(record.comparisons.map((c) => [c.name, c.verdict])).toEqual([
      ['limit', 'checked'],
      ['mirror-identity', 'checked'],
    ]);
    expect(record.simulated.w[0]).toBeCloseTo(2, 9);
  });

  test('[u1^2, u2^2]: the limit is that of least relative entropy', async () => {
    // w = w0 exp(4 X^T nu) with the nu that fits: the closed form of Amid and Warmuth, solved here by bisection
    const record = await checked('[u1^2, u2^2]', 'u1=1, u2=1/2');
    let [low, high] = [-5, 5];
    for (let k = 0; k < 200; k++) {
      const nu = (low + high) / 2;
      if (Math.exp(4 * nu) + 0.5 * Math.exp(8 * nu) < 1.5) low = nu;
      else high = nu;
    }
    const known = [Math.exp(4 * low), 0.25 * Math.exp(8 * low)];
    known.forEach((w, i) => expect(record.predicted.w[i]).toBeCloseTo(w, 10));
    known.forEach((w, i) => expect(record.simulated.w[i]).toBeCloseTo(w, 8));
  });
});

describe('maps whose flow is one after a change of time', () => {
  test('one neuron: w = a v ends where v - v(0) lies in the row space', async () => {
    const record = await checked('[u1*v1, u2*v1]', 'u1=1, u2=-2, v1=3');
    expect(record.verdict).toBe('checked');
    expect(comparison(record, 'limit')!.verdict).toBe('checked');
    expect(comparison(record, 'holonomy')!.discrepancy!).toBeGreaterThan(
      1000 * comparison(record, 'holonomy')!.budget!,
    );
    const closed = comparison(record, 'holonomy-after-time-change')!;
    expect(closed.discrepancy!).toBeLessThanOrEqual(closed.budget!);
    // conserved: v1^2 - u1^2 - u2^2 = 4; u = (1, -2) + mu (1, 2)
    const fits = (mu: number) => {
      const [p, q] = [1 + mu, -2 + 2 * mu];
      return Math.sqrt(4 + p * p + q * q) * (p + 2 * q) - 1.5;
    };
    let [low, high] = [-3, 3];
    for (let k = 0; k < 200; k++) {
      const mu = (low + high) / 2;
      if (fits(mu) < 0) low = mu;
      else high = mu;
    }
    const [p, q] = [1 + low, -2 + 2 * low];
    const a = Math.sqrt(4 + p * p + q * q);
    expect(record.simulated.w[0]).toBeCloseTo(a * p, 8);
    expect(record.simulated.w[1]).toBeCloseTo(a * q, 8);
    expect(record.predicted.w[0]).toBeCloseTo(a * p, 9);
  });

  test('where the shared weight crosses 0 the theory predicts nothing and says so', async () => {
    const record = await checked('[u1*v1, u2*v1]', 'u1=1, u2=1, v1=1/4', {
      X: [[1, 1]],
      y: [-3],
      source: 'the other sign',
    });
    expect(record.simulated.w[0]! + record.simulated.w[1]!).toBeCloseTo(-3, 8);
    expect(comparison(record, 'limit')!.verdict).toBe('undecided');
    expect(comparison(record, 'limit')!.why).toMatch(/v1 crosses 0/);
    expect(comparison(record, 'holonomy')!.verdict).toBe('checked');
  });

  test('[a^2 - b^2, 2*a*b]: the metric is a multiple of the identity, so the limit is the nearest point', async () => {
    const record = await checked('[a^2 - b^2, 2*a*b]', 'a=1, b=1');
    // w(0) = (0, 2), moved along (1, 2) until w1 + 2 w2 = 1.5
    const t = (1.5 - 4) / 5;
    expect(record.simulated.w[0]).toBeCloseTo(t, 8);
    expect(record.simulated.w[1]).toBeCloseTo(2 + 2 * t, 8);
    expect(record.verdict).toBe('checked');
  });
});

describe('maps whose flow is none', () => {
  test.each([
    ['[t1, t1^2*t2]', 't1=1, t2=1'],
    ['[u^2, u*v]', 'u=1, v=1'],
    ['[a^2 + b^2, a*c + b*d]', 'a=1, b=0, c=0, d=1'],
  ])('%s: the order of two signals shows', async (map, init) => {
    const record = await checked(map, init);
    const { verdict, discrepancy, budget, text } = comparison(record, 'holonomy')!;
    expect(verdict).toBe('checked');
    expect(discrepancy!).toBeGreaterThan(1e6 * budget!);
    expect(text).toMatch(/reverse order/);
    expect(record.predicted.w).toEqual([]);
    expect(record.predicted.why).toMatch(/no mirror flow/);
  });
});

describe('what cannot be checked', () => {
  const message = async (run: Promise<unknown>): Promise<string> => {
    try {
      await run;
    } catch (error) {
      if (error instanceof HypentropyError) return error.message;
      throw error;
    }
    throw new Error('nothing was thrown');
  };

  test('data of another width, and symbols', async () => {
    const wide = { X: [[1, 2, 3]], y: [1], source: 'wide' };
    expect(await message(checked('[u^2, u*v]', 'u=1, v=1', wide))).toMatch(
      /3 features, the map has 2 outputs/,
    );
    expect(await message(checked('[u^2, u*v]', 'u=b, v=1'))).toMatch(/symbol 'b'/);
    expect(await message(checked('[u^2, k*u*v]', 'u=1, v=1'))).toMatch(/symbol 'k'/);
  });

  test('an abort is heard during the check', async () => {
    const controller = new AbortController();
    const run = check(
      { parametrization: '[u1*v1, u2*v1]', init: 'u1=1, u2=2, v1=1/2', data: DATA },
      { seed: 1, signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 0);
    await expect(run).rejects.toThrow(/interrupted/);
  });

  test('without data a problem with one feature an output is drawn', async () => {
    const record = await check({ parametrization: '[u1*v1, u2*v2, u3*v3]', init: 'u1=1, u2=1, u3=1, v1=2, v2=2, v3=2' }, { seed: 3, budget: 600_000 }); // prettier-ignore
    expect(record.problem.features).toBe(3);
    expect(record.problem.samples).toBe(2);
    expect(record.verdict).toBe('checked');
  });
});
