import type { SymmetricEigen } from '../numerics/diagonalize.ts';
import { linearCombination } from '../numerics/linearCombination.ts';
import { lobattoRule } from '../numerics/lobatto.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import { weightedMaximum } from './flowPoint.ts';
import { modeEquations } from './modeEquations.ts';

/** Passes and sweeps after which a step is taken to be too long. */
const MOST_PASSES = 6;
const MOST_SWEEPS = 12;
/** Share of the tolerance left to the iterations. */
const ITERATION_SHARE = 0.02;
/** Largest relative change of the kernel with which its frozen twin is used. */
export const LARGEST_CHANGE = 0.5;
/** |hλ| below which an explicit step is as long as one that fails here. */
const EXPLICIT_REACH = 4;

export interface FrozenKernelStepper extends Stepper {
  /** The kernel has changed too much since it was frozen. */
  readonly stale: boolean;
}
export const STATS = { passes: 0, sweeps: 0, attempts: 0, log: false };

/**
 * Steps for flows whose tangent kernel K = X diag(Σ_j f_j²) Xᵀ hardly changes (f_j = ∂F/∂θ_j). With the kernel K̄ of `point` and
 * its eigenvectors, the flow linearised at the start of a step is known in closed form: r̂(t) = exp(−K̄t) r(0), and its
 * path θ̂ = θ(0) + f(0) Xᵀ∫r̂. What is left, θ − θ̂, has the rate f s − f(0) Xᵀr̂, small, and zero at the start, and is found by
 * collocation at the Lobatto points of x = 1 − exp(−μt), μ the slowest rate of K̄: in x the modes decay like powers. So the order
 * does not depend on K̄, only the accuracy does. The collocation equations are solved by Newton's method with K̄ in place of
 * K, mode by mode (compare M. Hochbruck & A. Ostermann, Exponential integrators, Acta Numerica 19 (2010) 209, 2.3–2.4).
 * ν is integrated by the same rule from y − Xw at the points. Null when the kernel is not finite.
 */
export function frozenKernelStepper(
  problem: FlowProblem,
  point: FlowPoint,
  rtol: number,
  stages: number,
): FrozenKernelStepper | null {
  const { n, d, k, map, kernel, theta0, startResidual, allocate } = problem;
  const kd = k * d;
  const s = stages;
  const frozen = allocate(d);
  squaredSlopes(point.f, frozen);
  const gram = allocate(n * n);
  kernel.gram(frozen, gram);
  const eigen: SymmetricEigen | null = kernel.eigen(gram);
  if (eigen === null) return null;
  const { values } = eigen;
  const fastest = values.reduce((m, v) => Math.max(m, v), 0);
  if (!(fastest > 0)) return null;
  const slowest = Math.max(
    values.reduce((m, v) => Math.min(m, v), Infinity),
    1e-3 * fastest,
  );

  const rule = lobattoRule(s);
  const times = allocate(s);
  /** dt/dx at the points. */
  const stretch = allocate(s);
  const equations = modeEquations(values, s);
  const integrals = allocate(s * s);
  const row = (i: number): Float64Array => integrals.subarray(i * s, (i + 1) * s);

  const several = (length: number): Float64Array[] => {
    const all = new Float64Array(s * length);
    return Array.from({ length: s }, (_, i) => all.subarray(i * length, (i + 1) * length));
  };
  const startModes = allocate(n);
  const modes = new Float64Array(2 * s * n);
  /** r̂, then ∫r̂ at the points; Xᵀ of them. */
  const hat = new Float64Array(2 * s * n);
  const hatSlopes = new Float64Array(2 * s * d);
  const slopes = new Float64Array(s * d);
  const change = allocate(kd);
  const changeNu = allocate(n);
  const frozenChange = several(kd);
  const changes = [...several(kd).slice(1), change];
  const theta = several(kd);
  const delta = several(kd);
  const f = several(kd);
  const rates = several(kd);
  const increments = new Float64Array(s * d);
  const mismatch = new Float64Array(s * n);
  const deviation = new Float64Array(s * n);
  const deviations = Array.from({ length: s }, (_, i) => deviation.subarray(i * n, (i + 1) * n));
  const before = allocate(kd);
  const squared = allocate(d);
  let evaluations = 0;
  let stale = false;
  /** Convergence rate of the sweeps. */
  let lag = 1;

  function squaredSlopes(from: Float64Array, out: Float64Array): void {
    out.fill(0);
    for (let j = 0, at = 0; j < k; j++) for (let i = 0; i < d; i++, at++) out[i]! += from[at]! * from[at]!;
  }

  function setTimes(h: number): void {
    const end = -Math.expm1(-slowest * h);
    for (let j = 0; j < s; j++) {
      times[j] = j === s - 1 ? h : -Math.log1p(-rule.c[j]! * end) / slowest;
      stretch[j] = end / (slowest * (1 - rule.c[j]! * end));
    }
    for (let i = 0; i < s; i++)
      for (let j = 0; j < s; j++) integrals[i * s + j] = rule.a[i * s + j]! * stretch[j]!;
    equations.set(integrals);
  }

  /** r̂, θ̂ and their slopes at the points. */
  function linearPath(start: FlowPoint): void {
    eigen!.toModes(start.residual, startModes, 1);
    for (let j = 0; j < s; j++)
      for (let m = 0; m < n; m++) {
        const decay = Math.expm1(-Math.max(values[m]!, 0) * times[j]!);
        modes[j * n + m] = (1 + decay) * startModes[m]!;
        modes[(s + j) * n + m] = (decay === 0 ? times[j]! : -decay / values[m]!) * startModes[m]!;
      }
    eigen!.fromModes(modes, hat, 2 * s);
    kernel.backwardMany(hat, hatSlopes, 2 * s);
    slopes.set(hatSlopes.subarray(0, s * d));
    deviation.fill(0);
    for (let q = 0; q < s; q++) {
      const out = frozenChange[q]!;
      const base = (s + q) * d;
      for (let j = 0, at = 0; j < k; j++)
        for (let i = 0; i < d; i++, at++) out[at] = start.f[at]! * hatSlopes[base + i]!;
    }
  }

  /** θ and F′ at the points from the changes; false outside the domain. */
  function place(start: FlowPoint): boolean {
    for (let q = 0; q < s; q++) {
      const [t, e, c] = [theta[q]!, delta[q]!, changes[q]!];
      for (let i = 0; i < kd; i++) {
        t[i] = start.theta[i]! + c[i]!;
        e[i] = start.delta[i]! + c[i]!;
      }
      if (map.outside(theta0, t) >= 0) return false;
      map.gradient(t, f[q]!);
    }
    return true;
  }

  /** Solves θ = θ̂ + ∫ (f s − f(0) ŝ) at given slopes; the weighted way of θ at the end since `before`, Infinity when it fails. */
  function sweep(start: FlowPoint, enough: number): number {
    before.set(change);
    let last = Infinity;
    for (let count = 0; count < MOST_SWEEPS; count++) {
      STATS.sweeps++;
      for (let q = 0; q < s; q++) {
        const [out, factors, base] = [rates[q]!, f[q]!, q * d];
        for (let j = 0, at = 0; j < k; j++)
          for (let i = 0; i < d; i++, at++)
            out[at] = factors[at]! * slopes[base + i]! - start.f[at]! * hatSlopes[base + i]!;
      }
      let moved = 0;
      for (let q = 0; q < s; q++) {
        const out = changes[q]!;
        const previous = q === s - 1 ? out.slice() : null;
        out.set(frozenChange[q]!);
        linearCombination(row(q), 1, rates, out, true);
        if (previous)
          for (let i = 0; i < kd; i++)
            moved = Math.max(moved, Math.abs(out[i]! - previous[i]!) * start.weight[i]!);
      }
      if (!place(start) || !(moved < Infinity)) return Infinity;
      if (last < Infinity) lag = Math.min(1, moved / last);
      // the next sweep moves by that share of this one
      if (moved * lag <= enough) {
        let way = 0;
        for (let i = 0; i < kd; i++)
          way = Math.max(way, Math.abs(change[i]! - before[i]!) * start.weight[i]!);
        return way;
      }
      last = moved;
    }
    return Infinity;
  }

  /** One Newton step for the residuals at the points, with the frozen kernel. */
  function correct(): void {
    for (let q = 0; q < s; q++)
      map.increment(theta0, theta[q]!, delta[q]!, increments.subarray(q * d, (q + 1) * d));
    kernel.forwardMany(increments, mismatch, s);
    for (let q = 0, at = 0; q < s; q++)
      for (let m = 0; m < n; m++, at++)
        mismatch[at] = startResidual[m]! - mismatch[at]! - hat[at]! - deviation[at]!;
    eigen!.toModes(mismatch, modes, s);
    equations.solve(modes);
    eigen!.fromModes(modes, mismatch, s);
    for (let at = 0; at < s * n; at++) deviation[at]! += mismatch[at]!;
    kernel.backwardMany(mismatch, increments, s);
    for (let at = 0; at < s * d; at++) slopes[at]! += increments[at]!;
    evaluations += s;
  }

  /** Largest relative change of a feature's share in the kernel at the end of the step. */
  function kernelChange(): number {
    squaredSlopes(f[s - 1]!, squared);
    let worst = 0;
    for (let i = 0; i < d; i++)
      if (frozen[i]! > 0) worst = Math.max(worst, Math.abs(squared[i]! / frozen[i]! - 1));
    return worst;
  }

  function estimate(start: FlowPoint): number {
    const [fine, coarse] = rule.estimates.map((weights) => {
      linearCombination(
        weights.map((e, j) => e * stretch[j]!),
        1,
        rates,
        before,
      );
      return weightedMaximum(before, start.weight);
    }) as [number, number];
    if (STATS.log) console.log('   fine', fine.toExponential(1), 'coarse', coarse.toExponential(1));
    const scale = Math.sqrt(fine * fine + 0.01 * coarse * coarse);
    return scale > 0 ? (fine * fine) / scale : 0;
  }

  return {
    name: `frozen kernel(${2 * s})`,
    order: 2 * s,
    estimateOrder: s + 1,
    change,
    changeNu,
    get evaluations() {
      return evaluations;
    },
    get stale() {
      return stale;
    },
    attempt(start, h) {
      const error = attempt(start, h);
      if (error === Infinity && h * fastest < EXPLICIT_REACH) stale = true;
      return error;
    },
  };

  function attempt(start: FlowPoint, h: number): number {
    STATS.attempts++;
    setTimes(h);
    linearPath(start);
    for (let q = 0; q < s; q++) changes[q]!.set(frozenChange[q]!);
    const enough = ITERATION_SHARE * rtol;
    lag = 1;
    if (!place(start)) return Infinity;
    if (!(sweep(start, enough) < Infinity)) return Infinity;
    let last = Infinity;
    for (let pass = 0; ; pass++) {
      if (pass === MOST_PASSES) return Infinity;
      STATS.passes++;
      correct();
      const way = sweep(start, enough);
      const contraction = kernelChange();
      if (STATS.log) console.log('   pass', way.toExponential(1), contraction.toExponential(1));
      if (contraction > LARGEST_CHANGE) stale = true;
      if (!(way < Infinity)) return Infinity;
      if (way * Math.max(contraction, way / last) <= enough) break;
      if (way > 0.5 * last) return Infinity;
      last = way;
    }
    changeNu.set(hat.subarray((2 * s - 1) * n));
    linearCombination(row(s - 1), 1, deviations, changeNu, true);
    return estimate(start);
  }
}
