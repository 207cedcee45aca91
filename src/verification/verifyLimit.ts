import { limitAtInfinity } from '../calculus/limitAtInfinity.ts';
import { ballRadius, ballToNumber, isBounded, subtractBall, type Ball } from '../expression/ball.ts';
import { formatBall } from '../expression/digits.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { withDomain, type Assumptions } from '../expression/assumptions.ts';
import { MINUS_ONE, negate, power, rational, substitute, sum, symbol, type Expression, type Rational } from '../expression/expression.ts'; // prettier-ignore
import { interval } from '../expression/interval.ts';
import { proveEqual } from '../expression/prove.ts';
import { candidatePoints, pointRecord, type Judgement, type SamplingOptions } from './verifyIdentity.ts';

export interface LimitClaim {
  readonly of: Expression;
  readonly variable: string;
  /** A finite point, approached from above, or an end of the line. */
  readonly point: Expression | 'inf' | '-inf';
  readonly value: Expression;
  readonly assumptions: Assumptions;
}

/** The variable is 2^k beyond these on its way to infinity. */
const SCALES = [30, 60, 120, 240];
/** A distance that falls like one over a logarithm halves when the scale doubles; a constant one does not move. */
const FALLS = 0.75;
const STAYS = 0.97;
const PASSAGE = 'n\u2032';

/**
 * f → value, proved by the limits of the parts of f; else checked by values on the way: at each doubling of the logarithm of the
 * distance the difference must fall at least like one over it. Refuted where the difference settles elsewhere than at
 * zero; what falls more slowly than any of this is undecided.
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
  const wanted = 3;
  let [points, skipped] = [0, 0];
  let worst = 0;
  for (const point of candidatePoints([along, value], others, options.seed, wanted)) {
    if (points === wanted) break;
    const distances = SCALES.map((k) => distanceAt(along, value, point, k));
    if (distances.some((d) => d === null)) {
      skipped++;
      continue;
    }
    points++;
    const seen = distances as Distance[];
    const [before, last] = [seen.at(-2)!, seen.at(-1)!];
    const ratio = last.size === 0 ? 0 : last.size / before.size;
    worst = Math.max(worst, ratio);
    if (ratio < FALLS) continue;
    const at = { ...pointRecord(point), [claim.variable]: `at 2^${SCALES.at(-1)} on the way` };
    const counterexample = { at, left: formatBall(last.left, 20), right: formatBall(last.right, 20) };
    const evidence = { method: 'the difference does not fall', points, skipped, counterexample };
    if (ratio > STAYS) return { verdict: 'refuted', evidence };
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

/** f as a function of a passage n → ∞: x = n, x = −n, or x = a + 1/n. */
function alongPassage({ of, variable, point }: LimitClaim): Expression {
  const n = symbol(PASSAGE);
  const x = point === 'inf' ? n : point === '-inf' ? negate(n) : sum(point, power(n, MINUS_ONE));
  return substitute(of, new Map([[variable, x]]));
}

interface Distance {
  readonly size: number;
  readonly left: Ball;
  readonly right: Ball;
}

function distanceAt(
  f: Expression,
  value: Expression,
  point: ReadonlyMap<string, Rational>,
  k: number,
): Distance | null {
  const values = new Map([...point, [PASSAGE, rational(1n << BigInt(k))]]);
  for (let bits = 4 * k + 200; bits < 20_000; bits *= 2) {
    const [left, right] = [evaluateBall(f, values, bits), evaluateBall(value, point, bits)];
    if (left === 'undefined' || right === 'undefined') return null;
    if (!isBounded(left) || !isBounded(right)) continue;
    const gap = subtractBall(left, right, bits);
    const size = Math.abs(ballToNumber(gap));
    if (ballRadius(gap) > 1e-3 * size && size > 2 ** (-3 * k)) continue;
    return { size: size <= 2 ** (-3 * k) ? 0 : size, left, right };
  }
  return null;
}
