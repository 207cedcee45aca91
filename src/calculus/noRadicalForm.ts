import { characteristicPolynomial } from '../expression/characteristicPolynomial.ts';
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
import { checkCertificate, provesFullSymmetricGroup, type GaloisCertificate } from '../expression/galois.ts';
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
   * The minimal polynomial of through(z), whose group the certificate proves: if z were expressible in radicals,
   * so would be the polynomial through(z). It is z itself ([0, 1]) wherever that suffices.
   */
  readonly resolvent: Univariate;
  readonly through: Univariate;
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
  /**
   * Polynomials g(z) to be tried where the group of z itself is not full, for instance invariants of a symmetry
   * of the equation; the components of a functional decomposition are tried anyway.
   */
  readonly through?: readonly Univariate[];
}

/** The unknown itself. */
const IDENTITY: Univariate = [0n, 1n];
/** After this many points where the group was not shown to be full, a generic obstruction is assumed. */
const GROUP_FAILURES = 3;

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
  let groupFailures = 0;
  for (const at of options.points ?? defaultPoints(coefficients)) {
    const where = [...at].map(([name, value]) => `${name} = ${toText(value)}`).join(', ') || 'every point';
    const factor = minimalPolynomial(coefficients, at, options.interval);
    if (typeof factor === 'string') {
      tried.push(`at ${where}: ${factor}`);
      continue;
    }
    const result = proveFor(factor, options.through ?? []);
    if (typeof result !== 'string') {
      return {
        proved: true,
        at,
        polynomial: factor,
        ...result,
        text: explain(where, factor, result, options.unknown ?? 'z'),
      };
    }
    tried.push(`at ${where}: ${result}`);
    if (++groupFailures === GROUP_FAILURES) break;
  }
  return { proved: false, why: tried.join('; ') || 'no parameter point to try' };
}

function defaultPoints(coefficients: readonly Expression[]): ReadonlyMap<string, Rational>[] {
  const names = [...new Set(coefficients.flatMap((c) => [...freeSymbols(c)]))].sort();
  if (names.length === 0) return [new Map()];
  return VALUES.map((_, i) => new Map(names.map((name, k) => [name, VALUES[(i + 3 * k) % VALUES.length]!])));
}

type Proof = Pick<NoRadicalForm, 'resolvent' | 'through' | 'certificate'>;

/** The minimal polynomial of the root at this point when its degree is at least 5; else why not. */
function minimalPolynomial(
  coefficients: readonly Expression[],
  at: ReadonlyMap<string, Rational>,
  interval: NoRadicalFormOptions['interval'],
): Univariate | string {
  const polynomial = specialize(coefficients, at);
  if (typeof polynomial === 'string') return polynomial;
  const factor = factorOfRoot(polynomial, interval);
  if (typeof factor === 'string' || uni.degree(factor) >= 5) return factor;
  return `the root has degree ${uni.degree(factor)}, so it is expressible in radicals`;
}

/** The proof for a root of an irreducible polynomial, by the resolvent of lowest degree; or why it fails. */
function proveFor(factor: Univariate, through: readonly Univariate[]): Proof | string {
  const images = [
    { resolvent: factor, through: IDENTITY },
    ...decompositions(factor).map((d) => ({ resolvent: d.outer, through: d.inner })),
    ...through.map((g) => ({
      resolvent: uni.squareFreePart(characteristicPolynomial(g, factor)),
      through: g,
    })),
  ];
  const hard = images.filter(({ resolvent }) => uni.degree(resolvent) >= 5);
  hard.sort((a, b) => uni.degree(a.resolvent) - uni.degree(b.resolvent));
  let why = '';
  for (const image of hard) {
    const certificate = provesFullSymmetricGroup(image.resolvent);
    if (certificate.proved) return { ...image, certificate };
    why = certificate.why;
  }
  return why;
}

/**
 * Re-verifies a proof: through(z) is a root of the resolvent for every root z of the polynomial, and the
 * certificate holds for the resolvent, which makes it irreducible with an unsolvable group.
 */
export function checkNoRadicalForm(proof: NoRadicalForm): boolean {
  const image = uni.compose(proof.resolvent, proof.through);
  return (
    proof.polynomial.length > 1 &&
    uni.pseudoRemainder(image, proof.polynomial).length === 0 &&
    checkCertificate(proof.resolvent, proof.certificate)
  );
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
  let factors: Univariate[];
  try {
    factors = factorize(f).factors.map((x) => x.factor);
  } catch (error) {
    if (error instanceof RangeError)
      return `the factorization of degree ${uni.degree(f)} was given up (${error.message})`;
    throw error;
  }
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

function explain(where: string, factor: Univariate, proof: Proof, unknown: string): string {
  const { resolvent, through, certificate } = proof;
  const n = certificate.degree;
  const group = certificate.group === 'symmetric' ? `is S_${n}` : `contains A_${n}`;
  const patterns = certificate.primes.map(({ p, pattern }) => `${pattern.join('+')} mod ${p}`).join(', ');
  const subject =
    through === IDENTITY
      ? 'its Galois group over Q'
      : `${show(through, unknown)} is a root of ${show(resolvent, 'y')}, whose Galois group over Q`;
  return (
    `At ${where} the value ${unknown} is a root of the irreducible polynomial ${show(factor, unknown)}; ` +
    `${subject} ${group}: factor degrees ${patterns}; ${certificate.argument}. ` +
    `That group is not solvable, so no formula in radicals holds there.`
  );
}

const show = (f: Univariate, unknown: string): string =>
  toText(
    sum(
      ...f
        .flatMap((c, i) => (c === 0n ? [] : [product(rational(c), power(symbol(unknown), rational(i)))]))
        .reverse(),
    ),
  );
