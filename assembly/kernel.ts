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
