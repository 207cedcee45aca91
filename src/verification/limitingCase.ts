import { HypentropyError } from '../errors.ts';
import { domainOf, type Assumptions } from '../expression/assumptions.ts';
import { ONE, ZERO, dependsOn, divide, isZero, type Expression } from '../expression/expression.ts';
import type { ClaimRecord } from '../records.ts';
import { inRange } from './inRange.ts';
import type { SamplingOptions } from './verifyIdentity.ts';
import { verifyLimit } from './verifyLimit.ts';

/** Two formulas whose ratio tends to 1 where the claim that they are equal is right in a limit. */
export interface LimitingCase {
  /** Claimed and derived formula, in the same symbols. */
  readonly sides: readonly (readonly [Expression, Expression])[];
  readonly variables: readonly string[];
  readonly assumptions: Assumptions;
}

/**
 * The first limit, a symbol to zero from above or to infinity, in which the ratio of a claimed formula to the derived one
 * tends to 1 with the other symbols fixed; null where there is none. A scale comes before the weight.
 */
export function limitingCase(
  { sides, variables, assumptions }: LimitingCase,
  options: SamplingOptions,
): ClaimRecord['limit'] | null {
  for (const variable of variables)
    for (const [point, text] of [
      [ZERO, '0'],
      ['inf', 'inf'],
    ] as const)
      // prettier-ignore
      for (const [claimed, derived] of sides) {
        const known = domainOf(variable, assumptions);
        if (isZero(claimed) || isZero(derived) || (point === 'inf' && known.upper !== null)) continue;
        const ratio = divide(claimed, derived);
        if (!dependsOn(ratio, variable)) continue;
        const of = { of: ratio, variable, point, value: ONE, assumptions };
        const judged = inRange(() => readable(() => verifyLimit(of, options)));
        if (judged !== null && (judged.verdict === 'proved' || judged.verdict === 'checked'))
          return { when: `${variable} -> ${text}`, ...judged };
      }
  return null;
}

/** A limit that the domain of a symbol excludes is none. */
function readable<T>(decide: () => T): T | null {
  try {
    return decide();
  } catch (error) {
    if (error instanceof HypentropyError && error.code === 'domain') return null;
    throw error;
  }
}
