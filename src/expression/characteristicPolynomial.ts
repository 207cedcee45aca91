import { addRational, multiplyRational, rational } from './expression.ts';
import type { Rational } from './expression.ts';
import * as uni from './univariate.ts';
import type { Univariate } from './univariate.ts';

/**
 * The primitive multiple of the product of t - g(r) over the roots r of f, with multiplicity: by Newton's
 * identities from the traces of the powers of g in Q[x]/f. When f is irreducible it is a power of the minimal
 * polynomial of g(r). Throws RangeError unless f has degree at least 1.
 */
export function characteristicPolynomial(g: Univariate, f: Univariate): Univariate {
  const n = uni.degree(f);
  if (n < 1) throw new RangeError('characteristic polynomial modulo a constant');
  const sums = powerSums(f, n - 1);
  const traces: Rational[] = [rational(n)];
  let element: Element = { coefficients: [1n], denominator: 1n };
  for (let k = 1; k <= n; k++) {
    element = reduce({ ...element, coefficients: uni.multiply(element.coefficients, g) }, f);
    const trace = element.coefficients
      .map((c, i) => multiplyRational(rational(c, element.denominator), sums[i]!))
      .reduce(addRational, rational(0));
    traces.push(trace);
  }
  // k e_k = sum over i = 1..k of (-1)^(i-1) e_(k-i) s_i; the coefficient of t^(n-k) is (-1)^k e_k.
  const descending: Rational[] = [rational(1)];
  for (let k = 1; k <= n; k++) {
    let total = rational(0);
    for (let i = 1; i <= k; i++) total = addRational(total, multiplyRational(descending[k - i]!, traces[i]!));
    descending.push(multiplyRational(total, rational(-1, k)));
  }
  return uni.fromRationals(descending.reverse());
}

/** coefficients / denominator, an element of Q[x]/f. */
interface Element {
  readonly coefficients: Univariate;
  readonly denominator: bigint;
}

function reduce({ coefficients, denominator }: Element, f: Univariate): Element {
  const steps = BigInt(Math.max(0, coefficients.length - f.length + 1));
  const remainder = uni.pseudoRemainder(coefficients, f);
  return { coefficients: remainder, denominator: denominator * uni.leading(f) ** steps };
}

/** Sums of the k-th powers of the roots of f, k = 0..most, most < deg f. */
function powerSums(f: Univariate, most: number): Rational[] {
  const n = uni.degree(f);
  const sums = [rational(n)];
  for (let k = 1; k <= most; k++) {
    let total = multiplyRational(rational(k), rational(f[n - k]!, uni.leading(f)));
    for (let i = 1; i < k; i++) {
      total = addRational(total, multiplyRational(rational(f[n - i]!, uni.leading(f)), sums[k - i]!));
    }
    sums.push(multiplyRational(total, rational(-1)));
  }
  return sums;
}
