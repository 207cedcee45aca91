import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rational } from '../../src/expression/expression.ts';
import * as poly from '../../src/expression/polynomial.ts';
import type { Polynomial } from '../../src/expression/polynomial.ts';
import { discriminant, resultant } from '../../src/expression/resultant.ts';
import { polynomials } from './polynomials.ts';

const [x, y, z] = [poly.variable(0), poly.variable(1), poly.variable(2)];
const p = polynomials();
const sum = (...terms: Polynomial[]) => terms.reduce(poly.add, 0n);

describe('ring laws, by canonical structural equality', () => {
  test('addition and multiplication are commutative, associative and distributive', () => {
    fc.assert(
      fc.property(p, p, p, (a, b, c) => {
        expect(poly.add(a, b)).toEqual(poly.add(b, a));
        expect(poly.add(poly.add(a, b), c)).toEqual(poly.add(a, poly.add(b, c)));
        expect(poly.multiply(a, b)).toEqual(poly.multiply(b, a));
        expect(poly.multiply(poly.multiply(a, b), c)).toEqual(poly.multiply(a, poly.multiply(b, c)));
        expect(poly.multiply(a, poly.add(b, c))).toEqual(poly.add(poly.multiply(a, b), poly.multiply(a, c)));
        expect(poly.subtract(a, a)).toBe(0n);
      }),
    );
  });

  test('evaluation at a rational point is a ring homomorphism', () => {
    const point = [rational(2, 3), rational(-5, 7), rational(3)];
    const at = (q: Polynomial) => {
      const { numerator, denominator } = poly.evaluate(q, point);
      return [numerator, denominator] as const;
    };
    fc.assert(
      fc.property(p, p, (a, b) => {
        const [[na, da], [nb, db]] = [at(a), at(b)];
        const [n, d] = at(poly.multiply(a, b));
        expect(n * da * db).toBe(na * nb * d);
        const [m, e] = at(poly.add(a, b));
        expect(m * da * db).toBe((na * db + nb * da) * e);
      }),
    );
  });

  test('the expanded form determines the polynomial', () => {
    fc.assert(
      fc.property(p, (a) => {
        expect(poly.fromTerms(poly.toTerms(a))).toEqual(a);
      }),
    );
  });

  test('keys and the order agree with equality', () => {
    fc.assert(
      fc.property(p, p, (a, b) => {
        const same = poly.equals(a, b);
        expect(poly.keyOf(a) === poly.keyOf(b)).toBe(same);
        expect(poly.compare(a, b) === 0).toBe(same);
        expect(Math.sign(poly.compare(a, b)) + Math.sign(poly.compare(b, a))).toBe(0);
      }),
    );
  });
});

describe('division', () => {
  test('a product is divisible by its factor, with the other as quotient', () => {
    fc.assert(
      fc.property(p, p, (a, b) => {
        fc.pre(b !== 0n);
        expect(poly.divideExactly(poly.multiply(a, b), b)).toEqual(a);
      }),
    );
  });

  test('a remainder is detected', () => {
    expect(poly.divideExactly(poly.add(poly.multiply(x, y), 1n), y)).toBeUndefined();
    expect(poly.divideExactly(x, 2n)).toBeUndefined();
    expect(poly.divideExactly(x, y)).toBeUndefined();
    expect(() => poly.divideExactly(x, 0n)).toThrow(RangeError);
  });

  test('pseudo-division in every variable: multiplier a = q b + r with deg r < deg b', () => {
    fc.assert(
      fc.property(p, p, fc.nat({ max: 2 }), (a, b, v) => {
        fc.pre(b !== 0n);
        const { quotient, remainder, multiplier } = poly.pseudoDivide(a, b, v);
        expect(poly.add(poly.multiply(quotient, b), remainder)).toEqual(poly.multiply(multiplier, a));
        expect(poly.degree(remainder, v)).toBeLessThan(Math.max(poly.degree(b, v), 1));
      }),
    );
  });
});

describe('structure in one variable', () => {
  test('coefficients reassemble, whichever variable is singled out', () => {
    fc.assert(
      fc.property(p, fc.nat({ max: 2 }), (a, v) => {
        const coefficients = poly.coefficientsIn(a, v);
        expect(poly.fromCoefficients(coefficients, v)).toEqual(a);
        expect(coefficients.length - 1).toBe(poly.degree(a, v));
        for (const c of coefficients) expect(poly.variables(c)).not.toContain(v);
      }),
    );
  });

  test('the derivative obeys the product rule', () => {
    fc.assert(
      fc.property(p, p, fc.nat({ max: 2 }), (a, b, v) => {
        const d = (q: Polynomial) => poly.derivative(q, v);
        expect(d(poly.multiply(a, b))).toEqual(poly.add(poly.multiply(d(a), b), poly.multiply(a, d(b))));
      }),
    );
  });

  test('substitution: (x + y)^5 at x = z - y is z^5', () => {
    expect(poly.substitute(poly.power(poly.add(x, y), 5), 0, poly.subtract(z, y))).toEqual(poly.power(z, 5));
  });

  test('renaming variables and back is the identity', () => {
    const swap = [2, 0, 1];
    fc.assert(
      fc.property(p, (a) => {
        const renamed = poly.renameVariables(a, (v) => swap[v]!);
        expect(poly.renameVariables(renamed, (v) => swap.indexOf(v))).toEqual(a);
      }),
    );
  });
});

describe('resultants', () => {
  test('discriminants of the general quadratic and of the depressed cubic', () => {
    const [a, b, c, t] = [0, 1, 2, 3].map(poly.variable) as [Polynomial, Polynomial, Polynomial, Polynomial];
    const quadratic = sum(poly.multiply(a, poly.power(t, 2)), poly.multiply(b, t), c);
    expect(discriminant(quadratic, 3)).toEqual(
      poly.subtract(poly.power(b, 2), poly.scale(poly.multiply(a, c), 4n)),
    );
    const cubic = sum(poly.power(t, 3), poly.multiply(a, t), b);
    expect(discriminant(cubic, 3)).toEqual(
      poly.subtract(poly.scale(poly.power(a, 3), -4n), poly.scale(poly.power(b, 2), 27n)),
    );
  });

  test('multiplicative, antisymmetric up to the degrees, and zero for a common root', () => {
    const small = polynomials({ terms: 3, exponent: 2 });
    fc.assert(
      fc.property(small, small, small, (a, b, c) => {
        fc.pre([a, b, c].every((q) => q !== 0n));
        const product = poly.multiply(resultant(a, c, 1), resultant(b, c, 1));
        expect(resultant(poly.multiply(a, b), c, 1)).toEqual(product);
        const odd = (poly.degree(a, 1) * poly.degree(c, 1)) % 2 === 1;
        expect(resultant(c, a, 1)).toEqual(poly.scale(resultant(a, c, 1), odd ? -1n : 1n));
        const root = poly.subtract(y, poly.add(x, 3n));
        expect(resultant(poly.multiply(a, root), poly.multiply(c, root), 1)).toBe(0n);
      }),
      { numRuns: 60 },
    );
  });
});
