import { limitAtInfinity } from '../calculus/limitAtInfinity.ts';
import { ballRadius, ballToNumber, isBounded, subtractBall, type Ball } from '../expression/ball.ts';
import { formatBall } from '../expression/digits.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { domainOf, withDomain, type Assumptions } from '../expression/assumptions.ts';
import { MINUS_ONE, negate, power, rational, substitute, sum, symbol, type Expression, type Rational } from '../expression/expression.ts'; // prettier-ignore
import { interval } from '../expression/interval.ts';
import { proveEqual } from '../expression/prove.ts';
import {
  NO_VALUE,
  candidatePoints,
  pointRecord,
  type Judgement,
  type SamplingOptions,
} from './verifyIdentity.ts';

export interface LimitClaim {
  readonly of: Expression;
  readonly variable: string;
  /** A finite point, approached from above, or an end of the line. */
  readonly point: Expression | 'inf' | '-inf';
  readonly value: Expression;
  readonly assumptions: Assumptions;
}

/** The variable goes to about 2^k for these k and for their doubles: so many that what swings to and fro does not fall at all of them. */
const SCALES = [30, 37, 45, 52, 60, 74, 90, 104, 120];
const EVERY = [...new Set(SCALES.flatMap((k) => [k, 2 * k]))].sort((a, b) => a - b);
/** A distance that falls like one over a logarithm halves when the scale doubles; a constant one does not move. */
const FALLS = 0.75;
/** From here on it counts as staying; one over log log log x, the slowest in use, falls to 0.91. */
const STAYS = 0.95;
/** Ratios at the far end that must all stay or grow where a limit is refuted. */
const LAST = 3;
/** A prime, and the number whose multiples are spread most evenly. */
const PARTS = 1009n;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const PASSAGE = 'n\u2032';

/**
 * f → value, proved by the limits of the parts of f; else checked by values on the way: at each doubling of the logarithm of
 * the distance the difference must fall to three quarters of itself or less, as one over the logarithm does. Refuted where it
 * settles elsewhere than at zero; what falls more slowly, or swings, is undecided.
 */
export function verifyLimit(claim: LimitClaim, options: SamplingOptions): Judgement {
  const { value, assumptions } = claim;
  const along = alongPassage(claim);
  const known = withDomain(assumptions, PASSAGE, interval(rational(1), null, true));
  const limit = limitAtInfinity(along, PASSAGE, 1, known);
  const others = {
    ...assumptions,
    domains: new Map([...assumptions.domains].filter(([name]) => name !== claim.variable)),
  };
  const whole = domainOf(claim.variable, assumptions).integer === true;
  const wanted = 3;
  let [points, skipped] = [0, 0];
  let worst = 0;
  for (const point of candidatePoints([along, value], others, options.seed, wanted)) {
    if (points === wanted) break;
    const distances = EVERY.map((k) => distanceAt(along, value, point, k, whole));
    if (distances.some((d) => d === null)) {
      if (endsWithout(along, point, whole)) return noValueJudgement(claim.variable, point, points, skipped);
      skipped++;
      continue;
    }
    points++;
    const seen = distances as Distance[];
    const last = seen.at(-1)!;
    const ratios = SCALES.map((k) => fall(seen[EVERY.indexOf(k)]!, seen[EVERY.indexOf(2 * k)]!));
    const ratio = Math.max(...ratios);
    worst = Math.max(worst, ratio);
    if (ratio < FALLS) continue;
    const at = { ...pointRecord(point), [claim.variable]: `at 2^${EVERY.at(-1)} on the way` };
    const counterexample = { at, left: formatBall(last.left, 20), right: formatBall(last.right, 20) };
    const evidence = { method: 'the difference does not fall', points, skipped, counterexample };
    // a difference that settles elsewhere, or grows, does not fall at any of the far scales
    if (ratios.slice(-LAST).every((r) => r > STAYS)) return { verdict: 'refuted', evidence };
    return { verdict: 'undecided', evidence: { method: 'values on the way', points, skipped, why: `the difference falls by ${ratio.toFixed(2)} only` } }; // prettier-ignore
  }
  const proved = limit !== null && 'finite' in limit && proveEqual(limit.finite, value, assumptions) !== null;
  if (proved)
    return {
      verdict: 'proved',
      evidence: { method: 'limits of the parts', rules: ['limits of the parts'], points, skipped },
    };
  if (points === 0)
    return {
      verdict: 'undecided',
      evidence: { method: 'values on the way', points, skipped, why: 'no sampled point was usable' },
    };
  return {
    verdict: 'checked',
    evidence: {
      method: `the difference falls on the way, at the end to ${worst.toExponential(1)} of itself as the logarithm of the distance doubles`,
      points,
      skipped,
    },
  };
}

/** Whether f certainly has no value at the far end of the passage, where its limit should be. */
const endsWithout = (f: Expression, point: ReadonlyMap<string, Rational>, whole: boolean): boolean =>
  EVERY.slice(-LAST).every(
    (k) => evaluateBall(f, new Map([...point, [PASSAGE, passageAt(k, whole)]]), 4 * k) === 'undefined',
  );

/** Between 2^k and 2^(k+1), at a share that no period of two or of whole numbers meets; whole for a variable that is. */
function passageAt(k: number, whole: boolean): Rational {
  const share = BigInt(Math.floor(((k * GOLDEN) % 1) * Number(PARTS)));
  const numerator = (PARTS + share) << BigInt(k);
  return whole ? rational(numerator / PARTS) : rational(numerator, PARTS);
}

function noValueJudgement(
  variable: string,
  point: ReadonlyMap<string, Rational>,
  points: number,
  skipped: number,
): Judgement {
  const at = { ...pointRecord(point), [variable]: `at 2^${EVERY.at(-1)} on the way` };
  const counterexample = { at, left: NO_VALUE, right: 'a limit' };
  return {
    verdict: 'refuted',
    evidence: { method: 'no real value on the way', points, skipped, counterexample },
  };
}

/** By how much a difference falls as the logarithm of the distance doubles. */
const fall = (before: Distance, after: Distance): number =>
  after.size === 0 || (before.size === 0 && after.size <= before.floor)
    ? 0
    : before.size === 0
      ? Infinity
      : after.size / before.size;

/** f as a function of a passage n → ∞: x = n, x = −n, or x = a + 1/n. */
function alongPassage({ of, variable, point }: LimitClaim): Expression {
  const n = symbol(PASSAGE);
  const x = point === 'inf' ? n : point === '-inf' ? negate(n) : sum(point, power(n, MINUS_ONE));
  return substitute(of, new Map([[variable, x]]));
}

interface Distance {
  /** Zero where it is below the floor, 2^-3k. */
  readonly size: number;
  readonly floor: number;
  readonly left: Ball;
  readonly right: Ball;
}

function distanceAt(
  f: Expression,
  value: Expression,
  point: ReadonlyMap<string, Rational>,
  k: number,
  whole: boolean,
): Distance | null {
  const values = new Map([...point, [PASSAGE, passageAt(k, whole)]]);
  const floor = 2 ** (-3 * k);
  for (let bits = 4 * k + 200; bits < 20_000; bits *= 2) {
    const [left, right] = [evaluateBall(f, values, bits), evaluateBall(value, point, bits)];
    if (left === 'undefined' || right === 'undefined') return null;
    if (!isBounded(left) || !isBounded(right)) continue;
    const gap = subtractBall(left, right, bits);
    const size = Math.abs(ballToNumber(gap));
    if (ballRadius(gap) > 1e-3 * size && size > floor) continue;
    return { size: size <= floor ? 0 : size, floor, left, right };
  }
  return null;
}
