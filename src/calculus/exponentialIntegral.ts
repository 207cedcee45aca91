import { assume } from '../expression/assumptions.ts';
import {
  children, dependsOn, divide, exp, mapChildren, power, product, rational, substitute, subtract, sum,
  type Call, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { atPoint, nextVariable, type IntegrationContext } from './integrationContext.ts';
import { commonArgument } from './linearArgument.ts';

/**
 * An antiderivative by t = e^y of a function of exponentials (and hyperbolic functions) of multiples of one linear
 * argument y, in which x occurs nowhere else. Null for other integrands.
 */
export function exponentialIntegral(e: Expression, context: IntegrationContext): Expression | null {
  const { x } = context;
  const t = nextVariable(x);
  const calls = callsOf(e, x);
  if (calls === null || !calls.some((c) => c.name === 'exp')) return null;
  const common = commonArgument(
    calls.map((c) => varying(c, x)),
    x,
    context.assumptions,
  );
  if (common === null) return null;
  const multiples = new Map(calls.map((c, i) => [c, common.multiples[i]!]));
  const value = exp(common.unit);
  const inside = context.integrate(divide(inPowers(e, multiples, x, t), t), {
    ...context,
    x: t.name,
    assumptions: assume({ [t.name]: 'positive' }, context.assumptions),
    at: atPoint(value, context),
    depth: context.depth - 1,
  });
  if (inside === null) return null;
  return divide(substitute(inside, new Map([[t.name, value]])), common.slope);
}

/** The argument, for an exponential without the terms free of x. */
function varying(e: Call, x: string): Expression {
  const { argument } = e;
  return e.name === 'exp' && argument.kind === 'sum'
    ? sum(...argument.terms.filter((t) => dependsOn(t, x)))
    : argument;
}

const NAMES = new Set(['exp', 'sinh', 'cosh', 'tanh']);

function callsOf(e: Expression, x: string): Call[] | null {
  if (!dependsOn(e, x)) return [];
  if (e.kind === 'symbol') return null;
  if (e.kind === 'call' && NAMES.has(e.name)) return [e];
  const parts = children(e).map((child) => callsOf(child, x));
  return parts.includes(null) ? null : (parts as Call[][]).flat();
}

function inPowers(e: Expression, multiples: ReadonlyMap<Call, number>, x: string, t: Expression): Expression {
  if (e.kind !== 'call' || !multiples.has(e))
    return mapChildren(e, (child) => inPowers(child, multiples, x, t));
  const n = multiples.get(e)!;
  const up = power(t, rational(n));
  if (e.name === 'exp') return product(exp(subtract(e.argument, varying(e, x))), up);
  const down = power(t, rational(-n));
  if (e.name === 'sinh') return product(rational(1, 2), subtract(up, down));
  if (e.name === 'cosh') return product(rational(1, 2), sum(up, down));
  return divide(
    subtract(power(t, rational(2 * n)), rational(1)),
    sum(power(t, rational(2 * n)), rational(1)),
  );
}
