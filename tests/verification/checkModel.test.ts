import { describe, expect, it } from 'vitest';
import { randomProblem } from '../../src/simulation/randomProblem.ts';
import { readLoss } from '../../src/theory/loss.ts';
import { readModel, type ModelTexts } from '../../src/theory/readModel.ts';
import { checkModel, type CheckOptions } from '../../src/verification/checkModel.ts';

const data = randomProblem({ samples: 3, features: 6, sparsity: 1, noise: 0, seed: 7 });
const check = (
  texts: ModelTexts,
  problem: Parameters<typeof checkModel>[1] = data,
  options: Partial<CheckOptions> = {},
) => checkModel(readModel(texts), problem, { seed: 1, ...options });

describe('checkModel', () => {
  it('is plain data without NaN or Infinity', async () => {
    const record = await check({ depth: '3', scale: '1/10' });
    expect(record.verdict).toBe('checked');
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(record.problem).toMatchObject({
      samples: 3,
      features: 6,
      rank: 3,
      interpolates: true,
      source: data.source,
    });
    expect(record.problem.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(record.comparisons.map((c) => c.name)).toEqual([
      'limit',
      'mirror-identity',
      'conserved',
      'objective',
      'kernel',
    ]);
  });

  it('puts the limit between the solutions of least l1 and least l2 norm', async () => {
    const { context } = await check({ depth: '3', scale: '1e-3' });
    expect(context['l1 norm of the limit']).toBeGreaterThanOrEqual(context['least l1 norm']! * (1 - 1e-6));
    expect(context['l2 norm of the limit']).toBeGreaterThanOrEqual(context['least l2 norm']!);
    expect(context['distance to the least-l1 solution / max|w|']).toBeLessThan(1e-6);
    const lazy = (await check({ depth: '3', scale: '10' })).context;
    expect(lazy['distance to the least-l2 solution / max|w|']).toBeLessThan(1e-6);
  });

  it('takes the shape of the data unless one was given', async () => {
    const shape = { u: [1, 2, 1, 1, 1, 1], v: [1, 1, 1, 1, 1, 0] };
    const own = await check({ depth: '3', scale: '1/2' }, { ...data, shape });
    expect(own.verdict).toBe('checked');
    expect(own.model.init.u).toEqual(['1/2', '1', '1/2', '1/2', '1/2', '1/2']);
    expect(own.notes.join()).toMatch(/v starts at 0, where its speed is 0, in coordinate 6/);
    const given = await check(
      { depth: '3', scale: '1/2', shape: 'u=1, v=1' },
      { ...data, shape },
      { shapeGiven: true },
    );
    expect(given.model.init.u).toEqual(['1/2']);
    await expect(check({ depth: '3', scale: '1/2' }, { ...data, shape: { t: [1] } })).rejects.toThrow(
      /names 't'/,
    );
    await expect(check({ depth: '3', scale: '1/2' }, { ...data, shape: { u: [1, 2] } })).rejects.toThrow(
      /u has 2 start values, the data have 6 features/,
    );
  });

  it('says what is special about the data', async () => {
    const notes = async (X: number[][], y: number[]) =>
      (await check({ depth: '2', scale: '0.1' }, { X, y, source: 'here' })).notes.join('; ');
    expect(
      await notes(
        [
          [1, 2, 0],
          [2, 4, 0],
        ],
        [1, 3],
      ),
    ).toMatch(/no solution.*rank 1.*column 3 of X is zero/);
    expect(await notes([[1, 2]], [0])).toMatch(/nothing moves/);
    expect(await notes([[1], [2]], [1, 2])).toMatch(/does not depend on the start/);
    const left = await check({ depth: '4/3', scale: '0.1' });
    expect(left.simulated.outcome).toBe('left the domain');
  });

  it('refuses what cannot be simulated, naming it', async () => {
    await expect(check({ depth: '2', scale: 'alpha' })).rejects.toThrow(
      'a simulation needs numbers: the start value of u is alpha',
    );
    await expect(check({ depth: 'symbolic', scale: '1' })).rejects.toThrow(
      'a simulation needs numbers: the depth is D',
    );
    await expect(check({ depth: '2', scale: '1' }, data, { loss: readLoss('logistic') })).rejects.toThrow(
      "the classification loss 'logistic' has no minimiser",
    );
    await expect(check({ depth: '2', scale: '1' }, { X: [[1, NaN]], y: [1], source: '' })).rejects.toThrow(
      'X has the entry NaN in row 1, column 2',
    );
    await expect(
      check({ depth: '2', scale: '1' }, { X: [[1], [2, 3]], y: [1, 2], source: '' }),
    ).rejects.toThrow('row 2 of X has 2 entries');
    await expect(check({ depth: '2', scale: '1' }, { X: [[1]], y: [Infinity], source: '' })).rejects.toThrow(
      'y has the entry Infinity in row 1',
    );
    await expect(
      check({ depth: '3', scale: '1', shape: 'u=[1,0], v=[1,0]' }, { X: [[1, 1]], y: [1], source: '' }),
    ).rejects.toThrow('coordinate 2 starts at a saddle');
  });
});
