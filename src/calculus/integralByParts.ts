import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, TWO, call, children, dependsOn, divide, equal, exp, isInteger, isZero, negate, power, product, subtract, sum, symbol,
  type Call, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import type { IntegrationContext } from './integrationContext.ts';
import { linearSlope } from './linearArgument.ts';

/** The functions whose derivative is algebraic in that of their argument. */
const INVERSE = new Set(['log', 'arsinh', 'arcosh', 'artanh', 'arcsin', 'arccos', 'arctan']);
/** Polynomials of higher degree times an exponential or circular function are left alone. */
const LARGEST_DEGREE = 20;

/**
 * ∫ u v' = u v − ∫ u' v for a polynomial u times an exponential, hyperbolic or circular function of a linear argument,
 * for a power u of a logarithm or inverse function, and for e^(a x) times a sine or cosine. Null otherwise.
 */
export function integralByParts(e: Expression, context: IntegrationContext): Expression | null {
  const factors = e.kind === 'product' ? e.factors : [e];
  return (
    exponentialTimesCircular(factors, context) ??
    polynomialTimesFunction(factors, context) ??
    ofInverseFunction(factors, context)
  );
}

const REPEATED: Partial<Record<Call['name'], (y: Expression) => Expression>> = {
  exp: (y) => exp(y),
  sinh: (y) => call('cosh', y),
  cosh: (y) => call('sinh', y),
  sin: (y) => negate(call('cos', y)),
  cos: (y) => call('sin', y),
};

function polynomialTimesFunction(
  factors: readonly Expression[],
  { x, assumptions }: IntegrationContext,
): Expression | null {
  const f = factors.find(
    (g): g is Call => g.kind === 'call' && REPEATED[g.name] !== undefined && dependsOn(g, x),
  );
  if (f === undefined) return null;
  const slope = linearSlope(f.argument, x);
  let u = product(...factors.filter((g) => g !== f));
  if (slope === null || !isPolynomialIn(u, x)) return null;
  let v: Expression = f;
  const terms: Expression[] = [];
  for (let k = 0; !isZero(u); k++) {
    if (k > LARGEST_DEGREE) return null;
    v = integrateTimes(v, slope);
    terms.push(k % 2 === 0 ? product(u, v) : negate(product(u, v)));
    u = simplify(differentiate(u, x), assumptions);
  }
  return sum(...terms);
}

/** An antiderivative of ± f(y)/slope^k, f being one of the functions above. */
function integrateTimes(e: Expression, slope: Expression): Expression {
  const factors = e.kind === 'product' ? e.factors : [e];
  const f = factors.find((g): g is Call => g.kind === 'call' && REPEATED[g.name] !== undefined)!;
  return product(...factors.filter((g) => g !== f), divide(REPEATED[f.name]!(f.argument), slope));
}

function isPolynomialIn(e: Expression, x: string): boolean {
  if (!dependsOn(e, x) || e.kind === 'symbol') return true;
  if (e.kind === 'power')
    return isInteger(e.exponent) && e.exponent.numerator > 0n && isPolynomialIn(e.base, x);
  return (e.kind === 'sum' || e.kind === 'product') && children(e).every((child) => isPolynomialIn(child, x));
}

function ofInverseFunction(factors: readonly Expression[], context: IntegrationContext): Expression | null {
  const { x, assumptions, depth } = context;
  if (depth <= 0) return null;
  const isInverse = (g: Expression): boolean =>
    dependsOn(g, x) &&
    ((g.kind === 'call' && INVERSE.has(g.name)) ||
      (g.kind === 'power' &&
        g.base.kind === 'call' &&
        INVERSE.has(g.base.name) &&
        isInteger(g.exponent) &&
        g.exponent.numerator > 0n));
  const u = factors.find(isInverse);
  if (u === undefined) return null;
  const rest = product(...factors.filter((g) => g !== u));
  const v = equal(rest, ONE) ? symbol(x) : context.integrate(rest, { ...context, depth: depth - 1 });
  if (v === null) return null;
  const next = simplify(product(v, differentiate(u, x)), assumptions);
  const inside = context.integrate(next, { ...context, depth: depth - 1 });
  return inside === null ? null : subtract(product(u, v), inside);
}

/** ∫ e^(a x) sin(b x) = e^(a x) (a sin b x − b cos b x)/(a² + b²), and for the cosine. */
function exponentialTimesCircular(
  factors: readonly Expression[],
  { x }: IntegrationContext,
): Expression | null {
  if (factors.length !== 2) return null;
  const f = factors.find((g): g is Call => g.kind === 'call' && g.name === 'exp');
  const g = factors.find((h): h is Call => h.kind === 'call' && (h.name === 'sin' || h.name === 'cos'));
  if (f === undefined || g === undefined) return null;
  const [a, b] = [linearSlope(f.argument, x), linearSlope(g.argument, x)];
  if (a === null || b === null) return null;
  const [s, c] = [call('sin', g.argument), call('cos', g.argument)];
  const wave = g.name === 'sin' ? subtract(product(a, s), product(b, c)) : sum(product(a, c), product(b, s));
  return divide(product(f, wave), sum(power(a, TWO), power(b, TWO)));
}
