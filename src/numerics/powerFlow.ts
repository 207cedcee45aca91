import type { ExplicitTableau } from './dop853.ts';

/** The flow θ_j′ = F_j′(θ_j) Xᵀ(y − X Σ_j F_j(θ_j)) of powers F_j = c_j θ^{D_j} with integer D_j ≥ 1. */
export interface PowerFlowProblem {
  readonly branches: readonly { readonly coefficient: number; readonly exponent: number }[];
  /** k × d. */
  readonly theta0: Float64Array;
  /** y − X w at θ0. */
  readonly startResidual: Float64Array;
}

/** Where a step starts; θ = θ0 + δ. */
export interface PowerFlowPoint {
  readonly theta: Float64Array;
  readonly delta: Float64Array;
  readonly residual: Float64Array;
  readonly slope: Float64Array;
  /** F′, k × d. */
  readonly f: Float64Array;
  /** Weights of the error norm, k × d. */
  readonly weight: Float64Array;
}

/** Explicit steps of a power flow. */
export interface PowerFlow {
  /**
   * One step of size h: fills the change of θ (k × d) and of ∫ (y − Xw) dt (n), and returns the error estimate of Hairer,
   * Nørsett & Wanner II.10 in the weighted maximum norm; Infinity when a parameter lost the sign of its start.
   */
  step(point: PowerFlowPoint, h: number, change: Float64Array, changeNu: Float64Array): number;
}

/** Prepares the steps of one pair; null when the platform has no memory for them. */
export type PowerFlowFactory = (problem: PowerFlowProblem, tableau: ExplicitTableau) => PowerFlow | null;

/** θ and δ of a point, k × d each. */
export type PowerFlowEnd = Pick<PowerFlowPoint, 'theta' | 'delta'>;

/** A Gauss rule with points on [0, 1] whose remainder is at most factor · v^2m for m points. */
export interface BudgetRule {
  readonly rule: { readonly nodes: Float64Array; readonly weights: Float64Array };
  /** Largest relative change of F′ for which it is used. */
  readonly limit: number;
  readonly factor: number;
}

/** The sums of the dual budget over the steps of a power flow, see `dualBudget` in the simulation. */
export interface PowerBudget {
  /**
   * Adds one step with ∫ Xᵀ(y − Xw) dt, by the first of `rules` that does for its change of F′; false, and nothing is
   * added, when none does.
   */
  add(
    from: PowerFlowEnd,
    to: PowerFlowEnd,
    slopeIntegral: Float64Array,
    rules: readonly BudgetRule[],
  ): boolean;
  /** Adds what the steps have left to the sums: violations, and the way travelled for the rounding term. */
  addTo(sum: Float64Array, travelled: Float64Array): void;
}
export type PowerBudgetFactory = (branches: PowerFlowProblem['branches']) => PowerBudget | null;
