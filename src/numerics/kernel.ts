import { choleskySolve } from './choleskySolve.ts';
import type { PowerCollocationFactory } from './powerCollocation.ts';
import type { PowerBudgetFactory, PowerFlowFactory } from './powerFlow.ts';
import { simdKernel } from './simdKernel.ts';
import type { SymmetricEigen } from './diagonalize.ts';
import { plainEigen } from './plainEigen.ts';

/**
 * The linear algebra that a gradient flow needs, behind one interface, so that the same solvers run on
 * plain JavaScript and on a faster twin. All matrices are flat and dense.
 */

/** X (n samples × d features) held by the kernel, and the n × n work that goes with it. */
export interface LinearKernel {
  readonly name: string;
  readonly n: number;
  readonly d: number;
  /** out[n] = X w[d]. */
  forward(w: Float64Array, out: Float64Array): void;
  /** out[d] = Xᵀ r[n]. */
  backward(r: Float64Array, out: Float64Array): void;
  /** `count` products at once: w holds `count` vectors of length d one after another, out as many of length n. */
  forwardMany(w: Float64Array, out: Float64Array, count: number): void;
  /** `count` products at once: r holds `count` vectors of length n one after another, out as many of length d. */
  backwardMany(r: Float64Array, out: Float64Array, count: number): void;
  /** out[n·n] = X diag(k[d]) Xᵀ, the whole symmetric matrix. */
  gram(k: Float64Array, out: Float64Array): void;
  /**
   * A = L Lᵀ in place for the symmetric n × n row-major A, of which only the lower triangle is read; afterwards the
   * lower triangle is L. False, with A spoiled, when a pivot is not positive.
   */
  cholesky(a: Float64Array): boolean;
  /** b ← (L Lᵀ)⁻¹ b in place, L from `cholesky`. */
  choleskySolve(l: Float64Array, b: Float64Array): void;
  /**
   * Eigenvalues and eigenvectors of the symmetric n × n row-major A, valid until the next call; null when A is not finite.
   */
  eigen(a: Float64Array): SymmetricEigen | null;
  /** Whole explicit steps of power flows on this X, where the kernel has them. */
  readonly powerFlow?: PowerFlowFactory;
  /** The sums of the dual budget of a power flow, where the kernel has them. */
  readonly powerBudget?: PowerBudgetFactory;
  /** The collocation equations of power flows, where the kernel has them. */
  readonly powerCollocation?: PowerCollocationFactory;
  /** Gives the memory of the kernel back, for the next one; it must not be used any more. */
  release?(): void;
}

/**
 * The kernel in plain JavaScript, with loops over four rows at a time. `x` is row-major n × d (rows are samples) and is
 * copied.
 */
export function plainKernel(x: ArrayLike<number>, n: number, d: number): LinearKernel {
  const X = Float64Array.from(x);
  let scaled = new Float64Array(0);

  function forwardAt(w: Float64Array, at: number, out: Float64Array, outAt: number): void {
    let m = 0;
    for (; m + 4 <= n; m += 4) {
      const p0 = m * d;
      const p1 = p0 + d;
      const p2 = p1 + d;
      const p3 = p2 + d;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let i = 0; i < d; i++) {
        const v = w[at + i]!;
        s0 += v * X[p0 + i]!;
        s1 += v * X[p1 + i]!;
        s2 += v * X[p2 + i]!;
        s3 += v * X[p3 + i]!;
      }
      out[outAt + m] = s0;
      out[outAt + m + 1] = s1;
      out[outAt + m + 2] = s2;
      out[outAt + m + 3] = s3;
    }
    for (; m < n; m++) {
      const p = m * d;
      let s = 0;
      for (let i = 0; i < d; i++) s += w[at + i]! * X[p + i]!;
      out[outAt + m] = s;
    }
  }

  function backwardAt(r: Float64Array, at: number, out: Float64Array, outAt: number): void {
    const first = n % 4;
    if (first === 0) out.fill(0, outAt, outAt + d);
    else {
      const r0 = r[at]!;
      for (let i = 0; i < d; i++) out[outAt + i] = r0 * X[i]!;
      for (let m = 1; m < first; m++) {
        const rm = r[at + m]!;
        const p = m * d;
        for (let i = 0; i < d; i++) out[outAt + i]! += rm * X[p + i]!;
      }
    }
    for (let m = first; m < n; m += 4) {
      const p0 = m * d;
      const p1 = p0 + d;
      const p2 = p1 + d;
      const p3 = p2 + d;
      const r0 = r[at + m]!;
      const r1 = r[at + m + 1]!;
      const r2 = r[at + m + 2]!;
      const r3 = r[at + m + 3]!;
      for (let i = 0; i < d; i++)
        out[outAt + i]! += r0 * X[p0 + i]! + r1 * X[p1 + i]! + (r2 * X[p2 + i]! + r3 * X[p3 + i]!);
    }
  }

  /** Entries (a … a+3, b … b+1) of X diag(k) Xᵀ, from the scaled rows. */
  function tile(a: number, b: number, out: Float64Array): void {
    const a0 = a * d;
    const a1 = a0 + d;
    const a2 = a1 + d;
    const a3 = a2 + d;
    const b0 = b * d;
    const b1 = b0 + d;
    let c00 = 0;
    let c01 = 0;
    let c10 = 0;
    let c11 = 0;
    let c20 = 0;
    let c21 = 0;
    let c30 = 0;
    let c31 = 0;
    for (let i = 0; i < d; i++) {
      const y0 = X[b0 + i]!;
      const y1 = X[b1 + i]!;
      const x0 = scaled[a0 + i]!;
      c00 += x0 * y0;
      c01 += x0 * y1;
      const x1 = scaled[a1 + i]!;
      c10 += x1 * y0;
      c11 += x1 * y1;
      const x2 = scaled[a2 + i]!;
      c20 += x2 * y0;
      c21 += x2 * y1;
      const x3 = scaled[a3 + i]!;
      c30 += x3 * y0;
      c31 += x3 * y1;
    }
    const at = a * n + b;
    out[at] = c00;
    out[at + 1] = c01;
    out[at + n] = c10;
    out[at + n + 1] = c11;
    out[at + 2 * n] = c20;
    out[at + 2 * n + 1] = c21;
    out[at + 3 * n] = c30;
    out[at + 3 * n + 1] = c31;
  }

  function dot(a: number, b: number): number {
    let s = 0;
    for (let i = 0; i < d; i++) s += scaled[a * d + i]! * X[b * d + i]!;
    return s;
  }

  return {
    name: 'plain',
    n,
    d,
    forward: (w, out) => forwardAt(w, 0, out, 0),
    backward: (r, out) => backwardAt(r, 0, out, 0),
    forwardMany(w, out, count) {
      for (let c = 0; c < count; c++) forwardAt(w, c * d, out, c * n);
    },
    backwardMany(r, out, count) {
      for (let c = 0; c < count; c++) backwardAt(r, c * n, out, c * d);
    },
    gram(k, out) {
      if (scaled.length === 0) scaled = new Float64Array(n * d);
      for (let m = 0; m < n; m++) {
        const p = m * d;
        for (let i = 0; i < d; i++) scaled[p + i] = X[p + i]! * k[i]!;
      }
      // tiles on and below the diagonal, then what does not fill a tile
      const full = n - (n % 4);
      for (let a = 0; a < full; a += 4) for (let b = 0; b < a + 4; b += 2) tile(a, b, out);
      for (let a = full; a < n; a++) for (let b = 0; b <= a; b++) out[a * n + b] = dot(a, b);
      for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) out[b * n + a] = out[a * n + b]!;
    },
    cholesky(a) {
      for (let j = 0; j < n; j++) {
        const rowJ = j * n;
        for (let i = 0; i < j; i++) {
          const rowI = i * n;
          let s = a[rowJ + i]!;
          for (let m = 0; m < i; m++) s -= a[rowI + m]! * a[rowJ + m]!;
          a[rowJ + i] = s / a[rowI + i]!;
        }
        let pivot = a[rowJ + j]!;
        for (let m = 0; m < j; m++) pivot -= a[rowJ + m]! * a[rowJ + m]!;
        if (!(pivot > 0)) return false;
        a[rowJ + j] = Math.sqrt(pivot);
      }
      return true;
    },
    choleskySolve: (l, b) => choleskySolve(l, b, n),
    eigen: (a) => plainEigen(a, n),
  };
}

/** Entries of X from which WebAssembly pays, where it starts from nothing and where whole steps are done by it. */
const SIMD_PAYS = 200;
const SIMD_STEPS_PAY = 12;

/**
 * The fastest kernel for this problem and platform; `forSteps` for one that carries out whole steps and is released
 * afterwards. `x` is row-major n × d (rows are samples) and is copied.
 */
export function createKernel(x: ArrayLike<number>, n: number, d: number, forSteps = false): LinearKernel {
  const pays = n * d >= (forSteps ? SIMD_STEPS_PAY : SIMD_PAYS);
  return (pays ? simdKernel(x, n, d) : null) ?? plainKernel(x, n, d);
}
