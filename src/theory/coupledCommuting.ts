import type { Assumptions } from '../expression/assumptions.ts';
import {
  ONE, ZERO, divide, isRational, isZero, power, product, rational, subtract, sum, symbol, TWO, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { additiveBlocks, closedPotential, dualPotentialOf, weightsOf, type ClosedPotential, type MixedBlocks } from './coupledBlocks.ts'; // prettier-ignore
import { alongOutput, atStart, inner, isLate, tidied, type CoupledGeometry, type Limits } from './coupledGeometry.ts'; // prettier-ignore
import { flowPrimitive, logarithms, monomials, signedAssumptions } from './flowPrimitive.ts';
import { quadraticBlocks } from './quadraticBlocks.ts';

/** What follows where all gradient fields commute: θ is a function φ(s) of the dual variables alone. */
export interface CommutingTheory {
  /** Closed form by parts that move on their own, when the map is of such a kind. */
  readonly mixed: MixedBlocks | null;
  /** w(s) and ψ*(s). */
  readonly weights: readonly Expression[] | null;
  readonly dualPotential: Expression | null;
  /** ψ(w). */
  readonly closed: ClosedPotential | null;
  /** D with F(cθ) = c^D F(θ); null when the map is not homogeneous. */
  readonly degree: Rational | null;
  /** ψ* in the parameters, (|θ|² − |θ(0)|²)/(2D), for a homogeneous map. */
  readonly normGrowth: Expression | null;
  /** s_i as functions of the parameters, found as combinations of logarithms and powers; null when not found. */
  readonly duals: readonly Expression[] | null;
  /** Assumptions under which those hold. */
  readonly signed: Assumptions;
}

/** Dual map, dual potential and, where it has a closed form, the potential of a commuting map. */
export function commutingTheory(geometry: CoupledGeometry, limits: Limits = {}): CommutingTheory {
  const { model } = geometry;
  const mixed = additiveBlocks(model) ?? quadraticBlocks(model);
  const degree = homogeneity(geometry);
  const theta = sum(...model.parameters.map((p) => power(symbol(p), TWO)));
  const growth =
    degree === null ? null : divide(subtract(theta, atStart(model, theta)), product(rational(2), degree));
  return {
    mixed,
    weights: mixed && weightsOf(mixed),
    dualPotential: mixed && dualPotentialOf(mixed),
    closed: mixed && closedPotential(mixed, model.assumptions),
    degree,
    normGrowth: growth,
    duals: isLate(limits) ? null : dualsInParameters(geometry),
    signed: signedAssumptions(geometry),
  };
}

/** D with ⟨θ, ∇F_i⟩ = D F_i for every output (Euler), or null. */
function homogeneity({ model, jacobian }: CoupledGeometry): Rational | null {
  const theta = model.parameters.map(symbol);
  let degree: Rational | null = null;
  for (const [i, map] of model.maps.entries()) {
    const ratio = tidied(divide(inner(theta, jacobian[i]!), map), model);
    if (!isRational(ratio) || isZero(ratio)) return null;
    if (degree !== null && !isZero(subtract(degree, ratio))) return null;
    degree = ratio;
  }
  return degree;
}

/** s_i(θ) with ∇F_j(s_i) = δ_ij and s_i(θ(0)) = 0. */
function dualsInParameters(geometry: CoupledGeometry): Expression[] | null {
  const { model } = geometry;
  const signed = signedAssumptions(geometry);
  const reciprocals = model.parameters.flatMap((p) =>
    isZero(model.init.get(p)!) ? [] : [1, 2, 3, 4].map((n) => power(symbol(p), rational(-n))),
  );
  const basis = [...logarithms(geometry), ...monomials(model.parameters, 1, 2), ...reciprocals];
  const duals: Expression[] = [];
  for (const i of model.maps.keys()) {
    const rates = model.maps.map((_, j) => (i === j ? ONE : ZERO));
    const found = flowPrimitive(geometry, rates, basis, signed);
    if (found === null) return null;
    duals.push(subtract(found, atStart(model, found)));
  }
  return duals;
}

/** The claims about a function of the parameters that grows at given rates. */
export const growthOf = (geometry: CoupledGeometry, e: Expression): Expression[] =>
  geometry.model.maps.map((_, i) => alongOutput(geometry, i, e));
