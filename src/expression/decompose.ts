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

type Coefficients = Rational[];

/**
 * Functional decompositions f = g(h) over Q, one for each possible degree of h, ascending in that degree
 * (Kozen, Landau, Polynomial decomposition algorithms, J. Symb. Comp. 7, 1989). With h monic and h(0) = 0 each
 * is unique. Throws RangeError for f = 0.
 */
export function decompositions(f: Univariate): Decomposition[] {
  const n = uni.degree(f);
  if (n < 0) throw new RangeError('decomposition of zero');
  const found: Decomposition[] = [];
  for (let s = 2; 2 * s <= n; s++) {
    if (n % s !== 0) continue;
    const d = decomposeWith(f, s);
    if (d !== undefined) found.push(d);
  }
  return found;
}

function decomposeWith(f: Univariate, s: number): Decomposition | undefined {
  const monic = f.map((c) => rational(c, uni.leading(f)));
  const h = innerCandidate(monic, s);
  const digits = expandIn(monic, h);
  if (digits === undefined) return undefined;
  const inner = uni.fromRationals(h);
  const stretch = uni.leading(inner);
  const outer = uni.fromRationals(
    digits.map((c, i) => multiplyRational(c, rational(1n, stretch ** BigInt(i)))),
  );
  const top = uni.leading(outer) * stretch ** BigInt(uni.degree(outer));
  return { outer, inner, factor: rational(top, uni.leading(f)) };
}

/** The constants c_i with f = sum of c_i h^i for monic h, or undefined when a digit is not constant. */
function expandIn(f: Coefficients, h: Coefficients): Coefficients | undefined {
  const digits: Coefficients = [];
  while (f.length > 0) {
    const rest = [...f];
    const quotient: Coefficients = [];
    while (rest.length >= h.length) {
      const lead = rest.pop()!;
      const shift = rest.length - h.length + 1;
      quotient[shift] = lead;
      const minus = multiplyRational(lead, rational(-1));
      for (let j = 0; j < h.length - 1; j++) {
        rest[shift + j] = addRational(rest[shift + j]!, multiplyRational(minus, h[j]!));
      }
    }
    if (rest.slice(1).some((c) => c.numerator !== 0n)) return undefined;
    digits.push(rest[0]!);
    f = quotient;
  }
  return digits;
}

/** The monic h of degree s, h(0) = 0, whose power of degree n agrees with f in the s highest coefficients. */
function innerCandidate(f: readonly Rational[], s: number): Coefficients {
  const r = BigInt((f.length - 1) / s);
  // Reversed: h^r = f as power series; f h' r = f' h gives the coefficients of h in turn.
  const a = [...f].reverse();
  const h: Coefficients = [rational(1)];
  for (let k = 1; k < s; k++) {
    // k h_k = sum over i = 1..k of (i/r - (k - i)) a_i h_(k-i), from r f h' = f' h.
    let total = rational(0);
    for (let i = 1; i <= k; i++) {
      const weight = rational(BigInt(i) - r * BigInt(k - i), r);
      total = addRational(total, multiplyRational(weight, multiplyRational(a[i]!, h[k - i]!)));
    }
    h.push(multiplyRational(total, rational(1, k)));
  }
  return [rational(0), ...h.reverse()];
}
