import type { Assumptions } from '../expression/assumptions.ts';
import type { Expression } from '../expression/expression.ts';
import type { PolynomialProposer } from '../oracles/proposer.ts';

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
