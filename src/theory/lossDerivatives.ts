import { isDefined, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  HALF, ONE, call, divide, mapChildren, product, size, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { expandSmall } from '../expression/expandTerms.ts';
import { simplify } from '../expression/simplify.ts';
import type { Piece } from './lossPieces.ts';

/** The first two derivatives in x as single formulas, the shorter of a differentiated and a glued one; at a corner of the
 * derivative the curvature is the mean of both sides, or infinite. */
export function derivativesOf(
  e: Expression,
  x: string,
  pieces: readonly Piece[],
  facts: Assumptions,
): { derivative: Expression; curvature: Expression } {
  const next = (of: Expression, pick: (piece: Piece) => Expression): Expression => {
    const direct = tidy(differentiate(of, x), facts);
    const glued = pieces.length === 1 ? null : gluedForm(pieces, pick, x, facts);
    return glued !== null && size(glued) <= size(direct) ? glued : direct;
  };
  const derivative = next(e, (piece) => piece.derivative);
  return { derivative, curvature: next(derivative, (piece) => piece.curvature) };
}

/**
 * A continuous function from its pieces g_0, g_1, … between corners c_k: g_0 + Σ q_k ((x - c_k) + |x - c_k|)/2 with
 * q_k = (g_k - g_{k-1})/(x - c_k). Null where a quotient has a pole.
 */
function gluedForm(
  pieces: readonly Piece[],
  pick: (piece: Piece) => Expression,
  x: string,
  facts: Assumptions,
): Expression | null {
  const terms = [pick(pieces[0]!)];
  for (let k = 1; k < pieces.length; k++) {
    const offset = subtract(symbol(x), pieces[k]!.lower!);
    const jump = simplify(subtract(pick(pieces[k]!), pick(pieces[k - 1]!)), facts);
    const quotient = simplify(divide(jump, offset), facts);
    if (isDefined(quotient, facts) !== true) return null;
    terms.push(product(HALF, quotient, offset), product(HALF, quotient, call('abs', offset)));
  }
  return isDefined(terms[0]!, facts) === true ? tidy(sum(...terms), facts) : null;
}

/** Simplified with products of sums multiplied out first, and sign(x)^2 = 1 but at its zero. */
function tidy(e: Expression, facts: Assumptions): Expression {
  const simple = simplify(withoutEvenSigns(e), facts);
  const expanded = simplify(expandSmall(e), facts);
  return size(expanded) < size(simple) ? expanded : simple;
}

function withoutEvenSigns(e: Expression): Expression {
  const isEven = (n: Expression) => n.kind === 'rational' && n.denominator === 1n && n.numerator % 2n === 0n;
  if (e.kind === 'power' && e.base.kind === 'call' && e.base.name === 'sign' && isEven(e.exponent))
    return ONE;
  return mapChildren(e, withoutEvenSigns);
}
