/**
 * Greatest common divisors of integer polynomials in several variables, square-free factorization and
 * coprime bases. A gcd is normalised to a positive leading integer and contains the gcd of the integer contents.
 *
 * Methods: images modulo a prime bound the degree in each variable and drop the variables that the gcd is free
 * of; then the heuristic gcd of Char, Geddes and Gonnet (J. Symb. Comp. 7, 1989) by evaluation at a large integer
 * while the integers stay small, else the modular gcd of Brown; both are verified by division. What they leave is
 * done by the subresultant remainder sequence of Collins and Brown (Geddes, Czapor, Labahn 1992, ch. 7).
 */
import { modularGcd } from './modularGcd.ts';
import { gcdDegreeBound } from './modularImage.ts';
import * as poly from './polynomial.ts';
import type { NonConstant, Polynomial } from './polynomial.ts';
import { spend } from './workBudget.ts';

/** Integers of more bits than this are not used by the heuristic gcd. */
const HEURISTIC_BITS = 30_000;

const orient = (p: Polynomial): Polynomial => (poly.leadingInteger(p) < 0n ? poly.negate(p) : p);
const exact = (a: Polynomial, b: Polynomial): Polynomial => {
  const q = poly.divideExactly(a, b);
  if (q === undefined) throw new RangeError('polynomial division was expected to be exact');
  return q;
};

/** p divided by its integer content, with positive leading integer. */
export function integerPrimitivePart(p: Polynomial): Polynomial {
  if (p === 0n) return 0n;
  return orient(exact(p, poly.integerContent(p)));
}

/** The gcd of the coefficients with respect to one variable (with their integer content). */
export const content = (p: Polynomial, index: number): Polynomial => listGcd(poly.coefficientsIn(p, index));

/** p divided by its content in one variable, with positive leading integer. */
export const primitivePart = (p: Polynomial, index: number): Polynomial =>
  p === 0n ? 0n : orient(exact(p, content(p, index)));

/** The greatest common divisor, with positive leading integer; gcd(0, 0) = 0. */
export function gcd(a: Polynomial, b: Polynomial): Polynomial {
  if (a === 0n) return orient(b);
  if (b === 0n) return orient(a);
  if (a === 1n || b === 1n) return 1n;
  if (typeof a === 'bigint') return poly.integerContent(b, a);
  if (typeof b === 'bigint') return poly.integerContent(a, b);
  spend(20);
  const [ca, cb] = [poly.integerContent(a), poly.integerContent(b)];
  const [p, q] = [exact(a, ca) as NonConstant, exact(b, cb) as NonConstant];
  return orient(poly.scale(primitiveGcd(p, q), poly.integerGcd(ca, cb)));
}

/** Gcd of two non-constant polynomials with integer content 1. */
function primitiveGcd(a: NonConstant, b: NonConstant): Polynomial {
  if (isMonomial(b)) return monomialGcd(a, b);
  if (isMonomial(a)) return monomialGcd(b, a);
  if (poly.equals(a, b)) return a;
  const [va, vb] = [poly.variables(a), poly.variables(b)];
  if (!va.some((v) => vb.includes(v))) return 1n;
  let [dividesA, dividesB] = [true, true];
  const bounds: number[] = [];
  for (const v of new Set([...va, ...vb])) {
    const [da, db] = [poly.degree(a, v), poly.degree(b, v)];
    const bound = da === 0 || db === 0 ? 0 : gcdDegreeBound(a, b, v);
    if (bound === 0) return listGcd([...poly.coefficientsIn(a, v), ...poly.coefficientsIn(b, v)]);
    bounds.push(bound);
    dividesA &&= bound === da;
    dividesB &&= bound === db;
  }
  if (dividesB && poly.divideExactly(a, b) !== undefined) return b;
  if (dividesA && poly.divideExactly(b, a) !== undefined) return a;
  return heuristicGcd(a, b) ?? modularGcd(a, b, va, bounds) ?? sequenceGcd(a, b, a.variable);
}

function isMonomial(p: Polynomial): boolean {
  if (typeof p === 'bigint') return true;
  return (
    p.coefficients.every((c, i) => c === 0n || i === p.coefficients.length - 1) &&
    isMonomial(p.coefficients.at(-1)!)
  );
}

/** The common powers of the variables of a monomial. */
function monomialGcd(a: Polynomial, monomial: Polynomial): Polynomial {
  let g: Polynomial = 1n;
  for (const v of poly.variables(monomial)) {
    const common = Math.min(poly.degree(monomial, v), lowestDegreeIn(a, v));
    g = poly.multiply(g, poly.power(poly.variable(v), common));
  }
  return g;
}

/** The lowest power of a variable among the terms of a non-zero polynomial. */
function lowestDegreeIn(p: Polynomial, index: number): number {
  const main = poly.mainVariable(p);
  if (main < index || typeof p === 'bigint') return 0;
  if (main === index) return p.coefficients.findIndex((c) => c !== 0n);
  return Math.min(...p.coefficients.filter((c) => c !== 0n).map((c) => lowestDegreeIn(c, index)));
}

/** Gcd of several polynomials, from the smallest on. */
function listGcd(list: readonly Polynomial[]): Polynomial {
  const ascending = [...list].sort((a, b) => poly.totalDegree(a) - poly.totalDegree(b));
  let g: Polynomial = 0n;
  for (const p of ascending) {
    g = gcd(g, p);
    if (g === 1n) break;
  }
  return g;
}

function heuristicGcd(a: NonConstant, b: NonConstant): Polynomial | undefined {
  const [ha, hb] = [poly.height(a), poly.height(b)];
  let point = 2n * (ha < hb ? ha : hb) + 29n;
  // Every variable that is evaluated multiplies the size of the integers by about its degree.
  const growth = poly
    .variables(a)
    .reduce((g, v) => g * (1 + Math.max(poly.degree(a, v), poly.degree(b, v))), 4);
  for (let attempt = 0; attempt < 4; attempt++) {
    const bits = point.toString(16).length * growth;
    if (bits > HEURISTIC_BITS) return undefined;
    spend(bits + bits ** 2 / 5000);
    const image = gcd(poly.substitute(a, a.variable, point), poly.substitute(b, b.variable, point));
    if (image !== 0n) {
      const candidate = integerPrimitivePart(interpolate(image, point, a.variable));
      if (poly.divideExactly(a, candidate) !== undefined && poly.divideExactly(b, candidate) !== undefined) {
        return candidate;
      }
    }
    point = (point * 73794n) / 27011n;
  }
  return undefined;
}

/** The polynomial with coefficients of absolute value at most point/2 whose value at the point is given. */
function interpolate(value: Polynomial, point: bigint, main: number): Polynomial {
  const coefficients: Polynomial[] = [];
  while (value !== 0n) {
    const digit = symmetricRemainder(value, point);
    coefficients.push(digit);
    value = exact(poly.subtract(value, digit), point);
  }
  return poly.fromCoefficients(coefficients, main);
}

function symmetricRemainder(p: Polynomial, modulus: bigint): Polynomial {
  if (typeof p === 'bigint') {
    const r = ((p % modulus) + modulus) % modulus;
    return 2n * r > modulus ? r - modulus : r;
  }
  return poly.fromCoefficients(
    p.coefficients.map((c) => symmetricRemainder(c, modulus)),
    p.variable,
  );
}

/** Gcd by the subresultant remainder sequence in the main variable, which begins with the higher degree. */
function sequenceGcd(a: Polynomial, b: Polynomial, main: number): Polynomial {
  if (poly.degree(a, main) < poly.degree(b, main)) return sequenceGcd(b, a, main);
  const [ca, cb] = [content(a, main), content(b, main)];
  let [p, q] = [exact(a, ca), exact(b, cb)];
  let g: Polynomial = 1n;
  let h: Polynomial = 1n;
  for (;;) {
    const delta = poly.degree(p, main) - poly.degree(q, main);
    const { remainder } = poly.pseudoDivide(p, q, main);
    if (remainder === 0n) break;
    if (poly.degree(remainder, main) === 0) {
      q = 1n;
      break;
    }
    [p, q] = [q, exact(remainder, poly.multiply(g, poly.power(h, delta)))];
    g = poly.leadingCoefficient(p, main);
    h = delta === 0 ? h : exact(poly.power(g, delta), poly.power(h, delta - 1));
  }
  return poly.multiply(gcd(ca, cb), primitivePart(q, main));
}

/** The least common multiple, with positive leading integer. */
export const lcm = (a: Polynomial, b: Polynomial): Polynomial =>
  a === 0n || b === 0n ? 0n : orient(poly.multiply(a, exact(b, gcd(a, b))));

export interface SquareFreeFactor {
  readonly factor: Polynomial;
  readonly multiplicity: number;
}

/**
 * p = unit * product of factor^multiplicity with square-free, pairwise coprime factors of integer content 1 and
 * positive leading integer (Yun's algorithm, variable by variable). Throws RangeError for p = 0.
 */
export function squareFreeFactors(p: Polynomial): { unit: bigint; factors: SquareFreeFactor[] } {
  if (p === 0n) throw new RangeError('square-free factorization of zero');
  const sign = poly.leadingInteger(p) < 0n ? -1n : 1n;
  const unit = sign * poly.integerContent(p);
  const factors: SquareFreeFactor[] = [];
  let rest = exact(p, unit);
  while (typeof rest !== 'bigint') {
    const main = rest.variable;
    const lower = content(rest, main);
    yun(exact(rest, lower), main, factors);
    rest = lower;
  }
  return { unit, factors };
}

function yun(p: Polynomial, main: number, factors: SquareFreeFactor[]): void {
  if (poly.degree(p, main) === 1) {
    factors.push({ factor: orient(p), multiplicity: 1 });
    return;
  }
  let slope = poly.derivative(p, main);
  const common = gcd(p, slope);
  let product = exact(p, common);
  slope = exact(slope, common);
  for (let multiplicity = 1; poly.degree(product, main) > 0; multiplicity++) {
    const difference = poly.subtract(slope, poly.derivative(product, main));
    const factor = gcd(product, difference);
    if (factor !== 1n) factors.push({ factor: orient(factor), multiplicity });
    product = exact(product, factor);
    slope = exact(difference, factor);
  }
}

export interface CoprimeBasis {
  /** Square-free, pairwise coprime, not constant, integer content 1, positive leading integer. */
  readonly basis: readonly Polynomial[];
  /** polys[i] = units[i] * product over j of basis[j]^exponents[i][j]. */
  readonly exponents: readonly (readonly number[])[];
  readonly units: readonly bigint[];
}

/**
 * A square-free gcd-free basis of the polynomials (Bach, Driscoll, Shallit 1993, by repeated gcds).
 * Throws RangeError if one of them is zero.
 */
export function coprimeBasis(polys: readonly Polynomial[]): CoprimeBasis {
  const basis: Polynomial[] = [];
  const decompositions = polys.map(squareFreeFactors);
  const pending = decompositions.flatMap((d) => d.factors.map((f) => f.factor));
  while (pending.length > 0) {
    let p = pending.pop()!;
    for (let j = 0; j < basis.length && typeof p !== 'bigint'; j++) {
      const g = gcd(p, basis[j]!);
      if (g === 1n) continue;
      const rest = exact(basis[j]!, g);
      p = exact(p, g);
      basis[j] = g;
      if (rest !== 1n) basis.push(rest);
    }
    if (typeof p !== 'bigint') basis.push(p);
  }
  const exponents = decompositions.map(({ factors }) =>
    basis.map((b) => {
      const owner = factors.find(({ factor }) => factor === b || poly.divideExactly(factor, b) !== undefined);
      return owner === undefined ? 0 : owner.multiplicity;
    }),
  );
  return { basis, exponents, units: decompositions.map((d) => d.unit) };
}
