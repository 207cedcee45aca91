import {
  call, log, mapChildren, negate, product, splitCoefficient, sum, type Expression, type Sum,
} from '../expression/expression.ts'; // prettier-ignore
import { hasMinus } from '../expression/quotient.ts';
import { signOf, type IntegrationContext } from './integrationContext.ts';

/**
 * The same antiderivative up to a constant on the interval of interest: |g| replaced by g or −g where the sign is
 * known, log|b^n| by n log|b|, and arctan(tan y), artanh(tanh y) by y.
 */
export function resolveSigns(e: Expression, context: IntegrationContext): Expression {
  const inner = mapChildren(e, (child) => resolveSigns(child, context));
  if (inner.kind === 'sum') return ordered(inner);
  if (inner.kind !== 'call') return inner;
  if (ODD.has(inner.name) && hasMinus(inner.argument))
    return negate(call(inner.name, negated(inner.argument)));
  const { argument } = inner;
  if (inner.name === 'abs') {
    const sign = signOf(argument, context);
    return sign > 0 ? argument : sign < 0 ? negated(argument) : inner;
  }
  if (argument.kind !== 'call' && argument.kind !== 'power') return inner;
  if (inner.name === 'log')
    return splitPower(
      argument.kind === 'call' && argument.name === 'abs' ? argument.argument : argument,
      context,
      inner,
    );
  const undone =
    (inner.name === 'arctan' && argument.kind === 'call' && argument.name === 'tan') ||
    (inner.name === 'artanh' && argument.kind === 'call' && argument.name === 'tanh');
  return undone && argument.kind === 'call' ? argument.argument : inner;
}

/** log|b^n| = n log|b|. */
function splitPower(argument: Expression, context: IntegrationContext, whole: Expression): Expression {
  if (argument.kind !== 'power') return whole;
  const base = resolveSigns(call('abs', argument.base), context);
  return product(argument.exponent, log(base));
}

const ODD = new Set(['arctan', 'arcsin', 'artanh', 'arsinh', 'sinh', 'tanh', 'sin', 'tan']);

/** Numbers multiplied into sums, and a positive term first. */
function ordered(e: Sum): Expression {
  const terms = e.terms.flatMap((t) => {
    const [c, rest] = splitCoefficient(t);
    return rest.kind === 'sum' ? rest.terms.map((r) => product(c, r)) : [t];
  });
  const first = terms.findIndex((t) => !hasMinus(t));
  return first <= 0 ? sum(...terms) : sum(terms[first]!, ...terms.filter((_, i) => i !== first));
}

const negated = (e: Expression): Expression =>
  e.kind === 'sum' ? ordered({ kind: 'sum', terms: e.terms.map(negate) }) : negate(e);
