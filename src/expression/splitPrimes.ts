import { rational, type Rational } from './expression.ts';

/** Every prime up to the bound is found; so a number below its square is split completely. */
const LARGEST_PRIME = 100_000;
/** Primes up to this are divided out of numbers of any length, larger ones only of what is left below 2^53. */
const SMALL_PRIME = 200;

/**
 * A positive rational as a product of prime powers and a rest. The rest is 1 unless a prime above 100 000 occurs
 * beside another factor that was not found: r = rest · ∏ p^multiplicity, each p once, multiplicities not zero.
 */
export function splitPrimes(r: Rational): { rest: Rational; primes: [bigint, number][] } {
  const above = factors(r.numerator);
  const below = factors(r.denominator);
  const primes = [...above.primes, ...below.primes.map(([p, k]): [bigint, number] => [p, -k])];
  return { rest: rational(above.rest, below.rest), primes };
}

function factors(n: bigint): { rest: bigint; primes: [bigint, number][] } {
  const primes: [bigint, number][] = [];
  let rest = n;
  for (let p = 2; p <= SMALL_PRIME && rest > 1n; p += p === 2 ? 1 : 2) {
    const divisor = BigInt(p);
    let multiplicity = 0;
    for (; rest % divisor === 0n; multiplicity++) rest /= divisor;
    if (multiplicity > 0) primes.push([divisor, multiplicity]);
  }
  if (rest === 1n || rest > BigInt(Number.MAX_SAFE_INTEGER)) return { rest, primes };
  let small = Number(rest);
  for (let p = SMALL_PRIME + 1; p <= LARGEST_PRIME && p * p <= small; p += 2) {
    let multiplicity = 0;
    for (; small % p === 0; multiplicity++) small /= p;
    if (multiplicity > 0) primes.push([BigInt(p), multiplicity]);
  }
  if (small > 1 && small <= LARGEST_PRIME ** 2) {
    primes.push([BigInt(small), 1]);
    small = 1;
  }
  return { rest: BigInt(small), primes };
}
