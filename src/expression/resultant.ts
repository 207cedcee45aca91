import * as poly from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';

/**
 * The resultant of two polynomials in one variable: a polynomial in the others that vanishes where they have a
 * common root or both leading coefficients vanish. Subresultant algorithm (Cohen, A Course in Computational
 * Algebraic Number Theory, 1993, algorithm 3.3.7, without contents). The resultant with 0 is 0.
 */
export function resultant(a: Polynomial, b: Polynomial, index: number): Polynomial {
  if (a === 0n || b === 0n) return 0n;
  let sign = 1n;
  if (poly.degree(a, index) < poly.degree(b, index)) {
    if (poly.degree(a, index) % 2 === 1 && poly.degree(b, index) % 2 === 1) sign = -1n;
    [a, b] = [b, a];
  }
  let g: Polynomial = 1n;
  let h: Polynomial = 1n;
  while (poly.degree(b, index) > 0) {
    const [da, db] = [poly.degree(a, index), poly.degree(b, index)];
    const delta = da - db;
    if (da % 2 === 1 && db % 2 === 1) sign = -sign;
    const { remainder } = poly.pseudoDivide(a, b, index);
    if (remainder === 0n) return 0n;
    [a, b] = [b, poly.divideExactly(remainder, poly.multiply(g, poly.power(h, delta)))!];
    g = poly.leadingCoefficient(a, index);
    h = advance(g, h, delta);
  }
  return poly.scale(advance(b, h, poly.degree(a, index)), sign);
}

/** g^delta / h^(delta - 1), which is exact. */
function advance(g: Polynomial, h: Polynomial, delta: number): Polynomial {
  if (delta === 0) return h;
  return poly.divideExactly(poly.power(g, delta), poly.power(h, delta - 1))!;
}

/** The discriminant (-1)^(n(n-1)/2) Res(p, p') / lc(p) in one variable; degree n >= 1. */
export function discriminant(p: Polynomial, index: number): Polynomial {
  const n = poly.degree(p, index);
  if (n < 1) throw new RangeError('discriminant of a polynomial of degree below 1');
  if (n === 1) return 1n;
  const r = resultant(p, poly.derivative(p, index), index);
  const quotient = poly.divideExactly(r, poly.leadingCoefficient(p, index))!;
  return (n * (n - 1)) % 4 === 0 ? quotient : poly.negate(quotient);
}
