import { ballToNumber, containsZero, isBounded } from '../expression/ball.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import {
  HALF, ZERO, equal, isInteger, isRational, multiplyRational, subtract, substitute, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import type { ConditionRecord, VerdictKind } from '../records.ts';
import { both, endsOf, placed, restricted, withEnds, type Condition } from './condition.ts';
import { equalities, inequalities, integralities } from './conditionCandidates.ts';
import { inRange } from './inRange.ts';
import {
  truthAtPoints,
  verifyIdentity,
  type Identity,
  type Judgement,
  type SamplingOptions,
  type Truth,
} from './verifyIdentity.ts';
import { weakest } from './verifyStep.ts';

type Point = ReadonlyMap<string, Rational>;

/** A claim that can be decided under conditions on its symbols. */
export interface Conditional {
  /** The formulas whose parts suggest conditions. */
  readonly formulas: readonly Expression[];
  /** Symbols whose sign and size may matter. */
  readonly symbols: readonly string[];
  /** Those of them that may be equal to something or integers. */
  readonly constants: readonly string[];
  /** What a formula in these symbols is in those of the points. */
  readonly place: (e: Expression) => Expression;
  /** Decides the claim where a condition in the symbols of the points holds; null where the condition contradicts the claim's own. */
  readonly judge: (condition: Condition, options: SamplingOptions) => Judgement | null;
  /** Seeded points, and what the claim is there. */
  readonly sample: (options: SamplingOptions, count: number) => Sampled[];
}

interface Sampled {
  readonly point: Point;
  readonly truth: Truth;
}

/** Points and digits of a first look at a condition, points of a comparison of two conditions. */
const LOOK = { points: 6, digits: 20, glance: true };
const POINTS = 240;
/** A condition needs so many points to be compared with another, and two are joined among at most so many. */
const FEW = 4;
const JOINED = 40;
/** Further conditions that are reported. */
const ALSO = 3;

/**
 * The weakest of the candidate conditions under which a claim holds that is wrong without one, with its evidence, the
 * share of points outside at which the claim fails, and further conditions that it does not imply. Inequalities come before
 * integers and equalities, one inequality before two. Null where no candidate makes the claim right.
 */
export function weakestCondition(claim: Conditional, options: SamplingOptions): ConditionRecord | null {
  const sampled = claim.sample(options, POINTS);
  const open = openConditions(claim, sampled, ['false'], options);
  const holding = open.length > 0 ? open : closedConditions(claim, options);
  const [first, ...others] = holding;
  if (first === undefined) return null;
  const judged = open.length > 0 ? null : claim.judge(placed(first, claim.place), options);
  const found = open.length > 0 ? upToEnds(claim, first, options) : { condition: first, judged };
  return recordOf(claim, found, others, sampled, 'false');
}

/**
 * Where both sides of a claim have values that is right wherever they have: the weakest condition outside of which one side
 * alone has a value. Null where there is no such place, or no candidate describes it.
 */
export function whereDefined(claim: Conditional, options: SamplingOptions): ConditionRecord | null {
  const sampled = claim.sample(options, POINTS);
  if (!sampled.some(({ truth }) => truth === 'one-sided')) return null;
  const [first] = openConditions(claim, sampled, ['false', 'one-sided'], options);
  if (first === undefined) return null;
  const judged = claim.judge(placed(first, claim.place), options);
  return recordOf(claim, { condition: first, judged }, [], sampled, 'one-sided');
}

/** A condition and how the claim was decided under it. */
interface Found {
  readonly condition: Condition;
  readonly judged: Judgement | null;
}

function recordOf(
  claim: Conditional,
  { condition: best, judged }: Found,
  others: readonly Condition[],
  sampled: readonly Sampled[],
  failure: Truth,
): ConditionRecord | null {
  if (judged === null || !isRight(judged.verdict)) return null;
  const known = sampled.filter(
    ({ truth }) => truth !== 'undefined' && (truth !== 'one-sided' || truth === failure),
  );
  const outside = known.filter(({ point }) => meets(placed(best, claim.place), point) === false);
  return {
    when: [...best.texts],
    verdict: judged.verdict,
    evidence: judged.evidence,
    outside: { points: outside.length, fails: outside.filter(({ truth }) => truth === failure).length },
    also: others.slice(0, ALSO).map(({ texts }) => [...texts]),
  };
}

const isRight = (verdict: VerdictKind): boolean => verdict === 'checked' || verdict === 'proved';

/** Inequalities, weakest first, none of which implies another. */
function openConditions(
  claim: Conditional,
  sampled: readonly Sampled[],
  failures: readonly Truth[],
  options: SamplingOptions,
): Condition[] {
  const good = sampled.filter(({ truth }) => truth === 'true').map(({ point }) => point);
  const bad = sampled.filter(({ truth }) => failures.includes(truth)).map(({ point }) => point);
  if (good.length === 0 || bad.length === 0) return [];
  const look = { ...options, ...LOOK };
  const all = inequalities(claim.formulas, claim.symbols).map((condition) => {
    const there = placed(condition, claim.place);
    const isMet = (p: Point): boolean => meets(there, p) === true;
    return { condition, met: new Set(good.filter(isMet)), wrong: new Set(bad.filter(isMet)) };
  });
  const candidates = all.filter(({ met }) => met.size >= FEW);
  const holds = (condition: Condition): boolean => {
    const judged = claim.judge(placed(condition, claim.place), look);
    return judged !== null && isRight(judged.verdict);
  };
  const single = weakestOf(candidates.filter(({ wrong }) => wrong.size === 0), holds); // prettier-ignore
  if (single.length > 0) return single;
  // two at once: each must shut out something, and together everything that is wrong
  const partners = candidates.filter(({ wrong }) => wrong.size < bad.length).slice(0, JOINED);
  const joined = partners.flatMap((a, i) =>
    partners.slice(i + 1).flatMap((b) => {
      if ([...a.wrong].some((p) => b.wrong.has(p))) return [];
      const met = new Set([...a.met].filter((p) => b.met.has(p)));
      return met.size < FEW ? [] : [{ condition: both(a.condition, b.condition), met }];
    }),
  );
  return weakestOf(joined, holds);
}

interface Reach {
  readonly condition: Condition;
  readonly met: ReadonlySet<Point>;
}

/** Of the conditions that hold those that no other contains, the largest first; of several with the same points the first. */
function weakestOf(reaches: readonly Reach[], holds: (condition: Condition) => boolean): Condition[] {
  const contains = (a: Reach, b: Reach): boolean => [...b.met].every((p) => a.met.has(p));
  const kept: Reach[] = [];
  for (const reach of [...reaches].sort((a, b) => b.met.size - a.met.size))
    if (!kept.some((k) => contains(k, reach)) && holds(reach.condition)) kept.push(reach);
  return kept.map(({ condition }) => condition);
}

/** With its ends, where the claim holds there too or is proved with them, and how it was decided. */
function upToEnds(claim: Conditional, condition: Condition, options: SamplingOptions): Found {
  const inside = claim.judge(placed(condition, claim.place), options);
  const ends = endsOf(placed(condition, claim.place)).map((end) =>
    end === null ? null : claim.judge(end, options),
  );
  if (ends.some((j) => j !== null && !isRight(j.verdict))) return { condition, judged: inside };
  const wide = withEnds(condition);
  const judged = claim.judge(placed(wide, claim.place), options);
  if (judged?.verdict === 'proved') return { condition: wide, judged };
  if (judged === null || !isRight(judged.verdict) || ends.some((j) => j === null))
    return { condition, judged: inside };
  // inside and at every end is everywhere
  const all = [inside!, ...ends.map((j) => j!)];
  return { condition: wide, judged: all.every((j) => j.verdict === 'proved') ? inside : judged };
}

/** Integers and equalities, in the order of the candidates. */
function closedConditions(claim: Conditional, options: SamplingOptions): Condition[] {
  const look = { ...options, ...LOOK };
  const holds = (condition: Condition): boolean => {
    const judged = claim.judge(placed(condition, claim.place), look);
    return judged !== null && isRight(judged.verdict);
  };
  const whole = integralities(claim.constants).filter(holds);
  const [integer] = whole.filter(({ equal }) => equal.size === 0);
  const equal = equalities(claim.formulas, claim.constants).filter(holds);
  return [...(integer === undefined ? whole : [integer]), ...equal];
}

/** Whether a point meets a condition; null where that cannot be decided by a ball. */
function meets({ facts, equal: values, integers }: Condition, point: Point): boolean | null {
  for (const name of integers) {
    const x = point.get(name);
    if (x !== undefined && !isInteger(x)) return false;
  }
  for (const [name, value] of values) {
    const x = point.get(name);
    if (x !== undefined && !isMultiple(subtract(x, substitute(value, point)), integers)) return false;
  }
  for (const { expression, sign } of facts) {
    const value = inRange(() => evaluateBall(expression, point, 160));
    if (value === null || value === 'undefined' || !isBounded(value)) return null;
    if (containsZero(value)) return sign === 'nonnegative' ? true : null;
    if (sign !== 'nonzero' && ballToNumber(value) < 0) return false;
  }
  return true;
}

/** 0, or with an integer n in it 2 n for some n. */
const isMultiple = (gap: Expression, integers: readonly string[]): boolean => {
  const rest = substitute(gap, new Map(integers.map((name) => [name, ZERO])));
  return integers.length === 0
    ? equal(rest, ZERO)
    : isRational(rest) && isInteger(multiplyRational(HALF, rest));
};

/** A claim that several identities decide together. */
export const conditionalOn = (
  identities: readonly Identity[],
  terms: Pick<Conditional, 'formulas' | 'symbols' | 'constants' | 'place'>,
): Conditional => ({
  ...terms,
  judge: (condition, options) => {
    const there = identities.map((i) => restricted(i, condition));
    if (there.some((i) => i === null)) return null;
    return together(there.map((i) => verifyIdentity(i!, options)));
  },
  sample: (options, count) => truthAtPoints(identities, options, count),
});

/** The verdict of several judgements, with the evidence of the one that decides. */
export function together(judged: readonly Judgement[]): Judgement {
  const verdict = weakest(judged.map((j) => j.verdict));
  return judged.find((j) => j.verdict === verdict)!;
}
