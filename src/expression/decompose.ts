import { addRational, multiplyRational, rational } from './expression.ts';
import type { Rational } from './expression.ts';
import * as uni from './univariate.ts';
import type { Univariate } from './univariate.ts';

/** factor * f(x) = outer(inner(x)), deg outer and deg inner at least 2, inner primitive with inner(0) = 0. */
export interface Decomposition {
  readonly outer: Univariate;
  readonly inner: Univariate;
  /** A non-zero rational: outer has been made primitive. */
  readonly factor: Rational;
}

/** A field of characteristic zero, as far as decomposition needs it. */
export interface CoefficientField<T> {
  readonly add: (a: T, b: T) => T;
  readonly multiply: (a: T, b: T) => T;
  readonly isZero: (a: T) => boolean;
  readonly fromRational: (a: Rational) => T;
}

const RATIONALS: CoefficientField<Rational> = {
  add: addRational,
  multiply: multiplyRational,
  isZero: (a) => a.numerator === 0n,
  fromRational: (a) => a,
};

/**
 * Functional decompositions f = g(h) over Q, one for each possible degree of h, ascending in that degree.
 * Throws RangeError for f = 0.
 */
export function decompositions(f: Univariate): Decomposition[] {
  if (f.length === 0) throw new RangeError('decomposition of zero');
  const monic = f.map((c) => rational(c, uni.leading(f)));
  return monicDecompositions(monic, RATIONALS).map(({ outer, inner }) => {
    const h = uni.fromRationals(inner);
    const stretch = uni.leading(h);
    const g = uni.fromRationals(outer.map((c, i) => multiplyRational(c, rational(1n, stretch ** BigInt(i)))));
    const top = uni.leading(g) * stretch ** BigInt(uni.degree(g));
    return { outer: g, inner: h, factor: rational(top, uni.leading(f)) };
  });
}

/**
 * Decompositions f = g(h) of a monic polynomial (ascending coefficients) into monic g and h with h(0) = 0, each
 * of degree at least 2; for each degree of h there is at most one (Kozen, Landau, Polynomial decomposition
 * algorithms, J. Symb. Comp. 7, 1989).
 */
export function monicDecompositions<T>(
  f: readonly T[],
  field: CoefficientField<T>,
): { outer: T[]; inner: T[] }[] {
  const n = f.length - 1;
  const found: { outer: T[]; inner: T[] }[] = [];
  for (let s = 2; 2 * s <= n; s++) {
    if (n % s !== 0) continue;
    const inner = innerCandidate(f, s, field);
    const outer = expandIn(f, inner, field);
    if (outer !== undefined) found.push({ outer, inner });
  }
  return found;
}

/** The monic h of degree s, h(0) = 0, whose power of degree n agrees with f in the s highest coefficients. */
function innerCandidate<T>(f: readonly T[], s: number, field: CoefficientField<T>): T[] {
  const r = BigInt((f.length - 1) / s);
  const top = [...f].reverse();
  const h: T[] = [field.fromRational(rational(1))];
  for (let k = 1; k < s; k++) {
    // As power series in the reversed variable h^r = f, so r f h' = f' h:
    // k h_k = sum over i = 1..k of (i/r - (k - i)) f_i h_(k-i).
    let total = field.fromRational(rational(0));
    for (let i = 1; i <= k; i++) {
      const weight = field.fromRational(rational(BigInt(i) - r * BigInt(k - i), r));
      total = field.add(total, field.multiply(weight, field.multiply(top[i]!, h[k - i]!)));
    }
    h.push(field.multiply(total, field.fromRational(rational(1, k))));
  }
  return [field.fromRational(rational(0)), ...h.reverse()];
}

/** The constants c_i with f = sum of c_i h^i for monic h, or undefined when a digit is not constant. */
function expandIn<T>(f: readonly T[], h: readonly T[], field: CoefficientField<T>): T[] | undefined {
  const digits: T[] = [];
  while (f.length > 0) {
    const rest = [...f];
    const quotient: T[] = [];
    while (rest.length >= h.length) {
      const lead = rest.pop()!;
      const shift = rest.length - h.length + 1;
      quotient[shift] = lead;
      const minus = field.multiply(lead, field.fromRational(rational(-1)));
      for (let j = 0; j < h.length - 1; j++) {
        rest[shift + j] = field.add(rest[shift + j]!, field.multiply(minus, h[j]!));
      }
    }
    if (!rest.slice(1).every(field.isZero)) return undefined;
    digits.push(rest[0]!);
    f = quotient;
  }
  return digits;
}
