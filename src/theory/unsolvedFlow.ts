import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, TWO, divide, isRational, power, product, substitute, sum, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { antiderivative } from '../calculus/antiderivative.ts';
import { blocksOf } from './blocksOf.ts';
import { conservedQuantities, type ConservedQuantity } from './conserved.ts';
import { conservedPolynomials } from './coupledDependence.ts';
import { coupledGeometry } from './coupledGeometry.ts';
import type { Model } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';

/**
 * What is known of a map of one coordinate whose flow dθ/ds = ∇F(θ) has no closed form that was found: everything that
 * needs no solution. The potential exists all the same; its values come from the flow, enclosed.
 */
export interface UnsolvedFlow {
  readonly model: Model;
  readonly jacobian: readonly Expression[];
  /** |∇F|², the inverse of ψ'' at w = F(θ). */
  readonly inverseMetric: Expression;
  /** w(0). */
  readonly start: Expression;
  readonly conserved: readonly ConservedQuantity[];
  /** k with F(λθ) = λ^k F(θ), which makes ψ*(s) = (|θ(s)|² − |θ(0)|²)/(2k); null for other maps. */
  readonly degree: Rational | null;
  /** Why there is no closed form here. */
  readonly why: string;
}

/** Whether the flow of a theory is solved in closed form. */
export const isSolved = (theory: SeparableTheory | UnsolvedFlow): theory is SeparableTheory =>
  'inverseMirrorMap' in theory;

/** Everything about a model that needs no solution of its flow. */
export function unsolvedFlow(model: Model, why: string): UnsolvedFlow {
  const { map, parameters, init, assumptions } = model;
  const tidy = (e: Expression) => simplify(e, assumptions);
  const jacobian = parameters.map((p) => tidy(differentiate(map, p)));
  const euler = tidy(divide(sum(...parameters.map((p, k) => product(symbol(p), jacobian[k]!))), map));
  return {
    model,
    jacobian,
    inverseMetric: tidy(sum(...jacobian.map((j) => power(j, TWO)))),
    start: tidy(specialAngles(substitute(map, init))),
    conserved: conservedOf(model),
    degree: isRational(euler) && euler.numerator !== 0n ? euler : null,
    why,
  };
}

/** Polynomials that the flow keeps and, between parameters that do not mix, differences of ∫ dθ/f′. */
function conservedOf(model: Model): ConservedQuantity[] {
  const { map, parameters, init, assumptions } = model;
  const geometry = coupledGeometry({ ...model, maps: [map] });
  const polynomials = parameters.length < 2 ? [] : conservedPolynomials(geometry);
  const { blocks } = blocksOf(map, parameters);
  const clocks = blocks.flatMap((b) => {
    const [x] = b.parameters;
    if (b.parameters.length > 1 || x === undefined) return [];
    const speed = differentiate(b.part, x);
    const clock = antiderivative(simplify(divide(ONE, speed), assumptions), x, assumptions, {
      at: init.get(x)!,
    });
    return clock === null ? [] : [{ clock, conserved: [] }];
  });
  const between = polynomials.length > 0 ? [] : conservedQuantities(clocks, init, assumptions);
  return [
    ...polynomials.map((quantity) => ({
      quantity,
      value: simplify(substitute(quantity, init), assumptions),
    })),
    ...between,
  ];
}
