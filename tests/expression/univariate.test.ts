import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { characteristicPolynomial } from '../../src/expression/characteristicPolynomial.ts';
import { decompositions } from '../../src/expression/decompose.ts';
import { compareRational, rational, rationalToNumber } from '../../src/expression/expression.ts';
import { factorize, isIrreducible } from '../../src/expression/factorUnivariate.ts';
import { factorModulo, factorPattern, primesBelow } from '../../src/expression/modularFactor.ts';
import {
  countRealRoots,
  isolateRealRoots,
  rationalRoots,
  refineRoot,
} from '../../src/expression/realRoots.ts';
import * as uni from '../../src/expression/univariate.ts';
import type { Univariate } from '../../src/expression/univariate.ts';

const univariate = (maxDegree: number, size = 20n) =>
  fc
    .array(fc.bigInt({ min: -size, max: size }), { minLength: 1, maxLength: maxDegree + 1 })
    .map(uni.trim)
    .filter((f) => f.length > 1);
const product = (...fs: Univariate[]) => fs.reduce(uni.multiply, [1n]);

describe('arithmetic', () => {
  test('evaluation is a ring homomorphism and commutes with composition', () => {
    fc.assert(
      fc.property(univariate(4), univariate(4), fc.integer({ min: -9, max: 9 }), (f, g, k) => {
        const x = rational(k, 4);
        const [a, b] = [uni.evaluate(f, x), uni.evaluate(g, x)];
        expect(compareRational(uni.evaluate(uni.compose(f, g), x), uni.evaluate(f, b))).toBe(0);
        const times = uni.evaluate(uni.multiply(f, g), x);
        expect(times).toEqual(rational(a.numerator * b.numerator, a.denominator * b.denominator));
        expect(uni.signAt(f, x)).toBe(Math.sign(rationalToNumber(a)));
      }),
    );
  });

  test('the resultant is the product of values at the roots', () => {
    const roots = fc.array(fc.bigInt({ min: -6n, max: 6n }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(roots, roots, (a, b) => {
        const [f, g] = [a, b].map((list) => product(...list.map((r) => [-r, 1n]))) as [
          Univariate,
          Univariate,
        ];
        let expected = 1n;
        for (const r of a) for (const s of b) expected *= r - s;
        expect(uni.resultant(f, g)).toBe(expected);
      }),
    );
  });
});

describe('factorization', () => {
  test('re-multiplies, and every factor is found irreducible again', () => {
    fc.assert(
      fc.property(univariate(4), univariate(4), univariate(3), (f, g, h) => {
        const whole = product(f, g, g, h);
        const { unit, factors } = factorize(whole);
        const again = factors.reduce(
          (q, { factor, multiplicity }) => uni.multiply(q, uni.power(factor, multiplicity)),
          [unit] as Univariate,
        );
        expect(again).toEqual(whole);
        for (const { factor } of factors) expect(isIrreducible(factor)).toBe(true);
        const count = factors.reduce((n, x) => n + x.multiplicity, 0);
        expect(count).toBeGreaterThanOrEqual(4);
      }),
      { numRuns: 60 },
    );
  });

  test('x^n - 1 has one irreducible factor for each divisor of n, of degree phi(n/d)', () => {
    for (const n of [6, 8, 12, 15]) {
      const f = [-1n, ...new Array<bigint>(n - 1).fill(0n), 1n];
      const divisors = Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
      const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
      const phi = (m: number) =>
        Array.from({ length: m }, (_, i) => i + 1).filter((k) => gcd(k, m) === 1).length;
      expect(factorize(f).factors.map((x) => uni.degree(x.factor))).toEqual(
        divisors.map(phi).sort((a, b) => a - b),
      );
    }
  });

  test('Swinnerton-Dyer polynomials split modulo every prime yet are irreducible', () => {
    const f = [576n, 0n, -960n, 0n, 352n, 0n, -40n, 0n, 1n]; // roots: all signs of sqrt 2 + sqrt 3 + sqrt 5
    for (const p of primesBelow(60)) expect(factorPattern(f, p)?.length ?? 8).toBeGreaterThanOrEqual(4);
    expect(isIrreducible(f)).toBe(true);
  });

  test('modulo p: the factors multiply to the polynomial and have the degrees of the pattern', () => {
    fc.assert(
      fc.property(univariate(7), fc.constantFrom(3, 5, 7, 11, 101), (f, p) => {
        const factors = factorModulo(f, p);
        const pattern = factorPattern(f, p);
        expect(factors?.map((g) => g.length - 1).sort((a, b) => b - a)).toEqual(pattern);
        if (factors === undefined) return;
        const whole = product(...factors.map((g) => g.map(BigInt)), [uni.leading(f)]);
        for (const c of uni.subtract(whole, f)) expect(c % BigInt(p)).toBe(0n);
      }),
    );
  });

  test('modulo p: the number of linear factors is the number of roots, counted by trying all residues', () => {
    fc.assert(
      fc.property(univariate(6), fc.constantFrom(2, 3, 5, 7, 13, 31), (f, p) => {
        const pattern = factorPattern(f, p);
        if (pattern === undefined) {
          expect((uni.leading(f) * uni.discriminant(f)) % BigInt(p)).toBe(0n);
          return;
        }
        const residues = Array.from({ length: p }, (_, i) => rational(i));
        const roots = residues.filter((x) => uni.evaluate(f, x).numerator % BigInt(p) === 0n).length;
        expect(pattern.filter((d) => d === 1)).toHaveLength(roots);
        expect(pattern.reduce((a, b) => a + b, 0)).toBe(uni.degree(f));
      }),
    );
  });
});

describe('real roots', () => {
  test('the roots of a product of linear factors are isolated, counted and found again as rationals', () => {
    const root = fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(fc.array(root, { minLength: 1, maxLength: 6 }), (pairs) => {
        const distinct = new Map(pairs.map(([n, d]) => [n / d, rational(n, d)]));
        const expected = [...distinct.values()].sort(compareRational);
        const f = product(...pairs.map(([n, d]) => [BigInt(-n), BigInt(d)]), [1n, 0n, 1n]);
        expect(rationalRoots(f)).toEqual(expected);
        const intervals = isolateRealRoots(f);
        expect(intervals).toHaveLength(expected.length);
        intervals.forEach(({ lower, upper }, i) => {
          const r = expected[i]!;
          if (compareRational(lower, upper) === 0) expect(r).toEqual(lower);
          else expect([compareRational(lower, r), compareRational(r, upper)]).toEqual([-1, -1]);
        });
        const middle = expected[expected.length >> 1]!;
        const upTo = expected.filter((r) => compareRational(r, middle) <= 0).length;
        expect(countRealRoots(f, undefined, middle)).toBe(upTo);
        expect(countRealRoots(f, middle)).toBe(expected.length - upTo);
      }),
    );
  });

  test('Chebyshev polynomials have n roots in (-1, 1), the cosines', () => {
    let [t0, t1]: [Univariate, Univariate] = [[1n], [0n, 1n]];
    for (let n = 1; n < 9; n++) [t0, t1] = [t1, uni.subtract(uni.multiply([0n, 2n], t1), t0)];
    expect(countRealRoots(t1, rational(-1), rational(1))).toBe(9);
    const roots = isolateRealRoots(t1).map((i) => refineRoot(t1, i, rational(1, 1n << 50n)));
    roots.forEach((r, k) => {
      expect(rationalToNumber(r.lower)).toBeCloseTo(-Math.cos(((2 * k + 1) * Math.PI) / 18), 13);
    });
  });
});

describe('functional decomposition', () => {
  test('a composition is found again and composes to the polynomial', () => {
    fc.assert(
      fc.property(univariate(3, 6n), univariate(3, 6n), (g, h) => {
        fc.pre(uni.degree(g) >= 2 && uni.degree(h) >= 2);
        const f = uni.compose(g, h);
        const found = decompositions(f);
        expect(found.map((d) => uni.degree(d.inner))).toContain(uni.degree(h));
        for (const { outer, inner, factor } of found) {
          expect(uni.scale(uni.compose(outer, inner), factor.denominator)).toEqual(
            uni.scale(f, factor.numerator),
          );
        }
      }),
    );
  });

  test('x^12 has all its decompositions; a generic sextic has none', () => {
    expect(decompositions(uni.power([0n, 1n], 12)).map((d) => uni.degree(d.inner))).toEqual([2, 3, 4, 6]);
    expect(decompositions([1n, -6n, -3n, -2n, 3n, 0n, -1n])).toEqual([]);
  });
});

describe('characteristic polynomials', () => {
  test('of g modulo a product of linear factors: the roots are the values of g', () => {
    const roots = fc.array(fc.bigInt({ min: -5n, max: 5n }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(roots, univariate(6, 5n), fc.constantFrom(1n, 2n, 3n), (list, g, lead) => {
        const f = product([lead], ...list.map((r) => [-r, lead]));
        const values = list.map((r) => uni.evaluate(g, rational(r, lead)));
        const expected = product(...values.map((v) => [-v.numerator, v.denominator]));
        expect(characteristicPolynomial(g, f)).toEqual(uni.primitivePart(expected));
      }),
    );
  });
});
