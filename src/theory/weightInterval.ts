import { DomainError, FormulaError, HypentropyError } from '../errors.ts';
import {
  assume, assumeThat, compare, domainOf, isDefined, isPositive, type Assumptions,
} from '../expression/assumptions.ts'; // prettier-ignore
import {
  HALF, MINUS_ONE, ONE, ZERO, dependsOn, freeSymbols, negate, power, product, substitute, subtract, sum, symbol,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { limitAtInfinity, type Limit } from '../calculus/limitAtInfinity.ts';
import { linearSlope } from '../calculus/linearArgument.ts';
import { WEIGHT } from './model.ts';
import type { OpenInterval } from './separableTheory.ts';

/**
 * Adds the conditions of a domain such as `w > 0`, `-1 < w < 1`, `real` or `w > 0, p > 1` to what is known. Throws
 * DomainError or FormulaError for a text that is no domain.
 */
export function withDomainText(text: string, known: Assumptions): Assumptions {
  const trimmed = text.trim();
  if (/^[a-z]+$/.test(trimmed) || /^[[(]/.test(trimmed)) return assume({ [WEIGHT]: trimmed }, known);
  try {
    return assumeThat(trimmed.split(','), known);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const start = error.source.trim() === '' ? -1 : text.indexOf(error.source);
    if (start < 0)
      throw new DomainError(
        `cannot read the domain '${text}'`,
        'write, for instance, --domain "w > 0", --domain "-1 < w < 1" or --domain real',
      );
    throw new FormulaError(error.message, text, start + error.position, error.length, error.help);
  }
}

/**
 * The open interval of the weight under the assumptions. Throws HypentropyError where they leave no single interval
 * with ends that are known.
 */
export function weightInterval(facts: Assumptions): OpenInterval {
  const domain = domainOf(WEIGHT, facts);
  if (domain.nonzero || domain.integer)
    throw new HypentropyError(
      'domain',
      'the domain of w must be one open interval',
      'write, for instance, --domain "w > 0" or --domain "-1 < w < 1"',
    );
  let { lower, upper }: OpenInterval = domain;
  for (const { expression: c, sign } of facts.facts) {
    if (!dependsOn(c, WEIGHT) || sign === 'nonzero') continue;
    const slope = linearSlope(c, WEIGHT);
    if (slope === null) continue;
    const constant = substitute(c, new Map([[WEIGHT, ZERO]]));
    const bound = simplify(negate(product(constant, power(slope, MINUS_ONE))), facts);
    if (isPositive(slope, facts) === true)
      lower = lower === null || compare(bound, lower, facts) === 1 ? bound : lower;
    else upper = upper === null || compare(bound, upper, facts) === -1 ? bound : upper;
  }
  return { lower, upper };
}

/** A simple point inside: 0 on the whole line, the middle, or one unit from the only end. */
export function interiorPoint({ lower, upper }: OpenInterval, facts: Assumptions): Expression {
  if (lower === null) return upper === null ? ZERO : simplify(subtract(upper, ONE), facts);
  if (upper === null) return simplify(sum(lower, ONE), facts);
  return simplify(product(HALF, sum(lower, upper)), facts);
}

/** What is positive inside an interval of x: x − lower and upper − x, for the finite ends. */
export const insideConditions = ({ lower, upper }: OpenInterval, x: Expression): Expression[] => [
  ...(lower === null ? [] : [subtract(x, lower)]),
  ...(upper === null ? [] : [subtract(upper, x)]),
];

/**
 * The limit of e as x tends to an end of its interval from inside, an expression or an infinity by its sign; null
 * where it is not found.
 */
export function limitAtEnd(
  e: Expression,
  x: string,
  ends: OpenInterval,
  end: 'lower' | 'upper',
  facts: Assumptions,
): Limit | null {
  const bound = ends[end];
  if (bound === null) return decided(limitAtInfinity(e, x, end === 'upper' ? 1 : -1, facts), facts);
  try {
    const value = simplify(specialAngles(substitute(e, new Map([[x, bound]]))), facts);
    if (isDefined(value, facts) === true) return { finite: value };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const far = freshName('x', new Set([...freeSymbols(e), ...freeSymbols(bound)]));
  const step = power(symbol(far), MINUS_ONE);
  const near = end === 'lower' ? sum(bound, step) : subtract(bound, step);
  const moved = simplify(substitute(e, new Map([[x, near]])), assume({ [far]: '> 1' }, facts));
  return decided(limitAtInfinity(moved, far, 1, facts), facts);
}

function decided(limit: Limit | null, facts: Assumptions): Limit | null {
  if (limit === null || 'infinite' in limit) return limit;
  const finite = simplify(specialAngles(limit.finite), facts);
  return isDefined(finite, facts) === true ? { finite } : null;
}
