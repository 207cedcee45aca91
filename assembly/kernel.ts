// AssemblyScript: the inner loops of src/numerics/simdKernel.ts on two lanes of doubles. Addresses are in bytes; every
// row starts at a multiple of 16 bytes and is padded with zeros to an even number of entries (`stride`, in bytes).

/** Σ of both lanes. */
// @ts-ignore: decorator
@inline
function sum(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** out[n] = X w for n rows of X. */
export function forward(x: usize, stride: usize, n: i32, w: usize, out: usize): void {
  let m = 0;
  for (; m + 4 <= n; m += 4) {
    const p = x + <usize>m * stride;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let i: usize = 0; i < stride; i += 16) {
      const v = v128.load(w + i);
      s0 = f64x2.add(s0, f64x2.mul(v, v128.load(p + i)));
      s1 = f64x2.add(s1, f64x2.mul(v, v128.load(p + stride + i)));
      s2 = f64x2.add(s2, f64x2.mul(v, v128.load(p + 2 * stride + i)));
      s3 = f64x2.add(s3, f64x2.mul(v, v128.load(p + 3 * stride + i)));
    }
    store<f64>(out + (<usize>m << 3), sum(s0));
    store<f64>(out + (<usize>m << 3) + 8, sum(s1));
    store<f64>(out + (<usize>m << 3) + 16, sum(s2));
    store<f64>(out + (<usize>m << 3) + 24, sum(s3));
  }
  for (; m < n; m++) {
    const p = x + <usize>m * stride;
    let s = f64x2.splat(0);
    for (let i: usize = 0; i < stride; i += 16) s = f64x2.add(s, f64x2.mul(v128.load(w + i), v128.load(p + i)));
    store<f64>(out + (<usize>m << 3), sum(s));
  }
}

/** out[stride/8] += Xᵀ r. */
export function backward(x: usize, stride: usize, n: i32, r: usize, out: usize): void {
  let m = 0;
  for (; m + 4 <= n; m += 4) {
    const p = x + <usize>m * stride;
    const at = r + (<usize>m << 3);
    const r0 = v128.load64_splat(at);
    const r1 = v128.load64_splat(at, 8);
    const r2 = v128.load64_splat(at, 16);
    const r3 = v128.load64_splat(at, 24);
    for (let i: usize = 0; i < stride; i += 16) {
      const a = f64x2.add(f64x2.mul(r0, v128.load(p + i)), f64x2.mul(r1, v128.load(p + stride + i)));
      const b = f64x2.add(f64x2.mul(r2, v128.load(p + 2 * stride + i)), f64x2.mul(r3, v128.load(p + 3 * stride + i)));
      v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.add(a, b)));
    }
  }
  for (; m < n; m++) {
    const p = x + <usize>m * stride;
    const rm = v128.load64_splat(r + (<usize>m << 3));
    for (let i: usize = 0; i < stride; i += 16) {
      v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.mul(rm, v128.load(p + i))));
    }
  }
}

/**
 * c[4 × 2] += sign · a bᵀ over `length` bytes of four rows of a and two of b; c has rows of `width` bytes. The workhorse
 * of the Gram matrix and of Cholesky.
 */
// @ts-ignore: decorator
@inline
function tile(a: usize, aStride: usize, b: usize, bStride: usize, length: usize, c: usize, width: usize, sign: f64): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  const b1 = b + bStride;
  const a1 = a + aStride;
  const a2 = a1 + aStride;
  const a3 = a2 + aStride;
  for (let i: usize = 0; i < length; i += 16) {
    const y0 = v128.load(b + i);
    const y1 = v128.load(b1 + i);
    let x = v128.load(a + i);
    c00 = f64x2.add(c00, f64x2.mul(x, y0));
    c01 = f64x2.add(c01, f64x2.mul(x, y1));
    x = v128.load(a1 + i);
    c10 = f64x2.add(c10, f64x2.mul(x, y0));
    c11 = f64x2.add(c11, f64x2.mul(x, y1));
    x = v128.load(a2 + i);
    c20 = f64x2.add(c20, f64x2.mul(x, y0));
    c21 = f64x2.add(c21, f64x2.mul(x, y1));
    x = v128.load(a3 + i);
    c30 = f64x2.add(c30, f64x2.mul(x, y0));
    c31 = f64x2.add(c31, f64x2.mul(x, y1));
  }
  const s = f64x2.splat(sign);
  put(c, c00, c01, s);
  put(c + width, c10, c11, s);
  put(c + 2 * width, c20, c21, s);
  put(c + 3 * width, c30, c31, s);
}

// @ts-ignore: decorator
@inline
function put(c: usize, u: v128, v: v128, sign: v128): void {
  const both = f64x2.add(v128.shuffle<f64>(u, v, 0, 2), v128.shuffle<f64>(u, v, 1, 3));
  v128.store(c, f64x2.add(v128.load(c), f64x2.mul(sign, both)));
}

/**
 * out = X diag(k) Xᵀ on and below the diagonal (and a little above), for n rows, n a multiple of 4; out has rows of
 * `width` bytes, `scaled` room for 2n rows of `block` bytes. The columns go by blocks that are copied to stay in cache.
 */
export function gram(x: usize, stride: usize, n: i32, k: usize, out: usize, width: usize, scaled: usize, block: usize): void {
  const copied = scaled + <usize>n * block;
  memory.fill(out, 0, <usize>n * width);
  for (let start: usize = 0; start < stride; start += block) {
    const length = min(block, stride - start);
    for (let m = 0; m < n; m++) {
      const p = x + <usize>m * stride + start;
      const q = scaled + <usize>m * block;
      const r = copied + <usize>m * block;
      for (let i: usize = 0; i < length; i += 16) {
        const v = v128.load(p + i);
        v128.store(r + i, v);
        v128.store(q + i, f64x2.mul(v, v128.load(k + start + i)));
      }
    }
    for (let a = 0; a < n; a += 4) {
      for (let b = 0; b < a + 4; b += 2) {
        tile(
          scaled + <usize>a * block,
          block,
          copied + <usize>b * block,
          block,
          length,
          out + <usize>a * width + (<usize>b << 3),
          width,
          1,
        );
      }
    }
  }
}

/**
 * A = L Lᵀ in place on and below the diagonal, for n rows (a multiple of 4) of `width` bytes; what is above the diagonal
 * is spoiled. The last rows may be a padding by the identity. Returns 0 when a pivot is not positive. Left-looking, by
 * panels of 16 columns: all earlier columns are subtracted from a panel by tiles, then the panel is factored.
 */
export function cholesky(a: usize, width: usize, n: i32): i32 {
  for (let j = 0; j < n; j += 16) {
    const last = min(j + 16, n);
    if (j > 0) {
      for (let i = j; i < n; i += 4) {
        const row = a + <usize>i * width;
        for (let c = j; c < min(last, i + 4); c += 2) {
          tile(row, width, a + <usize>c * width, width, <usize>j << 3, row + (<usize>c << 3), width, -1);
        }
      }
    }
    for (let i = j; i < n; i++) {
      const row = a + <usize>i * width;
      const end = min(last, i + 1);
      for (let c = j; c < end; c++) {
        const other = a + <usize>c * width;
        let s = load<f64>(row + (<usize>c << 3));
        for (let m = j; m < c; m++) s -= load<f64>(row + (<usize>m << 3)) * load<f64>(other + (<usize>m << 3));
        if (c < i) s /= load<f64>(other + (<usize>c << 3));
        else {
          if (!(s > 0)) return 0;
          s = Math.sqrt(s);
        }
        store<f64>(row + (<usize>c << 3), s);
      }
    }
  }
  return 1;
}

/** Σ a_i b_i from `from` up to `end`, both in bytes. */
// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, from: usize, end: usize): f64 {
  let s = f64x2.splat(0);
  let t = f64x2.splat(0);
  let i = from;
  for (; i + 32 <= end; i += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(a + i), v128.load(b + i)));
    t = f64x2.add(t, f64x2.mul(v128.load(a + i, 16), v128.load(b + i, 16)));
  }
  if (i < end) s = f64x2.add(s, f64x2.mul(v128.load(a + i), v128.load(b + i)));
  return sum(f64x2.add(s, t));
}

/**
 * A = Q T Qᵀ, T tridiagonal, of a symmetric matrix of size about 1 with n rows of `width` bytes, a multiple of 16: `out` holds the diagonal of T, then T_{m,m+1},
 * `width` bytes each, `rows` becomes Qᵀ; A is spoiled, `reflections` has room for n rows. See src/numerics/tridiagonal.ts.
 */
export function tridiagonal(a: usize, width: usize, n: i32, out: usize, rows: usize, reflections: usize): void {
  const off = out + width;
  memory.fill(rows, 0, <usize>n * width);
  memory.fill(reflections, 0, <usize>n * width);
  // the last row of reflections is never one: room for p
  const p = reflections + <usize>(n - 1) * width;
  for (let k = 0; k < n - 1; k++) {
    const v = reflections + <usize>k * width;
    const row = a + <usize>k * width;
    const first = <usize>(k + 1) << 3;
    const start = first & ~15;
    memory.copy(v + first, row + first, (<usize>n << 3) - first);
    const square = dot(v, v, start, width);
    const lead = load<f64>(v + first);
    const length = square < 1e-280 ? 0 : lead < 0 ? Math.sqrt(square) : -Math.sqrt(square);
    store<f64>(off + (<usize>k << 3), length);
    store<f64>(v + first, lead - length);
    const factor = length == 0 ? 0 : 1 / (length * (length - lead));
    // the diagonal place of a reflection is free
    store<f64>(out + (<usize>k << 3), load<f64>(row + (<usize>k << 3)));
    store<f64>(rows + <usize>k * width + (<usize>k << 3), factor);
    if (factor == 0) continue;
    memory.fill(p, 0, width);
    for (let i = k + 1; i < n; i++) store<f64>(p + (<usize>i << 3), factor * dot(a + <usize>i * width, v, start, width));
    const half = f64x2.splat(0.5 * factor * dot(p, v, start, width));
    for (let i = start; i < width; i += 16)
      v128.store(p + i, f64x2.sub(v128.load(p + i), f64x2.mul(half, v128.load(v + i))));
    for (let i = k + 1; i < n; i++) {
      const at = a + <usize>i * width;
      const vi = v128.load64_splat(v + (<usize>i << 3));
      const pi = v128.load64_splat(p + (<usize>i << 3));
      for (let j = start; j < width; j += 16) {
        const change = f64x2.add(f64x2.mul(vi, v128.load(p + j)), f64x2.mul(pi, v128.load(v + j)));
        v128.store(at + j, f64x2.sub(v128.load(at + j), change));
      }
    }
  }
  const last = <usize>(n - 1) << 3;
  store<f64>(out + last, load<f64>(a + <usize>(n - 1) * width + last));
  store<f64>(rows + <usize>(n - 1) * width + last, 1);
  for (let k = n - 2; k >= 0; k--) {
    const v = reflections + <usize>k * width;
    const corner = rows + <usize>k * width + (<usize>k << 3);
    const factor = load<f64>(corner);
    store<f64>(corner, 1);
    if (factor == 0) continue;
    const start = (<usize>(k + 1) << 3) & ~15;
    for (let i = k + 1; i < n; i++) {
      const at = rows + <usize>i * width;
      const s = f64x2.splat(factor * dot(at, v, start, width));
      for (let j = start; j < width; j += 16)
        v128.store(at + j, f64x2.sub(v128.load(at + j), f64x2.mul(s, v128.load(v + j))));
    }
  }
}

/** For m = last − 1, …, first turns the rows m and m + 1, of `width` bytes, by the cosine and sine at turns + 16 m. */
export function turnRows(rows: usize, width: usize, turns: usize, first: i32, last: i32): void {
  for (let i: usize = 0; i < width; i += 16) {
    let lower = v128.load(rows + <usize>last * width + i);
    for (let m = last - 1; m >= first; m--) {
      const at = rows + <usize>m * width + i;
      const c = v128.load64_splat(turns + (<usize>m << 4));
      const s = v128.load64_splat(turns + (<usize>m << 4), 8);
      const upper = v128.load(at);
      v128.store(at + width, f64x2.add(f64x2.mul(s, upper), f64x2.mul(c, lower)));
      lower = f64x2.sub(f64x2.mul(c, upper), f64x2.mul(s, lower));
    }
    v128.store(rows + <usize>first * width + i, lower);
  }
}

/**
 * out[n] = y − X w and slope[stride/8] = Xᵀ out in one pass over X, for n rows, n a multiple of 4: every four rows are
 * still in cache when they are used for the second time.
 */
function residualAndSlope(x: usize, stride: usize, n: i32, w: usize, y: usize, out: usize, slope: usize): void {
  memory.fill(slope, 0, stride);
  const even = stride & ~31;
  for (let m = 0; m < n; m += 4) {
    const p0 = x + <usize>m * stride;
    const p1 = p0 + stride;
    const p2 = p1 + stride;
    const p3 = p2 + stride;
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let a2 = f64x2.splat(0);
    let a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0);
    let b1 = f64x2.splat(0);
    let b2 = f64x2.splat(0);
    let b3 = f64x2.splat(0);
    let i: usize = 0;
    for (; i < even; i += 32) {
      const u = v128.load(w + i);
      const v = v128.load(w + i, 16);
      a0 = f64x2.add(a0, f64x2.mul(u, v128.load(p0 + i)));
      a1 = f64x2.add(a1, f64x2.mul(u, v128.load(p1 + i)));
      a2 = f64x2.add(a2, f64x2.mul(u, v128.load(p2 + i)));
      a3 = f64x2.add(a3, f64x2.mul(u, v128.load(p3 + i)));
      b0 = f64x2.add(b0, f64x2.mul(v, v128.load(p0 + i, 16)));
      b1 = f64x2.add(b1, f64x2.mul(v, v128.load(p1 + i, 16)));
      b2 = f64x2.add(b2, f64x2.mul(v, v128.load(p2 + i, 16)));
      b3 = f64x2.add(b3, f64x2.mul(v, v128.load(p3 + i, 16)));
    }
    if (i < stride) {
      const u = v128.load(w + i);
      a0 = f64x2.add(a0, f64x2.mul(u, v128.load(p0 + i)));
      a1 = f64x2.add(a1, f64x2.mul(u, v128.load(p1 + i)));
      a2 = f64x2.add(a2, f64x2.mul(u, v128.load(p2 + i)));
      a3 = f64x2.add(a3, f64x2.mul(u, v128.load(p3 + i)));
    }
    const at = <usize>m << 3;
    const s0 = load<f64>(y + at) - sum(f64x2.add(a0, b0));
    const s1 = load<f64>(y + at, 8) - sum(f64x2.add(a1, b1));
    const s2 = load<f64>(y + at, 16) - sum(f64x2.add(a2, b2));
    const s3 = load<f64>(y + at, 24) - sum(f64x2.add(a3, b3));
    store<f64>(out + at, s0);
    store<f64>(out + at, s1, 8);
    store<f64>(out + at, s2, 16);
    store<f64>(out + at, s3, 24);
    const r0 = f64x2.splat(s0);
    const r1 = f64x2.splat(s1);
    const r2 = f64x2.splat(s2);
    const r3 = f64x2.splat(s3);
    i = 0;
    for (; i < even; i += 32) {
      const c = f64x2.add(f64x2.mul(r0, v128.load(p0 + i)), f64x2.mul(r1, v128.load(p1 + i)));
      const d = f64x2.add(f64x2.mul(r2, v128.load(p2 + i)), f64x2.mul(r3, v128.load(p3 + i)));
      const e = f64x2.add(f64x2.mul(r0, v128.load(p0 + i, 16)), f64x2.mul(r1, v128.load(p1 + i, 16)));
      const f = f64x2.add(f64x2.mul(r2, v128.load(p2 + i, 16)), f64x2.mul(r3, v128.load(p3 + i, 16)));
      v128.store(slope + i, f64x2.add(v128.load(slope + i), f64x2.add(c, d)));
      v128.store(slope + i, f64x2.add(v128.load(slope + i, 16), f64x2.add(e, f)), 16);
    }
    if (i < stride) {
      const c = f64x2.add(f64x2.mul(r0, v128.load(p0 + i)), f64x2.mul(r1, v128.load(p1 + i)));
      const d = f64x2.add(f64x2.mul(r2, v128.load(p2 + i)), f64x2.mul(r3, v128.load(p3 + i)));
      v128.store(slope + i, f64x2.add(v128.load(slope + i), f64x2.add(c, d)));
    }
  }
}

/**
 * out = h Σ_j c_j from_j over `length` bytes. `row` holds the number of terms (i32, 8 bytes), then for each c_j (f64) and how
 * far from_j starts after `from` (u32, 8 bytes).
 */
function combine(row: usize, h: f64, from: usize, length: usize, out: usize): void {
  const end = row + 8 + (<usize>load<i32>(row) << 4);
  const factor = f64x2.splat(h);
  let i: usize = 0;
  for (; i + 64 <= length; i += 64) {
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    for (let term = row + 8; term < end; term += 16) {
      const v = v128.load64_splat(term);
      const p = from + <usize>load<u32>(term, 8) + i;
      a = f64x2.add(a, f64x2.mul(v, v128.load(p)));
      b = f64x2.add(b, f64x2.mul(v, v128.load(p, 16)));
      c = f64x2.add(c, f64x2.mul(v, v128.load(p, 32)));
      d = f64x2.add(d, f64x2.mul(v, v128.load(p, 48)));
    }
    v128.store(out + i, f64x2.mul(factor, a));
    v128.store(out + i, f64x2.mul(factor, b), 16);
    v128.store(out + i, f64x2.mul(factor, c), 32);
    v128.store(out + i, f64x2.mul(factor, d), 48);
  }
  for (; i < length; i += 16) {
    let a = f64x2.splat(0);
    for (let term = row + 8; term < end; term += 16)
      a = f64x2.add(a, f64x2.mul(v128.load64_splat(term), v128.load(from + <usize>load<u32>(term, 8) + i)));
    v128.store(out + i, f64x2.mul(factor, a));
  }
}

/** max |v| · weight over `length` bytes; NaN when an entry is NaN. */
function weighted(v: usize, weight: usize, length: usize): f64 {
  let worst = f64x2.splat(0);
  for (let i: usize = 0; i < length; i += 16)
    worst = f64x2.max(worst, f64x2.mul(f64x2.abs(v128.load(v + i)), v128.load(weight + i)));
  return max(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1));
}

/**
 * A flow θ_j' = F_j'(θ_j) Xᵀ(y − X Σ_j F_j(θ_j)) of powers F_j = c_j θ^{D_j}: addresses of what one explicit step reads and
 * writes. Order: x, stride, n, k, θ0, θ, δ, weight, start residual, rates, residuals, increment, slope, change, change of
 * ν, branches (pairs c_j, D_j), tableau, stages, bytes of a tableau row.
 */
@unmanaged
class Flow {
  x: usize;
  stride: usize;
  n: i32;
  k: i32;
  start: usize;
  theta: usize;
  delta: usize;
  weight: usize;
  startResidual: usize;
  rates: usize;
  residuals: usize;
  increment: usize;
  slope: usize;
  change: usize;
  changeNu: usize;
  branches: usize;
  tableau: usize;
  stages: i32;
  row: usize;
}

/**
 * Weights and derivatives at θ + change: the increment Σ_j F_j(θ + change) − F_j(θ0), without cancellation, and F_j' into
 * `f`. False when a parameter has lost the sign of its start.
 */
function powers(flow: Flow, f: usize): bool {
  const stride = flow.stride;
  const zero = f64x2.splat(0);
  const increment = flow.increment;
  let inside = i64x2.splat(-1);
  memory.fill(increment, 0, stride);
  for (let j = 0; j < flow.k; j++) {
    const at = <usize>j * stride;
    const theta = flow.theta + at;
    const delta = flow.delta + at;
    const start = flow.start + at;
    const change = flow.change + at;
    const out = f + at;
    const coefficient = load<f64>(flow.branches + (<usize>j << 4));
    const exponent = <i32>load<f64>(flow.branches + (<usize>j << 4), 8);
    const c = f64x2.splat(coefficient);
    const cd = f64x2.splat(coefficient * <f64>exponent);
    if (exponent == 1) {
      for (let i: usize = 0; i < stride; i += 16) {
        const moved = f64x2.add(v128.load(delta + i), v128.load(change + i));
        v128.store(increment + i, f64x2.add(v128.load(increment + i), f64x2.mul(c, moved)));
        v128.store(out + i, c);
      }
      continue;
    }
    for (let i: usize = 0; i < stride; i += 16) {
      const step = v128.load(change + i);
      const a = f64x2.add(v128.load(theta + i), step);
      const b = v128.load(start + i);
      const same = f64x2.gt(f64x2.mul(a, b), zero);
      const resting = v128.and(f64x2.eq(a, zero), f64x2.eq(b, zero));
      inside = v128.and(inside, v128.or(same, resting));
      // a^D − b^D = (a − b) Σ a^m b^(D−1−m)
      let total = f64x2.add(a, b);
      let p = b;
      let q = a;
      for (let m = 2; m < exponent; m++) {
        p = f64x2.mul(p, b);
        q = f64x2.mul(q, a);
        total = f64x2.add(f64x2.mul(total, a), p);
      }
      const moved = f64x2.mul(c, f64x2.add(v128.load(delta + i), step));
      v128.store(increment + i, f64x2.add(v128.load(increment + i), f64x2.mul(moved, total)));
      v128.store(out + i, f64x2.mul(cd, q));
    }
  }
  return v128.bitmask<i64>(inside) == 3;
}

/** Each of the k blocks of `rate` times the slope. */
function applySlope(flow: Flow, rate: usize): void {
  const stride = flow.stride;
  const slope = flow.slope;
  for (let j = 0; j < flow.k; j++)
    for (let i: usize = 0; i < stride; i += 16) {
      const p = rate + <usize>j * stride + i;
      v128.store(p, f64x2.mul(v128.load(p), v128.load(slope + i)));
    }
}

/**
 * One explicit step of size h from θ, δ, with the first rate and residual given: the change of θ and of ν; returns the
 * estimate of the error, infinite when a stage left the domain or overflowed. The tableau has the rows of the stages, then
 * those of b, of the estimates of orders 5 and 3, and of b once more for the residuals.
 */
export function explicitStep(flow: Flow, h: f64): f64 {
  const length = <usize>flow.k * flow.stride;
  const width = <usize>flow.n << 3;
  const stages = flow.stages;
  for (let stage = 1; stage < stages; stage++) {
    const rate = flow.rates + <usize>stage * length;
    combine(flow.tableau + <usize>stage * flow.row, h, flow.rates, length, flow.change);
    if (!powers(flow, rate)) return Infinity;
    const residual = flow.residuals + <usize>stage * width;
    residualAndSlope(flow.x, flow.stride, flow.n, flow.increment, flow.startResidual, residual, flow.slope);
    applySlope(flow, rate);
  }
  const last = flow.tableau + <usize>stages * flow.row;
  combine(last + flow.row, h, flow.rates, length, flow.change);
  const fifth = weighted(flow.change, flow.weight, length);
  combine(last + 2 * flow.row, h, flow.rates, length, flow.change);
  const third = weighted(flow.change, flow.weight, length);
  combine(last, h, flow.rates, length, flow.change);
  combine(last + 3 * flow.row, h, flow.residuals, width, flow.changeNu);
  const scale = Math.sqrt(fifth * fifth + 0.01 * third * third);
  const error = scale > 0 ? (fifth * fifth) / scale : 0;
  return isFinite(fifth) && isFinite(third) && isFinite(error) ? error : Infinity;
}

/** c D θ^{D−1}, D ≥ 1. */
// @ts-ignore: decorator
@inline
function derivative(theta: v128, cd: v128, exponent: i32): v128 {
  let q = cd;
  for (let m = 1; m < exponent; m++) q = f64x2.mul(q, theta);
  return q;
}

/** Largest relative change of F' between θ in `from` and in `to`, for k blocks; branches as in Flow. */
export function largestVariation(from: usize, to: usize, stride: usize, branches: usize, k: i32): f64 {
  let worst = f64x2.splat(0);
  const zero = f64x2.splat(0);
  for (let j = 0; j < k; j++) {
    const at = <usize>j * stride;
    const exponent = <i32>load<f64>(branches + (<usize>j << 4), 8);
    if (exponent == 1) continue;
    const one = f64x2.splat(1);
    for (let i: usize = at; i < at + stride; i += 16) {
      const a = derivative(v128.load(from + i), one, exponent);
      const b = derivative(v128.load(to + i), one, exponent);
      const smaller = f64x2.min(f64x2.abs(a), f64x2.abs(b));
      const v = f64x2.div(f64x2.abs(f64x2.sub(b, a)), smaller);
      worst = f64x2.max(worst, v128.bitselect(zero, v, f64x2.eq(smaller, zero)));
    }
  }
  return max(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1));
}

/**
 * Adds one step to the dual budget, see src/simulation/dualBudget.ts: `from` and `to` hold θ, then δ, k blocks each;
 * `rule` the pairs (node, weight) of a Gauss rule with so many points, whose remainder is factor · v^2points.
 */
export function addToBudget(
  from: usize,
  to: usize,
  stride: usize,
  branches: usize,
  k: i32,
  rule: usize,
  points: i32,
  factor: f64,
  slopeIntegral: usize,
  sum: usize,
  travelled: usize,
): void {
  const length = <usize>k * stride;
  const zero = f64x2.splat(0);
  const epsilon = f64x2.splat(2.220446049250313e-16);
  for (let j = 0; j < k; j++) {
    const at = <usize>j * stride;
    const exponent = <i32>load<f64>(branches + (<usize>j << 4), 8);
    const cd = f64x2.splat(load<f64>(branches + (<usize>j << 4)) * <f64>exponent);
    const felt = f64x2.splat(2 + 0.25 * <f64>(exponent - 1));
    for (let i: usize = 0; i < stride; i += 16) {
      const p = at + i;
      const thetaA = v128.load(from + p);
      const thetaB = v128.load(to + p);
      const deltaA = v128.load(from + length + p);
      const deltaB = v128.load(to + length + p);
      const fa = derivative(thetaA, cd, exponent);
      const fb = derivative(thetaB, cd, exponent);
      const smaller = f64x2.min(f64x2.abs(fa), f64x2.abs(fb));
      const moving = f64x2.ne(smaller, zero);
      const change = f64x2.sub(thetaB, thetaA);
      let mean = zero;
      for (let q = 0; q < points; q++) {
        const node = v128.load64_splat(rule + (<usize>q << 4));
        const weight = v128.load64_splat(rule + (<usize>q << 4), 8);
        const inner = f64x2.add(thetaA, f64x2.mul(node, change));
        mean = f64x2.add(mean, f64x2.div(weight, derivative(inner, cd, exponent)));
      }
      const byDeltaA = f64x2.le(f64x2.abs(deltaA), f64x2.abs(thetaA));
      const byDeltaB = f64x2.le(f64x2.abs(deltaB), f64x2.abs(thetaB));
      const both = v128.and(byDeltaA, byDeltaB);
      const value = f64x2.mul(v128.bitselect(f64x2.sub(deltaB, deltaA), change, both), mean);
      const size = f64x2.abs(value);
      const v = f64x2.div(f64x2.abs(f64x2.sub(fb, fa)), smaller);
      let error = f64x2.mul(f64x2.splat(factor), size);
      const square = f64x2.mul(v, v);
      for (let m = 0; m < points; m++) error = f64x2.mul(error, square);
      const rounded = f64x2.abs(v128.bitselect(f64x2.div(thetaA, fa), f64x2.div(thetaB, fb), byDeltaA));
      error = f64x2.add(error, v128.and(v128.xor(byDeltaA, byDeltaB), f64x2.mul(epsilon, rounded)));
      const gap = f64x2.add(f64x2.abs(f64x2.sub(value, v128.load(slopeIntegral + i))), error);
      v128.store(sum + p, f64x2.add(v128.load(sum + p), v128.and(moving, gap)));
      v128.store(travelled + p, f64x2.add(v128.load(travelled + p), v128.and(moving, f64x2.mul(size, felt))));
    }
  }
}

/**
 * Collocation for a power flow at given slopes, see src/simulation/parameterCollocation.ts: addresses. θ, δ, θ0 and weights are
 * k blocks of `stride` bytes; slopes and their integrals 2 × stages rows of `stride` bytes; integrals stages × stages numbers;
 * rates and changes `stages` times k blocks; increments `stages` rows of `stride` bytes; work 32 bytes a stage.
 */
@unmanaged
class Collocation {
  stride: usize;
  k: i32;
  stages: i32;
  theta: usize;
  delta: usize;
  start: usize;
  weight: usize;
  slopes: usize;
  integrals: usize;
  rates: usize;
  changes: usize;
  increments: usize;
  branches: usize;
  work: usize;
}

/**
 * Solves change_q = f σ_q + Σ_l a_ql rate_l, rate_l = (f(θ + change_l) − f) s_l, two parameters at a time, by sweeps until the
 * weighted change at the last point moves by no more than `enough`. Returns how far it has moved since the last call;
 * infinite when the sweeps do not end or a parameter loses the sign of its start.
 */
export function collocate(c: Collocation, enough: f64, sweeps: i32): f64 {
  const stride = c.stride;
  const stages = c.stages;
  const length = <usize>c.k * stride;
  const rates = c.work;
  const changes = rates + (<usize>stages << 4);
  const last = changes + (<usize>(stages - 1) << 4);
  const zero = f64x2.splat(0);
  const limit = f64x2.splat(enough);
  let inside = i64x2.splat(-1);
  let worst = zero;
  memory.fill(c.increments, 0, <usize>stages * stride);
  for (let j = 0; j < c.k; j++) {
    const coefficient = load<f64>(c.branches + (<usize>j << 4));
    const exponent = <i32>load<f64>(c.branches + (<usize>j << 4), 8);
    const cd = f64x2.splat(coefficient * <f64>exponent);
    const factor = f64x2.splat(coefficient);
    for (let i: usize = 0; i < stride; i += 16) {
      const p = <usize>j * stride + i;
      const theta = v128.load(c.theta + p);
      const weight = v128.load(c.weight + p);
      const f = derivative(theta, cd, exponent);
      for (let q = 0; q < stages; q++)
        v128.store(changes + (<usize>q << 4), v128.load(c.changes + <usize>q * length + p));
      const first = v128.load(last);
      for (let count = 0; ; count++) {
        if (count == sweeps) return Infinity;
        for (let q = 0; q < stages; q++) {
          const at = <usize>q << 4;
          const moved = derivative(f64x2.add(theta, v128.load(changes + at)), cd, exponent);
          v128.store(rates + at, f64x2.mul(f64x2.sub(moved, f), v128.load(c.slopes + <usize>q * stride + i)));
        }
        const before = v128.load(last);
        let row = c.integrals;
        for (let q = 0; q < stages; q++) {
          let total = f64x2.mul(f, v128.load(c.slopes + <usize>(stages + q) * stride + i));
          for (let l = 0; l < stages; l++) {
            total = f64x2.add(total, f64x2.mul(v128.load64_splat(row), v128.load(rates + (<usize>l << 4))));
            row += 8;
          }
          v128.store(changes + (<usize>q << 4), total);
        }
        const moved = f64x2.mul(f64x2.abs(f64x2.sub(v128.load(last), before)), weight);
        if (v128.bitmask<i64>(f64x2.le(moved, limit)) == 3) break;
      }
      worst = f64x2.max(worst, f64x2.mul(f64x2.abs(f64x2.sub(v128.load(last), first)), weight));
      const delta = v128.load(c.delta + p);
      const b = v128.load(c.start + p);
      for (let q = 0; q < stages; q++) {
        const at = <usize>q * length + p;
        const step = v128.load(changes + (<usize>q << 4));
        v128.store(c.changes + at, step);
        v128.store(c.rates + at, v128.load(rates + (<usize>q << 4)));
        let moved = f64x2.mul(factor, f64x2.add(delta, step));
        if (exponent > 1) {
          const a = f64x2.add(theta, step);
          const resting = v128.and(f64x2.eq(a, zero), f64x2.eq(b, zero));
          inside = v128.and(inside, v128.or(f64x2.gt(f64x2.mul(a, b), zero), resting));
          let total = f64x2.add(a, b);
          let power = b;
          for (let m = 2; m < exponent; m++) {
            power = f64x2.mul(power, b);
            total = f64x2.add(f64x2.mul(total, a), power);
          }
          moved = f64x2.mul(moved, total);
        }
        const out = c.increments + <usize>q * stride + i;
        v128.store(out, f64x2.add(v128.load(out), moved));
      }
    }
  }
  const far = max(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1));
  return v128.bitmask<i64>(inside) == 3 && isFinite(far) ? far : Infinity;
}
