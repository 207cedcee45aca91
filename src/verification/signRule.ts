import { limitAtInfinity } from '../calculus/limitAtInfinity.ts';
import { linearSlope } from '../calculus/linearArgument.ts';
import {
  compare, domainOf, isDefined, isNegative, isNonnegative, isPositive, type Assumptions,
} from '../expression/assumptions.ts'; // prettier-ignore
import { jumps } from '../expression/isDefined.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ZERO, dependsOn, freeSymbols, negate, power, product, substitute, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { provedSign } from '../theory/provedSign.ts';

/**
 * The rule by which an expression is positive (with `orZero`, not negative) wherever the assumptions hold, or null: the rules of signs, also after a
 * change of variable, or, in one variable, that it is strictly monotone on its interval and not negative in the limit at the end where it is least.
 */
export function signRule(e: Expression, facts: Assumptions, orZero = false): string | null {
  if (isDefined(e, facts) !== true) return null;
  const holds = orZero ? isNonnegative : isPositive;
  if ([e, simplify(e, facts)].some((form) => holds(form, facts) === true)) return 'rules of signs';
  for (const x of freeSymbols(e)) if (leastAtEnd(e, x, facts)) return `monotone in ${x} from its limit`;
  for (const x of freeSymbols(e))
    if (provedSign(e, x, facts) === 'positive') return `rules of signs with ${x} = log E or sinh(log E)`;
  return null;
}

function leastAtEnd(e: Expression, x: string, facts: Assumptions): boolean {
  if (jumps(e) || !runsThroughInterval(x, facts)) return false;
  const slope = simplify(differentiate(e, x), facts);
  if (isDefined(slope, facts) !== true) return false;
  const rising = isPositive(slope, facts) === true;
  if (!rising && isNegative(slope, facts) !== true) return false;
  try {
    const end = boundOf(x, rising ? 'lower' : 'upper', facts);
    const limit = end === null ? farLimit(e, x, rising ? -1 : 1, facts) : valueAt(e, x, end, facts);
    return limit !== null && isDefined(limit, facts) === true && isNonnegative(limit, facts) === true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether the assumptions leave x one interval, whose ends are known: only conditions that are linear in it. */
function runsThroughInterval(x: string, facts: Assumptions): boolean {
  const { nonzero, integer } = domainOf(x, facts);
  if (nonzero || integer) return false;
  return facts.facts.every(({ expression: c, sign }) => {
    if (!dependsOn(c, x)) return true;
    const slope = sign === 'nonzero' ? null : linearSlope(c, x);
    return slope !== null && (isPositive(slope, facts) === true || isNegative(slope, facts) === true);
  });
}

function valueAt(e: Expression, x: string, end: Expression, facts: Assumptions): Expression {
  return simplify(specialAngles(substitute(e, new Map([[x, end]]))), facts);
}

function farLimit(e: Expression, x: string, side: 1 | -1, facts: Assumptions): Expression | null {
  const limit = limitAtInfinity(e, x, side, facts);
  return limit === null || 'infinite' in limit ? null : simplify(specialAngles(limit.finite), facts);
}

/** The end of the interval of x that its domain and the facts that are linear in it leave; null when it is infinite. */
function boundOf(x: string, end: 'lower' | 'upper', facts: Assumptions): Expression | null {
  let bound: Expression | null = domainOf(x, facts)[end];
  for (const { expression: c, sign } of facts.facts) {
    const slope = sign === 'nonzero' ? null : linearSlope(c, x);
    if (slope === null || (isPositive(slope, facts) === true) !== (end === 'lower')) continue;
    const constant = substitute(c, new Map([[x, ZERO]]));
    const root = simplify(negate(product(constant, power(slope, MINUS_ONE))), facts);
    if (bound === null || compare(root, bound, facts) === (end === 'lower' ? 1 : -1)) bound = root;
  }
  return bound;
}
