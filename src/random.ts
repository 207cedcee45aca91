/** A seeded stream of pseudo-random numbers; the same seed gives the same stream on every engine. */
export interface Random {
  /** An integer in [0, 2^32). */
  next(): number;
  /** A double in [0, 1) with 53 random bits. */
  uniform(): number;
  /** An integer in [low, high], both included. */
  integer(low: number, high: number): number;
}

/** The generator's name, for certificates and outputs. */
export const RANDOM_NAME = 'xoshiro128**';

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/**
 * xoshiro128** (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 2021), its state
 * filled by a Weyl sequence through the finalizer of MurmurHash3. The seed is a finite number, folded to 32 bits.
 */
export function createRandom(seed: number): Random {
  let mix = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0;
  const fill = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  if ((a | b | c | d) === 0) a = 1;
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result;
  };
  const uniform = (): number => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) * 2 ** -53;
  return {
    next,
    uniform,
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
  };
}
