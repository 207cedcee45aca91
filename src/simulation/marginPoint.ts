import { createProblem } from './createProblem.ts';
import { createPoint, errorWeights } from './flowPoint.ts';
import type { FlowPoint, FlowProblem } from './flowPoint.ts';
import { softmax } from './marginLoss.ts';
import type { MarginLoss } from './marginLoss.ts';
import type { ParametrizationMap } from './parametrizationMap.ts';

/**
 * The flow θ′ = −∇_θ Σ_n ℓ(m_n), m = Z F(θ), in the clock dτ = Σ_n |ℓ′(m_n)| dt:
 *   θ′ = Jᵀ Zᵀ p,   p_n = |ℓ′(m_n)| / Σ |ℓ′|,   ν′ = p.
 * For the exponential loss dτ = L dt. Rows of Z are y_n x_n. In this clock nothing overflows and nothing is small.
 */
export interface MarginProblem extends FlowProblem {
  readonly marginLoss: MarginLoss;
  /** Z w(0). */
  readonly startMargins: Float64Array;
}

/** A point of the flow; `residual` is p = ν′ and `slope` is Zᵀp, as in any flow ν′ = residual, θ′ = f · slope. */
export interface MarginPoint extends FlowPoint {
  readonly margins: Float64Array;
  /** −(ln|ℓ′|)′ at each margin. */
  readonly steepness: Float64Array;
  /** ln of the loss above its infimum, and of Σ|ℓ′|. */
  logLoss: number;
  logSlope: number;
}

export interface MarginData {
  readonly map: ParametrizationMap;
  /** k × d start values, branch by branch. */
  readonly theta0: ArrayLike<number>;
  /** Row-major n × d: the samples, each times its label. */
  readonly Z: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly loss: MarginLoss;
}

/** Throws HypentropyError for data that are not finite or starts outside the domain of the map. */
export function createMarginProblem({ map, theta0, Z, n, d, loss }: MarginData): MarginProblem {
  const problem = createProblem({ map, theta0, X: Z, y: new Float64Array(n), n, d });
  const startMargins = problem.startResidual.map((v) => -v);
  let longest = 0;
  for (let m = 0; m < n; m++) {
    let square = 0;
    for (let i = 0; i < d; i++) square += Z[m * d + i]! ** 2;
    longest = Math.max(longest, Math.sqrt(square));
  }
  // a weight of this size moves some margin by one
  const weightScale = Math.max(longest > 0 ? 1 / longest : 1, ...problem.w0.map(Math.abs));
  return { ...problem, weightScale, marginLoss: loss, startMargins };
}

export function createMarginPoint(problem: MarginProblem): MarginPoint {
  const { n, allocate } = problem;
  return {
    ...createPoint(problem),
    margins: allocate(n),
    steepness: allocate(n),
    logLoss: 0,
    logSlope: 0,
  };
}

/** p and Zᵀp at θ, with F′; all outputs are the given arrays. Returns ln Σ|ℓ′|. */
export function evaluateMargins(
  problem: MarginProblem,
  theta: Float64Array,
  delta: Float64Array,
  increment: Float64Array,
  margins: Float64Array,
  force: Float64Array,
  slope: Float64Array,
  f: Float64Array,
): number {
  const { map, kernel, startMargins, marginLoss: loss, n, theta0 } = problem;
  map.increment(theta0, theta, delta, increment);
  kernel.forward(increment, margins);
  for (let m = 0; m < n; m++) margins[m]! += startMargins[m]!;
  const logSlope = softmax(margins.map(loss.logSlope), force);
  kernel.backward(force, slope);
  map.gradient(theta, f);
  return logSlope;
}

/** Fills everything of `point` from its θ and δ. */
export function completeMarginPoint(problem: MarginProblem, point: MarginPoint): void {
  const { theta, delta, increment, margins, residual, slope, f, hessian, steepness } = point;
  const { marginLoss: loss, map, n } = problem;
  point.logSlope = evaluateMargins(problem, theta, delta, increment, margins, residual, slope, f);
  map.hessian(theta, hessian);
  for (let m = 0; m < n; m++) steepness[m] = -loss.logSlopeChange(margins[m]!);
  point.logLoss = softmax(margins.map(loss.logValue), new Float64Array(n));
  errorWeights(problem, point);
}
