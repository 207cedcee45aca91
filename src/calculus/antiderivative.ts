import type { Assumptions } from '../expression/assumptions.ts';
import { isNegative, isNonzero, isPositive } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  HALF, MINUS_ONE, ONE, TWO, ZERO, call, dependsOn, divide, equal, exp, isInteger, isRational, isZero, log, negate, power, product, sqrt,
  substitute, subtract, sum, symbol, type Expression, type FunctionName,
} from '../expression/expression.ts'; // prettier-ignore
import { proveEqual } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';

/** ∫ f(x) dx for the elementary functions of x alone (DLMF 4.10, 4.26, 4.40). */
const OF_FUNCTION: Partial<Record<FunctionName, (x: Expression) => Expression>> = {
  exp: (x) => exp(x),
  log: (x) => subtract(product(x, log(x)), x),
  sinh: (x) => call('cosh', x),
  cosh: (x) => call('sinh', x),
  tanh: (x) => log(call('cosh', x)),
  arsinh: (x) => subtract(product(x, call('arsinh', x)), sqrt(sum(power(x, TWO), ONE))),
  arcosh: (x) => subtract(product(x, call('arcosh', x)), sqrt(sum(power(x, TWO), MINUS_ONE))),
  artanh: (x) => sum(product(x, call('artanh', x)), product(HALF, log(subtract(ONE, power(x, TWO))))),
  sin: (x) => negate(call('cos', x)),
  cos: (x) => call('sin', x),
  tan: (x) => negate(log(call('cos', x))),
  arcsin: (x) => sum(product(x, call('arcsin', x)), sqrt(subtract(ONE, power(x, TWO)))),
  arccos: (x) => subtract(product(x, call('arccos', x)), sqrt(subtract(ONE, power(x, TWO)))),
  arctan: (x) => subtract(product(x, call('arctan', x)), product(HALF, log(sum(power(x, TWO), ONE)))),
};

/**
 * An antiderivative of e in the symbol x, proved by differentiation, or null when none was found. The constant is
 * arbitrary. A power rule with a symbolic exponent is used only where the exponent is proved different from −1.
 */
export function antiderivative(e: Expression, x: string, assumptions: Assumptions): Expression | null {
  const candidate = integrate(e, x, assumptions, 3);
  if (candidate === null) return null;
  const proof = proveEqual(differentiate(candidate, x), e, assumptions);
  return proof === null ? null : candidate;
}

function integrate(e: Expression, x: string, assumptions: Assumptions, depth: number): Expression | null {
  if (!dependsOn(e, x)) return product(e, symbol(x));
  if (e.kind === 'sum') {
    const parts = e.terms.map((t) => integrate(t, x, assumptions, depth));
    return parts.includes(null) ? null : sum(...(parts as Expression[]));
  }
  const [constant, rest] = splitConstant(e, x);
  if (!equal(constant, ONE)) {
    const inner = integrate(rest, x, assumptions, depth);
    return inner === null ? null : product(constant, inner);
  }
  const direct = ofLinearArgument(rest, x, assumptions) ?? bySubstitution(rest, x, assumptions, depth);
  if (direct !== null || depth === 0) return direct;
  const other = expanded(rest);
  if (other !== null) return integrate(other, x, assumptions, depth - 1);
  const simpler = simplify(rest, assumptions);
  return equal(simpler, rest) ? null : integrate(simpler, x, assumptions, depth - 1);
}

/** The powers and functions of a linear argument a + b x. */
function ofLinearArgument(e: Expression, x: string, assumptions: Assumptions): Expression | null {
  if (e.kind === 'symbol') return product(HALF, power(e, TWO));
  if (e.kind === 'power' && !dependsOn(e.exponent, x)) {
    const slope = linearSlope(e.base, x);
    if (slope === null) return null;
    const next = simplify(sum(e.exponent, ONE), assumptions);
    if (isZero(next)) return divide(logarithm(e.base, assumptions), slope);
    if (!isRational(next) && isNonzero(next, assumptions) !== true) return null;
    return divide(power(e.base, next), product(next, slope));
  }
  if (e.kind === 'power' && !dependsOn(e.base, x)) {
    const slope = linearSlope(e.exponent, x);
    return slope === null ? null : divide(e, product(slope, log(e.base)));
  }
  if (e.kind === 'call') {
    const slope = linearSlope(e.argument, x);
    const primitive = OF_FUNCTION[e.name];
    return slope === null || primitive === undefined ? null : divide(primitive(e.argument), slope);
  }
  return null;
}

/** ∫ f(g(x)) g'(x) dx for a factor f(g) whose cofactor is a constant multiple of g'. */
function bySubstitution(e: Expression, x: string, assumptions: Assumptions, depth: number): Expression | null {
  if (e.kind !== 'product' || depth === 0) return null;
  const factors = e.factors;
  for (const [i, f] of factors.entries()) {
    const inner = f.kind === 'power' && !dependsOn(f.exponent, x) ? f.base : f.kind === 'call' ? f.argument : null;
    if (inner === null || inner.kind === 'symbol') continue;
    const cofactor = product(...factors.filter((_, j) => j !== i));
    const ratio = simplify(divide(cofactor, differentiate(inner, x)), assumptions);
    if (dependsOn(ratio, x)) continue;
    const t = symbol('t\u2032');
    const outer = f.kind === 'power' ? power(t, f.exponent) : f.kind === 'call' ? call(f.name, t) : t;
    const primitive = ofLinearArgument(outer, t.name, assumptions);
    if (primitive !== null) return product(ratio, substitute(primitive, new Map([[t.name, inner]])));
  }
  return null;
}

/** b when e = a + b x with a, b free of x, else null. */
export function linearSlope(e: Expression, x: string): Expression | null {
  const slope = differentiate(e, x);
  return dependsOn(slope, x) || equal(slope, ZERO) ? null : slope;
}

/** log of e or of −e, whichever is proved positive; log e when neither is. */
function logarithm(e: Expression, assumptions: Assumptions): Expression {
  return isPositive(e, assumptions) !== true && isNegative(e, assumptions) === true ? log(negate(e)) : log(e);
}

/** e = constant · rest with the constant free of x. */
export function splitConstant(e: Expression, x: string): [Expression, Expression] {
  if (e.kind !== 'product') return [ONE, e];
  return [product(...e.factors.filter((f) => !dependsOn(f, x))), product(...e.factors.filter((f) => dependsOn(f, x)))];
}

/** A product of sums (or a small power of one) multiplied out once, or null. */
function expanded(e: Expression): Expression | null {
  if (e.kind === 'power' && e.base.kind === 'sum' && isInteger(e.exponent) && e.exponent.numerator >= 2n && e.exponent.numerator <= 8n) {
    let result: Expression = ONE;
    for (let k = 0n; k < e.exponent.numerator; k++) result = multiplyOut(result, e.base);
    return result;
  }
  if (e.kind !== 'product') return null;
  const index = e.factors.findIndex((f) => f.kind === 'sum');
  if (index < 0) return null;
  return multiplyOut(product(...e.factors.filter((_, i) => i !== index)), e.factors[index]!);
}

const termsOf = (e: Expression): readonly Expression[] => (e.kind === 'sum' ? e.terms : [e]);
const multiplyOut = (a: Expression, b: Expression): Expression =>
  sum(...termsOf(a).flatMap((s) => termsOf(b).map((t) => product(s, t))));
