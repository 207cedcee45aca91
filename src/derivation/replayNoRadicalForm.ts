import { signOf } from '../expression/ball.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import {
  HALF, addRational, multiplyRational, power, product, rational, subtract, sum, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { checkCertificate } from '../expression/galois.ts';
import { parse } from '../expression/parse.ts';
import * as uni from '../expression/univariate.ts';
import type { GaloisRecord, StepClaimRecord } from '../records.ts';
import type { Judgement } from '../verification/verifyIdentity.ts';

/** Halvings of (-1, 1) around the root meant, and bits of the values that decide them. */
const HALVINGS = 170;
const BITS = 400;

/**
 * Replays a proof that z with E(z) = ω has no formula in radicals at a rational ω. Exact: the recorded resolvent is
 * irreducible with an unsolvable group (factor patterns modulo primes, Dedekind and Jordan), and the recorded image of every
 * root of the recorded polynomial is a root of it. To 50 digits: that polynomial has the root meant, which the equation fixes
 * on (-1, 1), where E is monotone.
 */
export function replayNoRadicalForm(
  claim: StepClaimRecord,
  equation: Expression,
  omega: Expression,
): Judgement {
  const refuted = (why: string): Judgement => ({ verdict: 'refuted', evidence: { method: 'the Galois certificate does not hold', why } }); // prettier-ignore
  const { galois, variable = 'z' } = claim;
  if (galois === undefined) return refuted('it is not recorded');
  const [polynomial, resolvent, through] = [galois.polynomial, galois.resolvent, galois.through].map(
    coefficients,
  );
  if (polynomial === null || resolvent === null || through === null)
    return refuted('a polynomial is not one of integers');
  if (!checkCertificate(resolvent!, { ...galois, proved: true, argument: '' }))
    return refuted('the factor patterns do not force the group');
  const image = uni.compose(resolvent!, through!);
  if (polynomial!.length < 2 || uni.pseudoRemainder(image, polynomial!).length > 0)
    return refuted('the polynomial does not divide the image of the resolvent');
  const ends = bracket(subtract(equation, omega), variable);
  const f = valueOf(polynomial!, parse(galois.root, { allowUnknown: true }));
  const signs = ends?.map((z) => signAt(f, variable, z));
  if (signs === undefined || signs.includes(null)) return refuted('the equation has no root in (-1, 1)');
  if (signs[0] === signs[1]) return refuted('the root of the equation is none of the polynomial');
  const method = `factor patterns modulo ${galois.primes.length} primes recomputed; the root of the equation is one of the polynomial to 50 digits`;
  return { verdict: 'checked', evidence: { method, rules: ['Galois certificate'], digits: 50 } };
}

const coefficients = (texts: GaloisRecord['polynomial']): uni.Univariate | null =>
  texts.every((t) => /^-?\d+$/.test(t)) ? uni.trim(texts.map(BigInt)) : null;

const valueOf = (f: uni.Univariate, root: Expression): Expression =>
  sum(...f.map((c, k) => product(rational(c), power(root, rational(k)))));

function signAt(e: Expression, name: string, x: Rational): number | null {
  const value = evaluateBall(e, new Map([[name, x]]), BITS);
  if (value === 'undefined') return null;
  const sign = signOf(value);
  return sign === 1 || sign === -1 ? sign : null;
}

/** Two close numbers in (-1, 1) between which an expression changes its sign; null where it does not. */
function bracket(e: Expression, name: string): [Rational, Rational] | null {
  const near = rational((1n << 60n) - 1n, 1n << 60n);
  let [low, high] = [multiplyRational(rational(-1), near), near];
  const [below, above] = [signAt(e, name, low), signAt(e, name, high)];
  if (below === null || above === null || below === above) return null;
  for (let k = 0; k < HALVINGS; k++) {
    const middle = multiplyRational(HALF, addRational(low, high));
    const sign = signAt(e, name, middle);
    // a rational root is none of an irreducible polynomial of higher degree
    if (sign === null) return [middle, middle];
    if (sign === below) low = middle;
    else high = middle;
  }
  return [low, high];
}
