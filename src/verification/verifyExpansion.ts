import { ballToNumber, isBounded, subtractBall, topBit } from '../expression/ball.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { power, rational, type Expression, type Rational } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';
import type { Claim } from '../theory/step.ts';
import { candidatePoints, type Judgement, type SamplingOptions } from './verifyIdentity.ts';

/** The variable is moved through these powers of two towards its end; orders are read off between neighbours. */
const SCALES = [30, 60, 120];
/** A measured order may differ from the claimed one by this: logarithms and later terms fade slower than powers. */
const SLACK = 0.2;

/**
 * Checks exact = series + O(x^next) by the measured order of the remainder at many digits: moving the variable from
 * 2^∓30 to 2^∓120 the remainder must fall at least as fast as the first term left out. A wrong coefficient,
 * exponent or sign leaves a remainder of the order of its own term. Checked at best, since it is sampled.
 */
export function verifyExpansion(claim: Extract<Claim, { kind: 'expansion' }>, options: SamplingOptions): Judgement {
  const { exact, series, variable, towards, assumptions } = claim;
  const towardsZero = towards === 'zero';
  let [used, skipped] = [0, 0];
  let worst = Infinity;
  const others = { ...assumptions, domains: new Map([...assumptions.domains].filter(([name]) => name !== variable)) };
  for (const point of candidatePoints([exact, series], others, options.seed, 2)) {
    if (used === 2) break;
    const orders = ordersAt(exact, series, variable, towardsZero, point);
    if (orders === null) {
      skipped++;
      continue;
    }
    const wanted = claim.next === null ? 0 : numberOf(claim.next, point);
    used++;
    const measured = Math.min(...orders.remainders);
    worst = Math.min(worst, measured - wanted);
    if (measured < wanted - SLACK) {
      return {
        verdict: 'refuted',
        evidence: {
          method: `the remainder is of order ${measured.toFixed(2)}, not ${wanted.toFixed(2)}`,
          points: used,
          skipped,
          digits: orders.digits,
          counterexample: { at: orders.at, left: orders.left, right: orders.right },
        },
      };
    }
  }
  if (used === 0) return { verdict: 'undecided', evidence: { method: 'order of the remainder', why: 'no sampled point was usable', points: 0, skipped } };
  return {
    verdict: 'checked',
    evidence: { method: 'order of the remainder over 90 binary decades', points: used, skipped, digits: 150, worst: worst.toFixed(2) },
  };
}

interface Orders {
  readonly remainders: readonly number[];
  readonly digits: number;
  readonly at: Record<string, string>;
  readonly left: string;
  readonly right: string;
}

/** The order of exact − series in the variable (or in its reciprocal) between neighbouring scales; null outside the domain. */
function ordersAt(exact: Expression, series: Expression, variable: string, towardsZero: boolean, point: ReadonlyMap<string, Rational>): Orders | null {
  const logs: { x: number; r: number }[] = [];
  let [left, right] = ['', ''];
  let at: Record<string, string> = {};
  for (const k of SCALES) {
    const value = power(rational(2), rational(towardsZero ? -k : k)) as Rational;
    const values = new Map([...point, [variable, value]]);
    const bits = 64 * k + 400;
    const [a, b] = [evaluateBall(exact, values, bits), evaluateBall(series, values, bits)];
    if (a === 'undefined' || b === 'undefined' || !isBounded(a) || !isBounded(b)) return null;
    const remainder = subtractBall(a, b, bits);
    if (remainder.mantissa === 0n) continue;
    logs.push({ x: -k, r: topBit(remainder) });
    [left, right] = [String(ballToNumber(a)), String(ballToNumber(b))];
    at = Object.fromEntries([...values].map(([name, v]) => [name, toText(v)]));
  }
  if (logs.length < 2) return { remainders: [Infinity], digits: 150, at, left, right };
  const remainders = logs.slice(1).map((p, i) => (p.r - logs[i]!.r) / (p.x - logs[i]!.x));
  return { remainders, digits: 150, at, left, right };
}

function numberOf(e: Expression, point: ReadonlyMap<string, Rational>): number {
  const value = evaluateBall(e, point, 64);
  return value === 'undefined' ? NaN : ballToNumber(value);
}

