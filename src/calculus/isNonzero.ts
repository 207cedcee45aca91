import { isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { isRational, isZero, type Expression } from '../expression/expression.ts';

/** True when an expression is known to differ from zero under the assumptions. */
export const isNonzero = (e: Expression, assumptions: Assumptions): boolean =>
  isRational(e) ? !isZero(e) : isPositive(e, assumptions) === true || isNegative(e, assumptions) === true;
