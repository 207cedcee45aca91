import { InterruptedError } from '../errors.ts';
import { factorLu, solveLu } from '../numerics/lu.ts';
import type { DualMap } from './dualMap.ts';
import { minimise } from './minimiser.ts';
import { regularizerValue } from './regularizer.ts';

export interface MarginMinimiserProblem {
  readonly map: DualMap;
  /** Row-major n × d: the samples, each times its label. */
  readonly Z: Float64Array;
  readonly n: number;
  readonly d: number;
  /** The least margin asked for. */
  readonly margin: number;
  /** Samples that may carry weight, to start from: those of a nearby problem. */
  readonly guess?: readonly number[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface MarginMinimiser {
  readonly w: Float64Array;
  /** Multipliers ν ≥ 0, zero off the support: ∇ψ(w) = Zᵀν. */
  readonly nu: Float64Array;
  /** Support vectors: samples with a positive multiplier. */
  readonly support: readonly number[];
  readonly margins: Float64Array;
  /** Bound on the error of each weight. */
  readonly errorBound: Float64Array;
  /** Q(w) = D_ψ(w, w(0)). */
  readonly Q: number;
  /** `infeasible`: no weight has this margin on all samples. */
  readonly outcome: 'converged' | 'infeasible' | 'stalled';
}

/** A margin this much too small, relative, is rounding. */
const ROUNDING = 4e-14;
const MOST_TRIALS = 5;

/**
 * argmin Q(w) subject to Z w ≥ margin for a separable mirror map. The dual is min ψ*(Zᵀν) − margin Σν over ν ≥ 0, solved by
 * the active-set method of Lawson and Hanson (Solving Least Squares Problems, 1974, chapter 23) with the equality-constrained
 * minimiser in place of least squares: every step lowers the convex dual, so that no set of samples returns. For
 * a quadratic potential this is the hard-margin support vector machine.
 */
export function marginMinimiser(problem: MarginMinimiserProblem): MarginMinimiser {
  const { map, Z, n, d, margin, signal } = problem;
  let nu: Float64Array = new Float64Array(n);
  let w: Float64Array = map.initial.slice();
  let errorBound: Float64Array = new Float64Array(d);
  let active: number[] = [];
  const finish = (outcome: MarginMinimiser['outcome']): MarginMinimiser => {
    const margins = marginsOf(Z, n, d, w);
    return { w, nu, support: active, margins, errorBound, Q: regularizerValue(map, w), outcome };
  };
  /** Solves on `rows` with equality; null when the equations contradict each other. */
  const solveOn = (
    rows: readonly number[],
  ): { w: Float64Array; full: Float64Array; bound: Float64Array } | null => {
    const X = new Float64Array(rows.length * d);
    rows.forEach((m, at) => X.set(Z.subarray(m * d, (m + 1) * d), at * d));
    const y = new Float64Array(rows.length).fill(margin);
    const found = minimise({ map, X, y, n: rows.length, d, signal });
    if (!found.interpolates || found.rank < rows.length || found.outcome !== 'converged') return null;
    const full = new Float64Array(n);
    rows.forEach((m, at) => (full[m] = found.nu[at]!));
    return { w: found.w, full, bound: found.errorBound };
  };
  // a guess is taken where all its multipliers are positive, those that are not left out
  let guess = problem.guess ?? [];
  for (let trial = 0; trial < MOST_TRIALS && guess.length > 0; trial++) {
    const found = solveOn(guess);
    if (found === null) break;
    const kept = guess.filter((m) => found.full[m]! > 0);
    if (kept.length === guess.length) {
      active = kept;
      [w, nu, errorBound] = [found.w, found.full, found.bound];
      break;
    }
    guess = kept;
  }
  const size = rowSize(Z, d);
  for (let round = 0; round < 20 * n + 20; round++) {
    if (signal?.aborted)
      throw new InterruptedError('aborted', 'the search for the largest margin was interrupted');
    const margins = marginsOf(Z, n, d, w);
    let worst = -1;
    let most = ROUNDING;
    for (let m = 0; m < n; m++) {
      if (active.includes(m)) continue;
      const short = (margin - margins[m]!) / (Math.abs(margin) + size(m, w));
      if (short > most) [most, worst] = [short, m];
    }
    if (worst < 0) return finish('converged');
    active = [...active, worst];
    for (;;) {
      const found = solveOn(active);
      if (found === null) {
        const weights = combination(Z, d, active);
        if (weights === null) return finish('stalled');
        // z_new = Σ r_j z_j: weight moves from the samples with r_j > 0 to the new one until one of them has none left
        let step = Infinity;
        let dropped = -1;
        active.slice(0, -1).forEach((m, j) => {
          const t = weights[j]! > 1e-12 ? nu[m]! / weights[j]! : Infinity;
          if (t < step) [step, dropped] = [t, m];
        });
        if (dropped < 0) return finish('infeasible');
        active.slice(0, -1).forEach((m, j) => (nu[m]! -= step * weights[j]!));
        nu[worst]! += step;
        nu[dropped] = 0;
        active = active.filter((m) => m !== dropped);
        continue;
      }
      const blocked = active.filter((m) => !(found.full[m]! > 0));
      if (blocked.length === 0) {
        [w, nu, errorBound] = [found.w, found.full, found.bound];
        break;
      }
      let step = 1;
      for (const m of blocked) step = Math.min(step, nu[m]! / (nu[m]! - found.full[m]!));
      for (const m of active) nu[m]! += step * (found.full[m]! - nu[m]!);
      const gone = blocked.filter((m) => !(nu[m]! > 1e-15 * Math.max(...nu)));
      for (const m of gone) nu[m] = 0;
      active = active.filter((m) => !gone.includes(m));
      if (active.length === 0 || gone.length === 0) return finish('stalled');
    }
  }
  return finish('stalled');
}

/** Z w. */
export function marginsOf(Z: Float64Array, n: number, d: number, w: ArrayLike<number>): Float64Array {
  const margins = new Float64Array(n);
  for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) margins[m]! += Z[m * d + i]! * w[i]!;
  return margins;
}

/** Zᵀν. */
export function dualOf(Z: Float64Array, n: number, d: number, nu: ArrayLike<number>): Float64Array {
  const s = new Float64Array(d);
  for (let m = 0; m < n; m++) if (nu[m] !== 0) for (let i = 0; i < d; i++) s[i]! += Z[m * d + i]! * nu[m]!;
  return s;
}

const rowSize =
  (Z: Float64Array, d: number) =>
  (m: number, w: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += Math.abs(Z[m * d + i]! * w[i]!);
    return sum;
  };

/** r with z_last = Σ r_j z_j over the rows before it, in the least-squares sense; null where those depend on each other. */
function combination(Z: Float64Array, d: number, rows: readonly number[]): Float64Array | null {
  const k = rows.length - 1;
  const gram = new Float64Array(k * k);
  const right = new Float64Array(k);
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += Z[a * d + i]! * Z[b * d + i]!;
    return sum;
  };
  for (let a = 0; a < k; a++) {
    right[a] = dot(rows[a]!, rows[k]!);
    for (let b = 0; b < k; b++) gram[a * k + b] = dot(rows[a]!, rows[b]!);
  }
  const lu = factorLu(gram, k);
  if (lu === null) return null;
  solveLu(lu, right);
  return right;
}
