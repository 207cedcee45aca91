import type { Fact } from './assumptions.ts';
import {
  MINUS_ONE, ONE, isRational, keyOf, multiplyRational, negate, power, product, signOfRational, splitCoefficient,
  sum,
  type Expression, type Rational, type Sum,
} from './expression.ts'; // prettier-ignore
import { memoOf } from './memo.ts';
import { expandSmall } from './expandTerms.ts';
import {
  ANY_SIGN, NEGATIVE, NULL, POSITIVE, addSigns, multiplySigns, negateSigns, type SignSet,
} from './sign.ts'; // prettier-ignore

const SIGNS: Record<Fact['sign'], SignSet> = {
  positive: POSITIVE,
  nonnegative: NULL | POSITIVE,
  nonzero: NEGATIVE | POSITIVE,
};

/**
 * The signs of e that the facts leave possible. A fact speaks of its expression up to rational factors, and of the
 * factors of a product that cannot vanish; with `signs`, which judges other expressions, also of products that
 * contain its own, of sums that exceed it by a known sign and of its multiples.
 */
export function signsFromFacts(
  e: Expression,
  facts: readonly Fact[],
  signs: (e: Expression) => SignSet,
): SignSet {
  const [key, sign] = direction(e);
  let possible = ANY_SIGN;
  for (const fact of facts) {
    const [factKey, factSign] = direction(fact.expression);
    const known = SIGNS[fact.sign];
    if (key === factKey) possible &= sign === factSign ? known : negateSigns(known);
    else if (!(known & NULL) && divides(e, fact.expression)) possible &= NEGATIVE | POSITIVE;
    if (e.kind === 'product') possible &= fromFactor(e.factors.length, e, fact.expression, known, signs);
    if (e.kind === 'sum')
      possible &=
        fromDifference(e.terms, fact.expression, known, signs) &
        fromMultiple(e, fact.expression, known, signs);
  }
  return possible;
}

/** A key shared by all rational multiples of e, and the sign of the multiple that e is. */
const direction = (e: Expression): readonly [string, number] => (memoOf(e).direction ??= computeDirection(e));

function computeDirection(e: Expression): readonly [string, number] {
  const [c, rest] = splitCoefficient(e);
  if (rest.kind !== 'sum') return [keyOf(rest), signOfRational(c)];
  const first = leadingCoefficient(rest.terms);
  const scaled = sum(...rest.terms.map((t) => product(t, power(first, MINUS_ONE))));
  return [keyOf(scaled), signOfRational(c) * signOfRational(first)];
}

/** The coefficient of the term that comes first by key. */
function leadingCoefficient(terms: readonly Expression[]): Rational {
  let first: [string, Rational] | undefined;
  for (const term of terms) {
    const [c, rest] = isRational(term) ? [term, ONE] : splitCoefficient(term);
    const key = keyOf(rest);
    if (first === undefined || key < first[0]) first = [key, c];
  }
  return first![1];
}

/** Whether e is a factor of the product, or the base of one. */
function divides(e: Expression, whole: Expression): boolean {
  if (whole.kind !== 'product' && whole.kind !== 'power') return false;
  const [key] = direction(e);
  const factors = whole.kind === 'product' ? whole.factors : [whole];
  return factors.some(
    (f) =>
      direction(f)[0] === key ||
      (f.kind === 'power' && isRational(f.exponent) && direction(f.base)[0] === key),
  );
}

/** e = fact · quotient, when dividing leaves fewer factors. */
function fromFactor(
  count: number,
  e: Expression,
  fact: Expression,
  known: SignSet,
  signs: (e: Expression) => SignSet,
): SignSet {
  if (fact.kind !== 'product') return ANY_SIGN;
  const quotient = product(e, power(fact, MINUS_ONE));
  const left = quotient.kind === 'product' ? quotient.factors.length : 1;
  return left < count ? multiplySigns(known, signs(quotient)) : ANY_SIGN;
}

/** e = m·fact with a factor m that runs through all terms, as 1 - x/a is (a - x)/a. The fact must not vanish. */
function fromMultiple(e: Sum, fact: Expression, known: SignSet, signs: (e: Expression) => SignSet): SignSet {
  if (fact.kind !== 'sum' || known & NULL || fact.terms.length !== e.terms.length) return ANY_SIGN;
  const key = keyOf(sum(...e.terms.map(withPlainExponents)));
  const inverse = withPlainExponents(power(fact.terms[0]!, MINUS_ONE));
  for (const term of e.terms) {
    const factor = withPlainExponents(product(term, inverse));
    if (keyOf(sum(...fact.terms.map((t) => withPlainExponents(product(factor, t))))) === key) {
      return multiplySigns(known, signs(factor));
    }
  }
  return ANY_SIGN;
}

/** The factors of a term with their exponents multiplied out, so that a^(2 - D)·a^(D - 2) is 1. */
const withPlainExponents = (term: Expression): Expression =>
  product(
    ...(term.kind === 'product' ? term.factors : [term]).map((f) =>
      f.kind === 'power' ? power(f.base, expandSmall(f.exponent)) : f,
    ),
  );

/** e = c·fact + rest, with c such that the first term of the fact cancels. */
function fromDifference(
  terms: readonly Expression[],
  fact: Expression,
  known: SignSet,
  signs: (e: Expression) => SignSet,
): SignSet {
  const [factor, first] = splitCoefficient(fact.kind === 'sum' ? fact.terms[0]! : fact);
  const match = terms.map(splitCoefficient).find(([, rest]) => keyOf(rest) === keyOf(first));
  if (match === undefined || isRational(first)) return ANY_SIGN;
  const c = multiplyRational(match[0], power(factor, MINUS_ONE) as Rational);
  const parts = fact.kind === 'sum' ? fact.terms : [fact];
  const rest = sum(...terms, ...parts.map((t) => negate(product(c, t))));
  if ((rest.kind === 'sum' ? rest.terms.length : 1) > terms.length) return ANY_SIGN;
  return addSigns(signOfRational(c) > 0 ? known : negateSigns(known), signs(rest));
}
