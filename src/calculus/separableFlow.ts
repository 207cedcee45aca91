import { withPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import { ONE, divide, subtract, substitute, sum, symbol, type Expression } from '../expression/expression.ts';
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { antiderivative } from './antiderivative.ts';
import { solveEquation } from './solveEquation.ts';

/** The solution of dx/dσ = speed(x), x(0) = start. */
export interface SeparableFlow {
  /** x as a function of σ. */
  readonly solution: Expression;
  /** G with G'(x) = 1/speed(x), so that G(x(σ)) − G(start) = σ. */
  readonly primitive: Expression;
  /** Expressions in σ that are positive exactly on the interval of existence (besides the whole line). */
  readonly conditions: readonly Expression[];
  readonly rules: readonly string[];
}

/**
 * Solves dx/dσ = speed(x) by separation: G(x) = ∫dx/speed, then G(x) = G(start) + σ for x. The result is accepted
 * only after its derivative and its initial value have been proved. Null when no antiderivative or inverse was
 * found. The symbol x carries its domain in the assumptions.
 */
export function separableFlow(
  speed: Expression, x: string, start: Expression, sigma: string, assumptions: Assumptions,
): SeparableFlow | null { // prettier-ignore
  const primitive = antiderivative(simplify(divide(ONE, speed), assumptions), x, assumptions);
  if (primitive === null) return null;
  const at = (e: Expression, value: Expression) => substitute(e, new Map([[x, value]]));
  const target = sum(at(primitive, start), symbol(sigma));
  for (const { value, conditions, rules } of solveEquation(primitive, x, target, assumptions)) {
    const defect = subtract(differentiate(value, sigma), at(speed, value));
    const initial = subtract(substitute(value, new Map([[sigma, subtract(ONE, ONE)]])), start);
    const positive = withPositive(assumptions, conditions);
    if (proveZero(defect, positive) !== null && proveZero(initial, assumptions) !== null)
      return { solution: value, primitive, conditions, rules: ['separate', 'antiderivative', ...rules] };
  }
  return null;
}
