import { differentiate } from '../expression/differentiate.ts';
import {
  TWO, dependsOn, divide, isRational, power, product, sum, substitute, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { productInvariants } from '../calculus/productFlow.ts';
import { flowPrimitive } from '../calculus/flowPrimitive.ts';
import { blocksOf } from './additiveBranches.ts';
import { conservedQuantities, type ConservedQuantity } from './conserved.ts';
import { DUAL, type Model } from './model.ts';

/**
 * What is known of a map of one coordinate whose flow dθ/ds = ∇F(θ) has no closed form that was found: everything that
 * needs no solution. The potential exists all the same and is evaluated along the enclosed flow.
 */
export interface UnsolvedFlow {
  readonly model: Model;
  readonly jacobian: readonly Expression[];
  /** |∇F|², the inverse of ψ'' at w = F(θ). */
  readonly inverseMetric: Expression;
  readonly start: Expression;
  readonly conserved: readonly ConservedQuantity[];
  /** k with F(λθ) = λ^k F(θ), which makes ψ*(s) = (|θ(s)|² − |θ(0)|²)/(2k); null for other maps. */
  readonly degree: Rational | null;
  /** Why there is no closed form here. */
  readonly why: string;
}
