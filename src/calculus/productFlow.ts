import {
  assume,
  compare,
  isNegative,
  isPositive,
  withFact,
  type Assumptions,
} from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ONE, TWO, ZERO, divide, freeSymbols, isRational, isZero, negate, power, product, signOfRational, sqrt,
  substitute, subtract, sum, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { separableFlow } from './separableFlow.ts';
import type { GradientFlow, GradientProblem } from './gradientProblem.ts';

/** One factor θ^k of a product, with the sign of its start. */
interface Factor {
  readonly name: string;
  readonly exponent: Rational;
  readonly start: Expression;
  readonly sign: 1 | -1 | 0;
}

/**
 * The gradient flow of a product c Π θ_i^{k_i}: the differences θ_i²/k_i − θ_j²/k_j never change (Saxe, McClelland and
 * Ganguli 2014 for k = 1), so every parameter is a function of the one with the smallest θ²/k, which follows a separable
 * equation. Null for other maps, where the order of the starts is not known, or where that equation is not solved.
 */
export function productFlow(problem: GradientProblem): GradientFlow | null {
  const { part, parameters, start, sigma, assumptions, proposer = null } = problem;
  const factors = factorsOf(part, parameters, start, assumptions);
  if (factors === null || factors.length !== parameters.length || factors.length < 2) return null;
  const running = smallest(factors, assumptions);
  if (running === null) return null;
  const others = factors.filter((f) => f !== running);
  const gap = (f: Factor) => simplify(subtract(weighted(f), weighted(running)), assumptions);
  const gaps = new Map(others.map((f) => [f.name, gap(f)] as const));
  if (others.some((f) => f.sign === 0)) return null;
  // A second factor that is always as small keeps the running one from crossing zero.
  const keepsSign =
    running.exponent.numerator !== running.exponent.denominator || [...gaps.values()].some(isZero);
  const x = symbol(running.name);
  if (keepsSign && running.sign === 0) return null;
  const facts = !keepsSign
    ? assumptions
    : running.sign > 0
      ? assume({ [running.name]: 'positive' }, assumptions)
      : withFact(assumptions, negate(x), 'positive');
  const through = new Map(
    others.map((f) => [f.name, simplify(layer(f, running, gaps.get(f.name)!), facts)] as const),
  );
  const speed = simplify(substitute(differentiate(part, running.name), through), facts);
  const flow = separableFlow(speed, running.name, running.start, sigma, facts, proposer);
  if (flow === null) return null;
  const along = new Map([[running.name, flow.solution]]);
  const solutions = new Map(
    factors.map((f) => [
      f.name,
      f === running ? flow.solution : simplify(substitute(through.get(f.name)!, along), facts),
    ]),
  );
  if (others.some((f) => !startsRight(solutions.get(f.name)!, f, sigma, assumptions))) return null;
  return {
    solutions,
    clock: flow.primitive,
    conserved: others.map((f) => subtract(squareOf(f, symbol(f.name)), squareOf(running, x))),
    conditions: flow.conditions,
    facts: flow.facts,
    method: 'conserved differences of the squared layers, then separation of variables',
    rules: ['conserved-differences', ...flow.rules],
  };
}

function startsRight(solution: Expression, f: Factor, sigma: string, assumptions: Assumptions): boolean {
  const at = substitute(solution, new Map([[sigma, ZERO]]));
  return proveZero(subtract(at, f.start), assumptions) !== null;
}

/** θ²/k, which advances at the same rate 2f for every factor. */
const squareOf = (f: Factor, theta: Expression): Expression => divide(power(theta, TWO), f.exponent);
const weighted = (f: Factor): Expression => squareOf(f, f.start);

/** θ_i = ± sqrt(k_i (x²/k + gap)). */
function layer(f: Factor, running: Factor, gap: Expression): Expression {
  const x = symbol(running.name);
  const sign = f.sign < 0 ? MINUS_ONE : ONE;
  if (isZero(gap)) {
    const same = running.sign < 0 ? MINUS_ONE : ONE;
    return product(sign, same, sqrt(divide(f.exponent, running.exponent)), x);
  }
  return product(sign, sqrt(product(f.exponent, sum(squareOf(running, x), gap))));
}

function smallest(factors: readonly Factor[], assumptions: Assumptions): Factor | null {
  return (
    factors.find((f) =>
      factors.every((g) => {
        const order = f === g ? 0 : compare(weighted(f), weighted(g), assumptions);
        return order === -1 || order === 0 || sameStart(f, g, assumptions);
      }),
    ) ?? null
  );
}

const sameStart = (f: Factor, g: Factor, assumptions: Assumptions): boolean =>
  isZero(simplify(subtract(weighted(f), weighted(g)), assumptions));

function factorsOf(
  part: Expression,
  parameters: readonly string[],
  start: ReadonlyMap<string, Expression>,
  assumptions: Assumptions,
): Factor[] | null {
  const result: Factor[] = [];
  for (const factor of part.kind === 'product' ? part.factors : [part]) {
    if (!parameters.some((p) => freeSymbols(factor).has(p))) continue;
    const [base, exponent] = factor.kind === 'power' ? [factor.base, factor.exponent] : [factor, ONE];
    if (base.kind !== 'symbol' || !isRational(exponent) || signOfRational(exponent) <= 0) return null;
    const from = start.get(base.name)!;
    const sign = isZero(from)
      ? 0
      : isPositive(from, assumptions) === true
        ? 1
        : isNegative(from, assumptions) === true
          ? -1
          : null;
    if (sign === null) return null;
    result.push({ name: base.name, exponent, start: from, sign });
  }
  return result;
}
