import type { Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import type { Expression } from '../expression/expression.ts';
import { simplify } from '../expression/simplify.ts';
import type { PolynomialProposer } from '../oracles/proposer.ts';
import { productFlow } from './productFlow.ts';
import { quadraticFlow } from './quadraticFlow.ts';
import { separableFlow } from './separableFlow.ts';

/** The initial value problem dθ/dσ = ∇f(θ), θ(0) = start, of a function of one or more parameters. */
export interface GradientProblem {
  /** f. */
  readonly part: Expression;
  readonly parameters: readonly string[];
  readonly start: ReadonlyMap<string, Expression>;
  /** Name of σ. */
  readonly sigma: string;
  readonly assumptions: Assumptions;
  readonly proposer?: PolynomialProposer | null;
}

/** The solution of a gradient problem. */
export interface GradientFlow {
  /** Each parameter as a function of σ. */
  readonly solutions: ReadonlyMap<string, Expression>;
  /** f along the flow, where a simpler form than that of the composition is known. */
  readonly value?: Expression;
  /** G with ⟨∇G, ∇f⟩ = 1, so that G(θ(σ)) − G(θ(0)) = σ. */
  readonly clock: Expression;
  /** Functions of the parameters that the flow keeps, one less than there are parameters. */
  readonly conserved: readonly Expression[];
  /** Expressions in σ that are positive exactly on the interval of existence; linear in σ where they can be. */
  readonly conditions: readonly Expression[];
  /** The same conditions as they arose, positive on that interval too: a proof may need either form. */
  readonly facts: readonly Expression[];
  /** How it was solved, in the words of the field. */
  readonly method: string;
  readonly rules: readonly string[];
}

/** The methods in the order in which they are tried. */
const METHODS: readonly ((problem: GradientProblem) => GradientFlow | null)[] = [
  oneParameterFlow,
  quadraticFlow,
  productFlow,
];

/**
 * Solves the gradient flow of f in closed form: one parameter by separation of variables, a quadratic form by its
 * spectral projections, a product of powers through its conserved differences. Null when none of them does.
 */
export function gradientFlow(problem: GradientProblem): GradientFlow | null {
  for (const method of METHODS) {
    const flow = method(problem);
    if (flow !== null) return flow;
  }
  return null;
}

function oneParameterFlow(problem: GradientProblem): GradientFlow | null {
  const { part, parameters, start, sigma, assumptions, proposer = null } = problem;
  const [x] = parameters;
  if (x === undefined || parameters.length > 1) return null;
  const speed = simplify(differentiate(part, x), assumptions);
  const flow = separableFlow(speed, x, start.get(x)!, sigma, assumptions, proposer);
  if (flow === null) return null;
  return {
    solutions: new Map([[x, flow.solution]]),
    clock: flow.primitive,
    conserved: [],
    conditions: flow.conditions,
    facts: flow.facts,
    method: 'separation of variables',
    rules: flow.rules,
  };
}
