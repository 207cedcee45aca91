import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPrime } from '../../src/expression/modularFactor.ts';
import { modularGcd } from '../../src/expression/modularGcd.ts';
import { WORD_PRIMES, gcdDegreeBound, inverseModulo } from '../../src/expression/modularImage.ts';
import * as poly from '../../src/expression/polynomial.ts';
import type { Polynomial } from '../../src/expression/polynomial.ts';
import { gcd, integerPrimitivePart } from '../../src/expression/polynomialGcd.ts';
import { polynomials } from './polynomials.ts';

test('the word primes are prime and distinct, products of residues exact in double precision', () => {
  expect(new Set(WORD_PRIMES).size).toBe(WORD_PRIMES.length);
  for (const p of WORD_PRIMES) {
    expect(isPrime(p)).toBe(true);
    expect(p * p).toBeLessThan(Number.MAX_SAFE_INTEGER);
    expect((BigInt(inverseModulo(12_345, p)) * 12_345n) % BigInt(p)).toBe(1n);
  }
});

test('with coefficients beyond one prime: the common factor is found by Chinese remainders', () => {
  const p = polynomials({ terms: 4, exponent: 2, coefficient: 1e15 }).filter((a) => a !== 0n);
  const all = (a: Polynomial) => poly.variables(a).length === 3;
  fc.assert(
    fc.property(p, p, p, (a, b, c) => {
      const [f, g] = [a, b].map((q) => integerPrimitivePart(poly.multiply(q, c))) as [Polynomial, Polynomial];
      fc.pre(all(f) && all(g));
      const bounds = [0, 1, 2].map((v) => gcdDegreeBound(f, g, v));
      const found = modularGcd(f, g, [0, 1, 2], bounds);
      expect(found).toBeDefined();
      expect(found).toEqual(gcd(f, g));
      expect(poly.divideExactly(found!, integerPrimitivePart(c))).toBeDefined();
      bounds.forEach((bound, v) => expect(bound).toBeGreaterThanOrEqual(poly.degree(found!, v)));
    }),
    { numRuns: 60 },
  );
});

test('the order of the arguments does not matter, nor which has the higher degree', () => {
  const p = polynomials({ terms: 4, exponent: 2, coefficient: 1e15 }).filter((a) => a !== 0n);
  fc.assert(
    fc.property(p, p, p, (a, b, c) => {
      const [f, g] = [poly.multiply(a, c), poly.multiply(poly.multiply(b, b), c)];
      expect(gcd(f, g)).toEqual(gcd(g, f));
    }),
    { numRuns: 40 },
  );
});

test('two terms with a common factor of large coefficients, lower degree first', () => {
  const x = poly.variable(0);
  const [y, z] = [poly.variable(1), poly.variable(2)];
  const linear = (m: bigint, n: bigint) => poly.add(m, poly.scale(x, n));
  const a = poly.multiply(linear(-598567684867713n, -197182173275889n), poly.multiply(z, z));
  const b = poly.negate(poly.multiply(x, x));
  const c = poly.add(
    poly.add(-678113056050720n, poly.scale(poly.multiply(y, y), -560108862857211n)),
    poly.scale(poly.multiply(x, poly.multiply(z, z)), 710314137732723n),
  );
  const [f, g] = [poly.multiply(a, c), poly.multiply(b, c)];
  expect(gcd(f, g)).toEqual(gcd(g, f));
  expect(poly.divideExactly(gcd(f, g), integerPrimitivePart(c))).toBeDefined();
});
