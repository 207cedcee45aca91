import type { Ball } from './ball.ts';

/** Values kept of one function before it starts afresh. */
const CAPACITY = 512;

/**
 * A function of a ball that remembers its last values: identities are compared at the same few points again and again, and
 * a logarithm to a thousand bits takes far longer than finding it.
 */
export function rememberBalls(f: (x: Ball, bits: number) => Ball): (x: Ball, bits: number) => Ball {
  const known = new Map<string, Ball>();
  return (x, bits) => {
    const key = `${x.mantissa.toString(36)},${x.exponent},${x.radius},${bits}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = f(x, bits);
    if (known.size >= CAPACITY) known.clear();
    known.set(key, value);
    return value;
  };
}
