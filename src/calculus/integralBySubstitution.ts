import { differentiate } from '../expression/differentiate.ts';
import {
  children, dependsOn, divide, isInteger, isRational, isZero, keyOf, mapChildren, power, rational, size, substitute,
  type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { atPoint, nextVariable, type IntegrationContext } from './integrationContext.ts';

/** Inner functions tried for one integrand, and nodes of the largest one tried. */
const CANDIDATES = 8;
const LARGEST = 40;

/**
 * ∫ f(g(x)) g'(x) dx as ∫ f(t) dt at t = g(x), for every function g that occurs in the integrand such that the
 * quotient by g' is a function of g alone. Null when there is none whose integral is found.
 */
export function integralBySubstitution(e: Expression, context: IntegrationContext): Expression | null {
  const { x, assumptions, depth } = context;
  if (depth <= 0) return null;
  const t = nextVariable(x);
  for (const g of candidates(e, x)) {
    const slope = differentiate(g, x);
    if (isZero(slope)) continue;
    const quotient = simplify(divide(e, slope), assumptions);
    const inside = replace(quotient, g, t);
    if (dependsOn(inside, x)) continue;
    const integral = context.integrate(inside, {
      ...context,
      x: t.name,
      at: atPoint(g, context),
      depth: depth - 1,
    });
    if (integral !== null) return substitute(integral, new Map([[t.name, g]]));
  }
  return null;
}

/** The functions of x within e, larger ones first: arguments, bases, calls, powers of x. */
function candidates(e: Expression, x: string): Expression[] {
  const found = new Map<string, Expression>();
  const visit = (f: Expression, top: boolean): void => {
    if (!dependsOn(f, x)) return;
    if (!top && f.kind !== 'symbol' && f.kind !== 'product' && size(f) <= LARGEST) found.set(keyOf(f), f);
    if (f.kind === 'call' && f.argument.kind !== 'symbol' && size(f.argument) <= LARGEST)
      found.set(keyOf(f.argument), f.argument);
    children(f).forEach((child) => visit(child, false));
  };
  visit(e, false);
  found.delete(keyOf(e));
  return [...found.values()].sort((a, b) => size(b) - size(a)).slice(0, CANDIDATES);
}

/** e with g written as t, powers of the same base included. */
function replace(e: Expression, g: Expression, t: Expression): Expression {
  const [base, exponent] =
    g.kind === 'power' && isRational(g.exponent) ? [g.base, g.exponent] : [g, rational(1)];
  const visit = (f: Expression): Expression => {
    if (keyOf(f) === keyOf(g)) return t;
    if (f.kind === 'power' && isRational(f.exponent) && keyOf(f.base) === keyOf(base)) {
      const ratio = power(exponent, rational(-1)) as Rational;
      const n = rational(f.exponent.numerator * ratio.numerator, f.exponent.denominator * ratio.denominator);
      if (isInteger(n) || (isRational(exponent) && exponent.denominator === 1n && exponent.numerator === 1n))
        return power(t, n);
    }
    return mapChildren(f, visit);
  };
  return visit(e);
}
