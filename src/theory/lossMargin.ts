import { assume } from '../expression/assumptions.ts';
import {
  MINUS_ONE, ONE, negate, substitute, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { proveEqual } from '../expression/prove.ts';
import { PREDICTION, TARGET } from './namedLosses.ts';

/** The margin y f of a sample with label y = ±1. */
export const MARGIN = 'm';

/**
 * The loss as a function of the margin when, for labels ±1, it is one of y f alone: ℓ(f, 1) = ℓ(-f, -1) as functions of
 * f, proved. Null when that is not so or not shown.
 */
export function marginForm(formula: Expression): Expression | null {
  const m = symbol(MARGIN);
  const at = (prediction: Expression, target: Expression) =>
    substitute(
      formula,
      new Map([
        [PREDICTION, prediction],
        [TARGET, target],
      ]),
    );
  try {
    const positive = at(m, ONE);
    const same = proveEqual(positive, at(negate(m), MINUS_ONE), assume({ [MARGIN]: 'real' }));
    return same === null ? null : positive;
  } catch (error) {
    // a divisor that vanishes at a label
    if (error instanceof RangeError) return null;
    throw error;
  }
}
