import { isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import {
  ONE, TWO, ZERO, children, dependsOn, divide, equal, isInteger, isRational, log, negate, power, product, sqrt, substitute,
  subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { normalize, simplify } from '../expression/simplify.ts';
import { linearSlope } from './linearArgument.ts';
import { exponentialTerm } from './solveEquation.ts';

/** Where a function of one variable starts, and what is known of the other symbols. */
interface Start {
  readonly variable: string;
  readonly at: Expression;
  readonly assumptions: Assumptions;
}

/**
 * The conditions under which a function x(σ) exists from σ = start on: the given ones and that no denominator of it
 * vanishes, as expressions that are positive; linear in σ wherever they can be (3 − e^σ > 0 becomes log 3 − σ > 0).
 * Conditions that always hold are left out.
 */
export function flowConditions(
  solution: Expression,
  given: readonly Expression[],
  variable: string,
  assumptions: Assumptions,
  at: Expression = ZERO,
): Expression[] {
  const start = { variable, at, assumptions };
  const result: Expression[] = [];
  for (const c of [...given, ...polesOf(solution, start)].flatMap((e) => linearConditions(e, start)))
    if (isPositive(c, assumptions) !== true && !result.some((r) => equal(r, c))) result.push(c);
  return result;
}

/** Denominators in σ, with the sign that makes them positive at the start. */
function polesOf(e: Expression, start: Start): Expression[] {
  const { variable } = start;
  if (!dependsOn(e, variable)) return [];
  const inner = children(e).flatMap((child) => polesOf(child, start));
  if (
    e.kind !== 'power' ||
    !isRational(e.exponent) ||
    e.exponent.numerator > 0n ||
    !dependsOn(e.base, variable)
  )
    return inner;
  if (!isInteger(e.exponent)) return [...inner, e.base];
  const sign = signAtStart(e.base, start);
  return sign === 0 ? inner : [...inner, sign > 0 ? e.base : opposite(e.base)];
}

function signAtStart(e: Expression, { variable, at, assumptions }: Start): -1 | 0 | 1 {
  try {
    const value = simplify(substitute(e, new Map([[variable, at]])), assumptions);
    return isPositive(value, assumptions) === true ? 1 : isNegative(value, assumptions) === true ? -1 : 0;
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

/** A condition, positive at the start, as conditions that are linear in σ where possible; itself where not. */
function linearConditions(c: Expression, start: Start): Expression[] {
  const { variable, assumptions } = start;
  if (!dependsOn(c, variable)) return [c];
  if (isPositive(c, assumptions) === true) return [];
  if (linearSlope(c, variable) !== null) return [c];
  if (c.kind === 'product') {
    return c.factors.flatMap((f) => {
      if (isRational(f)) return [];
      const sign = signAtStart(f, start);
      return sign === 0 ? [f] : linearConditions(sign > 0 ? f : opposite(f), start);
    });
  }
  if (c.kind === 'power' && isRational(c.exponent)) {
    const sign = signAtStart(c.base, start);
    return sign === 0 ? [c.base] : linearConditions(sign > 0 ? c.base : opposite(c.base), start);
  }
  if (c.kind === 'call' && c.name === 'log') return linearConditions(subtract(c.argument, ONE), start);
  const solved = ofExponential(c, start);
  if (solved !== null) return solved;
  const whole = normalize(c, assumptions);
  const splits = whole.kind === 'product' && whole.factors.filter((f) => dependsOn(f, variable)).length > 1;
  if (c.kind === 'sum' && splits) return linearConditions(whole, start);
  return ofSquare(c, start) ?? [c];
}

/** −e, term by term. */
const opposite = (e: Expression): Expression => (e.kind === 'sum' ? sum(...e.terms.map(negate)) : negate(e));

/** A σ² + B > 0 with B/A < 0: between the two roots, or on the side of both where the start is. */
function ofSquare(c: Expression, { variable, at, assumptions }: Start): Expression[] | null {
  if (c.kind !== 'sum' || c.terms.length !== 2) return null;
  const x = symbol(variable);
  const rest = sum(...c.terms.filter((t) => !dependsOn(t, variable)));
  const lead = simplify(divide(subtract(c, rest), power(x, TWO)), assumptions);
  if (dependsOn(lead, variable)) return null;
  const square = simplify(negate(divide(rest, lead)), assumptions);
  if (isPositive(square, assumptions) !== true) return null;
  const root = sqrt(square);
  if (isNegative(lead, assumptions) === true) return [subtract(root, x), sum(root, x)];
  if (isPositive(lead, assumptions) !== true) return null;
  if (isPositive(subtract(at, root), assumptions) === true) return [subtract(x, root)];
  return isNegative(sum(at, root), assumptions) === true ? [negate(sum(x, root))] : null;
}

/** A e^(kσ) + B > 0 by logarithms, with the signs of A and B proved; null for another shape. */
function ofExponential(c: Expression, { variable, assumptions }: Start): Expression[] | null {
  if (c.kind !== 'sum') return c.kind === 'call' && c.name === 'exp' ? [] : null;
  const varying = c.terms.filter((t) => dependsOn(t, variable));
  const term = varying.length === 1 ? exponentialTerm(varying[0]!, variable) : null;
  if (term === null) return null;
  const rest = sum(...c.terms.filter((t) => !dependsOn(t, variable)));
  const sign = (e: Expression) =>
    isPositive(e, assumptions) === true ? 1 : isNegative(e, assumptions) === true ? -1 : 0;
  const [a, b] = [sign(term.amplitude), sign(rest)];
  if (a * b === 0) return null;
  if (a === b) return a > 0 ? [] : [c];
  const bound = log(simplify(divide(rest, negate(term.amplitude)), assumptions));
  const exponent = product(term.rate, symbol(variable));
  return [a > 0 ? subtract(exponent, bound) : subtract(bound, exponent)];
}
