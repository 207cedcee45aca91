import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromSpectrum, inBasis, jointDiagonalization } from '../../src/numerics/jointDiagonalization.ts';
import { matrixProduct } from '../../src/numerics/matrixProduct.ts';
import { createRandom } from '../../src/random.ts';
import { normalNumbers } from '../../src/simulation/normalNumbers.ts';
import { randomSensing } from '../../src/simulation/randomSensing.ts';
import { readMatrixModel } from '../../src/theory/matrixModel.ts';
import { checkMatrix } from '../../src/verification/checkMatrix.ts';
import { commutingMeasurements } from '../../src/verification/commutingMeasurements.ts';
import { deriveMatrix } from '../../src/verification/deriveMatrix.ts';
import { dualMapOf } from '../../src/experiments/dualMapOf.ts';
import { spectralDual } from '../../src/prediction/spectralDual.ts';

const symmetricMatrix = (d: number, normal: () => number): Float64Array => {
  const a = new Float64Array(d * d);
  for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) a[i * d + j] = a[j * d + i] = normal();
  return a;
};
const size = fc.integer({ min: 1, max: 5 });
const normalOf = (seed: number) => normalNumbers(createRandom(seed));

test('matrices of one basis are diagonalized together, also where each has equal eigenvalues', () => {
  fc.assert(
    fc.property(size, fc.nat(9999), (d, seed) => {
      const normal = normalOf(seed);
      const { basis } = jointDiagonalization([symmetricMatrix(d, normal)], d);
      // eigenvalues 0 and 1: no single matrix has simple eigenvalues
      const spectra = [0, 1, 2].map(() => Float64Array.from({ length: d }, () => (normal() > 0 ? 1 : 0)));
      const found = jointDiagonalization(
        spectra.map((w) => fromSpectrum(basis, w)),
        d,
      );
      expect(found.residual).toBeLessThan(1e-13);
      spectra.forEach((w, k) => {
        const back = fromSpectrum(found.basis, found.diagonals[k]!);
        fromSpectrum(basis, w).forEach((x, i) => expect(back[i]).toBeCloseTo(x, 12));
      });
    }),
    { numRuns: 40 },
  );
});

test("U*U' from alpha I is alpha^2 exp(4S)", () => {
  const alpha = 0.3;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(9999), (d, seed) => {
      const S = symmetricMatrix(d, normalOf(seed)).map((x) => x / 8);
      const { basis } = jointDiagonalization([S], d);
      const dual = spectralDual(basis, dualMapOf({ parametrization: 'u^2', init: `u=${alpha}` }, d));
      const W = new Float64Array(d * d);
      dual(S, W, new Float64Array(d ** 4));
      // the power series of exp(4S)
      let term = fromSpectrum(jointDiagonalization([S], d).basis, new Float64Array(d).fill(1));
      const series = term.slice();
      for (let k = 1; k < 60; k++) {
        term = matrixProduct(term, S, d).map((x) => (4 * x) / k);
        term.forEach((x, i) => (series[i]! += x));
      }
      W.forEach((x, i) => expect(x / alpha ** 2).toBeCloseTo(series[i]!, 9));
    }),
    { numRuns: 30 },
  );
});

describe('a check of a matrix factorization', () => {
  const options = { seed: 1 };
  const sensing = (commuting: boolean, seed = 3) =>
    randomSensing({ samples: 2, size: 3, rank: 1, noise: 0, commuting, seed });

  test.each(["U*U'", "U*U' - V*V'", "U*V'"])(
    '%s with commuting measurements ends at the predicted limit',
    async (matrix) => {
      const request = matrix === "U*U'" ? { matrix, scale: '0.2' } : { matrix, init: 'U=0.2, V=0.1' };
      const { comparisons, verdict } = await checkMatrix(request, sensing(true), options);
      expect(verdict).toBe('checked');
      const names = comparisons.map((c) => c.name);
      expect(names).toEqual(expect.arrayContaining(['limit', 'mirror-identity', 'order-of-signals']));
    },
  );

  test('the limit has the least spectral potential of all symmetric matrices that meet the measurements', async () => {
    const [d, alpha] = [3, 0.2];
    const problem = sensing(true);
    const { predicted } = await checkMatrix({ matrix: "U*U'", scale: `${alpha}` }, problem, options);
    const { basis } = commutingMeasurements(
      problem.X.map((row) => Float64Array.from(row)),
      d,
    ).joint!;
    const W = fromSpectrum(basis, predicted.w);
    const potential = (M: Float64Array): number =>
      jointDiagonalization([M], d).diagonals[0]!.reduce(
        (s, w) => s + 0.25 * (w * Math.log(w / alpha ** 2) - w),
        0,
      );
    fc.assert(
      fc.property(fc.nat(9999), (seed) => {
        const step = symmetricMatrix(d, normalOf(seed));
        for (const row of orthonormal(problem.X)) {
          const along = step.reduce((s, x, i) => s + x * row[i]!, 0);
          row.forEach((x, i) => (step[i]! -= along * x));
        }
        const moved = W.map((x, i) => x + 0.003 * step[i]!);
        fc.pre(jointDiagonalization([moved], d).diagonals[0]!.every((w) => w > 0));
        expect(potential(moved)).toBeGreaterThan(potential(W) - 1e-12);
      }),
      { numRuns: 50 },
    );
  });

  test('measurements that do not commute have no predicted limit, and the order of signals shows', async () => {
    const found = await checkMatrix({ matrix: "U*U'", scale: '0.2' }, sensing(false), options);
    expect(found.predicted.w).toEqual([]);
    expect(found.comparisons.map((c) => [c.name, c.verdict])).toEqual([['order-of-signals', 'checked']]);
    expect(found.notes.join()).toMatch(/do not commute/);
  });

  test('one entry changed by 1e-9 is no longer rounding', () => {
    const X = sensing(true).X.map((row) => Float64Array.from(row));
    expect(commutingMeasurements(X, 3).commute).toBe(true);
    X[0]![0]! += 1e-9;
    expect(commutingMeasurements(X, 3).commute).toBe(false);
  });

  test('what it refuses', async () => {
    const asked = (matrix: string, X: number[][]) =>
      checkMatrix({ matrix, scale: '0.2' }, { X, y: [1], source: '' }, options);
    await expect(asked("U*V'", [[1, 2, 3, 4]])).rejects.toThrow('needs symmetric measurement matrices');
    await expect(asked("U*U'", [[1, 2, 3]])).rejects.toThrow('must be square');
    expect(() => readMatrixModel('U + V')).toThrow('--matrix must be one of');
    for (const text of ["UU'", 'U U^T', "U*U'"]) expect(readMatrixModel(text).scalar).toBe('u^2');
  });
});

test.each(["U*U'", "U*U' - V*V'", "U*V'"])('the theory of %s is proved', async (matrix) => {
  const init = matrix === "U*U'" ? 'U=a' : 'U=a, V=b';
  const { mirrorFlow, steps } = await deriveMatrix({ matrix, init }, { seed: 1 });
  expect(mirrorFlow).toMatchObject({ holds: true, verdict: 'proved' });
  const verdicts = new Map(steps.map((s) => [s.id, s.verdict]));
  for (const id of ['matrix-fields', 'matrix-bracket', 'common-basis', 'potential', 'spectral-potential'])
    expect(verdicts.get(id)).toBe('proved');
});

/** Rows made orthonormal, as entries of symmetric matrices. */
function orthonormal(X: readonly (readonly number[])[]): number[][] {
  const rows: number[][] = [];
  for (const given of X) {
    const row = [...given];
    for (const q of rows) {
      const along = q.reduce((s, x, i) => s + x * row[i]!, 0);
      q.forEach((x, i) => (row[i]! -= along * x));
    }
    const norm = Math.hypot(...row);
    rows.push(row.map((x) => x / norm));
  }
  return rows;
}

test('the diagonal in a basis undoes the matrix of a spectrum', () => {
  const { basis } = jointDiagonalization([symmetricMatrix(4, normalOf(5))], 4);
  inBasis(basis, fromSpectrum(basis, [4, 3, 2, 1]), 4).forEach((x, i) => expect(x).toBeCloseTo(4 - i, 12));
});
