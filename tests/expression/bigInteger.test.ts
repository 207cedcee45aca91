import { expect, it } from 'vitest';
import { accuracyBits, ballFromRational, containsZero, subtractBall } from '../../src/expression/ball.ts';
import { logBall } from '../../src/expression/ballLogarithm.ts';
import { bitLength } from '../../src/expression/bigInteger.ts';
import { rational } from '../../src/expression/expression.ts';

it('bitLength counts the bits of integers of any length', () => {
  for (let k = 3; k < 12_000; k = Math.ceil(1.01 * k) + 1)
    for (const n of [1n << BigInt(k), (1n << BigInt(k)) + (1n << BigInt(k - 3)), 7n << BigInt(k - 2)])
      for (const signed of [n, -n]) expect(bitLength(signed)).toBe(k + 1);
});

it('a logarithm to thousands of bits is as accurate as asked for, and agrees with a longer one', () => {
  for (const q of [rational(12345678n, 10000000n), rational(5n, 3n), rational(1n, 700n)])
    for (const bits of [4900, 6001]) {
      const short = logBall(ballFromRational(q, bits + 20), bits);
      const long = logBall(ballFromRational(q, bits + 320), bits + 300);
      expect(accuracyBits(short)).toBeGreaterThan(bits - 20);
      expect(containsZero(subtractBall(short, long, bits + 300))).toBe(true);
    }
});
