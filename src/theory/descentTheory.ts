import { assume, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import { HALF, MINUS_ONE, divide, freeSymbols, product, substitute, subtract, sum, symbol, type Expression } from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { proveEqual } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { DUAL, type Model } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';

/** A function of the parameters along the flow, θ' = ∇F(θ): a clock runs at rate 1, a conserved quantity at rate 0. */
export interface Label {
  readonly quantity: Expression;
  readonly rate: 0 | 1;
  /** Names of the parameters of its block, or of several blocks. */
  readonly parameters: readonly string[];
  /** Its value after one step θ − x ∇F(θ). */
  readonly stepped: Expression;
  /** ½ ∇Fᵀ ∇²q ∇F: the coefficient of x² in the step, beyond the rate. */
  readonly drift: Expression;
  /** stepped/quantity where that does not depend on the parameters. */
  readonly factor: Expression | null;
}

/** What explicit steps θ ← θ − x ∇F(θ), x the step size times the gradient in w, do to the orbits of the flow. */
export interface DescentTheory {
  /** Name of x. */
  readonly x: string;
  readonly model: Model;
  /** The step of each parameter. */
  readonly step: ReadonlyMap<string, Expression>;
  /** The flow Φ_s of each parameter from the parameters themselves. */
  readonly flow: ReadonlyMap<string, Expression>;
  /** Whether the step commutes with the flow, proved: descent then is the flow from starts changed by `defect`. */
  readonly commutes: boolean;
  /** Φ_x after the step: the identity up to x². */
  readonly defect: ReadonlyMap<string, Expression>;
  /** Of the second order in x: −½ ∇²F ∇F. */
  readonly secondOrder: ReadonlyMap<string, Expression>;
  readonly conserved: readonly Label[];
  readonly clocks: readonly Label[];
  /** Of the model, with x real. */
  readonly assumptions: Assumptions;
}

/**
 * One explicit step beside the flow. The flow's conserved quantities q change by q(θ − x∇F) − q(θ) = ½x²∇Fᵀ∇²q∇F + O(x³),
 * for ⟨∇q, ∇F⟩ = 0; where the step commutes with the flow, as for quadratic maps, descent with any gradients is the flow
 * from starts that the steps change: θ̃ ← Φ_x(θ̃ − x∇F(θ̃)) (for u² − v² Theorem 1 of Even, Pesme, Gunasekar and Flammarion
 * 2023). `theory` is that of the generic model, whose start values are symbols.
 */
export function descentTheory(theory: SeparableTheory): DescentTheory {
  const { model } = theory;
  const { map, parameters } = model;
  const x = freshName('x', new Set([...freeSymbols(map), ...parameters, ...model.init.keys()]));
  const assumptions = assume({ [x]: 'real' }, model.assumptions);
  const tidy = (e: Expression): Expression => simplify(e, assumptions);
  const gradient = new Map(parameters.map((p) => [p, differentiate(map, p)]));
  const step = new Map(parameters.map((p) => [p, subtract(symbol(p), product(symbol(x), gradient.get(p)!))]));
  const flow = flowFromParameters(theory);
  const defect = new Map(parameters.map((p) => [p, tidy(atDual(substitute(flow.get(p)!, step), symbol(x)))]));
  const label = (quantity: Expression, rate: 0 | 1): Label => {
    const own = parameters.filter((p) => freeSymbols(quantity).has(p));
    const stepped = substitute(quantity, step);
    const ratio = rate === 1 ? null : tidy(divide(stepped, quantity));
    const isFree = ratio !== null && parameters.every((p) => !freeSymbols(ratio).has(p));
    return {
      quantity,
      rate,
      parameters: own,
      stepped,
      drift: tidy(product(HALF, secondAlong(quantity, gradient))),
      factor: isFree ? ratio : null,
    };
  };
  return {
    x,
    model,
    step,
    flow,
    commutes: parameters.every(
      (p) => proveEqual(substitute(flow.get(p)!, step), substitute(step.get(p)!, flow), assumptions) !== null,
    ),
    defect,
    secondOrder: new Map(
      parameters.map((p) => [p, tidy(product(HALF, sum(...[...gradient].map(([q, f]) => product(differentiate(gradient.get(p)!, q), f))), MINUS_ONE))]),
    ), // prettier-ignore
    conserved: theory.conserved.map(({ quantity }) => label(quantity, 0)),
    clocks: theory.branches.map((b) => label(b.flow.clock, 1)),
    assumptions,
  };
}

/** The flow along s from the parameters as its starts. */
export function flowFromParameters({ model, branches }: SeparableTheory): Map<string, Expression> {
  const own = new Map<string, Expression>();
  for (const p of model.parameters) {
    const start = model.init.get(p)!;
    if (start.kind === 'symbol') own.set(start.name, symbol(p));
  }
  return new Map(
    branches.flatMap((b) => [...b.flow.solutions].map(([p, solution]) => [p, substitute(solution, own)] as const)),
  ); // prettier-ignore
}

const atDual = (e: Expression, value: Expression): Expression => substitute(e, new Map([[DUAL, value]]));

/** vᵀ ∇²q v. */
export function secondAlong(q: Expression, v: ReadonlyMap<string, Expression>): Expression {
  return sum(
    ...[...v].flatMap(([a, va]) => [...v].map(([b, vb]) => product(va, vb, differentiate(differentiate(q, a), b)))),
  ); // prettier-ignore
}
