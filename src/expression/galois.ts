import { factorize, subsetSums } from './factorUnivariate.ts';
import { factorPattern, isPrime, primesBelow } from './modularFactor.ts';
import * as uni from './univariate.ts';
import type { Univariate } from './univariate.ts';

/** The degrees of the irreducible factors modulo p, descending: a cycle type in the Galois group (Dedekind). */
export interface FactorPattern {
  readonly p: number;
  readonly pattern: readonly number[];
}

/**
 * Evidence that the Galois group of f over Q is the full symmetric group, or at least contains the alternating
 * one; `checkCertificate` re-verifies it. For degree 5 and more the roots of f are then not expressible in radicals.
 */
export interface GaloisCertificate {
  readonly proved: true;
  readonly degree: number;
  readonly group: 'symmetric' | 'alternating or symmetric';
  readonly primes: readonly FactorPattern[];
  readonly argument: string;
}

export interface Unproved {
  readonly proved: false;
  readonly why: string;
}

/** Primes tried, and how many of good reduction before giving up: by Chebotarev a full group shows much earlier. */
const PRIMES = primesBelow(1_500);
const GOOD_PRIMES = 60;
/** A factor pattern costs about the cube of the degree; all of them together may cost this much. */
const MOST_WORK = 4e7;

/**
 * Tries to prove that the Galois group of f in Q[x], of degree n >= 5, is the symmetric group S_n or contains the
 * alternating group A_n, from factor patterns modulo primes (Dedekind) and theorems on permutation groups:
 * a primitive group that contains a transposition is S_n, a 3-cycle or a cycle of prime length l <= n - 3
 * contains A_n (Jordan 1873; Wielandt, Finite Permutation Groups, theorems 13.3 and 13.9). Failure proves nothing.
 */
export function provesFullSymmetricGroup(f: Univariate): GaloisCertificate | Unproved {
  const n = uni.degree(f);
  if (n < 5)
    return { proved: false, why: `degree ${n}: polynomials of degree below 5 are solvable in radicals` };
  const { factors } = factorize(f);
  if (factors.length > 1 || factors[0]!.multiplicity > 1) {
    const degrees = factors.flatMap((x) => new Array<number>(x.multiplicity).fill(uni.degree(x.factor)));
    return { proved: false, why: `reducible over Q, factors of degrees ${degrees.join(', ')}` };
  }
  const patterns: FactorPattern[] = [];
  const most = Math.min(GOOD_PRIMES, Math.floor(MOST_WORK / n ** 3));
  let seen = 0;
  for (const p of PRIMES) {
    if (seen === most) break;
    const pattern = factorPattern(f, p);
    if (pattern === undefined) continue;
    seen++;
    if (patterns.some((other) => other.pattern.join() === pattern.join())) continue;
    patterns.push({ p, pattern });
    if (conclude(patterns, n)?.group === 'symmetric') break;
  }
  const conclusion = conclude(patterns, n);
  if (conclusion === undefined) {
    const types = patterns.map(({ pattern }) => pattern.join('+')).join(', ');
    return {
      proved: false,
      why: `the cycle types ${types} seen modulo ${seen} primes do not force the alternating group`,
    };
  }
  return { proved: true, degree: n, ...prune(patterns, n, conclusion) };
}

/**
 * Re-verifies a certificate for f from scratch: primes, that none divides the leading coefficient or the
 * discriminant (f keeps its degree modulo p and stays square-free), the factor patterns, and what they prove.
 */
export function checkCertificate(f: Univariate, certificate: GaloisCertificate): boolean {
  const n = uni.degree(f);
  if (n < 5 || certificate.degree !== n) return false;
  const sound = certificate.primes.every(
    ({ p, pattern }) => isPrime(p) && p < 2 ** 26 && factorPattern(f, p)?.join() === pattern.join(),
  );
  const group = sound ? conclude(certificate.primes, n)?.group : undefined;
  return group === 'symmetric' || (group !== undefined && group === certificate.group);
}

interface Conclusion {
  readonly group: GaloisCertificate['group'];
  readonly argument: string;
}

/** What the cycle types prove about a permutation group of degree n, or undefined. */
function conclude(patterns: readonly FactorPattern[], n: number): Conclusion | undefined {
  const full = 1n | (1n << BigInt(n));
  const sums = patterns.reduce(
    (common, { pattern }) => common & subsetSums(pattern),
    (1n << BigInt(n + 1)) - 1n,
  );
  if (sums !== full) return undefined;
  const primitive = primitivity(patterns, n);
  if (primitive === undefined) return undefined;
  const transitive = 'transitive: the factor degrees modulo the primes allow no rational factor';
  const cycles = patterns.flatMap(({ p, pattern }) => primeCycles(pattern).map((length) => ({ p, length })));
  const transposition = cycles.find(({ length }) => length === 2);
  const odd = patterns.find(({ pattern }) => (n - pattern.length) % 2 === 1);
  if (transposition !== undefined) {
    const reason = `a power of the element at p = ${transposition.p} is a transposition`;
    return { group: 'symmetric', argument: `${transitive}; ${primitive}; ${reason}; hence S_${n} (Jordan)` };
  }
  const cycle = cycles.find(({ length }) => length === 3 || length <= n - 3);
  if (cycle === undefined) return undefined;
  const jordan = `a power of the element at p = ${cycle.p} is a ${cycle.length}-cycle, so the group contains A_${n} (Jordan)`;
  if (odd === undefined) {
    return { group: 'alternating or symmetric', argument: `${transitive}; ${primitive}; ${jordan}` };
  }
  const parity = `the element at p = ${odd.p} is odd; hence S_${n}`;
  return { group: 'symmetric', argument: `${transitive}; ${primitive}; ${jordan}; ${parity}` };
}

/** Why a transitive group of degree n with these cycle types is primitive, or undefined. */
function primitivity(patterns: readonly FactorPattern[], n: number): string | undefined {
  const almost = patterns.find(({ pattern }) => pattern[0] === n - 1);
  if (almost !== undefined) return `doubly transitive: a ${n - 1}-cycle at p = ${almost.p}`;
  if (isPrime(n)) return `primitive: the degree ${n} is prime`;
  for (const { p, pattern } of patterns) {
    // Blocks of size b and n/b blocks, both below l: l would not divide the order of S_b wr S_(n/b).
    const long = primeCycles(pattern).find((length) => 2 * length > n);
    if (long !== undefined) return `primitive: an element of prime order ${long} > n/2 at p = ${p}`;
  }
  return undefined;
}

/** The primes l for which a power of an element of this cycle type is a single l-cycle. */
const primeCycles = (pattern: readonly number[]): number[] =>
  pattern.filter((l) => isPrime(l) && pattern.filter((part) => part % l === 0).length === 1);

/** Drops primes that the conclusion does not need. */
function prune(
  patterns: FactorPattern[],
  n: number,
  conclusion: Conclusion,
): Conclusion & { primes: FactorPattern[] } {
  let primes = patterns;
  for (const candidate of patterns) {
    const fewer = primes.filter((x) => x !== candidate);
    const weaker = conclude(fewer, n);
    if (weaker?.group === conclusion.group) [primes, conclusion] = [fewer, weaker];
  }
  return { ...conclusion, primes };
}
