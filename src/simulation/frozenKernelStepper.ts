import { linearCombination } from '../numerics/linearCombination.ts';
import { lobattoRule } from '../numerics/lobatto.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import { weightedMaximum } from './flowPoint.ts';
import { squaredSlopes } from './lazyRegime.ts';
import { modeEquations } from './modeEquations.ts';
import { parameterCollocation } from './parameterCollocation.ts';

/** Newton steps after which a span is taken to be too long. */
const MOST_PASSES = 6;
/** Share of the tolerance left to the iterations. */
const ITERATION_SHARE = 0.02;
/** Largest relative change of the kernel with which its frozen twin is used. */
const LARGEST_CHANGE = 0.5;
/** Length of the first span and of the shortest one worth while, as a multiple of the shortest time of the kernel. */
const FIRST_SPAN = 4;
const SHORTEST_SPAN = 1;

export interface FrozenKernelStepper extends Stepper {
  /**
   * Makes sure of a solution ahead of the point and returns for how long it reaches; 0 when the kernel has changed too
   * much since it was frozen.
   */
  reach(point: FlowPoint): number;
  /** The last attempt was accepted: the next one starts at its end. */
  accept(): void;
}

/**
 * Steps for flows whose tangent kernel K = X diag(Σ_j f_j²) Xᵀ hardly changes (f_j = ∂F/∂θ_j). With the kernel K̄ of `point` and
 * its eigenvectors, the residual of the linearised flow is known in closed form, r̂(t) = exp(−K̄t) r(0). Over a span, r − r̂ and
 * (f − f(0)) s, both zero at its start and small, are found by collocation at the Lobatto points of x = 1 − exp(−μt), μ the
 * slowest rate of K̄ (in x the modes decay like powers), and
 *   ν = ∫r̂ + ∫(r − r̂),   θ = θ(0) + f(0) Xᵀν + ∫(f − f(0)) s,   s = Xᵀr.
 * The order does not depend on K̄, only the accuracy does. The equations r = y − XF(θ) at the points are solved by Newton's method
 * with K̄ in place of K, mode by mode (compare M. Hochbruck & A. Ostermann, Exponential integrators, Acta Numerica 19 (2010)
 * 209). Any number of steps follow one span. Null when the kernel is zero or not finite.
 */
export function frozenKernelStepper(
  problem: FlowProblem,
  point: FlowPoint,
  rtol: number,
  stages: number,
): FrozenKernelStepper | null {
  const { n, d, k, map, kernel, startResidual, allocate } = problem;
  const kd = k * d;
  const s = stages;
  const frozen = allocate(d);
  squaredSlopes(problem, point.f, frozen);
  const gram = allocate(n * n);
  kernel.gram(frozen, gram);
  const eigen = kernel.eigen(gram);
  if (eigen === null) return null;
  const values = eigen.values.map((v) => Math.max(v, 0));
  const fastest = values.reduce((m, v) => Math.max(m, v));
  if (!(fastest > 0)) return null;
  const slowest = values.reduce((m, v) => Math.min(m, Math.max(v, 1e-3 * fastest)), Infinity);

  const rule = lobattoRule(s);
  const equations = modeEquations(values, s);
  const times = allocate(s);
  /** dt/dx at the points. */
  const stretch = allocate(s);
  const integrals = allocate(s * s);
  const row = (i: number): Float64Array => integrals.subarray(i * s, (i + 1) * s);
  const weights = allocate(s);

  /** What a span starts from. */
  const start = { theta: allocate(kd), f: allocate(kd), weight: allocate(kd) };
  const startModes = allocate(n);
  const modes = new Float64Array(2 * s * n);
  /** r̂ and ∫r̂ at the points, then r and ∫r; s and ∫s. */
  const linear = new Float64Array(2 * s * n);
  const slopes = new Float64Array(2 * s * d);
  const slope = (q: number): Float64Array => slopes.subarray(q * d, (q + 1) * d);
  const deviation = new Float64Array(s * n);
  const deviations = Array.from({ length: s }, (_, q) => deviation.subarray(q * n, (q + 1) * n));
  const mismatch = new Float64Array(s * n);
  const correction = new Float64Array(s * d);
  const corrections = Array.from({ length: s }, (_, q) => correction.subarray(q * d, (q + 1) * d));
  const parameters = parameterCollocation(problem, s);
  const { rates } = parameters;
  const end = allocate(kd);
  const before = allocate(kd);
  const squared = allocate(d);

  const change = allocate(kd);
  const changeNu = allocate(n);
  const nu = allocate(n);
  const nextNu = allocate(n);
  const way = allocate(kd);
  const nextWay = allocate(kd);
  const slopeIntegral = allocate(d);
  const nextSlopeIntegral = allocate(d);
  const changeSlope = allocate(d);
  let evaluations = 0;
  let length = 0;
  let position = 0;
  let nextPosition = 0;
  let error = 0;
  let proposed = FIRST_SPAN / fastest;

  /** out += f(0) · by, branch by branch. */
  function addScaled(by: Float64Array, out: Float64Array): void {
    for (let j = 0, at = 0; j < k; j++) for (let i = 0; i < d; i++, at++) out[at]! += start.f[at]! * by[i]!;
  }

  /** x = 1 − exp(−μt) over its value at the end of the span. */
  const stretched = (t: number): number => Math.expm1(-slowest * t) / Math.expm1(-slowest * length);

  function setTimes(): void {
    const end = -Math.expm1(-slowest * length);
    for (let j = 0; j < s; j++) {
      const left = 1 - rule.c[j]! * end;
      times[j] = j === s - 1 ? length : -Math.log(left) / slowest;
      stretch[j] = end / (slowest * left);
    }
    for (let i = 0; i < s; i++)
      for (let j = 0; j < s; j++) integrals[i * s + j] = rule.a[i * s + j]! * stretch[j]!;
    equations.set(integrals);
  }

  /** exp(−λt) and ∫ exp(−λt) of every mode times its start. */
  function decayed(t: number, residuals: Float64Array | null, sums: Float64Array): void {
    for (let m = 0; m < n; m++) {
      const decay = Math.expm1(-values[m]! * t);
      if (residuals) residuals[m] = (1 + decay) * startModes[m]!;
      sums[m] = (decay === 0 ? t : -decay / values[m]!) * startModes[m]!;
    }
  }

  /** r̂, and its slopes, at the points. */
  function linearPath(): void {
    for (let j = 0; j < s; j++)
      decayed(times[j]!, modes.subarray(j * n, (j + 1) * n), modes.subarray((s + j) * n, (s + j + 1) * n));
    eigen!.fromModes(modes, linear, 2 * s);
    kernel.backwardMany(linear, slopes, 2 * s);
    deviation.fill(0);
  }

  /** One Newton step for the residuals at the points, with the frozen kernel. */
  function correct(): void {
    kernel.forwardMany(parameters.increments, mismatch, s);
    for (let q = 0, at = 0; q < s; q++)
      for (let m = 0; m < n; m++, at++)
        mismatch[at] = startResidual[m]! - mismatch[at]! - linear[at]! - deviation[at]!;
    eigen!.toModes(mismatch, modes, s);
    equations.solve(modes);
    eigen!.fromModes(modes, mismatch, s);
    for (let at = 0; at < s * n; at++) deviation[at]! += mismatch[at]!;
    kernel.backwardMany(mismatch, correction, s);
    for (let at = 0; at < s * d; at++) slopes[at]! += correction[at]!;
    for (let q = 0; q < s; q++) linearCombination(row(q), 1, corrections, slope(s + q), true);
    evaluations += s;
  }

  /** Largest relative change of a feature's share in the kernel at the end of the span. */
  function kernelChange(): number {
    for (let i = 0; i < kd; i++) end[i] = start.theta[i]! + parameters.change[i]!;
    map.gradient(end, before);
    squaredSlopes(problem, before, squared);
    let worst = 0;
    for (let i = 0; i < d; i++)
      if (frozen[i]! > 0) worst = Math.max(worst, Math.abs(squared[i]! / frozen[i]! - 1));
    return worst;
  }

  /** The error of the quadratures, combined as in the pair of Dormand & Prince (Hairer, Nørsett & Wanner I, II.10). */
  function estimate(): number {
    const [fine, coarse] = rule.estimates.map((e) => {
      for (let j = 0; j < s; j++) weights[j] = e[j]! * stretch[j]!;
      linearCombination(weights, 1, rates, before);
      linearCombination(weights, 1, deviations, nextNu);
      kernel.backward(nextNu, nextSlopeIntegral);
      addScaled(nextSlopeIntegral, before);
      return weightedMaximum(before, start.weight);
    }) as [number, number];
    const scale = Math.sqrt(fine * fine + 0.01 * coarse * coarse);
    return scale > 0 ? (fine * fine) / scale : 0;
  }

  /** Solves the span; its error relative to the tolerance, Infinity when that fails. */
  function solve(): number {
    setTimes();
    linearPath();
    const enough = ITERATION_SHARE * rtol;
    if (!(parameters.solve(slopes, integrals, enough) < Infinity)) return Infinity;
    let last = Infinity;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      correct();
      const moved = parameters.solve(slopes, integrals, enough);
      const contraction = kernelChange();
      if (!(moved < Infinity) || contraction > LARGEST_CHANGE || moved > 0.5 * last) return Infinity;
      if (moved * Math.max(contraction, moved / last) <= enough) return estimate() / rtol;
      last = moved;
    }
    return Infinity;
  }

  return {
    name: `frozen kernel(${2 * s})`,
    order: 2 * s,
    estimateOrder: s + 1,
    change,
    changeNu,
    changeSlope,
    get evaluations() {
      return evaluations;
    },
    reach(from) {
      if (position < length * (1 - 1e-12)) return length - position;
      start.theta.set(from.theta);
      start.f.set(from.f);
      start.weight.set(from.weight);
      eigen.toModes(from.residual, startModes, 1);
      nu.fill(0);
      way.fill(0);
      slopeIntegral.fill(0);
      position = 0;
      while (proposed * fastest >= SHORTEST_SPAN) {
        length = proposed;
        parameters.start(from);
        error = solve();
        const factor = 0.9 * Math.max(error, 1e-10) ** (-1 / (s + 1));
        if (error <= 1) {
          proposed *= Math.min(4, factor);
          return length;
        }
        proposed *= error < Infinity ? Math.max(0.1, Math.min(0.9, factor)) : 0.3;
      }
      return 0;
    },
    accept() {
      position = nextPosition;
      nu.set(nextNu);
      way.set(nextWay);
      slopeIntegral.set(nextSlopeIntegral);
    },
    attempt(_, h) {
      nextPosition = position + h;
      decayed(nextPosition, null, modes);
      eigen.fromModes(modes, nextNu, 1);
      rule.integrals(stretched(nextPosition), weights);
      for (let j = 0; j < s; j++) weights[j]! *= stretch[j]!;
      linearCombination(weights, 1, deviations, nextNu, true);
      kernel.backward(nextNu, nextSlopeIntegral);
      linearCombination(weights, 1, rates, nextWay);
      addScaled(nextSlopeIntegral, nextWay);
      for (let i = 0; i < d; i++) changeSlope[i] = nextSlopeIntegral[i]! - slopeIntegral[i]!;
      for (let i = 0; i < kd; i++) change[i] = nextWay[i]! - way[i]!;
      for (let m = 0; m < n; m++) changeNu[m] = nextNu[m]! - nu[m]!;
      return error * rtol;
    },
  };
}
