import type { Random } from '../random.ts';

/**
 * Standard normal numbers that are the same on every engine: Marsaglia's polar method with a logarithm built from
 * + - * / alone, because engines may differ in the last digit of Math.log.
 */
export function normalNumbers(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * random.uniform() - 1;
      const y = 2 * random.uniform() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * logarithm(s)) / s);
      spare = y * factor;
      return x * factor;
    }
  };
}

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
