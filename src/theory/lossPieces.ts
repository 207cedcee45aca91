import {
  compare,
  isNegative,
  isPositive,
  withPositive,
  type Assumptions,
} from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ZERO, children, dependsOn, divide, equal, negate, subtract, substitute, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { linearSlope } from '../calculus/linearArgument.ts';
import { resolveCorner } from './kinks.ts';

/** A function on one open interval between its corners, where it has all derivatives. */
export interface Piece {
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly formula: Expression;
  readonly derivative: Expression;
  readonly curvature: Expression;
  /** What was known, with the variable inside the interval. */
  readonly facts: Assumptions;
}

/**
 * The pieces of a function of x between the zeros of the moduli and signs in it, from left to right; null where an
 * argument is not linear in x or the order of two zeros is not decided.
 */
export function piecesOf(e: Expression, x: string, facts: Assumptions): Piece[] | null {
  const corners: Corner[] = [];
  for (const argument of cornersIn(e, x)) {
    const slope = linearSlope(argument, x);
    if (slope === null) return null;
    const rising = isPositive(slope, facts) === true ? 1 : isNegative(slope, facts) === true ? -1 : null;
    if (rising === null) return null;
    const constant = substitute(argument, new Map([[x, ZERO]]));
    corners.push({ argument, rising, at: simplify(negate(divide(constant, slope)), facts) });
  }
  const ends: Expression[] = [];
  for (const { at } of corners) {
    if (ends.some((end) => equal(end, at))) continue;
    const orders = ends.map((end) => compare(at, end, facts));
    if (orders.includes('unknown')) return null;
    ends.splice(orders.filter((order) => order === 1).length, 0, at);
  }
  return Array.from({ length: ends.length + 1 }, (_, k) => {
    const [lower, upper] = [ends[k - 1] ?? null, ends[k] ?? null];
    const inside = withPositive(facts, [
      ...(lower === null ? [] : [subtract(symbol(x), lower)]),
      ...(upper === null ? [] : [subtract(upper, symbol(x))]),
    ]);
    const isRight = ({ at }: Corner) => ends.findIndex((end) => equal(end, at)) < k;
    const formula = simplify(
      corners.reduce(
        (part, corner) =>
          resolveCorner(part, corner.argument, (isRight(corner) ? 1 : -1) === corner.rising ? 1 : -1),
        e,
      ),
      inside,
    );
    const derivative = simplify(differentiate(formula, x), inside);
    const curvature = simplify(differentiate(derivative, x), inside);
    return { lower, upper, formula, derivative, curvature, facts: inside };
  });
}

interface Corner {
  readonly argument: Expression;
  /** Sign of the slope of the argument. */
  readonly rising: 1 | -1;
  /** Where it vanishes. */
  readonly at: Expression;
}

/** Arguments of moduli and signs in which x occurs. */
function cornersIn(e: Expression, x: string): Expression[] {
  const isCorner = e.kind === 'call' && (e.name === 'abs' || e.name === 'sign') && dependsOn(e, x);
  return [...(isCorner ? [e.argument] : []), ...children(e).flatMap((part) => cornersIn(part, x))];
}
