import {
  NO_ASSUMPTIONS,
  domainOf,
  isDefined,
  isNegative,
  isNonnegative,
  isPositive,
  isNonzero,
  type Assumptions,
  type Domain,
} from '../expression/assumptions.ts';
import {
  ballRadius,
  ballToNumber,
  containsZero,
  isBounded,
  subtractBall,
  type Ball,
} from '../expression/ball.ts';
import { bitsForDigits, evaluateBall } from '../expression/evaluate.ts';
import { freeSymbols, substitute, type Expression, type Rational } from '../expression/expression.ts';
import { formatBall } from '../expression/digits.ts';
import { longestNumber } from '../expression/longestNumber.ts';
import { toText } from '../expression/printText.ts';
import { isPoint } from '../expression/interval.ts';
import { proveEqual } from '../expression/prove.ts';
import { samplePoints } from '../expression/sample.ts';
import { cornerPoints, hasCorner } from './cornerPoints.ts';
import { inRange } from './inRange.ts';
import type { EvidenceRecord, VerdictKind } from '../records.ts';

export interface Identity {
  readonly left: Expression;
  readonly right: Expression;
  readonly assumptions: Assumptions;
}

export interface Judgement {
  readonly verdict: VerdictKind;
  readonly evidence: EvidenceRecord;
}

export interface SamplingOptions {
  readonly seed: number;
  /** Points that must lie in the domain. */
  readonly points?: number;
  readonly digits?: number;
  /** Ask a second, independent evaluator about every identity of a step. */
  readonly secondOpinion?: boolean;
  /** Random points alone: no proof is looked for, nor the corners of |.| and sign. */
  readonly glance?: boolean;
  /** Both sides must have values: where none of the sampled points has them, the claim is refuted. */
  readonly mustExist?: boolean;
}

/** Digits shown of two values that differ: at least so many, and so many beyond the last that agrees. */
const LEAST_SHOWN = 6;
const BEYOND = 3;

/** Sampled points around whose values of the other symbols the corners are looked for. */
const BASES = 2;

/** How often points are drawn for each one wanted before sampling gives up. */
const DRAWS = 12;

/**
 * left = right wherever both are defined and the assumptions hold. Two witnesses: ball arithmetic at seeded rational
 * points, which refutes when the difference excludes zero, and the symbolic zero proof. Proved needs the proof and
 * no refutation; checked means agreement at the sampled points alone; undecided means that no point was usable. A proof
 * about sides that may be defined nowhere says nothing and does not count.
 */
export function verifyIdentity(identity: Identity, options: SamplingOptions): Judgement {
  const sampled = sampleIdentity(identity, options);
  if (sampled.verdict === 'refuted' || options.glance === true) return sampled;
  const proof = proveEqual(identity.left, identity.right, identity.assumptions);
  if (proof === null) return sampled;
  const { points, skipped, digits, worst } = sampled.evidence;
  if (points === 0 && !isDefinedEverywhere(identity)) return sampled;
  const evidence: EvidenceRecord = { method: proof.rules.join(', '), rules: [...proof.rules] };
  if (points !== undefined && points > 0) Object.assign(evidence, { points, skipped, digits, worst });
  return { verdict: 'proved', evidence };
}

const isDefinedEverywhere = ({ left, right, assumptions }: Identity): boolean =>
  [left, right].every((side) => isDefined(side, assumptions) === true);

/** Digits beyond twice those of the longest number in a side: a term with one such factor cannot hide. */
const BESIDE = 20;
const MOST_DIGITS = 2000;
const digitsFor = (sides: readonly Expression[], least: number): number => {
  const longest = Math.max(...sides.map(longestNumber)) * Math.log10(2);
  return Math.max(least, Math.min(MOST_DIGITS, BESIDE + Math.ceil(2 * longest)));
};

/** The numerical witness alone. */
export function sampleIdentity({ left, right, assumptions }: Identity, options: SamplingOptions): Judgement {
  const { points: wanted = 5 } = options;
  const digits = digitsFor([left, right], options.digits ?? 50);
  let [used, skipped] = [0, 0];
  let worst = 0;
  let missing: NonNullable<EvidenceRecord['counterexample']> | null = null;
  for (const point of pointsOf([left, right], assumptions, options, wanted, () => used < wanted)) {
    const sides = inRange(() => sidesAt(left, right, point, digits));
    if (sides === null) {
      if (options.mustExist) missing ??= missingValue(left, right, point);
      skipped++;
      continue;
    }
    used++;
    const { a, b, difference, bound } = sides;
    if (!containsZero(difference)) {
      const agreeingDigits = agreeing(a, b);
      const shown = Math.max(LEAST_SHOWN, agreeingDigits + BEYOND);
      const counterexample = {
        at: pointRecord(point),
        left: formatBall(a, shown),
        right: formatBall(b, shown),
        agreeingDigits,
      };
      return {
        verdict: 'refuted',
        evidence: { method: 'values differ at a point', points: used, skipped, digits, counterexample },
      };
    }
    worst = Math.max(worst, bound);
  }
  if (used === 0 && missing !== null)
    return {
      verdict: 'refuted',
      evidence: {
        method: 'a side has no real value at the sampled points',
        points: 0,
        skipped,
        digits,
        counterexample: missing,
      },
    };
  if (used === 0)
    return {
      verdict: 'undecided',
      evidence: {
        method: 'sampling',
        points: 0,
        skipped,
        digits,
        why: 'no sampled point lies in the domain of both sides',
      },
    };
  return {
    verdict: 'checked',
    evidence: {
      method: 'equal to the stated digits at sampled points',
      points: used,
      skipped,
      digits,
      worst: worst.toExponential(1),
    },
  };
}

/** What identities are at a point: true, false, without a value, or with a value on one side alone. */
export type Truth = 'true' | 'false' | 'undefined' | 'one-sided';

/** Seeded points with the symbols of several identities, and whether all are true there. */
export function truthAtPoints(
  identities: readonly Identity[],
  { seed, digits = 50 }: SamplingOptions,
  count: number,
): { point: ReadonlyMap<string, Rational>; truth: Truth }[] {
  const sides = identities.flatMap(({ left, right }) => [left, right]);
  const [first] = identities;
  if (first === undefined) return [];
  const points = candidatePoints(sides, first.assumptions, seed, Math.ceil(count / DRAWS));
  return [...points].map((point) => {
    const truths = identities.map(({ left, right }) => truthAt(left, right, point, digits));
    const order: readonly Truth[] = ['false', 'one-sided', 'undefined', 'true'];
    return { point, truth: order.find((t) => truths.includes(t))! };
  });
}

function truthAt(
  left: Expression,
  right: Expression,
  point: ReadonlyMap<string, Rational>,
  digits: number,
): Truth {
  const sides = inRange(() => sidesAt(left, right, point, digits));
  if (sides !== null) return containsZero(sides.difference) ? 'true' : 'false';
  const has = (e: Expression): boolean => {
    const value = inRange(() => evaluateBall(e, point, 100));
    return value !== null && value !== 'undefined' && isBounded(value);
  };
  return has(left) === has(right) ? 'undefined' : 'one-sided';
}

/** Sampled points while more are wanted; then, where |.| or sign occurs, points around their corners. */
function* pointsOf(
  sides: readonly Expression[],
  assumptions: Assumptions,
  { seed, glance = false }: SamplingOptions,
  wanted: number,
  isWanted: () => boolean,
): Generator<ReadonlyMap<string, Rational>> {
  const bases: Map<string, Rational>[] = [];
  for (const point of candidatePoints(sides, assumptions, seed, wanted)) {
    if (!isWanted()) break;
    if (bases.length < BASES) bases.push(point);
    yield point;
  }
  if (glance || !sides.some(hasCorner)) return;
  for (const base of bases)
    for (const point of cornerPoints(sides, assumptions, base))
      if (inRange(() => meetsFacts(point, assumptions)) === true) yield point;
}

/** What a counterexample shows for a side without a value. */
export const NO_VALUE = 'no real value';

/** A counterexample where a side certainly has no value, else null. */
export function missingValue(
  left: Expression,
  right: Expression,
  point: ReadonlyMap<string, Rational>,
): NonNullable<EvidenceRecord['counterexample']> | null {
  const values = [left, right].map((side) => evaluateBall(side, point, 100));
  const texts = values.map((v) => (v === 'undefined' ? NO_VALUE : isBounded(v) ? formatBall(v, 20) : null));
  const [a, b] = texts as [string | null, string | null];
  if (a === null || b === null || !values.includes('undefined')) return null;
  return { at: pointRecord(point), left: a, right: b };
}

/** Seeded rational points that satisfy the domains and the facts. */
export function* candidatePoints(
  expressions: readonly Expression[],
  assumptions: Assumptions,
  seed: number,
  wanted: number,
): Generator<Map<string, Rational>> {
  // prettier-ignore
  const names = new Set(expressions.flatMap((e) => [...freeSymbols(e)]));
  for (const f of assumptions.facts) for (const name of freeSymbols(f.expression)) names.add(name);
  const valuesOf = (domain: Domain) => (isPoint(domain) ? { ...domain, closed: true } : domain);
  const domains = new Map([...names].sort().map((name) => [name, valuesOf(domainOf(name, assumptions))]));
  const points =
    names.size === 0 ? [new Map<string, Rational>()] : samplePoints(domains, seed, wanted * DRAWS);
  for (const point of points) if (meetsFacts(point, assumptions)) yield point;
}

/** Precisions at which the sign of a fact is asked for: at extreme scales it cancels over many digits. */
const FACT_BITS = [80, 320, 1280];

/** Whether every fact certainly holds at the point. */
export function meetsFacts(point: ReadonlyMap<string, Rational>, assumptions: Assumptions): boolean {
  return assumptions.facts.every(({ expression, sign }) => {
    // nearly every fact is decided by a ball; what may be zero needs the exact value
    const seen = evaluateBall(expression, point, 80);
    if (seen === 'undefined') return false;
    if (isBounded(seen) && !containsZero(seen)) return sign === 'nonzero' || ballToNumber(seen) > 0;
    let value: Expression;
    try {
      value = substitute(expression, point);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    if (isPositive(value, NO_ASSUMPTIONS) === true) return true;
    if (isNegative(value, NO_ASSUMPTIONS) === true) return sign === 'nonzero';
    if (sign === 'nonnegative' && isNonnegative(value, NO_ASSUMPTIONS) === true) return true;
    if (sign === 'nonzero' && isNonzero(value, NO_ASSUMPTIONS) === true) return true;
    for (const bits of FACT_BITS) {
      const ball = evaluateBall(value, new Map(), bits);
      if (ball === 'undefined') return false;
      if (isBounded(ball) && !containsZero(ball)) return sign === 'nonzero' || ballToNumber(ball) > 0;
    }
    return false;
  });
}

interface Sides {
  readonly a: Ball;
  readonly b: Ball;
  readonly difference: Ball;
  /** Upper bound of |a − b| relative to the larger of |a|, |b|; absolute when both are zero. */
  readonly bound: number;
}

/** Both sides to `digits` digits, the precision raised until cancellation inside them is paid for; null outside the domain. */
function sidesAt(
  left: Expression,
  right: Expression,
  point: ReadonlyMap<string, Rational>,
  digits: number,
): Sides | null {
  for (let bits = bitsForDigits(digits) + 32; bits <= 8 * bitsForDigits(digits) + 512; bits *= 2) {
    const [a, b] = [evaluateBall(left, point, bits), evaluateBall(right, point, bits)];
    if (a === 'undefined' || b === 'undefined') return null;
    // cancellation in a denominator or under a root leaves a ball without bounds until the precision pays for it
    if (!isBounded(a) || !isBounded(b)) continue;
    const difference = subtractBall(a, b, bits);
    const size = Math.max(Math.abs(ballToNumber(a)), Math.abs(ballToNumber(b)));
    const bound = (Math.abs(ballToNumber(difference)) + ballRadius(difference)) / (size || 1);
    if (!containsZero(difference) || bound <= 10 ** -digits) return { a, b, difference, bound };
  }
  return null;
}

export const pointRecord = (point: ReadonlyMap<string, Rational>): Record<string, string> =>
  Object.fromEntries([...point].map(([name, value]) => [name, toText(value)]));

/** Leading decimal digits on which two values agree. */
function agreeing(a: Ball, b: Ball): number {
  const [x, y] = [ballToNumber(a), ballToNumber(b)];
  const difference = Math.abs(ballToNumber(subtractBall(a, b, 200)));
  const size = Math.max(Math.abs(x), Math.abs(y));
  return difference === 0 || size === 0 ? 0 : Math.max(0, Math.floor(-Math.log10(difference / size)));
}
