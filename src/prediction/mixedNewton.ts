import { InterruptedError } from '../errors.ts';
import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import { evaluateDualMap } from './dualMap.ts';
import { NewtonStep } from './newtonStep.ts';
import type { StepSize } from './newtonStep.ts';
import { PathPoint } from './pathPoint.ts';
import type { DualProblem, PathState } from './pathPoint.ts';
import { PathTangent } from './pathTangent.ts';
import { createWeightedSystem } from './weightedSystem.ts';
import type { WeightedSystem } from './weightedSystem.ts';

/** What an observer is told after each Newton step. */
export interface NewtonProgress {
  iteration: number;
  /** Homotopy parameter: the map solved is κ (h - h(0)); 1 at the end. */
  kappa: number;
  /** ‖X w - y‖ / ‖y - X w(0)‖ for the current κ. */
  residual: number;
  /** Size of the next step relative to the largest weight, and that of ν relative to ν. */
  step: number;
  dual: number;
}

export interface NewtonResult {
  nu: Float64Array;
  /** h - h(0) at the solution. */
  rise: Float64Array;
  iterations: number;
  /** Whether κ had to be followed down from above 1. */
  followed: boolean;
  stalled: boolean;
  /** Whether graded least squares was needed. */
  graded: boolean;
}

export interface NewtonOptions {
  signal?: AbortSignal | undefined;
  maxIterations: number;
  onIteration?: ((progress: NewtonProgress) => void) | undefined;
  /** Multipliers to start from, at κ = 1. */
  start?: Float64Array | undefined;
}

/** Relative size of a step below which Newton is taken to have converged. */
const CONVERGED = 2e-15;

/**
 * Solves X (h(Xᵀν) - h(0)) = target.
 *
 * Each coordinate is led by the one of its two variables that is tame: by its weight (s then follows from h⁻¹), or by
 * its dual coordinate s = x_i·ν (the weight then follows from h). The Newton equations are the same n × n system for
 * every division of the coordinates. When the start is too far away, κ (h - h(0)) is solved for a large κ, where the
 * problem is nearly linear, and κ follows its path down to 1 with tangent steps: for h with poles this is the central
 * path of an interior-point method for a weighted ℓ1 problem.
 */
export function mixedNewton(problem: DualProblem, options: NewtonOptions): NewtonResult {
  const system = createWeightedSystem(problem.kernel, problem.x);
  const point = new PathPoint(problem);
  const step = new NewtonStep(point, system);
  if (options.start === undefined) startOnPath(point, step, system);
  else point.nu.set(options.start);
  point.refresh();
  const followed = point.kappa > 1;
  const { iterations, stalled } = descend(point, step, new PathTangent(point, system), options);
  if (!stalled) recentre(point, step);
  const { nu, rise } = point;
  return { nu, rise, iterations, followed, stalled, graded: system.factorizations.qr > 0 };
}

/** The linear problem at s = 0, for a κ so large that it is accurate. */
function startOnPath(point: PathPoint, step: NewtonStep, system: WeightedSystem): void {
  point.refresh();
  system.factor(point.slope, 0, 1, new Float64Array(point.s.length));
  system.solve(point.residual, point.gap, step.dNu, step.ds, step.dw);
  point.kappa = startingKappa(point, step.ds);
  for (let j = 0; j < point.nu.length; j++) point.nu[j] = step.dNu[j]! / point.kappa;
}

/** The smallest κ ≥ 1 (within a factor 2) for which h' hardly changes up to the solution of the linear problem. */
function startingKappa(point: PathPoint, linear: Float64Array): number {
  const { map } = point.problem;
  let kappa = 1;
  for (let i = 0; i < map.d; i++) {
    const barrier = linear[i]! > 0 ? map.poleHigh[i]! : map.poleLow[i]!;
    kappa = Math.max(kappa, linear[i]! / (0.3 * barrier));
  }
  const rise = new Float64Array(map.d);
  const slope = new Float64Array(map.d);
  for (let doubling = 0; doubling < 2000; doubling++, kappa *= 2) {
    const current = kappa;
    evaluateDualMap(map, linear.map((s) => s / current), rise, slope); // prettier-ignore
    if (slope.every((v, i) => v < 1.6 * point.slope[i]! && v > 0.5 * point.slope[i]!)) break;
  }
  return kappa;
}

/**
 * Newton at the current κ until the step is small; then, while κ > 1, a tangent step towards 1 that is taken back when
 * Newton does not accept where it leads. Leaves the best solution at κ = 1 in the point.
 */
function descend(point: PathPoint, step: NewtonStep, tangent: PathTangent, options: NewtonOptions) {
  let iterations = 0;
  let limit = 2;
  let tried = 0;
  let corrections = 0;
  let lastResidual = Infinity;
  let saved: PathState | null = null;
  const best = new BestPoint(point);
  const compute = (): StepSize => {
    if (options.signal?.aborted) throw new InterruptedError('aborted', 'the minimiser was stopped');
    const size = step.compute();
    iterations++;
    const { step: change, dual, residual } = size;
    options.onIteration?.({ iteration: iterations, kappa: point.kappa, residual, step: change, dual });
    return size;
  };
  const follow = (): void => {
    tried = tangent.follow(limit);
    corrections = 0;
  };
  for (;;) {
    if (iterations >= options.maxIterations) return best.finish(iterations, point.kappa > 1, saved);
    const size = compute();
    const change = Math.max(size.step, size.dual);
    const reduced = size.residual < 1e-4 || size.residual < 0.5 * lastResidual;
    const settled = change < 0.1 && reduced && (point.kappa === 1 || step.feasible());
    lastResidual = size.residual;
    if (saved !== null && !settled && (!Number.isFinite(change) || corrections > 15)) {
      if (tried < 1e-4) return best.finish(iterations, true, saved);
      limit = tried / 5;
      best.forget();
      point.restore(saved);
      compute();
      follow();
      continue;
    }
    if (!Number.isFinite(change) || ++corrections > 60) return best.finish(iterations, true, saved);
    if (point.kappa === 1 && settled && best.offer(size, step)) return best.finish(iterations, false, saved);
    step.shorten(size.dual);
    step.apply();
    if (point.kappa === 1 && size.step < 1e-3) step.leadByConditioning();
    point.refresh();
    if (settled && point.kappa > 1) {
      limit = Math.min(limit * (corrections <= 1 ? 4 : 2), 60);
      saved = point.save();
      follow();
    }
  }
}

/** Remembers the best solution at κ = 1 and tells when no better one is to be had. */
class BestPoint {
  readonly #point: PathPoint;
  #state: PathState | null = null;
  #defect = Infinity;
  #idle = 0;

  constructor(point: PathPoint) {
    this.#point = point;
  }

  /** Ranks by step and residual down to rounding, then by the gap. True when the search can end. */
  offer({ step, residual, gap }: StepSize, direction: NewtonStep): boolean {
    const defect = Math.max(step, residual, CONVERGED) + CONVERGED * Math.min(1, 1e13 * gap);
    this.#idle = defect < 0.5 * this.#defect ? 0 : this.#idle + 1;
    if (defect < this.#defect) {
      this.#defect = defect;
      this.#state = this.#point.save();
    }
    if (Math.max(step, residual) <= CONVERGED && gap <= 1e-13) return true;
    return this.#idle >= 15 || (this.#idle >= 4 && this.#defect < 1e-9 && direction.feasible());
  }

  forget(): void {
    this.#defect = Infinity;
    this.#idle = 0;
  }

  /** Leaves the best solution in the point, or the last one that Newton accepted on the path. */
  finish(iterations: number, failed: boolean, accepted: PathState | null) {
    const state = this.#state ?? accepted;
    if (state !== null) this.#point.restore(state);
    return { iterations, stalled: failed || !(this.#defect < 1e-8) };
  }
}

/**
 * Weights far below the rounding of y do not bind ν any more. Their own optimality does: with the other weights held,
 * Newton for x_i·ν = h⁻¹(w_i) over all coordinates puts ν back on the central path.
 */
function recentre(point: PathPoint, step: NewtonStep): void {
  const negligible = 1e-13 * maxNorm(point.rise);
  const allowed = 2 * euclideanNorm(point.residual) + 4 * Number.EPSILON * point.targetNorm;
  let smallest = Infinity;
  let kept = point.save();
  for (let round = 0; round < 40; round++) {
    const gap = point.largestGap();
    if (gap < smallest && euclideanNorm(point.residual) <= allowed) {
      smallest = gap;
      kept = point.save();
    }
    if (!(gap > 1e-13)) break;
    step.computeFit(negligible);
    step.apply();
    point.refresh();
  }
  point.restore(kept);
}
