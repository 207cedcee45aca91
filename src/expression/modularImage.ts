import * as poly from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';
import { spend } from './workBudget.ts';

/** Primes whose products stay exact in double precision. */
export const WORD_PRIMES = [
  67_108_859, 67_108_837, 67_108_819, 67_108_777, 67_108_763, 67_108_753, 67_108_747, 67_108_739,
] as const;

/** Values given to the variables other than the one kept. */
const pointOf = (index: number, attempt: number): number =>
  7_919 * (index + 1) + 104_729 * (attempt + 1) * (index + 3) * (index + 1);

/**
 * An upper bound for the degree in one variable of the gcd of a and b: the degree of the gcd of their images
 * modulo a prime at integer values of the other variables, where the leading coefficient of one does not vanish
 * (Geddes, Czapor, Labahn 1992, section 7.4).
 */
export function gcdDegreeBound(a: Polynomial, b: Polynomial, index: number): number {
  const [f, g] = [poly.coefficientsIn(a, index), poly.coefficientsIn(b, index)];
  spend(20 + f.length + g.length);
  for (let attempt = 0; attempt < 2; attempt++) {
    const p = WORD_PRIMES[attempt]!;
    const [x, y] = [f, g].map((h) => h.map((c) => valueModulo(c, attempt, p))) as [number[], number[]];
    if (x.at(-1) === 0 && y.at(-1) === 0) continue;
    return gcdModulo(x, y, p).length - 1;
  }
  return Math.min(f.length, g.length) - 1;
}

function valueModulo(c: Polynomial, attempt: number, p: number): number {
  if (typeof c === 'bigint') return residue(c, p);
  spend(c.coefficients.length / 2);
  const x = pointOf(c.variable, attempt) % p;
  let value = 0;
  for (let i = c.coefficients.length - 1; i >= 0; i--) {
    value = (value * x + valueModulo(c.coefficients[i]!, attempt, p)) % p;
  }
  return value;
}

/** c modulo p in 0..p-1. */
export function residue(c: bigint, p: number): number {
  const r = Number(c % BigInt(p));
  return r < 0 ? r + p : r;
}

/** A gcd modulo p of two polynomials with ascending coefficients; the arguments are overwritten. */
export function gcdModulo(f: number[], g: number[], p: number): number[] {
  while (f.length > 0 && f[f.length - 1] === 0) f.pop();
  while (g.length > 0 && g[g.length - 1] === 0) g.pop();
  spend(1 + (f.length * g.length) / 8);
  while (g.length > 0) {
    const inverse = inverseModulo(g[g.length - 1]!, p);
    while (f.length >= g.length) {
      const factor = p - ((f.pop()! * inverse) % p);
      const shift = f.length - g.length + 1;
      for (let j = 0; j < g.length - 1; j++) f[shift + j] = (f[shift + j]! + factor * g[j]!) % p;
    }
    while (f.length > 0 && f[f.length - 1] === 0) f.pop();
    [f, g] = [g, f];
  }
  return f;
}

/** The inverse of a modulo the prime p, by the extended Euclidean algorithm. */
export function inverseModulo(a: number, p: number): number {
  let [r0, r1, t0, t1] = [p, a % p, 0, 1];
  while (r1 !== 0) {
    const q = Math.floor(r0 / r1);
    [r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1];
  }
  return t0 < 0 ? t0 + p : t0;
}
