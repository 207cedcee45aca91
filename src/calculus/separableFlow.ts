import { withPositive, type Assumptions } from '../expression/assumptions.ts';
import { DomainError } from '../errors.ts';
import { differentiate } from '../expression/differentiate.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import {
  ONE,
  ZERO,
  divide,
  keyOf,
  subtract,
  substitute,
  sum,
  symbol,
  type Expression,
} from '../expression/expression.ts';
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { COMPOSITIONS } from '../rewriting/compositions.ts';
import { rewrite } from '../rewriting/rule.ts';
import type { PolynomialProposer } from '../oracles/proposer.ts';
import { antiderivative } from './antiderivative.ts';
import { flowConditions } from './flowInterval.ts';
import { principalValues } from './principalValue.ts';
import { solveEquation, type Solution } from './solveEquation.ts';

/** The solution of dx/dσ = speed(x), x(0) = start. */
export interface SeparableFlow {
  /** x as a function of σ. */
  readonly solution: Expression;
  /** G with G'(x) = 1/speed(x), so that G(x(σ)) − G(start) = σ. */
  readonly primitive: Expression;
  /** Expressions in σ that are positive exactly on the interval of existence; linear in σ where they can be. */
  readonly conditions: readonly Expression[];
  /** The same conditions as they arose, positive on that interval too: a proof may need either form. */
  readonly facts: readonly Expression[];
  readonly rules: readonly string[];
}

/**
 * Solves dx/dσ = speed(x) by separation: G(x) = ∫dx/speed, then G(x) = G(start) + σ for x. The result is accepted
 * only after its derivative and its initial value have been proved. Null when no antiderivative or inverse was
 * found. The symbol x carries its domain in the assumptions.
 */
export function separableFlow(
  speed: Expression,
  x: string,
  start: Expression,
  sigma: string,
  assumptions: Assumptions,
  proposer: PolynomialProposer | null = null,
): SeparableFlow | null {
  // prettier-ignore
  const primitive = antiderivative(simplify(divide(ONE, speed), assumptions), x, assumptions, { at: start, proposer });
  if (primitive === null) return null;
  let initial: Expression;
  try {
    initial = specialAngles(substitute(primitive, new Map([[x, start]])));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  const target = sum(initial, symbol(sigma));
  const problem = { speed, x, start, sigma, assumptions, primitive, target };
  for (const candidate of solveEquation(primitive, x, target, assumptions)) {
    const conditions = acceptedConditions(candidate, problem);
    if (conditions === null) continue;
    return {
      solution: candidate.value,
      primitive,
      conditions,
      facts: otherForms(candidate.conditions, conditions),
      rules: ['separate', 'antiderivative', ...candidate.rules],
    };
  }
  return null;
}

interface InitialValueProblem {
  readonly speed: Expression;
  readonly x: string;
  readonly start: Expression;
  readonly sigma: string;
  readonly assumptions: Assumptions;
  /** G, and G(start) + σ. */
  readonly primitive: Expression;
  readonly target: Expression;
}

/** The conditions as given and in elementary form, without those that are there already. */
function otherForms(given: readonly Expression[], conditions: readonly Expression[]): Expression[] {
  const known = new Set(conditions.map(keyOf));
  const forms = [...given, ...[...conditions, ...given].map(elementaryForm)];
  return forms.filter((c) => !known.has(keyOf(c)) && known.add(keyOf(c)));
}

/** The conditions under which the candidate solves the problem, or null when that is not proved. */
function acceptedConditions(
  { value, conditions }: Solution,
  { speed, x, start, sigma, assumptions, primitive, target }: InitialValueProblem,
): Expression[] | null {
  try {
    const atStart = specialAngles(substitute(value, new Map([[sigma, ZERO]])));
    const initial = principalValues(rewrite(subtract(atStart, start), COMPOSITIONS), assumptions);
    if (proveZero(initial, assumptions) === null) return null;
    const all = flowConditions(value, conditions, sigma, assumptions);
    const inside = withPositive(assumptions, [...all, ...otherForms(conditions, all)]);
    const along = (e: Expression) => rewrite(substitute(e, new Map([[x, value]])), COMPOSITIONS);
    // Either x' = speed(x), or G(x) = G(start) + σ, whose derivative is G'(x) x' = 1.
    const solved =
      proveZero(subtract(differentiate(value, sigma), along(speed)), inside) ??
      proveZero(subtract(along(primitive), target), inside);
    return solved === null ? null : all;
  } catch (error) {
    if (error instanceof RangeError || error instanceof DomainError) return null;
    throw error;
  }
}
