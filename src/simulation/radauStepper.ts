import type { RadauTableau } from '../numerics/radauTableau.ts';
import { complexShiftedSystem } from './complexShiftedSystem.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import { weightedMaximum } from './flowPoint.ts';
import { shiftedSystem } from './shiftedSystem.ts';

const MOST_ITERATIONS = 12;

/**
 * Radau IIA collocation on the flow: the stages Z_c = θ(t + c h) − θ(t) solve A⁻¹Z / h = F(θ + Z) by simplified Newton
 * iteration, whose linear systems decouple into one real and (s−1)/2 complex shifted systems (Hairer & Wanner, IV.8).
 * ν is integrated by the same quadrature, with the stage residuals as the last Newton step predicts them: for features
 * at equilibrium these carry more digits than y − Xw itself.
 *
 * The error estimate has order s while the step has order 2s − 1; it is therefore held to tolerance^p, p < 1.
 */
export function radauStepper(problem: FlowProblem, tableau: RadauTableau, rtol: number): Stepper {
  const { n, d, k, map, kernel, theta0, startResidual, squaredNorms, slopeRounding } = problem;
  const kd = k * d;
  const s = tableau.stages;
  const pairs = tableau.complexEigenvalues;
  const { transform: T, inverseTransform: TI, aInverse } = tableau;
  const estimateTolerance = rtol ** (s <= 3 ? 0.75 : s === 5 ? 0.65 : 0.6);
  const newtonTolerance = 0.01 * rtol;

  const real = shiftedSystem(problem);
  const complex = pairs.map(() => complexShiftedSystem(problem));
  const vectors = (length: number): Float64Array[] =>
    Array.from({ length: s }, () => new Float64Array(length));
  const Z = vectors(kd);
  const rates = vectors(kd);
  const transformed = vectors(kd);
  const q = vectors(n);
  const pairQ = new Float64Array(2 * n);
  const increments = new Float64Array(s * d);
  const residuals = new Float64Array(s * n);
  const slopes = new Float64Array(s * d);
  const f = new Float64Array(kd);
  const theta = new Float64Array(kd);
  const delta = new Float64Array(kd);
  const one = new Float64Array(d);
  const previous = vectors(kd);
  let previousStep = 0;
  const change = new Float64Array(kd);
  const changeNu = new Float64Array(n);
  const estimate = new Float64Array(kd);
  /** Weights of one attempt: an error counts as |e| / (tolerance / weight + rounding), see `allow`. */
  const newtonWeight = new Float64Array(kd);
  const stagnationWeight = new Float64Array(kd);
  const errorWeight = new Float64Array(kd);
  let stagnation = 0;
  let evaluations = 0;
  const thirds = Float64Array.of((s - 1) >> 1, s - 2, s - 1);
  // the transformation multiplies rounding errors by up to its norm
  let amplification = 1;
  for (let c = 0; c < s; c++)
    amplification = Math.max(
      amplification,
      TI.subarray(c * s, (c + 1) * s).reduce((sum, v) => sum + Math.abs(v), 0),
    );

  /**
   * The slope s_i carries a rounding error of about ε|x_i||y|, hence θ_i one of |f_i|ε|x_i||y| / (1/h + |f_i x_i|²) a step. It is allowed on
   * top of the tolerance: features that decay algebraically could not go on otherwise. Newton's iteration goes on to the
   * tolerance all the same and may end there only once it no longer contracts.
   */
  function allow(point: FlowPoint, h: number): void {
    for (let j = 0; j < k; j++)
      for (let i = 0; i < d; i++) {
        const at = j * d + i;
        const weight = point.weight[at]!;
        const slopeHere = Math.abs(point.f[at]!);
        const rounding =
          (amplification * slopeHere * slopeRounding[i]!) /
          (1 / h + slopeHere * slopeHere * squaredNorms[i]!);
        newtonWeight[at] = weight / newtonTolerance;
        stagnationWeight[at] = weight / (newtonTolerance + amplification * weight * rounding);
        errorWeight[at] = weight / (estimateTolerance + 10 * weight * rounding);
      }
  }

  /** F(θ + Z_c) at all stages; false when a stage left the domain. */
  function evaluateStages(point: FlowPoint): boolean {
    for (let c = 0; c < s; c++) {
      const z = Z[c]!;
      for (let i = 0; i < kd; i++) {
        theta[i] = point.theta[i]! + z[i]!;
        delta[i] = point.delta[i]! + z[i]!;
      }
      if (map.outside(theta0, theta) >= 0) return false;
      map.increment(theta0, theta, delta, one);
      increments.set(one, c * d);
      map.gradient(theta, rates[c]!);
    }
    kernel.forwardMany(increments, residuals, s);
    for (let c = 0; c < s; c++)
      for (let m = 0; m < n; m++) residuals[c * n + m] = startResidual[m]! - residuals[c * n + m]!;
    kernel.backwardMany(residuals, slopes, s);
    for (let c = 0; c < s; c++) {
      const rate = rates[c]!;
      for (let j = 0; j < k; j++) for (let i = 0; i < d; i++) rate[j * d + i]! *= slopes[c * d + i]!;
    }
    evaluations += s;
    return true;
  }

  /**
   * The polynomial of the previous step continued: of full degree for steps that do not grow, else a cubic through four
   * of its points, because the continuation multiplies rounding errors by about (1 + ratio)^degree.
   */
  function predict(h: number): void {
    for (const z of Z) z.fill(0);
    if (previousStep === 0) return;
    const ratio = h / previousStep;
    const used = ratio <= 1.2 || s === 3 ? tableau.c.map((_, e) => e) : thirds;
    for (let c = 0; c < s; c++) {
      const x = 1 + tableau.c[c]! * ratio;
      const z = Z[c]!;
      for (const e of used) {
        const ce = tableau.c[e]!;
        let basis = x / ce;
        for (const m of used) if (m !== e) basis *= (x - tableau.c[m]!) / (ce - tableau.c[m]!);
        if (e === s - 1) basis -= 1;
        const source = previous[e]!;
        for (let i = 0; i < kd; i++) z[i]! += basis * source[i]!;
      }
    }
  }

  /** One Newton step; returns max_c |ΔZ_c| weighted. */
  function iterate(h: number): number {
    // right sides F − A⁻¹Z/h, transformed
    for (let c = 0; c < s; c++) {
      const rate = rates[c]!;
      for (let e = 0; e < s; e++) {
        const factor = aInverse[c * s + e]! / h;
        const z = Z[e]!;
        for (let i = 0; i < kd; i++) rate[i]! -= factor * z[i]!;
      }
    }
    for (let c = 0; c < s; c++) combine(TI, c * s, rates, transformed[c]!);
    real.solve(transformed[0]!, q[0]!);
    for (let p = 0; p < pairs.length; p++) {
      complex[p]!.solve(transformed[2 * p + 1]!, transformed[2 * p + 2]!, pairQ);
      for (let m = 0; m < n; m++) {
        q[2 * p + 1]![m] = pairQ[m]!;
        q[2 * p + 2]![m] = pairQ[n + m]!;
      }
    }
    let worst = 0;
    stagnation = 0;
    for (let c = 0; c < s; c++) {
      combine(T, c * s, transformed, theta);
      worst = Math.max(worst, weightedMaximum(theta, newtonWeight));
      stagnation = Math.max(stagnation, weightedMaximum(theta, stagnationWeight));
      const z = Z[c]!;
      for (let i = 0; i < kd; i++) z[i]! += theta[i]!;
    }
    return worst;
  }

  function combine(
    matrix: Float64Array,
    row: number,
    from: readonly Float64Array[],
    out: Float64Array,
  ): void {
    out.fill(0);
    for (let e = 0; e < s; e++) {
      const factor = matrix[row + e]!;
      if (factor === 0) continue;
      const source = from[e]!;
      for (let i = 0; i < out.length; i++) out[i]! += factor * source[i]!;
    }
  }

  function solveStages(point: FlowPoint, h: number): boolean {
    predict(h);
    if (!evaluateStages(point)) {
      for (const z of Z) z.fill(0);
      if (!evaluateStages(point)) return false;
    }
    let before = 0;
    let contraction = 0.5;
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const size = iterate(h);
      if (!Number.isFinite(size)) return false;
      if (iteration > 0 && before > 0) {
        contraction = size / before;
        if (contraction >= 1) return stagnation <= 1;
        const left = MOST_ITERATIONS - 1 - iteration;
        if (size * contraction ** left > 1e3) return stagnation <= 1;
      }
      const eta = contraction < 1 ? contraction / (1 - contraction) : 1;
      if (size * eta <= 1) return true;
      before = size;
      if (!evaluateStages(point)) return false;
    }
    return stagnation <= 1;
  }

  /** (λ/h − J)⁻¹ (f + λ/h Σ e_c Z_c), weighted. */
  function estimateError(rate: (at: number) => number, h: number, weight: Float64Array): number {
    combine(tableau.estimate, 0, Z, estimate);
    const scale = tableau.realEigenvalue / h;
    for (let i = 0; i < kd; i++) estimate[i] = rate(i) + scale * estimate[i]!;
    real.solve(estimate, q[0]!);
    return weightedMaximum(estimate, weight);
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
      if (!real.factor(point, tableau.realEigenvalue / h)) return Infinity;
      for (let p = 0; p < pairs.length; p++)
        if (!complex[p]!.factor(point, pairs[p]!.re / h, pairs[p]!.im / h)) return Infinity;
      if (!solveStages(point, h)) return Infinity;
      change.set(Z[s - 1]!);
      // stage residuals after the last Newton step, to first order: r_c − X f₀ᵀ ΔZ_c
      changeNu.fill(0);
      for (let c = 0; c < s; c++) {
        const weight = h * tableau.b[c]!;
        for (let m = 0; m < n; m++) {
          let moved = 0;
          for (let e = 0; e < s; e++) moved += T[c * s + e]! * q[e]![m]!;
          changeNu[m]! += weight * (residuals[c * n + m]! - moved);
        }
      }
      let error = estimateError((i) => point.f[i]! * point.slope[i % d]!, h, errorWeight);
      if (error > 1) {
        // the estimate at the far end of stiff components: once more with f(θ + estimate)
        for (let i = 0; i < kd; i++) {
          theta[i] = point.theta[i]! + estimate[i]!;
          delta[i] = point.delta[i]! + estimate[i]!;
        }
        if (map.outside(theta0, theta) < 0) {
          map.increment(theta0, theta, delta, one);
          const residual = new Float64Array(n);
          kernel.forward(one, residual);
          for (let m = 0; m < n; m++) residual[m] = startResidual[m]! - residual[m]!;
          kernel.backward(residual, one);
          map.gradient(theta, f);
          evaluations++;
          error = estimateError((i) => f[i]! * one[i % d]!, h, errorWeight);
        }
      }
      if (!Number.isFinite(error)) return Infinity;
      if (error <= 1) {
        for (let c = 0; c < s; c++) previous[c]!.set(Z[c]!);
        previousStep = h;
      }
      return error * rtol;
    },
  };
}
