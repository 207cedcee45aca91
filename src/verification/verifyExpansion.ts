import {
  absoluteAccuracyBits, ballToNumber, containsZero, isBounded, subtractBall, topBit,
  type Ball,
} from '../expression/ball.ts'; // prettier-ignore
import { evaluateBall } from '../expression/evaluate.ts';
import { children, freeSymbols, rational, type Expression, type Rational } from '../expression/expression.ts';
import { longestNumber } from '../expression/longestNumber.ts';
import { toText } from '../expression/printText.ts';
import type { Claim } from '../theory/step.ts';
import { candidatePoints, missingValue, type Judgement, type SamplingOptions } from './verifyIdentity.ts';

/** The variable is moved through these powers of two towards its end; orders are read off between neighbours. */
const SCALES = [20, 40, 60];
/** Added to the powers where the order does not fit: an expansion may begin to hold only at 2^∓144 for a start of e^100. */
const SHIFT = 400;
/** Numbers whose size asks for more than this leave a misfit undecided: the digits would take too long. */
const FARTHEST = 1200;
/** A measured order may fall short of the claimed one by this: powers of logarithms fade slower than powers. */
const SLACK = 0.25;
const MOST_BITS = 4000;
/** Bits of the first attempt where the variable is 2^∓k, and the decimal digits of the nearest scale. */
const bitsAt = (k: number): number => 4 * k + 200;
/** Bits of a remainder beyond its sign: those that are asked for, and what an estimate of them may be wrong by. */
const GUARD = 48;
const DIGITS = Math.floor(bitsAt(SCALES[0]!) * Math.log10(2));

/**
 * Checks exact = series + O(x^next) by the measured order of the remainder at many digits: moving the variable from
 * 2^∓20 to 2^∓60, or further out, the remainder must fall at least as fast as the first term left out. A wrong coefficient,
 * exponent or sign leaves a remainder of the order of its own term. Checked at best, since it is sampled.
 */
export function verifyExpansion(
  claim: Extract<Claim, { kind: 'expansion' }>,
  options: SamplingOptions,
): Judgement {
  const { exact, series, variable, towards, assumptions } = claim;
  const towardsZero = towards === 'zero';
  const longest = Math.max(longestNumber(exact), longestNumber(series));
  let [used, skipped, beyond] = [0, 0, 0];
  let lowest = Infinity;
  let claimed = 0;
  const others = {
    ...assumptions,
    domains: new Map([...assumptions.domains].filter(([name]) => name !== variable)),
  };
  for (const point of candidatePoints([exact, series], others, options.seed, 2)) {
    if (used === 2) break;
    const wanted = claim.next === null ? 0 : numberOf(claim.next, point);
    const reach = 4 * Math.max(longest, ...[exact, series].map((e) => longestPower(e, variable, point)));
    const outOfReach = reach > FARTHEST;
    // a coefficient that is written as a small number shows only from where its term is the largest
    const nearest = 4 * longest > SCALES.at(-1)! ? Math.min(4 * longest, FARTHEST) : 0;
    const farther = reach <= SHIFT ? [] : [Math.min(reach, FARTHEST)];
    const shifts = [0, SHIFT, ...farther].filter((shift) => shift >= nearest);
    let orders: Orders | null = null;
    for (const shift of Number.isFinite(wanted) ? shifts : []) {
      orders = ordersAt(exact, series, variable, towardsZero, point, shift, wanted);
      if (orders !== null && orders.remainders.at(-1)! >= wanted - SLACK) break;
    }
    if (outOfReach && (orders === null || orders.remainders.at(-1)! < wanted - SLACK)) {
      beyond++;
      skipped++;
      continue;
    }
    if (orders === null) {
      const last = shifts.at(-1)! + SCALES.at(-1)!;
      const far = powerOfTwo(towardsZero ? -last : last);
      const absent = missingValue(exact, series, new Map([...point, [variable, far]]));
      // both sides have values near enough to the end, or there is nothing that could be compared
      if (absent !== null) return noValueJudgement(used, skipped, absent);
      skipped++;
      continue;
    }
    used++;
    const measured = orders.remainders.at(-1)!;
    lowest = Math.min(lowest, measured);
    claimed = wanted;
    if (measured < wanted - SLACK) {
      return {
        verdict: 'refuted',
        evidence: {
          method: `the remainder is of order ${measured.toFixed(2)}, not ${wanted.toFixed(2)}`,
          points: used,
          skipped,
          digits: DIGITS,
          counterexample: { at: orders.at, left: orders.left, right: orders.right },
        },
      };
    }
  }
  if (used === 0 && beyond > 0) return outOfReachJudgement(used, skipped);
  if (used === 0)
    return {
      verdict: 'undecided',
      evidence: { method: 'order of the remainder', why: 'no sampled point was usable', points: 0, skipped },
    };
  return {
    verdict: 'checked',
    evidence: {
      method: Number.isFinite(lowest)
        ? `remainder measured to be of order ${lowest.toFixed(2)}, ${claimed.toFixed(2)} claimed up to powers of logarithms (allowance ${SLACK})`
        : 'no remainder at the working precision',
      points: used,
      skipped,
      digits: DIGITS,
    },
  };
}

const noValueJudgement = (
  points: number,
  skipped: number,
  counterexample: NonNullable<ReturnType<typeof missingValue>>,
): Judgement => ({
  verdict: 'refuted',
  evidence: {
    method: 'a side has no real value at the sampled points',
    points,
    skipped,
    counterexample,
  },
});

const outOfReachJudgement = (points: number, skipped: number): Judgement => ({
  verdict: 'undecided',
  evidence: {
    method: 'order of the remainder',
    why: 'the numbers are so large or small that the expansion begins to hold only beyond the points tried',
    points,
    skipped,
  },
});

interface Orders {
  readonly remainders: readonly number[];
  readonly at: Record<string, string>;
  readonly left: string;
  readonly right: string;
}

/**
 * The order of exact − series in the variable (or in its reciprocal) between neighbouring scales; null outside the domain.
 * `wanted` is the order claimed: it tells how many more bits the next scale needs, or the same scale where its sign is lost.
 */
function ordersAt(
  exact: Expression,
  series: Expression,
  variable: string,
  towardsZero: boolean,
  point: ReadonlyMap<string, Rational>,
  shift: number,
  wanted: number,
): Orders | null {
  const logs: { x: number; r: number }[] = [];
  let [left, right] = ['', ''];
  let at: Record<string, string> = {};
  let last: { k: number; bits: number } | null = null;
  for (const k of SCALES.map((scale) => scale + shift)) {
    const value = powerOfTwo(towardsZero ? -k : k);
    const values = new Map([...point, [variable, value]]);
    const start: number = last === null ? bitsAt(k) : last.bits + Math.max(0, wanted) * (k - last.k);
    const sides = remainderAt(exact, series, values, Math.ceil(start), -wanted * k);
    if (sides === null) return null;
    const { a, b, remainder, needed } = sides;
    if (remainder === null) continue;
    last = { k, bits: needed };
    logs.push({ x: -k, r: topBit(remainder) });
    [left, right] = [String(ballToNumber(a)), String(ballToNumber(b))];
    at = Object.fromEntries([...values].map(([name, v]) => [name, toText(v)]));
  }
  if (logs.length < 2) return { remainders: [Infinity], at, left, right };
  const remainders = logs.slice(1).map((p, i) => (p.r - logs[i]!.r) / (p.x - logs[i]!.x));
  return { remainders, at, left, right };
}

interface Sides {
  readonly a: Ball;
  readonly b: Ball;
  /** Null when it stays below every precision. */
  readonly remainder: Ball | null;
  /** Bits that would have been enough. */
  readonly needed: number;
}

/**
 * exact − series, the precision raised until its sign is known: first to what shows a remainder of 2^expected, then
 * twofold.
 */
function remainderAt(
  exact: Expression,
  series: Expression,
  values: ReadonlyMap<string, Rational>,
  start: number,
  expected: number,
): Sides | null {
  for (let bits = start, tries = 0; ; tries++) {
    const [a, b] = [evaluateBall(exact, values, bits), evaluateBall(series, values, bits)];
    if (a === 'undefined' || b === 'undefined' || !isBounded(a) || !isBounded(b)) return null;
    const remainder = subtractBall(a, b, bits);
    const accuracy = absoluteAccuracyBits(remainder);
    const short = (top: number): number => GUARD - top - accuracy;
    if (!containsZero(remainder))
      return { a, b, remainder, needed: Math.max(bitsAt(0), bits + short(topBit(remainder))) };
    if (bits > MOST_BITS) return { a, b, remainder: null, needed: bits };
    const predicted = tries === 0 ? Math.ceil(bits + short(expected)) : 0;
    bits = predicted > bits ? Math.min(predicted, 2 * MOST_BITS) : 2 * bits;
  }
}

function numberOf(e: Expression, point: ReadonlyMap<string, Rational>): number {
  const value = evaluateBall(e, point, 64);
  return value === 'undefined' ? NaN : ballToNumber(value);
}

const powerOfTwo = (k: number): Rational =>
  k < 0 ? rational(1n, 1n << BigInt(-k)) : rational(1n << BigInt(k));

/** Binary orders of magnitude, at the point, that the parts of e without the variable are from 1: large powers of a start do the same. */
function longestPower(e: Expression, variable: string, point: ReadonlyMap<string, Rational>): number {
  if (freeSymbols(e).has(variable))
    return Math.max(0, ...children(e).map((child) => longestPower(child, variable, point)));
  const value = evaluateBall(e, point, 64);
  return value === 'undefined' || !isBounded(value) || containsZero(value) ? 0 : Math.abs(topBit(value));
}
