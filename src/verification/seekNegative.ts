import { domainOf, type Assumptions, type Domain } from '../expression/assumptions.ts';
import { ballToNumber, containsZero, isBounded, type Ball } from '../expression/ball.ts';
import { compileVector } from '../expression/compile.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { MINUS_ONE, call, children, multiplyRational, freeSymbols, isInteger, isRational, isZero, power, product, rational, rationalToNumber, substitute, sum, type Expression, type Rational } from '../expression/expression.ts'; // prettier-ignore
import { intervalContains } from '../expression/interval.ts';
import { createRandom, type Random } from '../random.ts';
import type { PositiveClaim } from './samplePositive.ts';
import { inRange } from './inRange.ts';
import { candidatePoints, meetsFacts } from './verifyIdentity.ts';

/** Starts of a descent, of them the first with all symbols alike, where symmetric inequalities are tight. */
const STARTS = 24;
const ALIKE = 6;
const EVALUATIONS = 400;
/** Symbols start within about e^∓6 beyond an end, or within e^∓6 of the width from one, and may go twice as far. */
const REACH = 6;
const SMALLEST_STEP = 1e-8;
/** A share of its terms below which a value in doubles may be negative. */
const NOISE = 1e-12;
/** The same below which the least value may be zero at a number that is near by, and below which it seems to be zero. */
const TOUCHES = 1e-5;
const ZERO_SHARE = 1e-11;
/**
 * So far beside a zero, in the coordinates of the search, the share is much larger along one of them and nowhere smaller;
 * where the sides only draw near each other towards an end it is smaller on that side.
 */
const STEP = 1 / 4;
/** Points at which balls are asked whether doubles were right. */
const CONFIRMATIONS = 12;
const BITS = 200;
/** Digits of the coordinates first tried: a short counterexample is easier to follow. */
const DIGITS = [3, 6, 12];
/** Values that are tried for all symbols, and for each alone: where signs change, and far out. */
const PROBES = [0, 1, -1, 2, -2].map((n) => rational(n));
const FAR = [12, 24, 48, 96, 192].flatMap((k) => [rational(1n << BigInt(k)), rational(1n, 1n << BigInt(k))]);

/** What was found against an inequality. */
export type Objection =
  /** A point where the expression certainly is negative, or zero where that is not allowed, or has no value. */
  | { readonly point: Point; readonly value: Ball | 'undefined' }
  /** A place where it seems to be zero and must not be. */
  | { readonly touches: Record<string, string> };
type Point = ReadonlyMap<string, Rational>;

/**
 * What speaks against e > 0 (or e >= 0) under the assumptions: first at simple and at far points, then at the ends of
 * pattern searches (Hooke and Jeeves 1961) for the least share of the value in its terms, from seeded starts. Null where
 * nothing was found, which proves nothing.
 */
export function seekNegative(claim: PositiveClaim, seed: number): Objection | null {
  const { expression: e, assumptions, orZero = false } = claim;
  const facts = assumptions.facts.map((f) => f.expression);
  const names = [...new Set([e, ...facts].flatMap((x) => [...freeSymbols(x)]))].sort();
  if (names.length === 0) return null;
  for (const point of probes(names, claim, seed)) {
    const value = isWithin(point, assumptions) ? failing(claim, point) : null;
    if (value !== null) return { point, value };
  }
  const maps = names.map((name) => coordinate(domainOf(name, assumptions)));
  const evaluate = compileVector([e, termSize(e), ...facts], names);
  const values = new Float64Array(2 + facts.length);
  const args = new Float64Array(names.length);
  const share = (t: Float64Array): number => {
    for (let i = 0; i < t.length; i++) args[i] = maps[i]!(t[i]!);
    evaluate(args, values);
    for (let k = 2; k < values.length; k++) if (!(values[k]! > 0)) return Infinity;
    return Number.isNaN(values[0]!) ? -Infinity : values[0]! / values[1]!;
  };
  const size = termSize(e);
  /** The share in balls: rounding makes doubles negative where two sides merely draw near. */
  const exactShare = (t: Float64Array): number | null => {
    const point = new Map(names.map((name, i) => [name, rounded(maps[i]!(t[i]!), DIGITS.at(-1)!)]));
    return isWithin(point, assumptions) ? inRange(() => shareAt(e, size, point, assumptions)) : null;
  };
  const dips = (t: Float64Array): boolean => {
    const least = exactShare(t) ?? Infinity;
    const beside = [...t.keys()].map((i) =>
      Math.min(...[STEP, -STEP].map((by) => exactShare(t.with(i, t[i]! + by)) ?? -Infinity)),
    );
    return least < ZERO_SHARE && Math.min(...beside) > 0.9 * least && Math.max(...beside) > 1e3 * least;
  };
  const random = createRandom(seed);
  let touches: Record<string, string> | null = null;
  for (let start = 0, asked = 0; start < STARTS && asked < CONFIRMATIONS; start++) {
    const t = descend(share, startAt(random, names.length, start < ALIKE));
    const least = share(t);
    if (!(least < (orZero ? NOISE : TOUCHES))) continue;
    asked++;
    for (const digits of DIGITS) {
      const point = new Map(names.map((name, i) => [name, rounded(args[i]!, digits)]));
      const value = isWithin(point, assumptions) ? failing(claim, point) : null;
      if (value !== null) return { point, value };
    }
    if (!orZero && touches === null && least < ZERO_SHARE && dips(t))
      touches = Object.fromEntries(names.map((name, i) => [name, maps[i]!(t[i]!).toPrecision(6)]));
  }
  return touches === null ? null : { touches };
}

/** Simple and far values: of all symbols at once, and of each beside a seeded point. */
function* probes(
  names: readonly string[],
  { expression, assumptions }: PositiveClaim,
  seed: number,
): Generator<Point> {
  const [beside] = candidatePoints([expression], assumptions, seed, 1);
  for (const value of [...PROBES, ...numbersIn(expression), ...FAR]) {
    yield new Map(names.map((name) => [name, value]));
    if (beside !== undefined && names.length > 1)
      for (const name of names) yield new Map([...beside, [name, value]]);
  }
}

/** The numbers of a formula with both signs: what is far out for others is near for it. */
const numbersIn = (e: Expression): Rational[] =>
  isRational(e) ? [e, multiplyRational(e, MINUS_ONE)] : children(e).flatMap(numbersIn);

/** The value at a point that contradicts the claim; null where it does not, or that is not certain. */
function failing(
  { expression: e, assumptions, orZero = false }: PositiveClaim,
  point: Point,
): Ball | 'undefined' | null {
  return inRange((): Ball | 'undefined' | null => {
    if (!meetsFacts(point, assumptions)) return null;
    const value = evaluateBall(e, point, BITS);
    if (value === 'undefined') return value;
    if (!isBounded(value)) return null;
    const below = containsZero(value) ? !orZero && isZero(substitute(e, point)) : value.mantissa < 0n;
    return below ? value : null;
  });
}

/** The share of the value in its terms; null where a condition fails or it is not certain. */
function shareAt(e: Expression, size: Expression, point: Point, assumptions: Assumptions): number | null {
  if (!meetsFacts(point, assumptions)) return null;
  const [value, terms] = [e, size].map((x) => evaluateBall(x, point, BITS));
  if (value === 'undefined' || terms === 'undefined' || !isBounded(value!) || !isBounded(terms!)) return null;
  return ballToNumber(value!) / ballToNumber(terms!);
}

/** The sum of the sizes of the terms before they cancel. */
function termSize(e: Expression): Expression {
  if (e.kind === 'sum') return sum(...children(e).map(termSize));
  if (e.kind === 'product') return product(...children(e).map(termSize));
  if (e.kind === 'power' && isInteger(e.exponent) && e.exponent.numerator > 0n)
    return power(termSize(e.base), e.exponent);
  return call('abs', e);
}

/** The real line onto a domain. */
function coordinate({ lower, upper, integer }: Domain): (t: number) => number {
  const [low, high] = [lower, upper].map((end) => (end === null ? null : rationalToNumber(end)));
  const whole = integer === true ? Math.round : (x: number): number => x;
  if (typeof low === 'number' && typeof high === 'number')
    return (t) => whole(low + (high - low) / (1 + Math.exp(-t)));
  if (typeof low === 'number') return (t) => whole(low + Math.exp(t));
  if (typeof high === 'number') return (t) => whole(high - Math.exp(t));
  return (t) => whole(Math.sinh(t));
}

function startAt(random: Random, count: number, alike: boolean): Float64Array {
  const draw = (): number => REACH * (2 * random.uniform() - 1);
  return alike ? new Float64Array(count).fill(draw()) : Float64Array.from({ length: count }, draw);
}

/** Steps along one coordinate at a time, halved where none leads down, until below zero or the evaluations are spent. */
function descend(f: (t: Float64Array) => number, t: Float64Array): Float64Array {
  let best = f(t);
  let step = 1;
  for (let spent = 1; spent < EVALUATIONS && best >= 0 && step > SMALLEST_STEP;) {
    const before = best;
    for (let i = 0; i < t.length; i++)
      for (const by of [step, -step]) {
        const here = t[i]!;
        if (Math.abs(here + by) > 2 * REACH) continue;
        t[i] = here + by;
        const value = f(t);
        spent++;
        if (value < best) {
          best = value;
          break;
        }
        t[i] = here;
      }
    if (best === before) step /= 2;
  }
  return t;
}

const isWithin = (point: ReadonlyMap<string, Rational>, assumptions: Assumptions): boolean =>
  [...point].every(([name, value]) => {
    const domain = domainOf(name, assumptions);
    const fits = intervalContains(domain, value) && !(domain.nonzero === true && isZero(value));
    return fits && (domain.integer !== true || isInteger(value));
  });

/** A double to so many significant decimal digits. */
function rounded(x: number, digits: number): Rational {
  const [mantissa, exponent] = x.toExponential(digits - 1).split('e') as [string, string];
  const shift = Number(exponent) - (digits - 1);
  const whole = BigInt(mantissa.replace('.', ''));
  return shift >= 0 ? rational(whole * 10n ** BigInt(shift)) : rational(whole, 10n ** BigInt(-shift));
}
