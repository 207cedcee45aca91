import type { Assumptions } from '../expression/assumptions.ts';
import { isNonzero } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  HALF, ONE, TWO, dependsOn, divide, equal, isInteger, isRational, isZero, log, power, product, size, sum, symbol,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { proveEqual } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import type { PolynomialProposer } from '../oracles/proposer.ts';
import { circularIntegral } from './circularIntegral.ts';
import { exponentialIntegral } from './exponentialIntegral.ts';
import { integralByParts } from './integralByParts.ts';
import { integralBySubstitution } from './integralBySubstitution.ts';
import { tableIntegral } from './integralTable.ts';
import type { IntegrationContext } from './integrationContext.ts';
import { linearSlope } from './linearArgument.ts';
import { radicalIntegral } from './radicalIntegral.ts';
import { isRationalIn, logAbs, rationalIntegral } from './rationalIntegral.ts';
import { resolveSigns } from './resolveSigns.ts';

export { linearSlope } from './linearArgument.ts';

export interface AntiderivativeOptions {
  /** A value of x in the interval of interest; logarithms are then real there. */
  readonly at?: Expression | undefined;
  /** Asked for factors and for integrals of rational functions where the methods here fail. */
  readonly proposer?: PolynomialProposer | null | undefined;
}

/** Substitutions and integrations by parts that may follow one another. */
const DEEPEST = 5;
/** Integrands of more nodes are left alone. */
const LARGEST = 400;

/**
 * An antiderivative of e in the symbol x, proved by differentiation, or null when none was found. The constant is
 * arbitrary; log|g| stands where neither the assumptions nor the point `at` give the sign of g. A power rule with a
 * symbolic exponent is used only where the exponent is proved different from −1.
 */
export function antiderivative(
  e: Expression,
  x: string,
  assumptions: Assumptions,
  options: AntiderivativeOptions = {},
): Expression | null {
  const { at = null, proposer = null } = options;
  const context: IntegrationContext = { x, assumptions, at, proposer, depth: DEEPEST, integrate };
  const own = integrate(e, context);
  const proved = own === null ? null : provedAntiderivative(own, e, context);
  if (proved !== null || proposer === null || !isRationalIn(e, x)) return proved;
  return byProposedFractions(e, context, proposer) ?? byProposedIntegral(e, context, proposer);
}

/** The terms of a partial fraction decomposition that another engine proposes, once it is proved to equal e. */
function byProposedFractions(
  e: Expression,
  context: IntegrationContext,
  proposer: PolynomialProposer,
): Expression | null {
  const fractions = proposer.partialFractions(e, context.x);
  if (fractions === null || proveEqual(fractions, e, context.assumptions) === null) return null;
  const integral = integrate(fractions, context);
  return integral === null ? null : provedAntiderivative(integral, e, context);
}

function byProposedIntegral(
  e: Expression,
  context: IntegrationContext,
  proposer: PolynomialProposer,
): Expression | null {
  const proposed = proposer.antiderivative(e, context.x);
  return proposed === null ? null : provedAntiderivative(proposed, e, context);
}

/** The candidate with its signs resolved, when its derivative is proved to be e. */
function provedAntiderivative(
  candidate: Expression,
  e: Expression,
  context: IntegrationContext,
): Expression | null {
  const resolved = resolveSigns(candidate, context);
  const slope = differentiate(resolved, context.x);
  return proveEqual(slope, e, context.assumptions) === null ? null : resolved;
}

function integrate(e: Expression, context: IntegrationContext): Expression | null {
  const { x, assumptions, depth } = context;
  if (!dependsOn(e, x)) return product(e, symbol(x));
  if (depth < 0 || size(e) > LARGEST) return null;
  const [constant, rest] = splitConstant(e, x);
  if (!equal(constant, ONE)) return scaled(constant, integrate(rest, context));
  if (e.kind === 'sum') {
    const parts: Expression[] = [];
    for (const t of e.terms) {
      const part = integrate(t, context);
      if (part === null) break;
      parts.push(part);
    }
    if (parts.length === e.terms.length) return sum(...parts);
  }
  for (const method of METHODS) {
    const result = method(e, context);
    if (result !== null) return result;
  }
  if (depth === 0) return null;
  const other = expanded(e);
  if (other !== null) return integrate(other, { ...context, depth: depth - 1 });
  const simpler = simplify(e, assumptions);
  return equal(simpler, e) ? null : integrate(simpler, { ...context, depth: depth - 1 });
}

const METHODS: readonly ((e: Expression, context: IntegrationContext) => Expression | null)[] = [
  powerIntegral,
  (e, { x }) => tableIntegral(e, x),
  rationalIntegral,
  circularIntegral,
  exponentialIntegral,
  radicalIntegral,
  integralBySubstitution,
  integralByParts,
];

function scaled(constant: Expression, integral: Expression | null): Expression | null {
  if (integral === null) return null;
  const terms = termsOf(integral);
  return sum(...terms.map((t) => product(constant, t)));
}

/** Powers of a linear argument a + b x, and exponentials c^(a + b x). */
function powerIntegral(e: Expression, { x, assumptions }: IntegrationContext): Expression | null {
  if (e.kind === 'symbol') return product(HALF, power(e, TWO));
  if (e.kind !== 'power') return null;
  if (!dependsOn(e.exponent, x)) {
    const slope = linearSlope(e.base, x);
    if (slope === null) return null;
    const next = simplify(sum(e.exponent, ONE), assumptions);
    if (isZero(next)) return divide(logAbs(e.base), slope);
    if (!isRational(next) && isNonzero(next, assumptions) !== true) return null;
    return divide(power(e.base, next), product(next, slope));
  }
  if (dependsOn(e.base, x)) return null;
  const slope = linearSlope(e.exponent, x);
  return slope === null ? null : divide(e, product(slope, log(e.base)));
}

/** e = constant · rest with the constant free of x. */
export function splitConstant(e: Expression, x: string): [Expression, Expression] {
  if (e.kind !== 'product') return [ONE, e];
  return [
    product(...e.factors.filter((f) => !dependsOn(f, x))),
    product(...e.factors.filter((f) => dependsOn(f, x))),
  ];
}

/** A product of sums (or a small power of one) multiplied out once, or null. */
function expanded(e: Expression): Expression | null {
  if (
    e.kind === 'power' &&
    e.base.kind === 'sum' &&
    isInteger(e.exponent) &&
    e.exponent.numerator >= 2n &&
    e.exponent.numerator <= 8n
  ) {
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
