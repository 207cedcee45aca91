import { compare, isPositive, withPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ONE, TWO, ZERO, children, divide, equal, isOne, isRational, isZero, negate, power, product, size, splitCoefficient, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { elementaryForm } from '../expression/elementaryForm.ts';
import { toText } from '../expression/printText.ts';
import { radicalDepth } from '../expression/radicalDepth.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { antiderivative, linearSlope } from '../calculus/antiderivative.ts';
import { hyperbolicForm } from '../calculus/hyperbolicForm.ts';
import { limitAtInfinity } from '../calculus/limitAtInfinity.ts';
import { gradientFlow } from '../calculus/gradientFlow.ts';
import type { GradientFlow } from '../calculus/gradientProblem.ts';
import { overTerms } from '../calculus/solveEquation.ts';
import type { PolynomialProposer } from '../oracles/proposer.ts';
import { COMPOSITIONS } from '../rewriting/compositions.ts';
import { rewrite } from '../rewriting/rule.ts';
import { blocksOf, type Block } from './blocksOf.ts';
import { conservedQuantities, type ConservedQuantity } from './conserved.ts';
import { definedAtStart } from './definedAtStart.ts';
import { hasCorner } from './depthModel.ts';
import { invertDualMap, type MirrorMap } from './mirrorMap.ts';
import { DUAL, WEIGHT, type Model } from './model.ts';

/** A bound of an open interval: an expression, or null for infinity. */
export interface OpenInterval {
  readonly lower: Expression | null;
  readonly upper: Expression | null;
}

/** A block of the map with the flow of its parameters. */
export interface Branch extends Block {
  readonly flow: GradientFlow;
}

/** Everything that gradient flow on a separable model does in function space, as exact expressions. */
export interface SeparableTheory {
  readonly model: Model;
  readonly jacobian: readonly Expression[];
  /** J Jᵀ of one coordinate, in the parameters. */
  readonly inverseMetric: Expression;
  readonly branches: readonly Branch[];
  readonly conserved: readonly ConservedQuantity[];
  /** w(0). */
  readonly start: Expression;
  /** Where the flow exists, in σ and in w. */
  readonly dualDomain: OpenInterval;
  readonly weightDomain: OpenInterval;
  /** h(σ) = ∇ψ*(σ). */
  readonly inverseMirrorMap: Expression;
  readonly dualPotential: Expression;
  /** ψ at w = h(σ): σ h(σ) − ψ*(σ). */
  readonly parametricPotential: Expression;
  /** ψ'' at w = h(σ): 1/h'(σ). */
  readonly parametricMetric: Expression;
  readonly mirrorMap: MirrorMap;
  /** ψ(w) = σ(w) w − ψ*(σ(w)) and ψ''(w), when the mirror map is closed. */
  readonly potential: Expression | null;
  readonly metric: Expression | null;
  /** The model's assumptions with the dual variable inside its interval. */
  readonly assumptions: Assumptions;
  /** Where the closed forms in w hold: w inside its range, in its upper half where the lower follows by symmetry. */
  readonly weightAssumptions: Assumptions;
}

/** Why a model has no theory of this kind. */
export class NotSeparable extends Error {}

/**
 * Derives the theory of a map F of one coordinate: its parameters follow dθ/dσ = ∇F(θ), solved block by block, and
 * everything else is calculus on h(σ) = F(θ(σ)) (Li, Wang, Lee and Arora 2022 for one output; Amid and Warmuth 2020). Without `invert` the mirror map, and what is
 * written with it, is left out. The proposer is asked for factors where the methods of integration here fail. Throws
 * NotSeparable when a step has no closed form.
 */
export function separableTheory(
  model: Model,
  invert = true,
  proposer: PolynomialProposer | null = null,
): SeparableTheory {
  if (hasCorner(model.map, model.parameters))
    throw new NotSeparable('the map has a corner, where its flow can end');
  const { blocks, constant } = blocksOf(model.map, model.parameters);
  const facts = model.assumptions;
  const tidy = (e: Expression) => simplify(e, facts);
  const jacobian = model.parameters.map((p) => tidy(differentiate(model.map, p)));
  const inverseMetric = tidy(sum(...jacobian.map((j) => power(j, TWO))));
  const branches = blocks.map((b) => solveBranch(b, model, proposer));
  const conditions = branches.flatMap((b) => b.flow.conditions);
  const nonlinear = conditions.find((c) => linearSlope(c, DUAL) === null && isPositive(c, facts) !== true);
  if (nonlinear !== undefined)
    throw new NotSeparable(`the interval on which ${toText(nonlinear)} > 0 has no closed form`);
  const inside = withPositive(facts, [...conditions, ...branches.flatMap((b) => b.flow.facts)]);
  const inverseMirrorMap = hyperbolicForm(
    sum(
      ...branches.map((b) => b.flow.value ?? simplify(composed(b.part, b.flow.solutions), inside)),
      constant,
    ),
    DUAL,
    inside,
  );
  const primitive =
    antiderivative(inverseMirrorMap, DUAL, inside) ?? growthOfNorm(branches, constant, inside);
  if (primitive === null)
    throw new NotSeparable(
      'no antiderivative of the inverse mirror map was found within the size that is tried',
    );
  const dualPotential = subtract(
    overTerms(primitive, ONE, inside),
    simplify(specialAngles(substitute(primitive, new Map([[DUAL, ZERO]]))), facts),
  );
  const s = symbol(DUAL);
  const slope = simplify(differentiate(inverseMirrorMap, DUAL), inside);
  const mirrorMap: MirrorMap = invert
    ? invertDualMap(inverseMirrorMap, inside)
    : { form: 'open', why: 'not asked for' };
  const upper = mirrorMap.form === 'closed' ? mirrorMap.half : null;
  const closed = mirrorMap.form === 'closed' ? (upper?.value ?? mirrorMap.value) : null;
  const side = upper === null ? facts : withPositive(facts, [subtract(symbol(WEIGHT), upper.offset)]);
  const half =
    closed === null
      ? side
      : withPositive(
          side,
          conditions.map((c) => substitute(c, new Map([[DUAL, closed]]))),
        );
  // Nested radicals only grow when they are expanded; such a closed form is kept as the composition that it is.
  const plain = closed !== null && radicalDepth(closed) <= 1;
  const atDual = new Map(closed === null ? [] : [[DUAL, closed] as const]);
  const resolved = (e: Expression) => (plain ? settled(composed(e, atDual), half) : composed(e, atDual));
  const dualDomain = interval(conditions, facts);
  const weightDomain = image(inverseMirrorMap, dualDomain, facts);
  const start = tidy(specialAngles(substitute(model.map, model.init)));
  const weightAssumptions = insideRange(half, weightDomain);
  const atStart = (e: Expression) => (plain ? definedAtStart(e, start, weightAssumptions) : e);
  const potential =
    closed === null ? null : sum(product(closed, symbol(WEIGHT)), negate(resolved(dualPotential)));
  return {
    model,
    jacobian,
    inverseMetric,
    branches,
    conserved: conservedQuantities(
      branches.map((b) => b.flow),
      model.init,
      facts,
    ),
    start,
    dualDomain,
    weightDomain,
    inverseMirrorMap,
    dualPotential,
    parametricPotential: subtract(product(s, inverseMirrorMap), dualPotential),
    parametricMetric: power(slope, MINUS_ONE),
    mirrorMap:
      mirrorMap.form === 'closed' && upper === null
        ? { ...mirrorMap, value: atStart(mirrorMap.value) }
        : mirrorMap,
    potential: potential === null || upper !== null ? potential : atStart(potential),
    metric: closed === null ? null : resolved(power(slope, MINUS_ONE)),
    assumptions: inside,
    weightAssumptions,
  };
}

function solveBranch(block: Block, model: Model, proposer: PolynomialProposer | null): Branch {
  const { init: start, assumptions } = model;
  const flow = gradientFlow({ ...block, start, sigma: DUAL, assumptions, proposer });
  if (flow === null) {
    const equations = block.parameters.map((p) => `d${p}/ds = dw/d${p}`).join(', ');
    throw new NotSeparable(`${equations} was not solved in closed form`);
  }
  return { ...block, flow };
}

/** f with symbols replaced, cosh(arsinh x) and its like resolved. */
const composed = (f: Expression, values: ReadonlyMap<string, Expression>): Expression =>
  rewrite(substitute(f, values), COMPOSITIONS);

/**
 * The simplified form, compositions that simplification brings to light resolved too; the one written with
 * exponentials, logarithms and powers alone, exp(k (arsinh x + c)) = (x + sqrt(1 + x^2))^k e^(k c), where it is smaller.
 */
function settled(e: Expression, assumptions: Assumptions): Expression {
  const simple = simplify(e, assumptions);
  const again = rewrite(simple, COMPOSITIONS);
  const kept = equal(again, simple) ? simple : simplify(again, assumptions);
  if (!hasExponential(kept)) return kept;
  const elementary = simplify(simplify(elementaryForm(kept), assumptions), assumptions);
  return size(elementary) < size(kept) ? elementary : kept;
}

const hasExponential = (e: Expression): boolean =>
  (e.kind === 'call' && e.name === 'exp') || children(e).some(hasExponential);

/**
 * The dual potential of blocks that are homogeneous of degree k: by Euler's identity d|θ|²/dσ = 2⟨θ, ∇f⟩ = 2k f, so that
 * |θ(σ)|²/(2k) is an antiderivative of f. Null for other blocks.
 */
function growthOfNorm(
  branches: readonly Branch[],
  constant: Expression,
  facts: Assumptions,
): Expression | null {
  const terms: Expression[] = [product(constant, symbol(DUAL))];
  for (const { part, parameters, flow } of branches) {
    const euler = sum(...parameters.map((p) => product(symbol(p), differentiate(part, p))));
    const degree = simplify(divide(euler, part), facts);
    if (!isRational(degree)) return null;
    const squares = [...flow.solutions.values()].map((e) => power(e, TWO));
    terms.push(simplify(divide(sum(...squares), product(TWO, degree)), facts));
  }
  return sum(...terms);
}

/** The interval around 0 where linear expressions in σ are all positive. */
function interval(conditions: readonly Expression[], facts: Assumptions): OpenInterval {
  let lower: Expression | null = null;
  let upper: Expression | null = null;
  for (const c of conditions) {
    const slope = linearSlope(c, DUAL);
    if (slope === null) continue;
    const bound = overTerms(substitute(c, new Map([[DUAL, ZERO]])), negate(power(slope, MINUS_ONE)), facts);
    if (isPositive(slope, facts) === true)
      lower = lower === null || compare(bound, lower, facts) === 1 ? bound : lower;
    else upper = upper === null || compare(bound, upper, facts) === -1 ? bound : upper;
  }
  return { lower, upper };
}

function insideRange(facts: Assumptions, { lower, upper }: OpenInterval): Assumptions {
  const w = symbol(WEIGHT);
  return withPositive(facts, [
    ...(lower === null ? [] : [subtract(w, lower)]),
    ...(upper === null ? [] : [subtract(upper, w)]),
  ]);
}

/** The range of the increasing function h on an interval; a bound where h diverges is infinite. */
function image(h: Expression, { lower, upper }: OpenInterval, facts: Assumptions): OpenInterval {
  const limit = (end: Expression | null, side: 1 | -1): Expression | null => {
    try {
      if (end === null) {
        const far = limitAtInfinity(h, DUAL, side, facts);
        return far === null || 'infinite' in far ? null : simplify(far.finite, facts);
      }
      const value = simplify(substitute(h, new Map([[DUAL, end]])), facts);
      return hasPole(value) ? null : value;
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  };
  return { lower: limit(lower, -1), upper: limit(upper, 1) };
}

/**
 * A power of zero that did not fold has an exponent that is negative under the assumptions, or unknown; log 0,
 * artanh(±1) and the tangent of odd multiples of pi/2 are infinite.
 */
function hasPole(e: Expression): boolean {
  if (e.kind === 'power' && isZero(e.base)) return true;
  if (e.kind === 'call' && e.name === 'log' && isZero(e.argument)) return true;
  if (e.kind === 'call' && e.name === 'artanh' && isOne(power(e.argument, TWO))) return true;
  if (e.kind === 'call' && e.name === 'tan') {
    const [multiple, angle] = splitCoefficient(e.argument);
    if (angle.kind === 'constant' && multiple.denominator === 2n) return true;
  }
  return children(e).some(hasPole);
}
