import { domainOf, withPositive, type Assumptions } from '../expression/assumptions.ts';
import { DomainError } from '../errors.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, TWO, power, product, rationalToNumber, subtract, substitute, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { proveZero } from '../expression/prove.ts';
import { representative } from '../expression/representative.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { antiderivative } from '../calculus/antiderivative.ts';
import { flowConditions } from '../calculus/flowInterval.ts';
import { linearSlope } from '../calculus/linearArgument.ts';
import { realValue } from '../calculus/realValue.ts';
import { resolveCompositions } from '../calculus/resolveCompositions.ts';
import { solveEquation, type Solution } from '../calculus/solveEquation.ts';
import { hasCorner } from './depthModel.ts';
import { WEIGHT, type Model } from './model.ts';

/**
 * The theory of a map F of one parameter written in the weight: where F is inverted, everything in function space is a
 * function of w, whether or not the flow θ(σ) has a closed form.
 */
export interface WeightTheory {
  readonly model: Model;
  readonly parameter: string;
  readonly jacobian: Expression;
  /** w(0). */
  readonly start: Expression;
  /** θ as a function of w. */
  readonly inverse: Expression;
  /** G with G' = 1/F'. */
  readonly primitive: Expression;
  /** ψ'(w) = G(θ(w)) − G(θ(0)). */
  readonly mirrorMap: Expression;
  /** Null where the mirror map has no antiderivative that is found. */
  readonly potential: Expression | null;
  /** ψ''(w) = 1/F'(θ(w))². */
  readonly metric: Expression;
  /** Expressions in w that are positive where the closed forms hold. */
  readonly conditions: readonly Expression[];
  readonly assumptions: Assumptions;
}

/**
 * Derives ψ'' = 1/F'(θ(w))², and ψ' and ψ by integration, for a map of one parameter that is inverted in closed form
 * (Amid and Warmuth 2020). Null when the model has several parameters or a step has no closed form.
 */
export function weightTheory(model: Model): WeightTheory | null {
  const [parameter] = model.parameters;
  if (parameter === undefined || model.parameters.length !== 1) return null;
  if (hasCorner(model.map, model.parameters)) return null;
  const facts = model.assumptions;
  const jacobian = simplify(differentiate(model.map, parameter), facts);
  const from = model.init.get(parameter)!;
  const start = simplify(specialAngles(substitute(model.map, model.init)), facts);
  const primitive = antiderivative(simplify(power(jacobian, MINUS_ONE), facts), parameter, facts, {
    at: from,
  });
  if (primitive === null) return null;
  for (const solution of solveEquation(model.map, parameter, symbol(WEIGHT), facts)) {
    try {
      const theory = throughInverse({ model, parameter, jacobian, start, primitive }, from, solution);
      if (theory !== null) return theory;
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof DomainError)) throw error;
    }
  }
  return null;
}

function throughInverse(
  known: Pick<WeightTheory, 'model' | 'parameter' | 'jacobian' | 'start' | 'primitive'>,
  from: Expression,
  { value: inverse, conditions: given }: Solution,
): WeightTheory | null {
  const { model, parameter, jacobian, start, primitive } = known;
  const facts = model.assumptions;
  const conditions = flowConditions(inverse, given, WEIGHT, facts, start);
  if (conditions.some((c) => linearSlope(c, WEIGHT) === null)) return null;
  if (!passesThrough(inverse, start, from, facts)) return null;
  const assumptions = withPositive(facts, conditions);
  const at = (e: Expression) =>
    resolveCompositions(substitute(e, new Map([[parameter, inverse]])), assumptions);
  if (proveZero(subtract(at(model.map), symbol(WEIGHT)), assumptions) === null) return null;
  const metric = at(power(jacobian, product(MINUS_ONE, TWO)));
  const constant = simplify(specialAngles(substitute(primitive, new Map([[parameter, from]]))), facts);
  const mirrorMap = subtract(at(primitive), constant);
  const integral = antiderivative(mirrorMap, WEIGHT, assumptions, { at: start });
  const potential =
    integral === null
      ? null
      : subtract(integral, simplify(substitute(integral, new Map([[WEIGHT, start]])), facts));
  return { ...known, inverse, mirrorMap, potential, metric, conditions, assumptions };
}

/** Whether the inverse takes w(0) to the start, in double precision at a point of the domain: it tells the branch. */
function passesThrough(
  inverse: Expression,
  start: Expression,
  from: Expression,
  facts: Assumptions,
): boolean {
  const point = new Map<string, number>();
  for (const name of facts.domains.keys()) {
    const [value] = representative(domainOf(name, facts)).slice(-1);
    if (value !== undefined) point.set(name, rationalToNumber(value));
  }
  const [w, expected] = [realValue(start, point), realValue(from, point)];
  if (w === undefined || expected === undefined) return false;
  const found = realValue(inverse, point.set(WEIGHT, w));
  return found !== undefined && Math.abs(found - expected) <= 1e-9 * (1 + Math.abs(expected));
}
