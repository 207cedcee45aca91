import { factorLu, solveLu } from '../numerics/lu.ts';
import type { MarginNorm } from './marginNorm.ts';

/** The first-order conditions on a support and a set of active samples. */
export interface KktProblem extends MarginNorm {
  /** Row-major, d columns. */
  readonly Z: Float64Array;
  readonly d: number;
}

export interface KktGuess {
  readonly w: Float64Array;
  readonly multipliers: Float64Array;
  readonly support: readonly number[];
  readonly active: readonly number[];
}

const MOST_ITERATIONS = 60;

/**
 * The solution of (Zᵀλ)_i = ± c_i |w_i|^β on the support and ⟨z_n, w⟩ = 1 on the active samples, zero elsewhere, by Newton's
 * iteration; null when it does not converge or loses a sign. Exact to rounding times the condition of the system.
 */
export function kktPoint(problem: KktProblem, guess: KktGuess): Pick<KktGuess, 'w' | 'multipliers'> | null {
  const { support, active } = guess;
  const w = new Float64Array(problem.d);
  const multipliers = new Float64Array(guess.multipliers.length);
  for (const i of support) w[i] = guess.w[i]!;
  for (const m of active) multipliers[m] = guess.multipliers[m]!;
  let last = Infinity;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const step = kktStep(problem, { w, multipliers, support, active });
    if (step === null) return null;
    let change = 0;
    let shrink = 1;
    support.forEach((i, a) => {
      // no weight loses its sign, where that is a singularity
      if (problem.power !== 0 && step.w[a]! * w[i]! < 0)
        shrink = Math.min(shrink, (0.9 * Math.abs(w[i]!)) / Math.abs(step.w[a]!));
    });
    support.forEach((i, a) => {
      w[i]! += shrink * step.w[a]!;
      change = Math.max(change, Math.abs(step.w[a]!));
    });
    active.forEach((m, a) => (multipliers[m]! += shrink * step.multipliers[a]!));
    const size = support.reduce((most, i) => Math.max(most, Math.abs(w[i]!)), 0);
    if (!(change < 1e8 * size)) return null;
    // quadratic convergence ends where rounding no longer lets the step fall
    if (shrink === 1 && change <= 1e-11 * size && change >= 0.25 * last) return { w, multipliers };
    if (change === 0) return { w, multipliers };
    last = change;
  }
  return last < 1e-11 * Math.max(...w.map(Math.abs)) ? { w, multipliers } : null;
}

/** Newton's step at a point: how far it is from the solution, to first order. Null when the system is singular. */
export function kktStep(
  { Z, d, power, positive, negative }: KktProblem,
  { w, multipliers, support, active }: KktGuess,
): { w: Float64Array; multipliers: Float64Array } | null {
  const [S, A] = [support.length, active.length];
  const size = S + A;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  support.forEach((i, a) => {
    const sign = Math.sign(w[i]!);
    const c = (sign > 0 ? positive : negative)[i]!;
    const magnitude = Math.abs(w[i]!);
    let s = 0;
    for (const m of active) s += Z[m * d + i]! * multipliers[m]!;
    right[a] = sign * c * magnitude ** power - s;
    matrix[a * size + a] = power === 0 ? 0 : -c * power * magnitude ** (power - 1);
    active.forEach((m, b) => {
      matrix[a * size + S + b] = Z[m * d + i]!;
      matrix[(S + b) * size + a] = Z[m * d + i]!;
    });
  });
  active.forEach((m, b) => {
    let margin = 0;
    for (let i = 0; i < d; i++) margin += Z[m * d + i]! * w[i]!;
    right[S + b] = 1 - margin;
  });
  const lu = factorLu(matrix, size);
  if (lu === null) return null;
  solveLu(lu, right);
  if (!right.every(Number.isFinite)) return null;
  return { w: right.slice(0, S), multipliers: right.slice(S) };
}
