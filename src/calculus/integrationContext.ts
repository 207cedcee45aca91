import { isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { substitute, symbol, type Expression, type Variable } from '../expression/expression.ts';
import type { PolynomialProposer } from '../oracles/proposer.ts';

/** What every method of integration knows of the problem. */
export interface IntegrationContext {
  /** The variable of integration. */
  readonly x: string;
  readonly assumptions: Assumptions;
  /** A value of x in the interval of interest: it fixes the sign of what has no zero in that interval. */
  readonly at: Expression | null;
  readonly proposer: PolynomialProposer | null;
  /** How many substitutions and integrations by parts may still follow. */
  readonly depth: number;
  /** An antiderivative of a simpler integrand, by all methods; null when there is none. */
  readonly integrate: (e: Expression, context: IntegrationContext) => Expression | null;
}

/**
 * 1 or −1 when e has that sign wherever the assumptions hold, or, failing that, at the point of interest and hence
 * in the part around it where e has no zero; else 0.
 */
export function signOf(e: Expression, { assumptions, at, x }: IntegrationContext): -1 | 0 | 1 {
  const sign = provedSign(e, assumptions);
  if (sign !== 0 || at === null) return sign;
  try {
    return provedSign(substitute(e, new Map([[x, at]])), assumptions);
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

export function provedSign(e: Expression, assumptions: Assumptions): -1 | 0 | 1 {
  if (isPositive(e, assumptions) === true) return 1;
  return isNegative(e, assumptions) === true ? -1 : 0;
}

/** A new variable for an integrand in x; no formula that a person types can hold it. */
export const nextVariable = (x: string): Variable => symbol(x.startsWith(MARK) ? `${x}\u2032` : MARK);

const MARK = 't\u2032';

/** g at the point of interest, or null where that does not exist. */
export function atPoint(g: Expression, { x, at }: IntegrationContext): Expression | null {
  if (at === null) return null;
  try {
    return substitute(g, new Map([[x, at]]));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
