import type { Allocate } from '../numerics/arena.ts';
import type { LinearKernel } from '../numerics/kernel.ts';
import type { ParametrizationMap } from './parametrizationMap.ts';

/** The least-squares flow θ' = −∇_θ ½|X F(θ) − y|² as data: what does not change along the path. */
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
  /** y − X w0. */
  readonly startResidual: Float64Array;
  /** |x_i|² of every feature. */
  readonly squaredNorms: Float64Array;
  /** Size of the rounding error of s_i = x_iᵀ(y − Xw), about ε|x_i||y|. */
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
  /** y − X w. */
  readonly residual: Float64Array;
  /** s = Xᵀ(y − X w), minus the gradient in w. */
  readonly slope: Float64Array;
  /** ∂F/∂θ, k × d. */
  readonly f: Float64Array;
  /** ∂²F/∂θ∂θ in the layout of the map. */
  readonly hessian: Float64Array;
  /** Weights of the error norm, k × d: an error e in θ counts as |e| · weight. */
  readonly weight: Float64Array;
}

/** What the Jacobian J = diag(s H) − f XᵀX fᵀ is made of. */
export type Linearisation = Pick<FlowPoint, 'f' | 'slope' | 'hessian'>;

export function createPoint({ n, d, k, map, allocate }: FlowProblem): FlowPoint {
  return {
    theta: allocate(k * d),
    delta: allocate(k * d),
    increment: allocate(d),
    residual: allocate(n),
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

/** Residual, slope and F′ at `theta`, `delta`; all outputs are the given arrays. */
export function evaluateFlow(
  problem: FlowProblem,
  theta: Float64Array,
  delta: Float64Array,
  increment: Float64Array,
  residual: Float64Array,
  slope: Float64Array,
  f: Float64Array,
): void {
  const { map, kernel, startResidual, n } = problem;
  map.increment(problem.theta0, theta, delta, increment);
  kernel.forward(increment, residual);
  for (let m = 0; m < n; m++) residual[m] = startResidual[m]! - residual[m]!;
  kernel.backward(residual, slope);
  map.gradient(theta, f);
}

/** Fills everything of `point` from its θ and δ. */
export function completePoint(problem: FlowProblem, point: FlowPoint): void {
  const { theta, delta, increment, residual, slope, f, hessian } = point;
  evaluateFlow(problem, theta, delta, increment, residual, slope, f);
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

/** One step of any method: tried from a point, it leaves the change of θ and of ν = ∫ (y − Xw) dt. */
export interface Stepper {
  readonly name: string;
  readonly order: number;
  /** Order of the error estimate in h, for the step-size controller. */
  readonly estimateOrder: number;
  readonly change: Float64Array;
  readonly changeNu: Float64Array;
  /** Number of evaluations of the right-hand side so far. */
  readonly evaluations: number;
  /** Error estimate in the weighted norm; Infinity when the step cannot be computed at this size. */
  attempt(point: FlowPoint, h: number): number;
}
