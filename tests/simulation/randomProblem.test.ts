import { describe, expect, test } from 'vitest';
import { HypentropyError } from '../../src/errors.ts';
import { createRandom } from '../../src/random.ts';
import { logarithm, normalNumbers } from '../../src/simulation/normalNumbers.ts';
import { randomProblem } from '../../src/simulation/randomProblem.ts';

const sizes = { samples: 7, features: 11, sparsity: 3, noise: 0, seed: 5 };

describe('normal numbers', () => {
  test('the logarithm is the natural logarithm to two units in the last place', () => {
    for (let i = 1; i < 4000; i++) {
      const x = i < 2000 ? i / 2000.5 : 2 ** (-(i - 1999) / 40);
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(5e-16 * Math.abs(Math.log(x)));
    }
  });

  test('normals have the moments 0, 1, 0, 3 and the quantiles of the normal law', () => {
    const normal = normalNumbers(createRandom(12));
    const N = 200_000;
    const z = Float64Array.from({ length: N }, () => normal());
    const moment = (k: number) => z.reduce((total, x) => total + x ** k, 0) / N;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(N));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / N));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / N));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / N));
    const below = z.filter((x) => x < -1.959963984540054).length / N;
    expect(Math.abs(below - 0.025)).toBeLessThan(4 * Math.sqrt((0.025 * 0.975) / N));
  });
});

describe('random problem', () => {
  test('y is X times a weight with exactly k entries of modulus one', () => {
    const { X, y, w } = randomProblem(sizes);
    expect([X.length, X[0]!.length, y.length]).toEqual([7, 11, 7]);
    expect(w.filter((v) => v !== 0).map(Math.abs)).toEqual([1, 1, 1]);
    X.forEach((row, i) => expect(row.reduce((t, x, j) => t + x * w[j]!, 0)).toBeCloseTo(y[i]!, 13));
  });

  test('the same seed gives the same numbers, and X depends on neither sparsity nor noise', () => {
    expect(randomProblem(sizes)).toEqual(randomProblem(sizes));
    expect(randomProblem({ ...sizes, sparsity: 1, noise: 2 }).X).toEqual(randomProblem(sizes).X);
    expect(randomProblem({ ...sizes, seed: 6 }).X).not.toEqual(randomProblem(sizes).X);
  });

  test('the numbers themselves are pinned, so that a seed in a paper stays good', () => {
    expect(randomProblem(sizes).X[0]!.slice(0, 3)).toMatchInlineSnapshot(`
      [
        1.0590466598948707,
        0.3847213929372108,
        -0.13782764734313965,
      ]
    `);
  });

  test('more non-zero entries than features are refused', () => {
    expect(() => randomProblem({ ...sizes, sparsity: 12 })).toThrow(HypentropyError);
    expect(() => randomProblem({ ...sizes, samples: 10_000, features: 10_000 })).toThrow(/10000000/);
  });
});
