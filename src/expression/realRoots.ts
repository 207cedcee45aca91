import { addRational, compareRational, HALF, multiplyRational, rational } from './expression.ts';
import type { Rational } from './expression.ts';
import { factorize } from './factorUnivariate.ts';
import * as uni from './univariate.ts';
import type { Univariate } from './univariate.ts';

/** One real root: lower < root < upper with no other root inside, or lower = upper = the root. */
export interface RootInterval {
  readonly lower: Rational;
  readonly upper: Rational;
}

/** The distinct rational roots, ascending. Throws RangeError for f = 0. */
export function rationalRoots(f: Univariate): Rational[] {
  return factorize(f)
    .factors.filter(({ factor }) => factor.length === 2)
    .map(({ factor }) => rational(-factor[0]!, factor[1]))
    .sort(compareRational);
}

/** The Sturm chain of the square-free part. */
function sturmChain(f: Univariate): Univariate[] {
  const first = uni.squareFreePart(f);
  const chain = [first, uni.derivative(first)];
  for (;;) {
    const [p, q] = chain.slice(-2) as [Univariate, Univariate];
    if (q.length <= 1) return q.length === 0 ? chain.slice(0, -1) : chain;
    // The pseudo-remainder multiplies by lc(q)^k: keep the sign of the true negated remainder.
    const k = p.length - q.length + 1;
    const positive = uni.leading(q) > 0n || k % 2 === 0;
    const r = uni.pseudoRemainder(p, q);
    const c = uni.content(r);
    if (c === 0n) return chain;
    chain.push(
      uni.scale(
        r.map((a) => a / c),
        positive ? -1n : 1n,
      ),
    );
  }
}

function signChanges(signs: readonly number[]): number {
  const nonZero = signs.filter((s) => s !== 0);
  return nonZero.filter((s, i) => i > 0 && s !== nonZero[i - 1]).length;
}

const signOf = (c: bigint): number => (c > 0n ? 1 : c < 0n ? -1 : 0);

function changesAt(chain: readonly Univariate[], x: Rational | 'minus-infinity' | 'infinity'): number {
  if (x === 'infinity') return signChanges(chain.map((f) => signOf(uni.leading(f))));
  if (x === 'minus-infinity') {
    return signChanges(chain.map((f) => signOf(uni.leading(f)) * (uni.degree(f) % 2 === 0 ? 1 : -1)));
  }
  return signChanges(chain.map((f) => uni.signAt(f, x)));
}

/**
 * The number of distinct real roots in the half-open interval (lower, upper], by Sturm's theorem; a missing end
 * is infinite. Throws RangeError for f = 0.
 */
export function countRealRoots(f: Univariate, lower?: Rational, upper?: Rational): number {
  const chain = sturmChain(f);
  return changesAt(chain, lower ?? 'minus-infinity') - changesAt(chain, upper ?? 'infinity');
}

/** A power of two above the absolute value of every root (Cauchy). */
function rootBound(f: Univariate): Rational {
  const top = uni.leading(f) < 0n ? -uni.leading(f) : uni.leading(f);
  const most = f.slice(0, -1).reduce((m, c) => (c < 0n ? (-c > m ? -c : m) : c > m ? c : m), 0n);
  return rational(1n << BigInt((most / top + 2n).toString(2).length));
}

const midpoint = (a: Rational, b: Rational): Rational => multiplyRational(HALF, addRational(a, b));

/** Isolating intervals of the distinct real roots, ascending. Throws RangeError for f = 0. */
export function isolateRealRoots(f: Univariate): RootInterval[] {
  const chain = sturmChain(f);
  const found: RootInterval[] = [];
  const visit = (lower: Rational, upper: Rational, before: number, after: number): void => {
    if (before === after) return;
    if (before - after === 1) {
      if (uni.signAt(chain[0]!, upper) === 0) found.push({ lower: upper, upper });
      else found.push(separated(chain[0]!, lower, upper));
      return;
    }
    const middle = midpoint(lower, upper);
    const between = changesAt(chain, middle);
    visit(lower, middle, before, between);
    visit(middle, upper, between, after);
  };
  const bound = rootBound(chain[0]!);
  const low = rational(-bound.numerator);
  visit(low, bound, changesAt(chain, low), changesAt(chain, bound));
  return found;
}

/** One root in (lower, upper), where lower may itself be another root: moves lower past it. */
function separated(f: Univariate, lower: Rational, upper: Rational): RootInterval {
  while (uni.signAt(f, lower) === 0) {
    const middle = midpoint(lower, upper);
    const sign = uni.signAt(f, middle);
    if (sign === 0) return { lower: middle, upper: middle };
    if (sign === uni.signAt(f, upper)) upper = middle;
    else lower = middle;
  }
  return { lower, upper };
}

/** Bisects an isolating interval of the square-free f until it is at most `width` wide. */
export function refineRoot(f: Univariate, interval: RootInterval, width: Rational): RootInterval {
  let { lower, upper } = interval;
  const upperSign = uni.signAt(f, upper);
  while (compareRational(addRational(upper, rational(-lower.numerator, lower.denominator)), width) > 0) {
    const middle = midpoint(lower, upper);
    const sign = uni.signAt(f, middle);
    if (sign === 0) return { lower: middle, upper: middle };
    if (sign === upperSign) upper = middle;
    else lower = middle;
  }
  return { lower, upper };
}
