import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as poly from '../../src/expression/polynomial.ts';
import type { Polynomial } from '../../src/expression/polynomial.ts';
import {
  content,
  coprimeBasis,
  gcd,
  lcm,
  primitivePart,
  squareFreeFactors,
} from '../../src/expression/polynomialGcd.ts';
import { polynomials } from './polynomials.ts';

const p = polynomials({ terms: 4, exponent: 2, coefficient: 12 }).filter((a) => a !== 0n);
const divides = (g: Polynomial, a: Polynomial) => poly.divideExactly(a, g) !== undefined;
const [x, y] = [poly.variable(0), poly.variable(1)];

describe('gcd', () => {
  test('divides both; a common factor divides it; the cofactors are coprime', () => {
    fc.assert(
      fc.property(p, p, p, (a, b, c) => {
        const [ac, bc] = [poly.multiply(a, c), poly.multiply(b, c)];
        const g = gcd(ac, bc);
        expect(divides(g, ac) && divides(g, bc)).toBe(true);
        expect(divides(c, g)).toBe(true);
        expect(gcd(poly.divideExactly(ac, g)!, poly.divideExactly(bc, g)!)).toBe(1n);
        expect(poly.leadingInteger(g) > 0n).toBe(true);
      }),
    );
  });

  test('with 0, with itself, and gcd times lcm', () => {
    fc.assert(
      fc.property(p, p, (a, b) => {
        const positive = poly.leadingInteger(a) > 0n ? a : poly.negate(a);
        expect(gcd(a, 0n)).toEqual(positive);
        expect(gcd(a, a)).toEqual(positive);
        const product = poly.multiply(a, b);
        const oriented = poly.leadingInteger(product) > 0n ? product : poly.negate(product);
        expect(poly.multiply(gcd(a, b), lcm(a, b))).toEqual(oriented);
      }),
    );
  });

  test('Knuth: 21 x^8 ... example of coefficient growth, times a common factor', () => {
    const a = poly.fromCoefficients([-5n, 2n, 8n, -3n, -3n, 0n, 1n, 0n, 1n], 0);
    const b = poly.fromCoefficients([21n, -9n, -4n, 0n, 5n, 0n, 3n], 0);
    expect(gcd(a, b)).toBe(1n);
    const c = poly.fromCoefficients([7n, -1n, y, 6n], 0);
    expect(gcd(poly.multiply(a, c), poly.multiply(b, c))).toEqual(c);
  });

  test('x^m - 1 and x^n - 1 have gcd x^gcd(m,n) - 1', () => {
    const cyclotomicProduct = (n: number) => poly.subtract(poly.power(x, n), 1n);
    expect(gcd(cyclotomicProduct(84), cyclotomicProduct(60))).toEqual(cyclotomicProduct(12));
  });

  test('many variables and terms: evaluation would need huge integers', () => {
    const wide = fc
      .array(
        fc.record({
          coefficient: fc.bigInt({ min: -20n, max: 20n }).filter((c) => c !== 0n),
          exponents: fc.array(fc.nat({ max: 2 }), { minLength: 5, maxLength: 5 }),
        }),
        { minLength: 6, maxLength: 9 },
      )
      .map(poly.fromTerms);
    fc.assert(
      fc.property(wide, wide, wide, (a, b, c) => {
        fc.pre(a !== 0n && b !== 0n && c !== 0n);
        const g = gcd(poly.multiply(a, c), poly.multiply(b, c));
        const common = gcd(poly.divideExactly(g, c)!, 0n);
        expect(gcd(a, b)).toEqual(common);
      }),
      { numRuns: 8 },
    );
  });

  test('coefficients too large for evaluation: the remainder sequence finds the common factor', () => {
    const huge = (k: bigint) => 2n ** 20_000n + k;
    const common = poly.add(poly.multiply(poly.add(y, huge(1n)), poly.add(y, x)), 3n);
    const [a, b] = [poly.add(poly.power(y, 2), huge(3n)), poly.add(poly.multiply(y, x), huge(7n))];
    expect(gcd(poly.multiply(a, common), poly.multiply(b, common))).toEqual(common);
  });

  test('content times primitive part is the polynomial up to sign', () => {
    fc.assert(
      fc.property(p, fc.nat({ max: 2 }), (a, v) => {
        const product = poly.multiply(content(a, v), primitivePart(a, v));
        expect(poly.equals(product, a) || poly.equals(product, poly.negate(a))).toBe(true);
        expect(content(primitivePart(a, v), v)).toBe(1n);
      }),
    );
  });
});

describe('square-free factorization', () => {
  test('re-multiplies; factors are square-free and coprime', () => {
    fc.assert(
      fc.property(p, p, (a, b) => {
        const whole = poly.multiply(poly.power(a, 2), b);
        const { unit, factors } = squareFreeFactors(whole);
        const product = factors.reduce<Polynomial>(
          (q, { factor, multiplicity }) => poly.multiply(q, poly.power(factor, multiplicity)),
          unit,
        );
        expect(product).toEqual(whole);
        factors.forEach(({ factor }, i) => {
          const v = poly.mainVariable(factor);
          expect(poly.degree(gcd(factor, poly.derivative(factor, v)), v)).toBe(0);
          for (const other of factors.slice(i + 1)) expect(gcd(factor, other.factor)).toBe(1n);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('x^2 (x+y)^3 (x-y) by multiplicity', () => {
    const parts: [Polynomial, number][] = [
      [x, 2],
      [poly.add(y, x), 3],
      [poly.subtract(y, x), 1],
    ];
    const whole = parts.reduce<Polynomial>((q, [f, m]) => poly.multiply(q, poly.power(f, m)), -6n);
    const { unit, factors } = squareFreeFactors(whole);
    expect(unit).toBe(-6n);
    for (const [f, m] of parts) expect(factors).toContainEqual({ factor: f, multiplicity: m });
    expect(factors).toHaveLength(3);
  });
});

describe('coprime basis', () => {
  test('reconstructs every input from pairwise coprime elements', () => {
    fc.assert(
      fc.property(p, p, p, (a, b, c) => {
        const inputs = [poly.multiply(a, b), poly.multiply(poly.power(b, 2), c), poly.multiply(a, c)];
        const { basis, exponents, units } = coprimeBasis(inputs);
        inputs.forEach((input, i) => {
          const product = basis.reduce<Polynomial>(
            (q, base, j) => poly.multiply(q, poly.power(base, exponents[i]![j]!)),
            units[i]!,
          );
          expect(product).toEqual(input);
        });
        basis.forEach((f, i) => {
          for (const g of basis.slice(i + 1)) expect(gcd(f, g)).toBe(1n);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('separates a common factor', () => {
    const [s, d] = [poly.add(y, x), poly.subtract(y, x)];
    const { basis, exponents } = coprimeBasis([poly.multiply(s, d), poly.power(s, 3), 12n]);
    expect(basis).toHaveLength(2);
    const [js, jd] = [basis.findIndex((b) => poly.equals(b, s)), basis.findIndex((b) => poly.equals(b, d))];
    expect([exponents[0]![js], exponents[0]![jd]]).toEqual([1, 1]);
    expect([exponents[1]![js], exponents[1]![jd]]).toEqual([3, 0]);
    expect(exponents[2]).toEqual([0, 0]);
  });
});
