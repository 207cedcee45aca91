import { isNonnegative, type Assumptions } from '../expression/assumptions.ts';
import {
  HALF, PI, ZERO, mapChildren, product, subtract, sum, type Expression, type FunctionName,
} from '../expression/expression.ts'; // prettier-ignore

/** The interval, in units of pi, on which the inverse function undoes a circular one. */
const PRINCIPAL: Partial<
  Record<FunctionName, { readonly of: FunctionName; readonly lower: Expression; readonly upper: Expression }>
> = {
  arcsin: { of: 'sin', lower: product(HALF, PI, subtract(ZERO, sum(HALF, HALF))), upper: product(HALF, PI) },
  arccos: { of: 'cos', lower: ZERO, upper: PI },
  arctan: { of: 'tan', lower: product(HALF, PI, subtract(ZERO, sum(HALF, HALF))), upper: product(HALF, PI) },
};

/** Inverse functions of hyperbolic ones that undo them everywhere. */
const EVERYWHERE: Partial<Record<FunctionName, FunctionName>> = { arsinh: 'sinh', artanh: 'tanh' };

/**
 * e with arcsin(sin x), arccos(cos x), arctan(tan x), arsinh(sinh x) and artanh(tanh x) written as x, the circular ones
 * only where x is proved to lie in the principal interval; arcosh(cosh x) as x for x ≥ 0.
 */
export function principalValues(e: Expression, assumptions: Assumptions): Expression {
  const inner = mapChildren(e, (child) => principalValues(child, assumptions));
  if (inner.kind !== 'call' || inner.argument.kind !== 'call') return inner;
  const x = inner.argument.argument;
  if (EVERYWHERE[inner.name] === inner.argument.name) return x;
  if (inner.name === 'arcosh' && inner.argument.name === 'cosh')
    return isNonnegative(x, assumptions) === true ? x : inner;
  const interval = PRINCIPAL[inner.name];
  if (interval === undefined || interval.of !== inner.argument.name) return inner;
  const inside =
    isNonnegative(subtract(x, interval.lower), assumptions) === true &&
    isNonnegative(subtract(interval.upper, x), assumptions) === true;
  return inside ? x : inner;
}
