import {
  HALF, MINUS_ONE, ONE, TWO, call, dependsOn, exp, isRational, log, mapChildren, negate, power, product, sqrt, subtract, sum,
  type Expression, type FunctionName,
} from './expression.ts'; // prettier-ignore
import { memoOf } from './memo.ts';
import { valueAtSpecialAngle } from './specialAngles.ts';

/** Definitions of the hyperbolic functions and their inverses by exponentials, logarithms and square roots. */
const BY_EXP_AND_LOG: Partial<Record<FunctionName, (x: Expression) => Expression>> = {
  sinh: (x) => product(HALF, subtract(exponential(x), exponential(negate(x)))),
  cosh: (x) => product(HALF, sum(exponential(x), exponential(negate(x)))),
  tanh: (x) => {
    const square = exponential(product(TWO, x));
    return product(sum(square, MINUS_ONE), power(sum(square, ONE), MINUS_ONE));
  },
  arsinh: (x) => log(sum(x, sqrt(sum(power(x, TWO), ONE)))),
  arcosh: (x) => log(sum(x, sqrt(sum(power(x, TWO), MINUS_ONE)))),
  artanh: (x) => product(HALF, subtract(log(sum(ONE, x)), log(subtract(ONE, x)))),
  exp: (x) => exponential(x),
  sin: (x) => ofInverse('sin', x) ?? call('sin', x),
  cos: (x) => ofInverse('cos', x) ?? call('cos', x),
  tan: (x) => ofInverse('tan', x) ?? product(call('sin', x), power(call('cos', x), MINUS_ONE)),
};

/** A circular function of an inverse one: cos(arcsin y) = √(1 − y²), tan(arctan y) = y and so on. */
function ofInverse(name: 'sin' | 'cos' | 'tan', x: Expression): Expression | null {
  if (x.kind !== 'call') return null;
  const y = x.argument;
  const other = sqrt(subtract(ONE, power(y, TWO)));
  const secant = power(sum(ONE, power(y, TWO)), negate(HALF));
  switch (x.name) {
    case 'arcsin':
      return name === 'sin' ? y : name === 'cos' ? other : product(y, power(other, MINUS_ONE));
    case 'arccos':
      return name === 'cos' ? y : name === 'sin' ? other : product(other, power(y, MINUS_ONE));
    case 'arctan':
      return name === 'tan' ? y : name === 'cos' ? secant : product(y, secant);
    default:
      return null;
  }
}

/** exp(x) with sums split and exp(c log b) written as b^c. */
function exponential(x: Expression): Expression {
  const terms = distribute(x);
  return product(...terms.map(exponentialOfTerm));
}

function exponentialOfTerm(term: Expression): Expression {
  if (term.kind === 'call' && term.name === 'log') return term.argument;
  if (term.kind === 'product') {
    const logs = term.factors.filter((f) => f.kind === 'call' && f.name === 'log');
    const rest = term.factors.filter((f) => !(f.kind === 'call' && f.name === 'log'));
    if (logs.length === 1) {
      const [only] = logs;
      if (only!.kind === 'call') return power(only!.argument, product(...rest));
    }
  }
  return exp(term);
}

/** The terms of x after multiplying sums out once at the top. */
function distribute(x: Expression): Expression[] {
  if (x.kind === 'sum') return x.terms.flatMap(distribute);
  if (x.kind === 'product') {
    const index = x.factors.findIndex((f) => f.kind === 'sum');
    if (index >= 0) {
      const inner = x.factors[index]!;
      const rest = x.factors.filter((_, i) => i !== index);
      if (inner.kind === 'sum') return inner.terms.flatMap((t) => distribute(product(...rest, t)));
    }
  }
  return [x];
}

/**
 * The same function written with +, ×, powers, exp, log and the circular functions alone: hyperbolic functions
 * and their inverses are replaced by their definitions. Valid wherever e is defined (real values).
 */
export function elementaryForm(e: Expression): Expression {
  if (e.kind === 'symbol' || e.kind === 'rational' || e.kind === 'constant') return e;
  return (memoOf(e).elementaryForm ??= transform(e));
}

function transform(e: Expression): Expression {
  if (e.kind === 'call') {
    const argument = elementaryForm(e.argument);
    const special = valueAtSpecialAngle(e.name, argument);
    if (special !== null) return special;
    const definition = BY_EXP_AND_LOG[e.name];
    return definition === undefined ? call(e.name, argument) : definition(argument);
  }
  return mapChildren(e, elementaryForm);
}

/** True when e contains a call or a non-integer power in which `name` occurs. */
export function isTranscendentalIn(e: Expression, name: string): boolean {
  if (!dependsOn(e, name)) return false;
  if (e.kind === 'call') return true;
  if (e.kind === 'power' && !(isRational(e.exponent) && e.exponent.denominator === 1n)) return true;
  if (e.kind === 'sum') return e.terms.some((t) => isTranscendentalIn(t, name));
  if (e.kind === 'product') return e.factors.some((t) => isTranscendentalIn(t, name));
  return e.kind === 'power' && isTranscendentalIn(e.base, name);
}
