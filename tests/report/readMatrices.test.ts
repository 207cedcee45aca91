import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runJob } from '../../src/cli/job.ts';
import { readData } from '../../src/report/readData.ts';
import { fakeFacade } from '../cli/fakes.ts';

const read = (value: unknown) => readData(JSON.stringify(value), { name: 'f.json' });

test('square matrices become rows of their entries', () => {
  const matrices = fc.integer({ min: 1, max: 4 }).chain((d) => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    const square = fc.array(fc.array(number, { minLength: d, maxLength: d }), { minLength: d, maxLength: d });
    return fc.array(square, { minLength: 1, maxLength: 4 });
  });
  fc.assert(
    fc.property(matrices, (A) => {
      const data = read({ A, y: A.map(() => 1) });
      expect(data.X).toEqual(A.map((matrix) => matrix.flat().map((x) => x + 0)));
      expect(data.matrixSize).toBe(A[0]!.length);
    }),
  );
});

test.each([
  [{ A: [[[1, 2]]], y: [1] }, 'A[0] must be square: got 1 rows of 2 entries'],
  [{ A: [[[1]], [[1, 0], [0, 1]]], y: [1, 2] }, 'A[1] has 2 rows, A[0] has 1'],
  [{ A: [[[1, 0], [0]]], y: [1] }, 'A[0][1] has 1 entries, A[0][0] has 2'],
  [{ A: [[[1]]], y: [1, 2] }, 'y has 2 entries, A has 1 matrices'],
  [{ A: [[[1]]], X: [[1]], y: [1] }, 'both "X" and "A"'],
  [{ A: [], y: [] }, 'A must be a non-empty list of matrices'],
  [{ A: [[['1']]], y: [1] }, 'A[0][0][0] must be a number'],
])('%j is refused', (value, message) => {
  expect(() => read(value)).toThrow(message);
}); // prettier-ignore

test('data without either form are told both', () => {
  const help = (value: unknown): string => {
    try {
      read(value);
    } catch (error) {
      return (error as { help: string }).help;
    }
    return '';
  };
  expect(help({ observations: 5 })).toContain('{"X":');
  expect(help({ observations: 5 })).toContain('{"A":');
  expect(help({ A: [[[1]]] })).not.toContain('{"X":');
});

test('a saved random problem reads as the same measurements', async () => {
  const facade = fakeFacade();
  const { saved } = await runJob(
    facade,
    {
      task: {
        verb: 'check',
        request: {
          matrix: "U*U'",
          scale: '1',
          samples: 2,
          features: 3,
          sparsity: 1,
          noise: 0,
          tolerance: 1e-7,
        },
        save: true,
      },
      seed: 4,
      format: 'json',
      render: {},
    },
    {},
  );
  const drawn = facade.randomSensing({ samples: 2, size: 3, rank: 1, noise: 0, commuting: true, seed: 4 });
  expect(readData(saved!, { name: 'saved' })).toMatchObject({ X: drawn.X, y: drawn.y, matrixSize: 3 });
});
