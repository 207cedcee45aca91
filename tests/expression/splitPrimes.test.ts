import fc from 'fast-check';
import { expect, test } from 'vitest';
import { multiplyRational, rational, type Rational } from '../../src/expression/expression.ts';
import { NO_ASSUMPTIONS } from '../../src/expression/assumptions.ts';
import { parse } from '../../src/expression/parse.ts';
import { proveZero } from '../../src/expression/prove.ts';
import { splitPrimes } from '../../src/expression/splitPrimes.ts';

const isPrime = (p: bigint): boolean => {
  for (let d = 2n; d * d <= p; d++) if (p % d === 0n) return false;
  return p > 1n;
};

test('the powers multiply to the number, every base is a prime that occurs once', () => {
  const part = fc.bigInt({ min: 1n, max: 9_999_999_999n });
  fc.assert(
    fc.property(part, part, (a, b) => {
      const r: Rational = rational(a, b);
      const { rest, primes } = splitPrimes(r);
      expect(rest).toEqual(rational(1n));
      let whole = rational(1n);
      for (const [p, k] of primes) {
        expect(isPrime(p)).toBe(true);
        for (let i = 0; i < Math.abs(k); i++)
          whole = multiplyRational(whole, k > 0 ? rational(p) : rational(1n, p));
      }
      expect(whole).toEqual(r);
      expect(new Set(primes.map(([p]) => p)).size).toBe(primes.length);
    }),
    { numRuns: 40 },
  );
});

test('what cannot be split in reasonable time is left whole', () => {
  const product = 1_000_003n * 1_000_033n * 1_000_037n;
  expect(splitPrimes(rational(6n * product))).toEqual({
    rest: rational(product),
    primes: [
      [2n, 1],
      [3n, 1],
    ],
  });
});

test.each([
  'log(5/211) + log(211/5)',
  'log(223/10000) + log(10000/223)',
  'log(1000003*1000033/7) + log(7/(1000003*1000033))',
  '(1 + sqrt(53))*(1 - sqrt(53)) + 52',
  'log(53*59) - log(53) - log(59)',
])('logarithms and roots of numbers with large primes meet: %s = 0', (text) => {
  expect(proveZero(parse(text), NO_ASSUMPTIONS)).not.toBeNull();
});
