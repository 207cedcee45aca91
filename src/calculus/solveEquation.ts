import type { Assumptions } from '../expression/assumptions.ts';
import { isNegative, isPositive } from '../expression/assumptions.ts';
import {
  HALF, MINUS_ONE, ONE, PI, TWO, ZERO, call, dependsOn, divide, equal, exp, isInteger, isRational, log, negate, power, product,
  rational, sqrt, substitute, subtract, sum, symbol, type Call, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { integerGcd } from '../expression/polynomial.ts';
import { kernelSolutions } from './kernelEquation.ts';
import { linearSlope } from './linearArgument.ts';

/** One real solution x = value, valid where every condition is positive. */
export interface Solution {
  readonly value: Expression;
  readonly conditions: readonly Expression[];
  /** The operations used, for the reader, outermost first. */
  readonly rules: readonly string[];
}

/**
 * Candidate real solutions of lhs(x) = rhs, by undoing one operation after the other and, where the unknown occurs
 * several times, by exponential pairs (A e^y − B e^{−y} = 2√(AB) sinh(y + ½ log(A/B))). Candidates only: the caller
 * proves the one it wants by composition. Empty when no rule applies.
 */
export function solveEquation(
  lhs: Expression,
  x: string,
  rhs: Expression,
  assumptions: Assumptions,
): Solution[] {
  const solutions = isolate(lhs, rhs, { x, assumptions, conditions: [], rules: [] });
  return solutions.filter(({ conditions }) => conditions.every((c) => isNegative(c, assumptions) !== true));
}

interface Progress {
  readonly x: string;
  readonly assumptions: Assumptions;
  readonly conditions: readonly Expression[];
  readonly rules: readonly string[];
}

const step = (p: Progress, rule: string, ...conditions: Expression[]): Progress => ({
  ...p,
  rules: [...p.rules, rule],
  conditions: [...p.conditions, ...conditions.filter((c) => isPositive(c, p.assumptions) !== true)],
});

function isolate(lhs: Expression, rhs: Expression, p: Progress): Solution[] {
  const { x } = p;
  if (lhs.kind === 'symbol') return [{ value: rhs, conditions: p.conditions, rules: p.rules }];
  if (lhs.kind === 'sum') return isolateSum(lhs.terms, rhs, p);
  if (lhs.kind === 'product') {
    const inside = lhs.factors.filter((f) => dependsOn(f, x));
    const constant = product(...lhs.factors.filter((f) => !dependsOn(f, x)));
    if (!equal(constant, ONE))
      return isolate(
        product(...inside),
        overTerms(rhs, power(constant, MINUS_ONE), p.assumptions),
        step(p, 'divide'),
      );
    return byKernel(lhs, rhs, p);
  }
  if (lhs.kind === 'power') return isolatePower(lhs.base, lhs.exponent, rhs, p);
  if (lhs.kind === 'call') return isolateCall(lhs, rhs, p);
  return [];
}

function isolateSum(terms: readonly Expression[], rhs: Expression, p: Progress): Solution[] {
  const inside = terms.filter((t) => dependsOn(t, p.x));
  const outside = terms.filter((t) => !dependsOn(t, p.x));
  if (outside.length > 0)
    return isolate(
      sum(...inside),
      overTerms(subtract(rhs, sum(...outside)), ONE, p.assumptions),
      step(p, 'subtract'),
    );
  const slope = linearSlope(sum(...inside), p.x);
  if (slope !== null) {
    return isolate(symbol(p.x), overTerms(rhs, power(slope, MINUS_ONE), p.assumptions), step(p, 'linear'));
  }
  const pair = exponentialPair(inside, rhs, p);
  if (pair.length > 0) return pair;
  const logarithms = logarithmicSum(inside, rhs, p);
  return logarithms.length > 0 ? logarithms : byKernel(sum(...inside), rhs, p);
}

/** An equation that is algebraic in one function of x. */
function byKernel(lhs: Expression, rhs: Expression, p: Progress): Solution[] {
  return kernelSolutions(lhs, p.x, rhs, p.assumptions).flatMap(({ kernel, value, conditions }) =>
    equal(kernel, lhs) ? [] : isolate(kernel, value, step(p, 'algebraic equation', ...conditions)),
  );
}

/** Exponents of one logarithm's argument up to this are used. */
const LARGEST_EXPONENT = 4;

/** Σ c n_i log f_i = rhs with whole n_i: Π f_i^n_i = e^(rhs/c). A term linear in x counts as the log of an exponential. */
function logarithmicSum(terms: readonly Expression[], rhs: Expression, p: Progress): Solution[] {
  const { x, assumptions } = p;
  const parts = terms.map((t) => {
    const factors = t.kind === 'product' ? t.factors : [t];
    const varying = factors.filter((f) => dependsOn(f, x));
    const [only] = varying;
    const constant = product(...factors.filter((f) => !dependsOn(f, x)));
    if (varying.length === 1 && only?.kind === 'call' && only.name === 'log')
      return { constant, argument: only.argument };
    return linearSlope(t, x) === null ? null : { constant: null, argument: t };
  });
  const unit = parts.find((part) => part !== null && part.constant !== null)?.constant;
  if (unit === undefined || unit === null || parts.includes(null)) return [];
  const ratios = parts.map((part) =>
    part!.constant === null ? ONE : simplify(divide(part!.constant, unit), assumptions),
  );
  if (!ratios.every(isRational)) return [];
  const denominator = (ratios as Rational[]).reduce(
    (d, r) => d * (r.denominator / integerGcd(d, r.denominator)),
    1n,
  );
  const c = simplify(product(unit, rational(1n, denominator)), assumptions);
  const factors = parts.map((part, i) => {
    if (part!.constant === null) return exp(simplify(divide(part!.argument, c), assumptions));
    const { argument } = part!;
    const base = argument.kind === 'call' && argument.name === 'abs' ? argument.argument : argument;
    return power(base, product(ratios[i]!, rational(denominator)));
  });
  const exponents = (ratios as Rational[]).map((r) => (r.numerator * denominator) / r.denominator);
  if (exponents.some((n) => n > LARGEST_EXPONENT || n < -LARGEST_EXPONENT)) return [];
  const value = exponentialOf(overTerms(rhs, power(c, MINUS_ONE), assumptions), assumptions);
  const signs = parts.some((part) => part!.argument.kind === 'call' && part!.argument.name === 'abs')
    ? [value, negate(value)]
    : [value];
  const together = product(...factors);
  return signs.flatMap((v) =>
    together.kind === 'product' || together.kind === 'power'
      ? isolate(together, v, step(p, 'logarithms together'))
      : [],
  );
}

/** A e^{y} + B e^{−y} with A·B ≠ 0: a shifted hyperbolic sine (AB < 0) or cosine (AB > 0). */
function exponentialPair(terms: readonly Expression[], rhs: Expression, p: Progress): Solution[] {
  if (terms.length !== 2) return [];
  const [first, second] = terms.map((t) => exponentialTerm(t, p.x));
  if (!first || !second) return [];
  const { assumptions } = p;
  if (!equal(simplify(sum(first.rate, second.rate), assumptions), rational(0))) return [];
  const signs = [first, second].map((t) =>
    isPositive(t.amplitude, assumptions) === true
      ? 1
      : isNegative(t.amplitude, assumptions) === true
        ? -1
        : 0,
  );
  if (signs[0]! * signs[1]! !== -1) return [];
  const [up, down] = signs[0] === 1 ? [first, second] : [second, first];
  const a = up.amplitude;
  const b = negate(down.amplitude);
  const scale = simplify(product(TWO, sqrt(product(a, b))), assumptions);
  const root = simplify(power(divide(a, b), HALF), assumptions);
  const shift = !isRational(root)
    ? simplify(product(HALF, log(divide(a, b))), assumptions)
    : root.numerator < root.denominator
      ? negate(log(power(root, MINUS_ONE)))
      : log(root);
  const value = overTerms(
    subtract(call('arsinh', simplify(divide(rhs, scale), assumptions)), shift),
    power(up.rate, MINUS_ONE),
    assumptions,
  );
  return [{ value, conditions: p.conditions, rules: [...p.rules, 'exponential pair', 'inverse of sinh'] }];
}

/** factor · e with each term of a sum simplified on its own, so that the sum keeps its shape. */
export function overTerms(e: Expression, factor: Expression, assumptions: Assumptions): Expression {
  const terms = e.kind === 'sum' ? e.terms : [e];
  return sum(...terms.map((t) => simplify(product(factor, t), assumptions)));
}

/** e = amplitude · exp(rate · x) with both free of x, or null. */
export function exponentialTerm(
  e: Expression,
  x: string,
): { amplitude: Expression; rate: Expression } | null {
  const factors = e.kind === 'product' ? e.factors : [e];
  const inside = factors.filter((f) => dependsOn(f, x));
  if (inside.length !== 1) return null;
  const [f] = inside;
  if (f!.kind !== 'call' || f!.name !== 'exp') return null;
  const rate = linearSlope(f!.argument, x);
  if (rate === null) return null;
  const offset = substitute(f!.argument, new Map([[x, ZERO]]));
  return { amplitude: product(...factors.filter((g) => !dependsOn(g, x)), exp(offset)), rate };
}

function isolatePower(base: Expression, exponent: Expression, rhs: Expression, p: Progress): Solution[] {
  const { x, assumptions } = p;
  if (dependsOn(exponent, x)) {
    if (dependsOn(base, x)) return [];
    return isolate(exponent, divide(log(rhs), log(base)), step(p, 'logarithm', rhs));
  }
  const inverse = simplify(power(exponent, MINUS_ONE), assumptions);
  const root = power(rhs, inverse);
  const positive = isPositive(base, assumptions) === true;
  if (equal(exponent, MINUS_ONE))
    return isolate(base, root, step(p, 'reciprocal', ...(positive ? [rhs] : [])));
  if (positive || !isInteger(exponent)) return isolate(base, root, step(p, 'root', rhs));
  if (exponent.numerator % 2n === 0n)
    return [root, negate(root)].flatMap((r) => isolate(base, r, step(p, 'root', rhs)));
  // An odd power of a quantity of unknown sign: the two half lines separately.
  const mirrored = negate(power(negate(rhs), inverse));
  return [
    ...isolate(base, root, step(p, 'root', rhs)),
    ...isolate(base, mirrored, step(p, 'root', negate(rhs))),
  ];
}

function isolateCall(lhs: Call, rhs: Expression, p: Progress): Solution[] {
  const inner = lhs.argument;
  switch (lhs.name) {
    case 'exp':
      return isolate(inner, log(rhs), step(p, 'logarithm', rhs));
    case 'log':
      return isolate(inner, exponentialOf(rhs, p.assumptions), step(p, 'exponential'));
    case 'sinh':
      return isolate(inner, call('arsinh', rhs), step(p, 'inverse of sinh'));
    case 'arsinh':
      return isolate(inner, call('sinh', rhs), step(p, 'sinh'));
    case 'tanh':
      return isolate(inner, call('artanh', rhs), step(p, 'inverse of tanh', ...within(rhs, ONE)));
    case 'abs':
      return [rhs, negate(rhs)].flatMap((r) => isolate(inner, r, step(p, 'absolute value', rhs)));
    case 'artanh':
      return isolate(inner, call('tanh', rhs), step(p, 'tanh'));
    case 'cosh':
      return [call('arcosh', rhs), negate(call('arcosh', rhs))].flatMap((r) =>
        isolate(inner, r, step(p, 'inverse of cosh', subtract(rhs, ONE))),
      );
    case 'arcosh':
      return isolate(inner, call('cosh', rhs), step(p, 'cosh', rhs));
    case 'tan':
      return isolate(inner, call('arctan', rhs), step(p, 'inverse of tan'));
    case 'arctan':
      return isolate(inner, call('tan', rhs), step(p, 'tan', ...within(rhs, product(HALF, PI))));
    case 'sin': {
      const angle = call('arcsin', rhs);
      return [angle, subtract(PI, angle)].flatMap((r) =>
        isolate(inner, r, step(p, 'inverse of sin', ...within(rhs, ONE))),
      );
    }
    case 'arcsin':
      return isolate(inner, call('sin', rhs), step(p, 'sin', ...within(rhs, product(HALF, PI))));
    case 'cos': {
      const angle = call('arccos', rhs);
      return [angle, negate(angle)].flatMap((r) =>
        isolate(inner, r, step(p, 'inverse of cos', ...within(rhs, ONE))),
      );
    }
    case 'arccos':
      return isolate(inner, call('cos', rhs), step(p, 'cos', rhs, subtract(PI, rhs)));
    default:
      return [];
  }
}

/** −bound < e < bound, as quantities that are positive. */
const within = (e: Expression, bound: Expression): Expression[] => [subtract(bound, e), sum(bound, e)];

/** exp of a sum with its logarithms turned back into powers: exp(2σ + log α) = α e^{2σ}. */
export function exponentialOf(e: Expression, assumptions: Assumptions): Expression {
  const terms = e.kind === 'sum' ? e.terms : [e];
  const factors = terms.map((t): Expression => {
    const parts = t.kind === 'product' ? t.factors : [t];
    const logs = parts.filter((f) => f.kind === 'call' && f.name === 'log');
    const only = logs[0];
    if (logs.length !== 1 || only?.kind !== 'call') return exp(t);
    return power(only.argument, product(...parts.filter((f) => f !== only)));
  });
  return product(
    ...factors.map((f) =>
      f.kind === 'call' && f.name === 'exp' ? exp(simplify(f.argument, assumptions)) : f,
    ),
  );
}
