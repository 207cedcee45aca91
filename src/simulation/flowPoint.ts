import type { Allocate } from '../numerics/arena.ts';
import type { LinearKernel } from '../numerics/kernel.ts';
import { norm } from '../numerics/norm.ts';
import type { ParametrizationMap } from './parametrizationMap.ts';
import { curvatureRoots, type SampleLoss } from '../numerics/sampleLoss.ts';

/**
 * The flow θ' = −∇_θ Σ ℓ((X F(θ))_m, y_m) as data: what does not change along the path. With z the predictions of least
 * loss, gap = z − Xw and pull p = −ℓ'; for the squared loss z = y and the pull is the gap, the same array.
 */
export interface FlowProblem {
  readonly map: ParametrizationMap;
  readonly kernel: LinearKernel;
  /** Row-major n × d, rows are samples. */
  readonly X: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly theta0: Float64Array;
  readonly w0: Float64Array;
  /** Null for ½(f − y)². */
  readonly loss: SampleLoss | null;
  readonly targets: Float64Array;
  /** z − X w0. */
  readonly startResidual: Float64Array;
  /** |p| at the start. */
  readonly startPull: number;
  /** |x_i|² of every feature. */
  readonly squaredNorms: Float64Array;
  /** Σ_m ℓ''_m x_mi² at the latest point, |x_i|² for the squared loss. */
  readonly weightedNorms: Float64Array;
  /** Size of the rounding error of s_i = x_iᵀp at the latest point, about ε|x_i||y| for the squared loss. */
  readonly slopeRounding: Float64Array;
  /** A typical size of w, for absolute accuracy; grows with max|w| along the path. */
  weightScale: number;
  /** Arrays that live as long as the run. */
  readonly allocate: Allocate;
}

/**
 * A point of the flow with everything that is evaluated there. θ is kept beside δ = θ − θ0: the smaller of both is the
 * point itself, the other one follows from it to rounding. So δ carries the accuracy of w where F(θ) − F(θ0) cancels, θ the
 * relative accuracy of parameters that approach zero, and they do not drift apart however many steps there are.
 */
export interface FlowPoint {
  readonly theta: Float64Array;
  readonly delta: Float64Array;
  /** F(θ) − F(θ0). */
  readonly increment: Float64Array;
  /** z − X w. */
  readonly residual: Float64Array;
  /** p = −ℓ' of every sample; `residual` itself for the squared loss. */
  readonly pull: Float64Array;
  /** √ℓ'' of every sample; null for the squared loss, where it is 1. */
  readonly curvatureRoot: Float64Array | null;
  /** s = Xᵀp, minus the gradient in w. */
  readonly slope: Float64Array;
  /** ∂F/∂θ, k × d. */
  readonly f: Float64Array;
  /** ∂²F/∂θ∂θ in the layout of the map. */
  readonly hessian: Float64Array;
  /** Weights of the error norm, k × d: an error e in θ counts as |e| · weight. */
  readonly weight: Float64Array;
}

/** What the Jacobian J = diag(s H) − f XᵀΛX fᵀ with Λ = diag(ℓ'') is made of. */
export type Linearisation = Pick<FlowPoint, 'f' | 'slope' | 'hessian' | 'curvatureRoot'>;

export function createPoint({ n, d, k, map, loss, allocate }: FlowProblem): FlowPoint {
  const residual = allocate(n);
  return {
    theta: allocate(k * d),
    delta: allocate(k * d),
    increment: allocate(d),
    residual,
    pull: loss === null ? residual : allocate(n),
    curvatureRoot: loss === null ? null : allocate(n),
    slope: allocate(d),
    f: allocate(k * d),
    hessian: allocate(map.additive ? k * d : k * k * d),
    weight: allocate(k * d),
  };
}

/** Whether the point is θ0 + δ in the entry e, with θ rounded; else it is θ. */
export const liesAtDelta = ({ theta, delta }: FlowPoint, e: number): boolean =>
  Math.abs(delta[e]!) <= Math.abs(theta[e]!);

/** θ and δ of `next`: those of `point` moved by `change`, exchangeable parameters from equal starts kept equal. */
export function movePoint(
  { theta0, map, d }: FlowProblem,
  point: FlowPoint,
  change: Float64Array,
  next: FlowPoint,
): void {
  for (let e = 0; e < change.length; e++) {
    const theta = point.theta[e]! + change[e]!;
    const delta = point.delta[e]! + change[e]!;
    const small = Math.abs(delta) <= Math.abs(theta);
    next.theta[e] = small ? theta0[e]! + delta : theta;
    next.delta[e] = small ? delta : theta - theta0[e]!;
  }
  for (const [a, b] of map.exchangeable ?? [])
    for (let i = 0; i < d; i++) {
      const [from, to] = [a * d + i, b * d + i];
      if (theta0[from] !== theta0[to]) continue;
      next.theta[to] = next.theta[from]!;
      next.delta[to] = next.delta[from]!;
    }
}

/** Pull, slope and F′ at `theta`, `delta`, and the gap where it is asked for; all outputs are the given arrays. */
export function evaluateFlow(
  problem: FlowProblem,
  theta: Float64Array,
  delta: Float64Array,
  increment: Float64Array,
  pull: Float64Array,
  slope: Float64Array,
  f: Float64Array,
  gap?: Float64Array,
): void {
  const { map, kernel, startResidual, n, loss } = problem;
  map.increment(problem.theta0, theta, delta, increment);
  kernel.forward(increment, pull);
  for (let m = 0; m < n; m++) pull[m] = startResidual[m]! - pull[m]!;
  if (loss !== null) {
    gap?.set(pull);
    pullOf(problem, loss, pull);
  }
  kernel.backward(pull, slope);
  map.gradient(theta, f);
}

/** Gaps of all samples, or of several points one after the other, replaced by the pulls there. */
export function pullOf({ n, targets }: FlowProblem, loss: SampleLoss, gaps: Float64Array): void {
  for (let e = 0; e < gaps.length; e++) gaps[e] = loss.pull(gaps[e]!, targets[e % n]!);
}

/** Σ ℓ(f_m, y_m). */
export function lossAt({ loss, targets, n }: FlowProblem, { residual }: Pick<FlowPoint, 'residual'>): number {
  if (loss === null) return 0.5 * norm(residual) ** 2;
  let sum = 0;
  for (let m = 0; m < n; m++) sum += loss.value(residual[m]!, targets[m]!);
  return sum;
}

/** The curvature of the loss at a point, and what rounding of its gaps does to the slopes there. */
function weighSamples(problem: FlowProblem, loss: SampleLoss, point: FlowPoint): void {
  const { n, d, X, targets, startResidual, squaredNorms, weightedNorms, slopeRounding } = problem;
  const root = point.curvatureRoot!;
  curvatureRoots(loss, point.residual, targets, root);
  weightedNorms.fill(0);
  let rounding = 0;
  for (let m = 0, at = 0; m < n; m++) {
    const curvature = root[m]! * root[m]!;
    rounding = Math.max(rounding, Math.abs(point.pull[m]!) + curvature * Math.abs(startResidual[m]!));
    for (let i = 0; i < d; i++, at++) weightedNorms[i]! += curvature * X[at]! * X[at]!;
  }
  for (let i = 0; i < d; i++) slopeRounding[i] = 2 ** -50 * Math.sqrt(squaredNorms[i]! * n) * rounding;
}

/** Fills everything of `point` from its θ and δ. */
export function completePoint(problem: FlowProblem, point: FlowPoint): void {
  const { theta, delta, increment, residual, pull, slope, f, hessian } = point;
  evaluateFlow(problem, theta, delta, increment, pull, slope, f, residual);
  if (problem.loss !== null) weighSamples(problem, problem.loss, point);
  problem.map.hessian(theta, hessian);
  errorWeights(problem, point);
}

/** Fills the weights of the error norm from the derivatives of F. */
export function errorWeights(problem: FlowProblem, { f, hessian, weight }: FlowPoint): void {
  const { d, k, weightScale } = problem;
  const perW = 1 / weightScale;
  if (problem.map.additive) {
    // an error e changes w by f e and the growth rate of its own branch by the factor 1 + (f′/f) e
    for (let i = 0; i < k * d; i++) {
      const slopeHere = Math.abs(f[i]!);
      weight[i] = slopeHere > 0 ? Math.abs(hessian[i]!) / slopeHere + slopeHere * perW : 0;
    }
    return;
  }
  for (let i = 0; i < d; i++) {
    let size = 0;
    for (let j = 0; j < k; j++) size += f[j * d + i]! ** 2;
    size = Math.sqrt(size);
    for (let j = 0; j < k; j++) {
      let row = 0;
      for (let m = 0; m < k; m++) row += Math.abs(hessian[(j * k + m) * d + i]!);
      weight[j * d + i] = size > 0 ? row / size + Math.abs(f[j * d + i]!) * perW : 0;
    }
  }
}

/** max |e| · weight. */
export function weightedMaximum(e: Float64Array, weight: Float64Array): number {
  let worst = 0;
  for (let i = 0; i < e.length; i++) {
    const v = Math.abs(e[i]!) * weight[i]!;
    if (!(v <= worst)) worst = v;
  }
  return worst;
}

/** One step of any method: tried from a point, it leaves the change of θ and of ν = ∫ p dt. */
export interface Stepper {
  readonly name: string;
  readonly order: number;
  /** Order of the error estimate in h, for the step-size controller. */
  readonly estimateOrder: number;
  readonly change: Float64Array;
  readonly changeNu: Float64Array;
  /** Xᵀ times the change of ν, where the method has it. */
  readonly changeSlope?: Float64Array;
  /** Number of evaluations of the right-hand side so far. */
  readonly evaluations: number;
  /** Error estimate in the weighted norm; Infinity when the step cannot be computed at this size. */
  attempt(point: FlowPoint, h: number): number;
}
