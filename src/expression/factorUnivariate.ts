import { bezout, factorModulo, factorPattern, primesBelow } from './modularFactor.ts';
import * as uni from './univariate.ts';
import type { Univariate } from './univariate.ts';

export interface IrreducibleFactor {
  /** Primitive, irreducible over Q, positive leading coefficient. */
  readonly factor: Univariate;
  readonly multiplicity: number;
}

/** Combinations of modular factors that are tried; polynomials that need more are left unfactored. */
const MOST_COMBINATIONS = 100_000;
/** Good primes compared before one is chosen for lifting. */
const PRIMES_COMPARED = 8;
const PRIMES = primesBelow(2_000);

/**
 * The factorization over Q: f = unit * product of factor^multiplicity, by degree then coefficients (Zassenhaus,
 * J. Number Theory 1, 1969: factor modulo a prime, Hensel lifting, recombination). Throws RangeError for f = 0 and
 * where the combinations of modular factors are too many.
 */
export function factorize(f: Univariate): { unit: bigint; factors: IrreducibleFactor[] } {
  const { unit, factors } = uni.squareFreeFactors(f);
  const irreducible = factors.flatMap(({ factor, multiplicity }) =>
    factorSquareFree(factor).map((g) => ({ factor: g, multiplicity })),
  );
  irreducible.sort((a, b) => a.factor.length - b.factor.length || compareCoefficients(a.factor, b.factor));
  return { unit, factors: irreducible };
}

/** Whether f is irreducible over Q: of degree at least 1, and no product of two of lower degree. */
export function isIrreducible(f: Univariate): boolean {
  if (uni.degree(f) < 1) return false;
  const { factors } = factorize(f);
  return factors.length === 1 && factors[0]!.multiplicity === 1;
}

function compareCoefficients(f: Univariate, g: Univariate): number {
  const i = f.findLastIndex((c, k) => c !== g[k]);
  return i < 0 ? 0 : f[i]! < g[i]! ? -1 : 1;
}

/** The irreducible factors of a primitive square-free polynomial with positive leading coefficient. */
function factorSquareFree(f: Univariate): Univariate[] {
  if (uni.degree(f) <= 1) return [f];
  const n = uni.degree(f);
  let possible = (1n << BigInt(n + 1)) - 1n;
  let best: { p: number; count: number } | undefined;
  let compared = 0;
  for (const p of PRIMES) {
    if (p === 2) continue;
    const pattern = factorPattern(f, p);
    if (pattern === undefined) continue;
    possible &= subsetSums(pattern);
    if (possible === (1n | (1n << BigInt(n)))) return [f];
    if (best === undefined || pattern.length < best.count) best = { p, count: pattern.length };
    if (++compared === PRIMES_COMPARED) break;
  }
  if (best === undefined) throw new RangeError('no prime of good reduction for factorization');
  return recombine(f, factorModulo(f, best.p)!, best.p, possible);
}

/** Bit k is set when some of the parts add to k. */
export const subsetSums = (pattern: readonly number[]): bigint =>
  pattern.reduce((sums, part) => sums | (sums << BigInt(part)), 1n);

/** Twice a bound (Mignotte) for the coefficients of lc(f) g / lc(g), g a factor of f. */
function liftingBound(f: Univariate): bigint {
  const norm = f.reduce((total, c) => total + (c < 0n ? -c : c), 0n);
  return 2n * uni.leading(f) * norm * (1n << BigInt(uni.degree(f)));
}

function recombine(f: Univariate, residues: number[][], p: number, possible: bigint): Univariate[] {
  let modulus = BigInt(p);
  const bound = liftingBound(f);
  while (modulus <= bound) modulus *= modulus;
  let lifted = liftFactors(f, residues, p, bound);
  const found: Univariate[] = [];
  const budget = { left: MOST_COMBINATIONS };
  for (let size = 1; 2 * size <= lifted.length;) {
    const hit = findFactor(f, lifted, size, modulus, possible, budget);
    if (hit === undefined) {
      size++;
      continue;
    }
    found.push(hit.factor);
    f = uni.primitivePart(uni.divideExactly(f, hit.factor)!);
    lifted = lifted.filter((_, i) => !hit.indices.includes(i));
  }
  if (uni.degree(f) > 0) found.push(f);
  return found;
}

function findFactor(
  f: Univariate,
  lifted: readonly Univariate[],
  size: number,
  modulus: bigint,
  possible: bigint,
  budget: { left: number },
): { factor: Univariate; indices: number[] } | undefined {
  for (const indices of subsets(lifted.length, size)) {
    if (budget.left-- === 0) throw new RangeError('too many combinations of modular factors');
    const degree = indices.reduce((total, i) => total + uni.degree(lifted[i]!), 0);
    if (((possible >> BigInt(degree)) & 1n) === 0n) continue;
    const product = indices.reduce<Univariate>(
      (q, i) => symmetric(uni.multiply(q, lifted[i]!), modulus),
      [uni.leading(f)],
    );
    const factor = uni.primitivePart(product);
    if (uni.divideExactly(f, factor) !== undefined) return { factor, indices };
  }
  return undefined;
}

function* subsets(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i + size <= count; i++)
    for (const rest of subsets(count, size - 1, i + 1)) yield [i, ...rest];
}

// ---------------------------------------------------------------- Hensel lifting

function symmetric(f: Univariate, m: bigint): Univariate {
  return uni.trim(
    f.map((c) => {
      const r = ((c % m) + m) % m;
      return 2n * r > m ? r - m : r;
    }),
  );
}

/** Quotient and remainder modulo m by a monic polynomial. */
function divideMonic(f: Univariate, g: Univariate, m: bigint): [Univariate, Univariate] {
  const rest = [...f];
  const quotient: bigint[] = new Array<bigint>(Math.max(0, f.length - g.length + 1)).fill(0n);
  while (rest.length >= g.length) {
    const lead = rest.pop()! % m;
    const shift = rest.length - g.length + 1;
    quotient[shift] = lead;
    for (let j = 0; j < g.length - 1; j++) rest[shift + j] = (rest[shift + j]! - lead * g[j]!) % m;
  }
  return [symmetric(quotient, m), symmetric(rest, m)];
}

/** Lifts the monic factors modulo p of f to monic factors modulo p^(2^k) > bound, by a binary tree of pairs. */
function liftFactors(f: Univariate, residues: number[][], p: number, bound: bigint): Univariate[] {
  if (residues.length === 1) {
    let m = BigInt(p);
    while (m <= bound) m *= m;
    return [symmetric(uni.scale(f, inverseModuloPower(uni.leading(f), m)), m)];
  }
  const half = residues.length >> 1;
  const [left, right] = [residues.slice(0, half), residues.slice(half)];
  const product = (parts: number[][]): Univariate =>
    parts.reduce<Univariate>((q, part) => symmetric(uni.multiply(q, part.map(BigInt)), BigInt(p)), [1n]);
  const [g, h] = liftPair(f, uni.scale(product(left), uni.leading(f)), product(right), p, bound);
  return [...liftFactors(g, left, p, bound), ...liftFactors(h, right, p, bound)];
}

/** f = g h modulo p, h monic: the same modulo p^(2^k) > bound (von zur Gathen, Gerhard 2013, algorithm 15.10). */
function liftPair(
  f: Univariate,
  g: Univariate,
  h: Univariate,
  p: number,
  bound: bigint,
): [Univariate, Univariate] {
  let m = BigInt(p);
  const residues = (q: Univariate) => q.map((c) => Number(((c % m) + m) % m));
  g = symmetric(g, m);
  const [s0, t0] = bezout(residues(g), residues(h), p);
  let [s, t]: [Univariate, Univariate] = [s0.map(BigInt), t0.map(BigInt)];
  while (m <= bound) {
    m *= m;
    const error = symmetric(uni.subtract(f, uni.multiply(g, h)), m);
    const [q, r] = divideMonic(uni.multiply(s, error), h, m);
    g = symmetric(uni.add(g, uni.add(uni.multiply(t, error), uni.multiply(q, g))), m);
    h = symmetric(uni.add(h, r), m);
    const defect = symmetric(uni.subtract(uni.add(uni.multiply(s, g), uni.multiply(t, h)), [1n]), m);
    const [c, d] = divideMonic(uni.multiply(s, defect), h, m);
    s = symmetric(uni.subtract(s, d), m);
    t = symmetric(uni.subtract(t, uni.add(uni.multiply(t, defect), uni.multiply(c, g))), m);
  }
  return [g, h];
}

function inverseModuloPower(a: bigint, m: bigint): bigint {
  let [r0, r1, t0, t1] = [m, ((a % m) + m) % m, 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1];
  }
  return t0;
}
