import {
  ballFromRational,
  ballToNumber,
  containsZero,
  isBounded,
  subtractBall,
  type Ball,
} from '../expression/ball.ts';
import { formatBall } from '../expression/digits.ts';
import { bitsForDigits, evaluateBall } from '../expression/evaluate.ts';
import { rational, type Expression, type Rational } from '../expression/expression.ts';
import { evaluateByMathjs } from '../oracles/mathjsEvaluator.ts';
import { candidatePoints, pointRecord, type Identity, type Judgement } from './verifyIdentity.ts';

/** Gives the value of an expression at a point in so many digits, as decimal text; null where it has none. */
export type Evaluator = (
  e: Expression,
  values: ReadonlyMap<string, Rational>,
  digits: number,
) => string | null;

export interface SecondOpinionOptions {
  readonly seed: number;
  /** Points compared. */
  readonly points?: number;
  /** Decimal digits that must agree. */
  readonly digits?: number;
  readonly evaluator?: Evaluator;
}

/** Working digits of the second evaluator: more only when fewer leave a difference, which cancellation may cause. */
const PRECISIONS = [64, 128, 256];

/**
 * Compares the enclosure of both sides of an identity by ball arithmetic with the value that a second, independent
 * evaluator (BigNumber of mathjs unless another is given) finds at the same points. Refuted when they differ in the
 * digits asked for, however many digits the second one works with; checked otherwise; undecided when no point could be
 * compared. A disagreement means that one of the evaluators is wrong, not the identity.
 */
export function secondOpinion(
  { left, right, assumptions }: Identity,
  options: SecondOpinionOptions,
): Judgement {
  const { seed, points: wanted = 1, digits = 40, evaluator = evaluateByMathjs } = options;
  let used = 0;
  for (const point of candidatePoints([left, right], assumptions, seed, wanted)) {
    if (used === wanted) break;
    const compared = [left, right].map((side) => compareAt(side, point, digits, evaluator));
    if (compared.includes('no value')) continue;
    used++;
    const wrong = compared.find((c) => typeof c === 'object');
    if (wrong !== undefined)
      return {
        verdict: 'refuted',
        evidence: {
          method: 'refuted by second opinion: ball arithmetic and BigNumber arithmetic disagree',
          points: used,
          digits,
          counterexample: { at: pointRecord(point), left: formatBall(wrong.ball, 20), right: wrong.other },
        },
      };
  }
  if (used === 0)
    return {
      verdict: 'undecided',
      evidence: { method: 'second opinion', points: 0, why: 'no sampled point could be evaluated by both' },
    };
  return { verdict: 'checked', evidence: { method: 'second opinion', points: used, digits } };
}

type Comparison = 'agree' | 'no value' | { readonly ball: Ball; readonly other: string };

function compareAt(
  e: Expression,
  point: ReadonlyMap<string, Rational>,
  digits: number,
  evaluator: Evaluator,
): Comparison {
  const bits = bitsForDigits(digits + 10);
  const ball = evaluateBall(e, point, bits);
  if (ball === 'undefined' || !isBounded(ball)) return 'no value';
  let other = '';
  let first: number | undefined;
  for (const precision of PRECISIONS) {
    const text = evaluator(e, point, precision);
    if (text === null) return 'no value';
    other = text;
    const difference = subtractBall(ball, ballFromRational(decimal(text), bits + 64), bits);
    const distance = Math.abs(ballToNumber(difference));
    if (containsZero(difference) || distance <= 10 ** -digits * Math.abs(ballToNumber(ball))) return 'agree';
    // The rounding errors of a value that is zero vanish with the precision, a disagreement does not.
    first ??= distance;
    if (distance <= first * 10 ** -digits) return 'agree';
  }
  return { ball, other };
}

/** Decimal text such as -1.25e-7 as an exact rational. */
function decimal(text: string): Rational {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(
    text,
  )!;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return shift >= 0 ? rational(digits * 10n ** BigInt(shift)) : rational(digits, 10n ** BigInt(-shift));
}
