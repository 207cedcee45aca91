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
