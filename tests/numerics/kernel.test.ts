import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel, plainKernel } from '../../src/numerics/kernel.ts';

const numbers = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: length, maxLength: length })
    .map((v) => Float64Array.from(v));
const problem = fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 9 })).chain(([n, d]) =>
  fc.record({
    n: fc.constant(n),
    d: fc.constant(d),
    x: numbers(n * d),
    w: numbers(2 * d),
    r: numbers(2 * n),
  }),
);
const close = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-11);

describe.each([
  ['plain', plainKernel],
  ['chosen', createKernel],
])('%s kernel', (_name, create) => {
  it('multiplies as the definition says, one vector or several', () => {
    fc.assert(
      fc.property(problem, ({ n, d, x, w, r }) => {
        const kernel = create(x, n, d);
        const image = new Float64Array(2 * n);
        const back = new Float64Array(2 * d);
        kernel.forwardMany(w, image, 2);
        kernel.backwardMany(r, back, 2);
        const one = new Float64Array(n);
        const oneBack = new Float64Array(d);
        kernel.forward(w.slice(d), one);
        kernel.backward(r.slice(n), oneBack);
        for (let c = 0; c < 2; c++) {
          for (let m = 0; m < n; m++) {
            let s = 0;
            for (let i = 0; i < d; i++) s += x[m * d + i]! * w[c * d + i]!;
            close(image[c * n + m]!, s);
            if (c === 1) close(one[m]!, s);
          }
          for (let i = 0; i < d; i++) {
            let s = 0;
            for (let m = 0; m < n; m++) s += x[m * d + i]! * r[c * n + m]!;
            close(back[c * d + i]!, s);
            if (c === 1) close(oneBack[i]!, s);
          }
        }
      }),
    );
  });

  it('forms X diag(k) Xᵀ with both triangles, also for negative k', () => {
    fc.assert(
      fc.property(problem, ({ n, d, x, w }) => {
        const out = new Float64Array(n * n).fill(NaN);
        create(x, n, d).gram(w.slice(0, d), out);
        for (let a = 0; a < n; a++)
          for (let b = 0; b < n; b++) {
            let s = 0;
            for (let i = 0; i < d; i++) s += w[i]! * x[a * d + i]! * x[b * d + i]!;
            close(out[a * n + b]!, s);
          }
      }),
    );
  });

  it('finds eigenvectors that are orthonormal and make up the matrix', () => {
    fc.assert(
      fc.property(problem, ({ n, d, x, w }) => {
        const kernel = create(x, n, d);
        const a = new Float64Array(n * n);
        kernel.gram(w.slice(0, d), a);
        const eigen = kernel.eigen(a)!;
        const identity = new Float64Array(n * n);
        for (let m = 0; m < n; m++) identity[m * n + m] = 1;
        const modes = new Float64Array(n * n);
        const size = 1 + a.reduce((worst, v) => Math.max(worst, Math.abs(v)), 0);
        eigen.toModes(identity, modes, n);
        const back = new Float64Array(n * n);
        eigen.fromModes(modes, back, n);
        for (let e = 0; e < n * n; e++) close(back[e]!, e % (n + 1) === 0 ? 1 : 0);
        for (let e = 0; e < n * n; e++) modes[e]! *= eigen.values[e % n]!;
        eigen.fromModes(modes, back, n);
        for (let e = 0; e < n * n; e++) close(back[e]! / size, a[e]! / size);
      }),
    );
    const kernel = create([1, 2, 3, 4], 2, 2);
    expect(kernel.eigen(new Float64Array([1, NaN, NaN, 1]))).toBeNull();
  });

  it('solves positive definite systems and refuses others', () => {
    fc.assert(
      fc.property(problem, ({ n, d, x, w, r }) => {
        const kernel = create(x, n, d);
        const a = new Float64Array(n * n);
        kernel.gram(
          w.slice(0, d).map((v) => v * v),
          a,
        );
        for (let m = 0; m < n; m++) a[m * n + m]! += 1;
        const right = r.slice(0, n);
        const factor = a.slice();
        expect(kernel.cholesky(factor)).toBe(true);
        const solution = right.slice();
        kernel.choleskySolve(factor, solution);
        let size = 1;
        for (const v of a) size = Math.max(size, Math.abs(v));
        for (let m = 0; m < n; m++) {
          let s = 0;
          for (let b = 0; b < n; b++) s += a[m * n + b]! * solution[b]!;
          expect(Math.abs(s - right[m]!)).toBeLessThan(1e-12 * size * 10);
        }
        const indefinite = a.slice();
        indefinite[n * n - 1] = -1;
        expect(kernel.cholesky(indefinite)).toBe(false);
      }),
    );
  });
});
