import fc from 'fast-check';
import * as poly from '../../src/expression/polynomial.ts';
import type { Polynomial } from '../../src/expression/polynomial.ts';

/** Random sparse polynomials in variables 0, 1, 2. */
export function polynomials({ terms = 5, exponent = 3, coefficient = 30 } = {}): fc.Arbitrary<Polynomial> {
  const exponents = fc.array(fc.nat({ max: exponent }), { minLength: 3, maxLength: 3 });
  const term = fc.record({
    coefficient: fc.bigInt({ min: -BigInt(coefficient), max: BigInt(coefficient) }),
    exponents,
  });
  return fc.array(term, { maxLength: terms }).map(poly.fromTerms);
}
