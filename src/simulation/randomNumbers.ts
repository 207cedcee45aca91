/**
 * Random numbers that are the same on every engine: xoshiro128** (Blackman and Vigna 2021) seeded by splitmix32,
 * and normals by Marsaglia's polar method with a logarithm built from + - * / alone, because engines may differ
 * in the last digit of Math.log.
 */
export interface RandomNumbers {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer from 0 to n - 1, for n up to 2^32. */
  below(n: number): number;
}

/** The generator for a seed, an integer from 0 to 2^32 - 1. */
export function randomNumbers(seed: number): RandomNumbers {
  const state = new Uint32Array(4);
  let z = seed >>> 0;
  for (let i = 0; i < 4; i++) {
    z = (z + 0x9e3779b9) >>> 0;
    let x = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    state[i] = x ^ (x >>> 16);
  }

  const next = (): number => {
    const [a, b, c, d] = state as unknown as [number, number, number, number];
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const x = c ^ a;
    const y = d ^ b;
    state[1] = b ^ x;
    state[0] = a ^ y;
    state[2] = x ^ (b << 9);
    state[3] = rotate(y, 11);
    return result;
  };
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;

  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * logarithm(s)) / s);
      spare = y * factor;
      return x * factor;
    }
  };

  const below = (n: number): number => {
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const x = next();
      if (x < limit) return x % n;
    }
  };
  return { uniform, normal, below };
}

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

const LN2 = 0.6931471805599453;

/** Natural logarithm of 0 < x < 1 by halving to [1/sqrt 2, sqrt 2) and the series of 2 artanh. */
export function logarithm(x: number): number {
  let exponent = 0;
  while (x < 0.7071067811865476) {
    x *= 2;
    exponent--;
  }
  const t = (x - 1) / (x + 1);
  const square = t * t;
  let series = 0;
  for (let k = 25; k >= 1; k -= 2) series = series * square + 1 / k;
  return exponent * LN2 + 2 * t * series;
}
