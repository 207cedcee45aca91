import { decompositions } from '../expression/decompose.ts';
import {
  freeSymbols,
  isRational,
  power,
  product,
  rational,
  substitute,
  sum,
  symbol,
} from '../expression/expression.ts';
import type { Expression, Rational } from '../expression/expression.ts';
import { factorize } from '../expression/factorUnivariate.ts';
import { provesFullSymmetricGroup, type GaloisCertificate } from '../expression/galois.ts';
import { toText } from '../expression/printText.ts';
import { countRealRoots } from '../expression/realRoots.ts';
import * as uni from '../expression/univariate.ts';
import type { Univariate } from '../expression/univariate.ts';

/** Proof that a root of a polynomial equation is not expressible in radicals at one rational parameter point. */
export interface NoRadicalForm {
  readonly proved: true;
  readonly at: ReadonlyMap<string, Rational>;
  /** The irreducible polynomial over Q, ascending, that the root satisfies there. */
  readonly polynomial: Univariate;
  /**
   * The polynomial whose group the certificate proves: `polynomial` itself, or its outer component g where
   * polynomial = g(h) up to a factor; if z were expressible in radicals, so were the root h(z) of g.
   */
  readonly resolvent: Univariate;
  readonly certificate: GaloisCertificate;
  readonly text: string;
}

export interface Undecided {
  readonly proved: false;
  /** What was tried, one sentence a point. */
  readonly why: string;
}

export interface NoRadicalFormOptions {
  /** Name of the unknown in the text. */
  readonly unknown?: string;
  /** Rational parameter points to try; by default small positive integers and fractions for every symbol. */
  readonly points?: readonly ReadonlyMap<string, Rational>[];
  /** Half-open interval (lower, upper] that contains exactly the root meant; needed where the polynomial factors. */
  readonly interval?: { readonly lower?: Rational; readonly upper?: Rational };
}

const VALUES = ([[1, 1], [2, 1], [3, 1], [1, 2], [5, 1], [3, 2], [7, 1], [1, 3]] as const).map(([n, d]) =>
  rational(n, d),
); // prettier-ignore

/**
 * Tries to prove that the root z of a polynomial with the given ascending coefficients, rational functions of
 * parameters, has no expression in radicals: at a rational parameter point the minimal polynomial of z has degree
 * n >= 5 and a Galois group that contains A_n, which is not solvable (Galois; Abel, Ruffini). A formula in radicals
 * with rational constants, valid at that point, would contradict it. Trigonometric and hyperbolic forms are not
 * excluded. Not proved means undecided.
 */
export function noRadicalForm(
  coefficients: readonly Expression[],
  options: NoRadicalFormOptions = {},
): NoRadicalForm | Undecided {
  const tried: string[] = [];
  for (const at of options.points ?? defaultPoints(coefficients)) {
    const where = [...at].map(([name, value]) => `${name} = ${toText(value)}`).join(', ') || 'every point';
    const result = tryPoint(coefficients, at, where, options);
    if (typeof result !== 'string') return result;
    tried.push(`at ${where}: ${result}`);
  }
  return { proved: false, why: tried.join('; ') || 'no parameter point to try' };
}

function defaultPoints(coefficients: readonly Expression[]): ReadonlyMap<string, Rational>[] {
  const names = [...new Set(coefficients.flatMap((c) => [...freeSymbols(c)]))].sort();
  if (names.length === 0) return [new Map()];
  return VALUES.map((_, i) => new Map(names.map((name, k) => [name, VALUES[(i + 3 * k) % VALUES.length]!])));
}

/** The proof, or why it fails at this point. */
function tryPoint(
  coefficients: readonly Expression[],
  at: ReadonlyMap<string, Rational>,
  where: string,
  options: NoRadicalFormOptions,
): NoRadicalForm | string {
  const polynomial = specialize(coefficients, at);
  if (typeof polynomial === 'string') return polynomial;
  const factor = factorOfRoot(polynomial, options.interval);
  if (typeof factor === 'string') return factor;
  if (uni.degree(factor) < 5)
    return `the root has degree ${uni.degree(factor)}, so it is expressible in radicals`;
  const outers = decompositions(factor).map((d) => d.outer);
  let why = '';
  for (const resolvent of [factor, ...outers.filter((g) => uni.degree(g) >= 5)]) {
    const certificate = provesFullSymmetricGroup(resolvent);
    if (certificate.proved) {
      const text = explain(where, factor, resolvent, certificate, options.unknown ?? 'z');
      return { proved: true, at, polynomial: factor, resolvent, certificate, text };
    }
    why ||= certificate.why;
  }
  return why;
}

function specialize(
  coefficients: readonly Expression[],
  at: ReadonlyMap<string, Rational>,
): Univariate | string {
  const values: Rational[] = [];
  for (const c of coefficients) {
    let value: Expression;
    try {
      value = substitute(c, at);
    } catch (error) {
      if (error instanceof RangeError) return `a coefficient is undefined (${error.message})`;
      throw error;
    }
    if (!isRational(value)) return `the coefficient ${toText(value)} is not a rational number`;
    values.push(value);
  }
  const f = uni.fromRationals(values);
  return f.length < 2 ? 'the polynomial is constant' : f;
}

/** The irreducible factor with the root meant. */
function factorOfRoot(f: Univariate, interval: NoRadicalFormOptions['interval']): Univariate | string {
  const factors = factorize(f).factors.map((x) => x.factor);
  if (factors.length === 1) return factors[0]!;
  const degrees = factors.map(uni.degree).join(', ');
  if (interval === undefined)
    return `reducible over Q into degrees ${degrees}, and no interval singles out the root`;
  const { lower, upper } = interval;
  const counts = factors.map((g) => countRealRoots(g, lower, upper));
  const total = counts.reduce((a, b) => a + b, 0);
  if (total !== 1)
    return `reducible over Q into degrees ${degrees}, with ${total} real roots in the interval`;
  return factors[counts.indexOf(1)]!;
}

function explain(
  where: string,
  factor: Univariate,
  resolvent: Univariate,
  certificate: GaloisCertificate,
  unknown: string,
): string {
  const n = certificate.degree;
  const group = certificate.group === 'symmetric' ? `is S_${n}` : `contains A_${n}`;
  const patterns = certificate.primes.map(({ p, pattern }) => `${pattern.join('+')} mod ${p}`).join(', ');
  const through =
    resolvent === factor
      ? 'its Galois group over Q'
      : `a polynomial in ${unknown} is a root of ${show(resolvent, 'y')}, whose Galois group over Q`;
  return (
    `At ${where} the value ${unknown} is a root of the irreducible polynomial ${show(factor, unknown)}; ` +
    `${through} ${group}: factor degrees ${patterns}; ${certificate.argument}. ` +
    `That group is not solvable, so no formula in radicals holds there.`
  );
}

const show = (f: Univariate, unknown: string): string =>
  toText(sum(...f.map((c, i) => product(rational(c), power(symbol(unknown), rational(i)))).reverse()));
