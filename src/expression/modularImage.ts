import type { NonConstant, Polynomial } from './polynomial.ts';

/** Primes whose products stay exact in double precision. */
const PRIMES = [67_108_859, 67_108_837] as const;
/** Values given to the variables below the main one. */
const pointOf = (index: number, attempt: number): number =>
  7_919 * (index + 1) + 104_729 * (attempt + 1) * (index + 3);

/**
 * True when an image of a and b modulo a prime, at integer values of the lower variables, proves that their gcd
 * is free of their common main variable (the leading coefficients do not vanish in the image and the images are
 * coprime: Geddes, Czapor, Labahn 1992, section 7.4). False says nothing.
 */
export function coprimeModularImage(a: NonConstant, b: NonConstant): boolean {
  for (let attempt = 0; attempt < PRIMES.length; attempt++) {
    const p = PRIMES[attempt]!;
    const [f, g] = [a, b].map((q) => q.coefficients.map((c) => valueModulo(c, attempt, p))) as [
      number[],
      number[],
    ];
    if (f.at(-1) === 0 || g.at(-1) === 0) continue;
    return gcdDegree(f, g, p) === 0;
  }
  return false;
}

function valueModulo(c: Polynomial, attempt: number, p: number): number {
  if (typeof c === 'bigint') {
    const r = Number(c % BigInt(p));
    return r < 0 ? r + p : r;
  }
  const x = pointOf(c.variable, attempt) % p;
  let value = 0;
  for (let i = c.coefficients.length - 1; i >= 0; i--) {
    value = (value * x + valueModulo(c.coefficients[i]!, attempt, p)) % p;
  }
  return value;
}

/** Degree of the gcd of two non-zero polynomials modulo p; the arguments are overwritten. */
function gcdDegree(f: number[], g: number[], p: number): number {
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
  return f.length - 1;
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
