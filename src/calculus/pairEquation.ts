import type { Rational } from '../expression/expression.ts';
import * as poly from '../expression/polynomial.ts';
import type { Polynomial } from '../expression/polynomial.ts';

/** Index of ω and of the unknown in the polynomials below. */
export const OMEGA = 0;
export const UNKNOWN = 1;

/** A polynomial equation P(x; ω) = 0 that every solution of the pair equation satisfies. */
export interface PairEquation {
  readonly polynomial: Polynomial;
  /** What the unknown x is: z itself, or the root a = (1 − z)^{1/n}. */
  readonly unknown: 'z' | 'a';
  readonly rootDegree: number;
}

/** The degree of the pair equation in its unknown, known before the polynomial is built. */
export function pairDegree({ numerator, denominator: n }: Rational): number {
  const k = numerator < 0n ? -numerator : numerator;
  const degree =
    n === 1n
      ? numerator < 0n
        ? 2n * k
        : k
      : n === 2n
        ? numerator < 0n
          ? 4n * k
          : 2n * k
        : numerator < 0n
          ? 2n * n * k
          : n * k;
  return Number(degree);
}

const x = poly.variable(UNKNOWN);
const omega = poly.variable(OMEGA);
const minus = poly.subtract(1n, x);
const plus = poly.add(1n, x);

/**
 * Clears roots and denominators of (1 − z)^E + ρ (1 + z)^E = ω for rational E and ρ. For whole and half exponents
 * the unknown stays z (half exponents by squaring twice); otherwise it is a = (1 − z)^{1/n}, with
 * (1 + z)^{1/n} = (2 − a^n)^{1/n} removed by one n-th power.
 */
export function pairEquation(exponent: Rational, ratio: Rational): PairEquation {
  const n = Number(exponent.denominator);
  const k = Number(exponent.numerator < 0n ? -exponent.numerator : exponent.numerator);
  const negative = exponent.numerator < 0n;
  const { numerator: p, denominator: q } = ratio;
  const scaled = (f: Polynomial, c: bigint) => poly.scale(f, c);
  const [a, b] = [poly.power(minus, k), poly.power(plus, k)];
  const both = poly.multiply(a, b);
  if (n === 1) {
    // q a + p b = q ω, or q b + p a = q ω a b when the exponent is negative.
    const [first, second] = negative ? [b, a] : [a, b];
    const right = scaled(negative ? poly.multiply(omega, both) : omega, q);
    return {
      polynomial: poly.subtract(poly.add(scaled(first, q), scaled(second, p)), right),
      unknown: 'z',
      rootDegree: 1,
    };
  }
  if (n === 2) {
    // √A + ρ√B = ω  ⇒  (ω² − A − ρ²B)² = 4ρ²AB, with A and B exchanged and ω² multiplied by AB for E < 0.
    const [first, second] = negative ? [b, a] : [a, b];
    const square = poly.multiply(poly.multiply(omega, omega), negative ? both : 1n);
    const inner = poly.subtract(scaled(poly.subtract(square, first), q * q), scaled(second, p * p));
    const right = scaled(both, 4n * p * p * q * q);
    return { polynomial: poly.subtract(poly.multiply(inner, inner), right), unknown: 'z', rootDegree: 1 };
  }
  const rest = poly.subtract(2n, poly.power(x, n));
  const power = poly.power(x, k);
  if (negative) {
    // (ω a^k − 1)^n (2 − a^n)^k q^n = ρ^n a^{kn}
    const left = poly.multiply(
      poly.power(poly.subtract(poly.multiply(omega, power), 1n), n),
      poly.power(rest, k),
    );
    const right = scaled(poly.power(x, k * n), p ** BigInt(n));
    return { polynomial: poly.subtract(scaled(left, q ** BigInt(n)), right), unknown: 'a', rootDegree: n };
  }
  const left = scaled(poly.power(poly.subtract(omega, power), n), q ** BigInt(n));
  const right = scaled(poly.power(rest, k), p ** BigInt(n));
  return { polynomial: poly.subtract(left, right), unknown: 'a', rootDegree: n };
}
