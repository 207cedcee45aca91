import type { Assumptions } from './assumptions.ts';
import { domainOf } from './domain.ts';
import {
  HALF, MINUS_ONE, ONE, PI, TWO, freeSymbols, isInteger, isRational, isZero, keyOf, multiplyRational, negate, power, product, rational,
  signOfRational, splitCoefficient, subtract, sum,
  type Call, type Expression, type Power, type Rational, type Sum,
} from './expression.ts'; // prettier-ignore
import { signsFromFacts } from './factSigns.ts';
import { expandTerms } from './expandTerms.ts';
import {
  REAL_LINE, addIntervals, intersect, interval, multiplyIntervals, pointInterval, type Interval,
} from './interval.ts'; // prettier-ignore
import { asUnivariate, signsOfPolynomial } from './polynomialSign.ts';
import { rangeOfFunction, rangeOfGeneralPower, rangeOfPower } from './rangeOfFunction.ts';
import {
  ANY_SIGN, NEGATIVE, NULL, POSITIVE, addSigns, intervalOfSigns, multiplySigns, signsOfInterval, type SignSet,
} from './sign.ts'; // prettier-ignore

/** `unknown` is no answer: a rule that needs `true` must not apply. */
export type Truth = boolean | 'unknown';

/**
 * What is known of the values that an expression takes at the points that meet the assumptions and where it is
 * defined: an enclosure, and the signs that occur.
 */
interface Knowledge {
  readonly range: Interval;
  readonly signs: SignSet;
}

const NOTHING: Knowledge = { range: REAL_LINE, signs: ANY_SIGN };

/** Other expressions are judged for the sake of one at most this deep, so that every question ends soon. */
const DEEPEST = 3;
/** Sums of more terms are judged by their range alone. */
const MOST_TERMS = 12;

/** By the key, since equal expressions are built again and again; emptied when it has grown to this many entries. */
const memory = new WeakMap<Assumptions, Map<string, Knowledge>[]>();
const MOST_REMEMBERED = 20_000;

function know(e: Expression, assumptions: Assumptions, depth: number): Knowledge {
  let levels = memory.get(assumptions);
  if (levels === undefined)
    memory.set(
      assumptions,
      (levels = Array.from({ length: DEEPEST + 1 }, () => new Map<string, Knowledge>())),
    );
  const known = levels[depth]!;
  const key = keyOf(e);
  let knowledge = known.get(key);
  if (knowledge === undefined) {
    knowledge = infer(e, assumptions, depth);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(key, knowledge);
  }
  return knowledge;
}

/** Range and signs sharpen each other; a contradiction means that e is defined nowhere, and says nothing. */
function sharpen(range: Interval | null, signs: SignSet): Knowledge {
  if (range === null) return NOTHING;
  const both = signs & signsOfInterval(range);
  if (both === 0) return NOTHING;
  return { range: intersect(range, intervalOfSigns(both)) ?? range, signs: both };
}

function infer(e: Expression, assumptions: Assumptions, depth: number): Knowledge {
  const part = (x: Expression): Knowledge => know(x, assumptions, depth);
  const other = (x: Expression): SignSet =>
    depth === DEEPEST ? ANY_SIGN : know(x, assumptions, depth + 1).signs;
  const plain = structural(e, { assumptions, part, other });
  if (assumptions.facts.length === 0 || isRational(e) || isDecided(plain.signs)) return plain;
  const signs = signsFromFacts(e, assumptions.facts, other);
  return signs === ANY_SIGN ? plain : sharpen(plain.range, plain.signs & signs);
}

const isDecided = (signs: SignSet): boolean => signs === POSITIVE || signs === NEGATIVE || signs === NULL;

/** How to judge the parts of an expression, and the signs of others that are built from it. */
interface Context {
  readonly assumptions: Assumptions;
  readonly part: (e: Expression) => Knowledge;
  readonly other: (e: Expression) => SignSet;
}

function structural(e: Expression, context: Context): Knowledge {
  switch (e.kind) {
    case 'rational':
      return sharpen(pointInterval(e), ANY_SIGN);
    case 'constant':
      return sharpen(
        interval(rational(314159265, 100000000), rational(314159266, 100000000), true, true),
        ANY_SIGN,
      );
    case 'symbol': {
      const domain = domainOf(e.name, context.assumptions);
      return sharpen(domain, domain.nonzero ? NEGATIVE | POSITIVE : ANY_SIGN);
    }
    case 'sum':
      return ofSum(e, context);
    case 'product': {
      const known = e.factors.map(context.part);
      return sharpen(
        known.map((k) => k.range).reduce(multiplyIntervals),
        known.map((k) => k.signs).reduce(multiplySigns),
      );
    }
    case 'power':
      return ofPower(e, context);
    case 'call':
      return ofCall(e, context);
  }
}

function ofSum(e: Sum, context: Context): Knowledge {
  const known = e.terms.map(context.part);
  const range = known.map((k) => k.range).reduce(addIntervals);
  const plain = sharpen(range, known.map((k) => k.signs).reduce(addSigns));
  if (isDecided(plain.signs) || e.terms.length > MOST_TERMS) return plain;
  let signs = plain.signs & signsBySquares(e, context) & signsByFactor(e, context);
  if (!isDecided(signs)) signs &= signsOverDenominator(e, context);
  return sharpen(plain.range, signs);
}

/**
 * T + R with a square root T of known sign: T^2 > R^2 gives it the sign of T. It decides w + sqrt(w^2 + c), say.
 */
function signsBySquares(e: Sum, { part, other }: Context): SignSet {
  const term = e.terms.find((t) => halfPower(t) !== undefined);
  if (term === undefined) return ANY_SIGN;
  const sign = part(term).signs;
  if (sign & NEGATIVE && sign & POSITIVE) return ANY_SIGN;
  const rest = e.terms.filter((t) => t !== term);
  if (rest.length > 2) return ANY_SIGN;
  const excess = sum(...squareOfRoot(term), ...squareOfSum(rest).map(negate));
  const larger = other(excess);
  if (larger === POSITIVE) return sign;
  return larger & NEGATIVE ? ANY_SIGN : sign | NULL;
}

const isHalf = (q: Expression): boolean => isRational(q) && q.numerator === 1n && q.denominator === 2n;

/** The factor sqrt(S) of a term. */
function halfPower(term: Expression): Power | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  return factors.find((f): f is Power => f.kind === 'power' && isHalf(f.exponent));
}

/** The terms of the square of c·sqrt(S), distributed over those of S. */
function squareOfRoot(term: Expression): Expression[] {
  const root = halfPower(term)!;
  const factors = term.kind === 'product' ? term.factors.filter((f) => f !== root) : [];
  const square = factors.map((f) => power(f, TWO));
  const terms = root.base.kind === 'sum' ? root.base.terms : [root.base];
  return terms.map((t) => product(...square, t));
}

function squareOfSum(terms: readonly Expression[]): Expression[] {
  return terms.flatMap((a, j) =>
    terms.slice(0, j + 1).map((b) => (a === b ? power(a, TWO) : product(TWO, a, b))),
  );
}

/** Takes out the common power of one variable; what is left may be a polynomial in it alone. */
function signsByFactor(e: Sum, { assumptions, other }: Context): SignSet {
  let signs = ANY_SIGN;
  for (const name of freeSymbols(e)) {
    const polynomial = freeSymbols(e).size === 1 ? asUnivariate(e.terms, name) : undefined;
    if (polynomial !== undefined) return signsOfPolynomial(polynomial, domainOf(name, assumptions));
    const common = commonFactor(e.terms, name);
    if (common === undefined) continue;
    const rest = sum(...e.terms.map((t) => product(t, power(common, MINUS_ONE))));
    signs &= multiplySigns(other(common), other(rest));
  }
  return signs;
}

/** The sign of a sum of quotients from its numerator and denominator, when the numerator is short. */
function signsOverDenominator(e: Sum, { other }: Context): SignSet {
  const divisors = new Map<string, Expression>();
  for (const term of e.terms) {
    for (const f of term.kind === 'product' ? term.factors : [term]) {
      if (f.kind !== 'power' || !isInteger(f.exponent) || f.exponent.numerator > 0n) continue;
      const key = keyOf(f.base);
      const divisor = power(f, MINUS_ONE);
      const before = divisors.get(key);
      if (before === undefined || degreeOf(divisor) > degreeOf(before)) divisors.set(key, divisor);
    }
  }
  if (divisors.size === 0 || divisors.size > 3) return ANY_SIGN;
  const denominator = product(...divisors.values());
  const terms = expandTerms(sum(...e.terms.map((t) => product(t, denominator))), MOST_TERMS);
  if (terms === undefined) return ANY_SIGN;
  return multiplySigns(other(sum(...terms)), other(denominator));
}

const degreeOf = (e: Expression): number =>
  e.kind === 'power' && isRational(e.exponent) ? Number(e.exponent.numerator) : 1;

/** The lowest power of the symbol when it divides every term and the exponents are rational. */
function commonFactor(terms: readonly Expression[], name: string): Expression | undefined {
  let least: Rational | undefined;
  let base: Expression | undefined;
  for (const term of terms) {
    const factors = term.kind === 'product' ? term.factors : [term];
    const found = factors.find((f) => f === base || isPowerOf(f, name));
    if (found === undefined) return undefined;
    const [b, exponent] = found.kind === 'power' ? [found.base, found.exponent as Rational] : [found, ONE];
    base = b;
    if (
      least === undefined ||
      signOfRational(multiplyRational(MINUS_ONE, subtract(exponent, least) as Rational)) > 0
    ) {
      least = exponent;
    }
  }
  return base && least && !isZero(least) ? power(base, least) : undefined;
}

const isPowerOf = (f: Expression, name: string): boolean =>
  (f.kind === 'symbol' && f.name === name) ||
  (f.kind === 'power' && f.base.kind === 'symbol' && f.base.name === name && isRational(f.exponent));

function ofPower({ base, exponent }: Power, { assumptions, part }: Context): Knowledge {
  const known = part(base);
  if (isRational(exponent))
    return sharpen(rangeOfPower(known.range, exponent), signsOfPower(known.signs, exponent));
  const negativeBase = known.signs & NEGATIVE && isIntegerValued(exponent, assumptions) !== 'never';
  if (negativeBase) return isEven(exponent, assumptions) ? sharpen(REAL_LINE, NULL | POSITIVE) : NOTHING;
  const signs = known.signs & NULL ? NULL | POSITIVE : POSITIVE;
  return sharpen(rangeOfGeneralPower(known.range, part(exponent).range), signs);
}

function signsOfPower(base: SignSet, q: Rational): SignSet {
  const zero = q.numerator > 0n ? base & NULL : 0;
  if (q.denominator !== 1n) return zero | (base & POSITIVE);
  if (q.numerator % 2n !== 0n) return zero | (base & (NEGATIVE | POSITIVE));
  return zero | (base & (NEGATIVE | POSITIVE) ? POSITIVE : 0);
}

/** Whether an exponent is an integer; a sum or product with a fraction may be one at some points. */
function isIntegerValued(e: Expression, assumptions: Assumptions): 'always' | 'sometimes' | 'never' {
  if (isRational(e)) return isInteger(e) ? 'always' : 'never';
  if (e.kind === 'symbol') return domainOf(e.name, assumptions).integer ? 'always' : 'sometimes';
  const parts = e.kind === 'sum' ? e.terms : e.kind === 'product' ? e.factors : [];
  const all = parts.length > 0 && parts.every((part) => isIntegerValued(part, assumptions) === 'always');
  return all ? 'always' : 'sometimes';
}

function isEven(e: Expression, assumptions: Assumptions): boolean {
  const [c, rest] = splitCoefficient(e);
  return isInteger(c) && c.numerator % 2n === 0n && isIntegerValued(rest, assumptions) === 'always';
}

const ODD_INCREASING = new Set(['sinh', 'arsinh', 'tanh', 'artanh', 'arcsin', 'arctan', 'sign']);

function ofCall(e: Call, { part, other }: Context): Knowledge {
  const argument = part(e.argument);
  let signs = ANY_SIGN;
  if (ODD_INCREASING.has(e.name)) signs = argument.signs;
  else if (e.name === 'abs')
    signs = (argument.signs & NULL) | (argument.signs & (NEGATIVE | POSITIVE) ? POSITIVE : 0);
  else if (e.name === 'log') signs = other(subtract(e.argument, ONE));
  else if (
    e.name === 'cos' &&
    (e.argument.kind === 'sum' || e.argument.kind === 'product' || e.argument.kind === 'symbol')
  ) {
    const quarter = product(HALF, PI);
    if (other(sum(quarter, e.argument)) === POSITIVE && other(subtract(quarter, e.argument)) === POSITIVE)
      signs = POSITIVE;
  }
  return sharpen(rangeOfFunction(e.name, argument.range), signs);
}

// ---------------------------------------------------------------- questions

/** An enclosure of all values of e where the assumptions hold and e is defined. */
export const rangeOf = (e: Expression, assumptions: Assumptions): Interval => know(e, assumptions, 0).range;

function ask(e: Expression, assumptions: Assumptions, wanted: SignSet): Truth {
  const { signs } = know(e, assumptions, 0);
  if ((signs & ~wanted) === 0) return true;
  return (signs & wanted) === 0 ? false : 'unknown';
}

/** Whether e > 0 wherever it is defined; false when it is so nowhere. */
export const isPositive = (e: Expression, assumptions: Assumptions): Truth => ask(e, assumptions, POSITIVE);
export const isNegative = (e: Expression, assumptions: Assumptions): Truth => ask(e, assumptions, NEGATIVE);
export const isNonzero = (e: Expression, assumptions: Assumptions): Truth =>
  ask(e, assumptions, NEGATIVE | POSITIVE);
export const isNonnegative = (e: Expression, assumptions: Assumptions): Truth =>
  ask(e, assumptions, NULL | POSITIVE);

/** -1, 0 or 1 when a < b, a = b or a > b wherever both are defined. */
export function compare(a: Expression, b: Expression, assumptions: Assumptions): -1 | 0 | 1 | 'unknown' {
  const { signs } = know(subtract(a, b), assumptions, 0);
  if (signs === NULL) return 0;
  return signs === POSITIVE ? 1 : signs === NEGATIVE ? -1 : 'unknown';
}
