import { isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import {
  ONE, ZERO, children, dependsOn, divide, equal, isInteger, isRational, log, negate, product, substitute, subtract, sum,
  symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { linearSlope } from './linearArgument.ts';
import { exponentialTerm } from './solveEquation.ts';

/**
 * The conditions under which a solution x(σ) that starts at σ = 0 exists: the given ones and that no denominator of it
 * vanishes, as expressions that are positive; linear in σ wherever they can be (3 − e^σ > 0 becomes log 3 − σ > 0).
 * Conditions that always hold are left out.
 */
export function flowConditions(
  solution: Expression,
  given: readonly Expression[],
  sigma: string,
  assumptions: Assumptions,
): Expression[] {
  const result: Expression[] = [];
  for (const c of [...given, ...polesOf(solution, sigma, assumptions)].flatMap((e) =>
    linearConditions(e, sigma, assumptions),
  ))
    if (isPositive(c, assumptions) !== true && !result.some((r) => equal(r, c))) result.push(c);
  return result;
}

/** Denominators in σ, with the sign that makes them positive at σ = 0. */
function polesOf(e: Expression, sigma: string, assumptions: Assumptions): Expression[] {
  if (!dependsOn(e, sigma)) return [];
  const inner = children(e).flatMap((child) => polesOf(child, sigma, assumptions));
  if (e.kind !== 'power' || !isRational(e.exponent) || e.exponent.numerator > 0n || !dependsOn(e.base, sigma))
    return inner;
  if (!isInteger(e.exponent)) return [...inner, e.base];
  const sign = signAtStart(e.base, sigma, assumptions);
  return sign === 0 ? inner : [...inner, sign > 0 ? e.base : negate(e.base)];
}

function signAtStart(e: Expression, sigma: string, assumptions: Assumptions): -1 | 0 | 1 {
  try {
    const value = simplify(substitute(e, new Map([[sigma, ZERO]])), assumptions);
    return isPositive(value, assumptions) === true ? 1 : isNegative(value, assumptions) === true ? -1 : 0;
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

/** A condition, positive at σ = 0, as conditions that are linear in σ where possible; itself where not. */
function linearConditions(c: Expression, sigma: string, assumptions: Assumptions): Expression[] {
  if (!dependsOn(c, sigma) || isPositive(c, assumptions) === true) return dependsOn(c, sigma) ? [] : [c];
  if (linearSlope(c, sigma) !== null) return [c];
  if (c.kind === 'product') {
    return c.factors.flatMap((f) => {
      if (isRational(f)) return [];
      const sign = signAtStart(f, sigma, assumptions);
      return sign === 0 ? [f] : linearConditions(sign > 0 ? f : negate(f), sigma, assumptions);
    });
  }
  if (c.kind === 'power' && isRational(c.exponent)) {
    const sign = signAtStart(c.base, sigma, assumptions);
    return sign === 0 ? [c.base] : linearConditions(sign > 0 ? c.base : negate(c.base), sigma, assumptions);
  }
  if (c.kind === 'call' && c.name === 'log')
    return linearConditions(subtract(c.argument, ONE), sigma, assumptions);
  return ofExponential(c, sigma, assumptions) ?? [c];
}

/** A e^(kσ) + B > 0 by logarithms, with the signs of A and B proved; null for another shape. */
function ofExponential(c: Expression, sigma: string, assumptions: Assumptions): Expression[] | null {
  if (c.kind !== 'sum') return c.kind === 'call' && c.name === 'exp' ? [] : null;
  const varying = c.terms.filter((t) => dependsOn(t, sigma));
  const term = varying.length === 1 ? exponentialTerm(varying[0]!, sigma) : null;
  if (term === null) return null;
  const rest = sum(...c.terms.filter((t) => !dependsOn(t, sigma)));
  const sign = (e: Expression) =>
    isPositive(e, assumptions) === true ? 1 : isNegative(e, assumptions) === true ? -1 : 0;
  const [a, b] = [sign(term.amplitude), sign(rest)];
  if (a * b === 0) return null;
  if (a === b) return a > 0 ? [] : [c];
  const bound = log(simplify(divide(rest, negate(term.amplitude)), assumptions));
  const exponent = product(term.rate, symbol(sigma));
  return [a > 0 ? subtract(exponent, bound) : subtract(bound, exponent)];
}
