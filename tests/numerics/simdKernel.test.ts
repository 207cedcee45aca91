import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel, plainKernel } from '../../src/numerics/kernel.ts';
import type { LinearKernel } from '../../src/numerics/kernel.ts';
import { simdKernel } from '../../src/numerics/simdKernel.ts';

const EPS = Number.EPSILON;
const sizes = fc.tuple(fc.integer({ min: 1, max: 37 }), fc.integer({ min: 1, max: 70 }));

/** Entries between -1 and 1, the same for the same seed. */
function entries(count: number, seed: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function twins(n: number, d: number, seed: number): [LinearKernel, LinearKernel] {
  const x = entries(n * d, seed);
  const simd = simdKernel(x, n, d);
  expect(simd, 'WebAssembly with SIMD').not.toBeNull();
  return [plainKernel(x, n, d), simd!];
}

function expectClose(a: Float64Array, b: Float64Array, tolerance: number): void {
  a.forEach((v, i) => expect(Math.abs(v - b[i]!)).toBeLessThanOrEqual(tolerance));
}

describe('SIMD kernel', () => {
  it('has the products of the plain kernel, one or several at a time', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 5 }), fc.integer(), ([n, d], count, seed) => {
        const [plain, simd] = twins(n, d, seed);
        const w = entries(count * d, seed + 1);
        const r = entries(count * n, seed + 2);
        const [a, b] = [new Float64Array(count * n), new Float64Array(count * n)];
        plain.forwardMany(w, a, count);
        simd.forwardMany(w, b, count);
        expectClose(a, b, d * EPS);
        simd.forward(w, b);
        expectClose(a.subarray(0, n), b.subarray(0, n), d * EPS);
        const [p, q] = [new Float64Array(count * d), new Float64Array(count * d)];
        plain.backwardMany(r, p, count);
        simd.backwardMany(r, q, count);
        expectClose(p, q, n * EPS);
        simd.backward(r, q);
        expectClose(p.subarray(0, d), q.subarray(0, d), n * EPS);
      }),
      { numRuns: 60 },
    );
  });

  it('has its Gram matrix, its Cholesky factor and its solutions, in any order of calls', () => {
    fc.assert(
      fc.property(sizes, fc.integer(), ([n, d], seed) => {
        const [plain, simd] = twins(n, d, seed);
        const k = entries(d, seed + 3).map((v) => v * v);
        const [a, b] = [new Float64Array(n * n), new Float64Array(n * n)];
        plain.gram(k, a);
        simd.gram(k, b);
        expectClose(a, b, 2 * d * EPS);
        for (let m = 0; m < n; m++) a[m * n + m]! += 1 + n;
        const again = a.slice();
        expect(plain.cholesky(a)).toBe(true);
        expect(simd.cholesky(again)).toBe(true);
        const [lower, twin] = [a, again].map((l) => l.filter((_, at) => at % n <= Math.floor(at / n)));
        expectClose(lower!, twin!, 20 * n * EPS);
        const rhs = entries(n, seed + 4);
        const solved = rhs.slice();
        simd.choleskySolve(again, solved);
        plain.choleskySolve(a, rhs);
        expectClose(rhs, solved, 20 * n * EPS);
        const [u, v] = [new Float64Array(n), new Float64Array(n)];
        plain.forward(k, u);
        simd.forward(k, v);
        expectClose(u, v, d * EPS);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a matrix that is not positive definite, wherever the pivot is', () => {
    for (const n of [1, 5, 16, 17, 40]) {
      const simd = simdKernel(entries(n * 3, n), n, 3)!;
      for (const bad of [0, Math.floor(n / 2), n - 1]) {
        const a = new Float64Array(n * n);
        for (let m = 0; m < n; m++) a[m * n + m] = m === bad ? 0 : 2;
        expect(simd.cholesky(a)).toBe(false);
      }
    }
  });

  it('is chosen where it pays', () => {
    expect(createKernel(entries(18, 1), 3, 6).name).toBe('plain');
    expect(createKernel(entries(2000, 1), 20, 100).name).toBe('simd');
  });
});
