import type { RadauTableau } from '../numerics/radauTableau.ts';
import { multiplyStages } from '../numerics/stageMatrix.ts';
import { complexShiftedSystem } from './complexShiftedSystem.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import { evaluateFlow, pullOf, weightedMaximum } from './flowPoint.ts';
import { curvatureRoots } from '../numerics/sampleLoss.ts';
import { sharedGram } from './sharedGram.ts';
import { shiftedSystem } from './shiftedSystem.ts';
import { stagePredictor } from './stagePredictor.ts';

const MOST_ITERATIONS = 12;
/** Passes of `followResiduals`, and how many rounding errors of the slopes a correction may move them by. */
const FOLLOWING = 3;
const FELT = 4;
/** Number of samples from which the systems of one step share their Gram matrices. */
const SHARE = 8;

/**
 * Radau IIA collocation on the flow: the stages Z_c = θ(t + c h) − θ(t) solve A⁻¹Z / h = F(θ + Z) by simplified Newton
 * iteration, whose linear systems decouple into one real and (s−1)/2 complex shifted systems (Hairer & Wanner, IV.8).
 * ν is integrated by the same quadrature, with the stage pulls as the last Newton step predicts them: for features at
 * equilibrium these carry more digits than those at Xw itself.
 *
 * The error estimate has order s while the step has order 2s − 1; it is therefore held to tolerance^p, p < 1.
 *
 * Arrays of stages are flat: s blocks of k·d (or n, or d).
 */
export function radauStepper(problem: FlowProblem, tableau: RadauTableau, rtol: number): Stepper {
  const { n, d, k, map, kernel, theta0, startResidual, weightedNorms, slopeRounding, allocate } = problem;
  const { loss, targets } = problem;
  const kd = k * d;
  const s = tableau.stages;
  const pairs = tableau.complexEigenvalues;
  const { transform: T, inverseTransform: TI } = tableau;
  const estimateTolerance = rtol ** (s <= 5 ? 0.75 : 0.65);
  const newtonTolerance = 0.03 * rtol;

  const predictor = stagePredictor(problem, tableau);
  const real = shiftedSystem(problem);
  const shared = n >= SHARE ? sharedGram(problem) : undefined;
  const complex = pairs.map(() => complexShiftedSystem(problem));
  const blocks = (all: Float64Array, length: number): Float64Array[] =>
    Array.from({ length: s }, (_, c) => all.subarray(c * length, (c + 1) * length));
  const Z = allocate(s * kd);
  const W = allocate(s * kd);
  const step = allocate(s * kd);
  const rates = allocate(s * kd);
  const rateBlocks = blocks(rates, kd);
  const transformed = allocate(s * kd);
  const transformedBlocks = blocks(transformed, kd);
  const moved = allocate(s * n);
  const stageMoved = allocate(s * n);
  const movedBlocks = blocks(moved, n);
  const pairMoved = pairs.map((_, p) => moved.subarray((2 * p + 1) * n, (2 * p + 3) * n));
  const increments = allocate(s * d);
  const incrementBlocks = blocks(increments, d);
  const pulls = allocate(s * n);
  const slopes = allocate(s * d);
  const MIDDLE = (s - 1) >> 1;
  const middle = {
    f: allocate(kd),
    hessian: allocate(map.additive ? kd : k * kd),
    slope: allocate(0) as Float64Array,
    curvatureRoot: loss === null ? null : allocate(n),
  };
  /** Gaps at the middle stage. */
  const middleGaps = allocate(loss === null ? 0 : n);
  const theta = allocate(kd);
  const delta = allocate(kd);
  const change = allocate(kd);
  const changeNu = allocate(n);
  const estimate = allocate(kd);
  const filtered = {
    increment: allocate(d),
    pull: allocate(n),
    slope: allocate(d),
  };
  const filteredRate = allocate(kd);

  /** Weights of one attempt, see `allow`. */
  const newtonWeight = allocate(kd);
  const stagnationWeight = allocate(kd);
  const errorWeight = allocate(kd);
  let stagnation = 0;
  /** Whether Newton's iteration ended at rounding level, not at its tolerance. */
  let stagnated = false;
  let evaluations = 0;
  // the transformation multiplies rounding errors by up to its norm
  let amplification = 1;
  for (let c = 0; c < s; c++) {
    const row = TI.subarray(c * s, (c + 1) * s);
    amplification = Math.max(
      amplification,
      row.reduce((sum, v) => sum + Math.abs(v), 0),
    );
  }

  /**
   * The slope s_i carries a rounding error of about ε|x_i||y|, hence θ_i one of |f_i|ε|x_i||y| / (1/h + |f_i x_i|²) a
   * step. It is allowed on top of the tolerance: features that decay algebraically could not go on otherwise. Newton's
   * iteration goes on to the tolerance all the same and may end there only once it no longer contracts.
   */
  function allow(point: FlowPoint, h: number): void {
    for (let j = 0; j < k; j++)
      for (let i = 0; i < d; i++) {
        const at = j * d + i;
        const weight = point.weight[at]!;
        const slopeHere = Math.abs(point.f[at]!);
        const rounding =
          (weight * slopeHere * slopeRounding[i]!) / (1 / h + slopeHere * slopeHere * weightedNorms[i]!);
        newtonWeight[at] = weight / newtonTolerance;
        stagnationWeight[at] = weight / (newtonTolerance + amplification * rounding);
        errorWeight[at] = weight / (estimateTolerance + 10 * rounding);
      }
  }

  /** F(θ + Z_c) at all stages; false when a stage left the domain. */
  function evaluateStages(point: FlowPoint): boolean {
    for (let c = 0; c < s; c++) {
      const at = c * kd;
      for (let i = 0; i < kd; i++) {
        const z = Z[at + i]!;
        theta[i] = point.theta[i]! + z;
        delta[i] = point.delta[i]! + z;
      }
      if (map.outside(theta0, theta) >= 0) return false;
      map.increment(theta0, theta, delta, incrementBlocks[c]!);
      map.gradient(theta, rateBlocks[c]!);
    }
    kernel.forwardMany(increments, pulls, s);
    for (let c = 0; c < s; c++)
      for (let m = 0; m < n; m++) pulls[c * n + m] = startResidual[m]! - pulls[c * n + m]!;
    if (loss !== null) {
      middleGaps.set(pulls.subarray(MIDDLE * n, (MIDDLE + 1) * n));
      pullOf(problem, loss, pulls);
    }
    kernel.backwardMany(pulls, slopes, s);
    for (let c = 0; c < s; c++)
      for (let j = 0; j < k; j++) {
        const at = c * kd + j * d;
        for (let i = 0; i < d; i++) rates[at + i]! *= slopes[c * d + i]!;
      }
    evaluations += s;
    return true;
  }

  /**
   * Factorises the shifted systems with F′, F″ and ℓ″ at the middle stage as predicted, which lies closer to all stages than
   * the start of the step does. The slope s is that of the start: at predicted stages a small error in a feature at its
   * equilibrium would spoil it.
   */
  function linearise(point: FlowPoint, h: number): boolean {
    const at = MIDDLE * kd;
    for (let i = 0; i < kd; i++) theta[i] = point.theta[i]! + Z[at + i]!;
    map.gradient(theta, middle.f);
    map.hessian(theta, middle.hessian);
    middle.slope = point.slope;
    if (loss !== null) curvatureRoots(loss, middleGaps, targets, middle.curvatureRoot!);
    shared?.update(middle, tableau.realEigenvalue / h);
    if (!real.factor(middle, tableau.realEigenvalue / h, shared)) return false;
    for (let p = 0; p < pairs.length; p++)
      if (!complex[p]!.factor(middle, pairs[p]!.re / h, pairs[p]!.im / h, shared)) return false;
    return true;
  }

  /** One Newton step on Z and W = T⁻¹Z; returns max_c |ΔZ_c| weighted. */
  function iterate(h: number): number {
    multiplyStages(TI, s, rates, transformed, kd);
    const realShift = tableau.realEigenvalue / h;
    for (let i = 0; i < kd; i++) transformed[i]! -= realShift * W[i]!;
    real.solve(transformedBlocks[0]!, movedBlocks[0]!);
    for (let p = 0; p < pairs.length; p++) {
      const re = pairs[p]!.re / h;
      const im = pairs[p]!.im / h;
      const a = (2 * p + 1) * kd;
      const b = a + kd;
      for (let i = 0; i < kd; i++) {
        const wr = W[a + i]!;
        const wi = W[b + i]!;
        transformed[a + i]! -= re * wr - im * wi;
        transformed[b + i]! -= im * wr + re * wi;
      }
      complex[p]!.solve(transformedBlocks[2 * p + 1]!, transformedBlocks[2 * p + 2]!, pairMoved[p]!);
    }
    multiplyStages(T, s, transformed, step, kd);
    let worst = 0;
    let stagnant = 0;
    for (let c = 0; c < s; c++) {
      const at = c * kd;
      for (let i = 0; i < kd; i++) {
        const change = step[at + i]!;
        Z[at + i]! += change;
        W[at + i]! += transformed[at + i]!;
        const size = Math.abs(change);
        const weighted = size * newtonWeight[i]!;
        if (!(weighted <= worst)) worst = weighted;
        const loose = size * stagnationWeight[i]!;
        if (loose > stagnant) stagnant = loose;
      }
    }
    stagnation = stagnant;
    return worst;
  }

  function solveStages(point: FlowPoint, h: number): boolean {
    predictor.predict(point, h, Z);
    const used = iterateFrom(point, h);
    predictor.judge(used > 0 ? used : MOST_ITERATIONS);
    return used > 0;
  }

  /** Number of Newton iterations used from the values in Z, 0 when they did not converge. */
  function iterateFrom(point: FlowPoint, h: number): number {
    stagnated = true;
    if (!evaluateStages(point)) {
      Z.fill(0);
      if (!evaluateStages(point)) return 0;
    }
    if (!linearise(point, h)) return 0;
    multiplyStages(TI, s, Z, W, kd);
    let before = 0;
    let contraction = 0.5;
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const size = iterate(h);
      const used = iteration + 1;
      if (!Number.isFinite(size)) return 0;
      if (iteration > 0 && before > 0) {
        contraction = size / before;
        if (contraction >= 1) return stagnation <= 1 ? used : 0;
        const left = MOST_ITERATIONS - 1 - iteration;
        if (size * contraction ** left > 1e3) return stagnation <= 1 ? used : 0;
      }
      const eta = contraction < 1 ? contraction / (1 - contraction) : 1;
      if (size * eta <= 1) {
        stagnated = false;
        return used;
      }
      before = size;
      if (!evaluateStages(point)) return 0;
    }
    return stagnation <= 1 ? MOST_ITERATIONS : 0;
  }

  /**
   * Where Newton's iteration ends at rounding level, the slopes that move θ and the pulls that ν integrates differ by
   * rounding errors of z − Xw, and over a long step these violate the dual identity by h times as much. Here
   * Z = h A (f(θ + Z) Xᵀr) is iterated with the pulls r of ν, a contraction by the relative change of f over the
   * step. Only corrections that move the slopes by no more than rounding does are made: in features at equilibrium
   * z − Xw would feel others.
   */
  function followResiduals(point: FlowPoint, h: number): void {
    kernel.backwardMany(pulls, slopes, s);
    for (let pass = 0; pass < FOLLOWING; pass++) {
      for (let c = 0; c < s; c++) {
        for (let i = 0; i < kd; i++) theta[i] = point.theta[i]! + Z[c * kd + i]!;
        map.gradient(theta, rateBlocks[c]!);
        for (let j = 0; j < k; j++) {
          const at = c * kd + j * d;
          for (let i = 0; i < d; i++) rates[at + i]! *= h * slopes[c * d + i]!;
        }
      }
      multiplyStages(tableau.a, s, rates, step, kd);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) {
          const at = j * d + i;
          let largest = 0;
          for (let c = 0; c < s; c++)
            largest = Math.max(largest, Math.abs(step[c * kd + at]! - Z[c * kd + at]!));
          if (!(Math.abs(point.f[at]!) * weightedNorms[i]! * largest <= FELT * slopeRounding[i]!)) continue;
          for (let c = 0; c < s; c++) Z[c * kd + at] = step[c * kd + at]!;
        }
    }
  }

  /** (λ/h − J)⁻¹ (rate + λ/h Σ e_c Z_c), weighted; `rate` may be the estimate's own scratch. */
  function estimateError(f: Float64Array, slope: Float64Array, h: number): number {
    const scale = tableau.realEigenvalue / h;
    for (let j = 0; j < k; j++)
      for (let i = 0; i < d; i++) {
        const at = j * d + i;
        let sum = 0;
        for (let c = 0; c < s; c++) sum += tableau.estimate[c]! * Z[c * kd + at]!;
        estimate[at] = f[at]! * slope[i]! + scale * sum;
      }
    real.solve(estimate, movedBlocks[0]!);
    return weightedMaximum(estimate, errorWeight);
  }

  return {
    name: tableau.name,
    order: tableau.order,
    estimateOrder: s + 1,
    change,
    changeNu,
    get evaluations() {
      return evaluations;
    },
    attempt(point: FlowPoint, h: number): number {
      allow(point, h);
      if (!solveStages(point, h)) return Infinity;
      // stage pulls after the last Newton step, to first order: p_c − Λ X f₀ᵀ ΔZ_c
      multiplyStages(T, s, moved, stageMoved, n);
      changeNu.fill(0);
      for (let c = 0; c < s; c++) {
        const weight = h * tableau.b[c]!;
        for (let m = 0; m < n; m++) {
          pulls[c * n + m]! -= stageMoved[c * n + m]!;
          changeNu[m]! += weight * pulls[c * n + m]!;
        }
      }
      if (stagnated) followResiduals(point, h);
      change.set(Z.subarray((s - 1) * kd));
      let error = estimateError(point.f, point.slope, h);
      if (error > 1) {
        // the estimate at the far end of stiff components: once more with the rate at θ + estimate
        for (let i = 0; i < kd; i++) {
          theta[i] = point.theta[i]! + estimate[i]!;
          delta[i] = point.delta[i]! + estimate[i]!;
        }
        if (map.outside(theta0, theta) < 0) {
          const { increment, pull, slope } = filtered;
          evaluateFlow(problem, theta, delta, increment, pull, slope, filteredRate);
          evaluations++;
          error = estimateError(filteredRate, slope, h);
        }
      }
      if (!Number.isFinite(error)) return Infinity;
      if (error <= 1) {
        predictor.remember(point, h, Z);
      }
      return error * rtol;
    },
  };
}
