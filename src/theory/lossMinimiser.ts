import { isDefined, isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { ZERO, dependsOn, isZero, subtract, substitute, type Expression } from '../expression/expression.ts';
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { limitAtInfinity, type Limit } from '../calculus/limitAtInfinity.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import type { Convexity } from './lossConvexity.ts';
import type { Piece } from './lossPieces.ts';

/** The unique finite minimiser in x of a convex function: its formula, or that it exists. */
export type Minimiser = { readonly at: Expression } | { readonly exists: true };

/**
 * The minimiser in x, proved: a zero of the derivative beside which the function is strictly convex, or, where no zero
 * has a closed form, a derivative that ends below 0 on the left and above 0 on the right. Null when neither is shown.
 */
export function minimiserOf(
  pieces: readonly Piece[],
  { bends }: Convexity,
  x: string,
  facts: Assumptions,
): Minimiser | null {
  const strict = (k: number) => bends[k] !== 'flat';
  for (let k = 1; k < pieces.length; k++) {
    const at = pieces[k]!.lower!;
    const beside = [k - 1, k];
    if (beside.every((j) => vanishesAt(pieces[j]!.derivative, x, at, facts) && strict(j))) return { at };
  }
  for (const [k, piece] of pieces.entries()) {
    if (!strict(k)) continue;
    for (const at of zerosOf(piece, x)) {
      const conditions = [
        ...(piece.lower === null ? [] : [subtract(at, piece.lower)]),
        ...(piece.upper === null ? [] : [subtract(piece.upper, at)]),
      ];
      if (isDefined(at, facts) !== true) continue;
      if (!conditions.every((c) => isPositive(simplify(c, facts), facts) === true)) continue;
      if (vanishesAt(piece.derivative, x, at, facts)) return { at };
    }
  }
  if (!bends.every((_, k) => strict(k))) return null;
  const left = endSlope(pieces[0]!, x, -1);
  const right = endSlope(pieces.at(-1)!, x, 1);
  return left === -1 && right === 1 ? { exists: true } : null;
}

/** Sign of the derivative far out on one side, where it is shown. */
function endSlope({ derivative, facts }: Piece, x: string, side: 1 | -1): -1 | 0 | 1 {
  let limit: Limit | null;
  try {
    limit = limitAtInfinity(derivative, x, side, facts);
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
  if (limit === null) return 0;
  if ('infinite' in limit) return limit.infinite;
  const value = simplify(specialAngles(limit.finite), facts);
  return isPositive(value, facts) === true ? 1 : isNegative(value, facts) === true ? -1 : 0;
}

/** Candidates for zeros of the derivative: of it, of its factors, and 0 itself. */
function zerosOf({ derivative, facts }: Piece, x: string): Expression[] {
  const factors = derivative.kind === 'product' ? derivative.factors.filter((f) => dependsOn(f, x)) : [];
  const bases = factors.map((f) => (f.kind === 'power' && !dependsOn(f.exponent, x) ? f.base : f));
  return [...[derivative, ...bases].flatMap((e) => solutionsOf(e, x, facts)), ZERO];
}

function solutionsOf(e: Expression, x: string, facts: Assumptions): Expression[] {
  try {
    return solveEquation(e, x, ZERO, facts).map(({ value }) => simplify(value, facts));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function vanishesAt(derivative: Expression, x: string, at: Expression, facts: Assumptions): boolean {
  try {
    const value = simplify(specialAngles(substitute(derivative, new Map([[x, at]]))), facts);
    return isZero(value) || (isDefined(value, facts) === true && proveZero(value, facts) !== null);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
