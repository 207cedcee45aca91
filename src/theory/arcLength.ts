import { isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import { expandTerms } from '../expression/expandTerms.ts';
import {
  HALF, MINUS_ONE, ONE, dependsOn, isRational, keyOf, negate, power, product, rational, size, splitCoefficient, sqrt, sum,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { normalize, simplify } from '../expression/simplify.ts';
import { antiderivative } from '../calculus/antiderivative.ts';

/** Products of sums are multiplied out under one root to at most this many terms. */
const MOST_TERMS = 12;

/**
 * θ(x) = ∫ √g dx for a positive g, without a constant, by the first form of the root whose integral is found; null where
 * none is. With g = ψ'' and x = w this is the arc length of the metric; with g = h' and x = σ the same length along the
 * dual variable.
 */
export function arcLength(g: Expression, x: string, at: Expression, facts: Assumptions): Expression | null {
  for (const root of rootForms(g, x, facts)) {
    const integral = antiderivative(root, x, facts, { at });
    if (integral !== null) return withoutConstant(simplify(integral, facts), x);
  }
  return null;
}

const withoutConstant = (e: Expression, x: string): Expression =>
  e.kind === 'sum' ? sum(...e.terms.filter((t) => dependsOn(t, x))) : e;

/** 1/√g in its shortest form. */
export function inverseRoot(g: Expression, x: string, facts: Assumptions): Expression {
  const forms = rootForms(g, x, facts).map((root) => simplify(power(root, MINUS_ONE), facts));
  return forms.sort((a, b) => size(a) - size(b))[0]!;
}

/** Forms of √g that are equal where g > 0, shortest first. */
function rootForms(g: Expression, x: string, facts: Assumptions): Expression[] {
  const forms = new Map<string, Expression>();
  const add = (e: Expression | null): void => {
    if (e !== null && !forms.has(keyOf(e))) forms.set(keyOf(e), e);
  };
  const elementary = normalize(elementaryForm(g), facts);
  for (const form of [g, normalize(g, facts), elementary]) {
    const split = splitRoot(form, facts);
    if (split !== null) {
      add(simplify(split, facts));
      add(split);
      add(gathered(split, x));
    }
    add(simplify(sqrt(form), facts));
  }
  return [...forms.values()].sort((a, b) => size(a) - size(b));
}

/** The root of a product as the product of roots of its factors, each made positive; null where a sign is not known. */
function splitRoot(g: Expression, facts: Assumptions): Expression | null {
  const [coefficient, rest] = splitCoefficient(g);
  const factors = rest.kind === 'product' ? rest.factors : [rest];
  const roots: Expression[] = [];
  for (const f of factors) {
    const [base, exponent] = f.kind === 'power' ? [f.base, f.exponent] : [f, ONE];
    const positive = positiveForm(base, facts);
    if (positive === null) return null;
    roots.push(power(positive, product(HALF, exponent)));
  }
  const { numerator: n, denominator: d } = coefficient;
  return product(sqrt(rational(n < 0n ? -n : n)), power(rational(d), negate(HALF)), ...roots);
}

function positiveForm(e: Expression, facts: Assumptions): Expression | null {
  if (isPositive(e, facts) === true) return e;
  if (isNegative(e, facts) !== true) return null;
  return e.kind === 'sum' ? sum(...e.terms.map(negate)) : negate(e);
}

/** Factors in x with equal half-integer exponents under one root, multiplied out. */
function gathered(e: Expression, x: string): Expression | null {
  if (e.kind !== 'product') return null;
  const groups = new Map<string, { exponent: Expression; bases: Expression[] }>();
  const rest: Expression[] = [];
  for (const f of e.factors) {
    if (f.kind !== 'power' || !isRational(f.exponent) || f.exponent.denominator !== 2n || !dependsOn(f, x)) {
      rest.push(f);
      continue;
    }
    const key = keyOf(f.exponent);
    const group = groups.get(key) ?? { exponent: f.exponent, bases: [] };
    group.bases.push(f.base);
    groups.set(key, group);
  }
  if (groups.size === 0) return null;
  const roots = [...groups.values()].map(({ exponent, bases }) => {
    const terms = expandTerms(product(...bases), MOST_TERMS);
    return power(terms === undefined ? product(...bases) : sum(...terms), exponent);
  });
  return product(...rest, ...roots);
}
