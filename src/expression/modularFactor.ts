/**
 * Polynomials in one variable modulo a prime p < 2^26 (so that products stay exact in double precision):
 * degrees of the irreducible factors, and the factors. Coefficients ascending, in 0..p-1, no trailing zeros.
 */
import { inverseModulo } from './modularImage.ts';
import type { Univariate } from './univariate.ts';

type Residues = number[];

function trimResidues(f: Residues): Residues {
  while (f.length > 0 && f[f.length - 1] === 0) f.pop();
  return f;
}

/** The coefficients modulo p. */
export function reduce(f: Univariate, p: number): number[] {
  const modulus = BigInt(p);
  return trimResidues(f.map((c) => (Number(c % modulus) + p) % p));
}

function monic(f: Residues, p: number): Residues {
  const inverse = inverseModulo(f.at(-1)!, p);
  return f.map((c) => (c * inverse) % p);
}

/** Sums of this many products of residues stay exact in double precision. */
const exactTerms = (p: number): number => Math.floor(2 ** 53 / (p * p)) - 1;

function multiply(f: Residues, g: Residues, p: number): Residues {
  if (f.length === 0 || g.length === 0) return [];
  const result = new Array<number>(f.length + g.length - 1).fill(0);
  const late = Math.min(f.length, g.length) <= exactTerms(p);
  for (let i = 0; i < f.length; i++) {
    const c = f[i]!;
    if (c === 0) continue;
    if (late) for (let j = 0; j < g.length; j++) result[i + j] = result[i + j]! + c * g[j]!;
    else for (let j = 0; j < g.length; j++) result[i + j] = (result[i + j]! + c * g[j]!) % p;
  }
  if (late) for (let i = 0; i < result.length; i++) result[i] = result[i]! % p;
  return trimResidues(result);
}

/** Quotient and remainder by a non-zero polynomial. */
function divide(f: Residues, g: Residues, p: number): [Residues, Residues] {
  const rest = [...f];
  const inverse = inverseModulo(g.at(-1)!, p);
  const quotient = new Array<number>(Math.max(0, f.length - g.length + 1)).fill(0);
  const late = quotient.length < exactTerms(p);
  while (rest.length >= g.length) {
    const factor = ((rest.pop()! % p) * inverse) % p;
    const shift = rest.length - g.length + 1;
    quotient[shift] = factor;
    if (factor === 0) continue;
    const minus = p - factor;
    if (late) for (let j = 0; j < g.length - 1; j++) rest[shift + j] = rest[shift + j]! + minus * g[j]!;
    else for (let j = 0; j < g.length - 1; j++) rest[shift + j] = (rest[shift + j]! + minus * g[j]!) % p;
  }
  if (late) for (let j = 0; j < rest.length; j++) rest[j] = rest[j]! % p;
  return [trimResidues(quotient), trimResidues(rest)];
}

function subtract(f: Residues, g: Residues, p: number): Residues {
  const length = Math.max(f.length, g.length);
  return trimResidues(Array.from({ length }, (_, i) => ((f[i] ?? 0) - (g[i] ?? 0) + p) % p));
}

function gcd(f: Residues, g: Residues, p: number): Residues {
  while (g.length > 0) [f, g] = [g, divide(f, g, p)[1]];
  return f.length === 0 ? f : monic(f, p);
}

function powerModulo(base: Residues, exponent: bigint, f: Residues, p: number): Residues {
  let result: Residues = [1];
  for (const bit of exponent.toString(2)) {
    result = divide(multiply(result, result, p), f, p)[1];
    if (bit === '1') result = divide(multiply(result, base, p), f, p)[1];
  }
  return result;
}

/** The products of the irreducible factors of each degree, f monic and square-free. */
function distinctDegree(f: Residues, p: number): { degree: number; product: Residues }[] {
  const parts: { degree: number; product: Residues }[] = [];
  const raise = frobenius(f, p);
  let power: Residues = divide([0, 1], f, p)[1];
  for (let d = 1; 2 * d <= f.length - 1; d++) {
    power = raise(power);
    const product = gcd(f, subtract(power, [0, 1], p), p);
    if (product.length > 1) {
      parts.push({ degree: d, product });
      f = divide(f, product, p)[0];
    }
  }
  if (f.length > 1) parts.push({ degree: f.length - 1, product: f });
  return parts;
}

/**
 * The map a -> a^p modulo f, linear over the field of p elements: the powers x^(p i) are found once, so that each use
 * costs the square of the degree.
 */
function frobenius(f: Residues, p: number): (a: Residues) => Residues {
  const n = f.length - 1;
  const step = powerModulo(divide([0, 1], f, p)[1], BigInt(p), f, p);
  const rows: Residues[] = [[1]];
  for (let i = 1; i < n; i++) rows.push(divide(multiply(rows[i - 1]!, step, p), f, p)[1]);
  const late = n < exactTerms(p);
  return (a) => {
    const image = new Array<number>(n).fill(0);
    a.forEach((c, i) => {
      const row = rows[i]!;
      if (late) for (let j = 0; j < row.length; j++) image[j] = image[j]! + c * row[j]!;
      else for (let j = 0; j < row.length; j++) image[j] = (image[j]! + c * row[j]!) % p;
    });
    return trimResidues(image.map((c) => c % p));
  };
}

/** f modulo p, monic, when p divides neither the leading coefficient nor the discriminant; else undefined. */
function goodReduction(f: Univariate, p: number): Residues | undefined {
  const g = reduce(f, p);
  if (g.length !== f.length || g.length < 2) return undefined;
  const slope = trimResidues(g.slice(1).map((c, i) => (c * ((i + 1) % p)) % p));
  return gcd(g, slope, p).length === 1 ? monic(g, p) : undefined;
}

/**
 * The degrees of the irreducible factors of f modulo the prime p, descending; undefined when p divides the
 * leading coefficient or the discriminant. By Dedekind's theorem it is then the cycle type of an element of the
 * Galois group of f.
 */
export function factorPattern(f: Univariate, p: number): number[] | undefined {
  const g = goodReduction(f, p);
  if (g === undefined) return undefined;
  return distinctDegree(g, p)
    .flatMap(({ degree, product }) => new Array<number>((product.length - 1) / degree).fill(degree))
    .sort((a, b) => b - a);
}

/** The monic irreducible factors modulo an odd prime p of good reduction; undefined for other primes. */
export function factorModulo(f: Univariate, p: number): number[][] | undefined {
  if (p === 2) return undefined;
  const g = goodReduction(f, p);
  return g && distinctDegree(g, p).flatMap(({ degree, product }) => equalDegree(product, degree, p));
}

/** Cantor and Zassenhaus (Math. Comp. 36, 1981) with a fixed sequence of trial polynomials. */
function equalDegree(f: Residues, d: number, p: number): Residues[] {
  const pending = [f];
  const done: Residues[] = [];
  const exponent = (BigInt(p) ** BigInt(d) - 1n) / 2n;
  let state = 1;
  while (pending.length > 0) {
    const g = pending.pop()!;
    if (g.length - 1 === d) {
      done.push(g);
      continue;
    }
    const trial = trimResidues(
      Array.from({ length: g.length - 1 }, () => {
        state = (state * 16_807) % 2_147_483_647;
        return state % p;
      }),
    );
    const h = trial.length < 2 ? [] : gcd(g, subtract(powerModulo(trial, exponent, g, p), [1], p), p);
    if (h.length > 1 && h.length < g.length) pending.push(h, divide(g, h, p)[0]);
    else pending.push(g);
  }
  return done;
}

/** Coefficients s, t with s f + t g = 1 modulo p, for coprime f and g. */
export function bezout(f: readonly number[], g: readonly number[], p: number): [number[], number[]] {
  let [r0, r1]: [Residues, Residues] = [[...f], [...g]];
  let [s0, s1, t0, t1]: Residues[] = [[1], [], [], [1]];
  while (r1.length > 0) {
    const [q, r] = divide(r0, r1, p);
    [r0, r1] = [r1, r];
    [s0, s1] = [s1!, subtract(s0!, multiply(q, s1!, p), p)];
    [t0, t1] = [t1!, subtract(t0!, multiply(q, t1!, p), p)];
  }
  const inverse = inverseModulo(r0[0]!, p);
  return [s0!.map((c) => (c * inverse) % p), t0!.map((c) => (c * inverse) % p)];
}

/** The primes below a bound, ascending. */
export function primesBelow(bound: number): number[] {
  const composite = new Uint8Array(bound);
  const primes: number[] = [];
  for (let n = 2; n < bound; n++) {
    if (composite[n]) continue;
    primes.push(n);
    for (let m = n * n; m < bound; m += n) composite[m] = 1;
  }
  return primes;
}

export const isPrime = (n: number): boolean => {
  if (!Number.isInteger(n) || n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
};
