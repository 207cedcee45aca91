import type { LinearKernel } from '../numerics/kernel.ts';
import type { ParametrizationMap } from './parametrizationMap.ts';
import type { SampleLoss } from '../numerics/sampleLoss.ts';

/** The path at one moment. */
export interface FlowCheckpoint {
  t: number;
  /** k × d. */
  theta: Float64Array;
  w: Float64Array;
  /** ∫₀ᵗ −ℓ' dt, ∫₀ᵗ (y − Xw) dt for the squared loss. */
  nu: Float64Array;
  /** Σ ℓ, ½|y − Xw|² for the squared loss. */
  loss: number;
  /** k × d, see `FlowResult.budget`. */
  budget: Float64Array | null;
}

export type FlowMethod =
  'auto' | 'explicit' | 'frozen-kernel' | 'rosenbrock' | 'radau5' | 'radau9' | 'radau13';

export interface FlowOptions {
  map: ParametrizationMap;
  /** k × d start values, branch by branch. */
  theta0: ArrayLike<number>;
  /** Row-major n × d, rows are samples; not to be changed during the run. */
  X: ArrayLike<number>;
  y: ArrayLike<number>;
  /** ½(f − y)² when absent. */
  loss?: SampleLoss | undefined;
  n: number;
  d: number;
  /** Aimed error of w along the path, relative to max|w| (default 1e-8). */
  tolerance?: number;
  /**
   * Converged at |z − Xw| ≤ stopResidual · |z − Xw(0)|, z the predictions of least loss (y for the squared loss), or at
   * stationarity to a tenth of that (default 1e-10); the run then goes on to rounding level while every step still halves
   * the residual.
   */
  stopResidual?: number;
  /**
   * Times or losses (decreasing) at which the path is returned; by default 12 to 24 points spread over the path. A loss is
   * met within a share of itself (default 1e-9).
   */
  checkpoints?: { times: readonly number[] } | { losses: readonly number[]; within?: number };
  /** Largest number of accepted and rejected steps (default 100000). */
  maxSteps?: number;
  method?: FlowMethod;
  signal?: AbortSignal;
  onProgress?: (progress: FlowProgress) => void;
  /** A kernel that holds the same X, to share it between runs. */
  kernel?: LinearKernel;
}

export interface FlowProgress {
  steps: number;
  t: number;
  /** |z − Xw| relative to the start. */
  residual: number;
}

export type FlowOutcome = 'converged' | 'left-domain' | 'step-limit' | 'stalled' | 'aborted';

export interface FlowResult {
  outcome: FlowOutcome;
  /** One sentence: what happened and, if it is trouble, what to try. */
  advice: string;
  t: number;
  theta: Float64Array;
  /** F(θ) or w(0) + (F(θ) − F(θ0)), whichever is the more accurate, see `toldByValue`. */
  w: Float64Array;
  /** ∫₀ᵗ −ℓ' dt, ∫₀ᵗ (y − Xw) dt for the squared loss. */
  nu: Float64Array;
  /** |z − Xw| / |z − Xw(0)|. */
  residual: number;
  /** max_i |Xᵀp|_i / (|x_i| |p(0)|), p = −ℓ'; for other losses than the squared one |p| in place of |p(0)|. */
  gradientNorm: number;
  steps: number;
  rejected: number;
  evaluations: number;
  method: string;
  /**
   * k × d. Additive maps (`dual-defect`): bound of the violation of the dual identity, see `dualBudget`; w and θ are those
   * of the bounded point to rounding of each. Other maps (`comparison`): an estimate of the same from a run at a tighter
   * tolerance.
   */
  budget: Float64Array | null;
  budgetKind: 'dual-defect' | 'comparison' | null;
  checkpoints: FlowCheckpoint[];
  /** Branch and coordinate (zero-based) that left the domain. */
  left?: { branch: number; coordinate: number };
}
