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
}

/** The kernel in plain JavaScript. `x` is row-major n × d (rows are samples) and is copied. */
export function plainKernel(x: ArrayLike<number>, n: number, d: number): LinearKernel {
  const columns = new Float64Array(n * d);
  for (let i = 0; i < d; i++) for (let m = 0; m < n; m++) columns[i * n + m] = x[m * d + i]!;

  function forwardAt(w: Float64Array, wStart: number, out: Float64Array, outStart: number): void {
    out.fill(0, outStart, outStart + n);
    let i = 0;
    for (; i + 4 <= d; i += 4) {
      const w0 = w[wStart + i]!;
      const w1 = w[wStart + i + 1]!;
      const w2 = w[wStart + i + 2]!;
      const w3 = w[wStart + i + 3]!;
      const p = i * n;
      for (let m = 0; m < n; m++) {
        out[outStart + m]! +=
          w0 * columns[p + m]! +
          w1 * columns[p + n + m]! +
          (w2 * columns[p + 2 * n + m]! + w3 * columns[p + 3 * n + m]!);
      }
    }
    for (; i < d; i++) {
      const w0 = w[wStart + i]!;
      const p = i * n;
      for (let m = 0; m < n; m++) out[outStart + m]! += w0 * columns[p + m]!;
    }
  }

  function backwardAt(r: Float64Array, rStart: number, out: Float64Array, outStart: number): void {
    let i = 0;
    for (; i + 4 <= d; i += 4) {
      const p = i * n;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let m = 0; m < n; m++) {
        const v = r[rStart + m]!;
        s0 += v * columns[p + m]!;
        s1 += v * columns[p + n + m]!;
        s2 += v * columns[p + 2 * n + m]!;
        s3 += v * columns[p + 3 * n + m]!;
      }
      out[outStart + i] = s0;
      out[outStart + i + 1] = s1;
      out[outStart + i + 2] = s2;
      out[outStart + i + 3] = s3;
    }
    for (; i < d; i++) {
      let s = 0;
      for (let m = 0; m < n; m++) s += r[rStart + m]! * columns[i * n + m]!;
      out[outStart + i] = s;
    }
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
      out.fill(0, 0, n * n);
      for (let i = 0; i + 1 < d; i += 2) {
        const p = i * n;
        const q = p + n;
        const k0 = k[i]!;
        const k1 = k[i + 1]!;
        for (let a = 0; a < n; a++) {
          const s0 = k0 * columns[p + a]!;
          const s1 = k1 * columns[q + a]!;
          const row = a * n;
          for (let b = 0; b <= a; b++) out[row + b]! += s0 * columns[p + b]! + s1 * columns[q + b]!;
        }
      }
      if (d % 2 === 1) {
        const p = (d - 1) * n;
        for (let a = 0; a < n; a++) {
          const s = k[d - 1]! * columns[p + a]!;
          for (let b = 0; b <= a; b++) out[a * n + b]! += s * columns[p + b]!;
        }
      }
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
    choleskySolve(l, b) {
      for (let i = 0; i < n; i++) {
        let s = b[i]!;
        for (let m = 0; m < i; m++) s -= l[i * n + m]! * b[m]!;
        b[i] = s / l[i * n + i]!;
      }
      for (let i = n - 1; i >= 0; i--) {
        const v = b[i]! / l[i * n + i]!;
        b[i] = v;
        for (let m = 0; m < i; m++) b[m]! -= l[i * n + m]! * v;
      }
    },
  };
}

/** The fastest kernel for this problem and platform. `x` is row-major n × d (rows are samples) and is copied. */
export function createKernel(x: ArrayLike<number>, n: number, d: number): LinearKernel {
  return plainKernel(x, n, d);
}
