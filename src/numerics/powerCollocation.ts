import type { PowerFlowPoint, PowerFlowProblem } from './powerFlow.ts';

/** Where a span starts. */
export type CollocationStart = Pick<PowerFlowPoint, 'theta' | 'delta' | 'f' | 'weight'>;

/**
 * The collocation equations θ_q = θ + f ∫₀^q s + Σ_l a_ql (f(θ_l) − f) s_l of every parameter at given slopes s, f = ∂F/∂θ at the
 * start. They are solved by sweeps.
 */
export interface ParameterCollocation {
  /** A span starts. */
  start(point: CollocationStart): void;
  /**
   * Solves for slopes (s at every point, then their integrals, d numbers each) and the s × s numbers a; returns how far θ at
   * the last point has moved since the last call, in the weighted maximum norm: Infinity when a parameter leaves the domain
   * or the sweeps do not move less than `enough` in the end.
   */
  solve(slopes: Float64Array, integrals: Float64Array, enough: number): number;
  /** (f(θ_q) − f) s_q of every point, k × d each. */
  readonly rates: readonly Float64Array[];
  /** F(θ_q) − F(θ0) of every point, one after another. */
  readonly increments: Float64Array;
  /** θ at the last point minus θ at the start. */
  readonly change: Float64Array;
}

/** Sweeps after which a span is taken to be too long. */
export const MOST_SWEEPS = 12;

/** The equations of a power flow at so many points; null when the platform has no memory for them. */
export type PowerCollocationFactory = (
  problem: Pick<PowerFlowProblem, 'branches' | 'theta0'>,
  points: number,
) => ParameterCollocation | null;
