import { linearProgram } from './linearProgram.ts';
import { dualOf, marginsOf } from './marginMinimiser.ts';
import type { MarginNorm } from './marginNorm.ts';

/** Whether some weight has positive margins on all samples, with what shows it. */
export interface Separability {
  readonly separable: boolean | null;
  /** The largest margin of a weight in the cube |w_i| ≤ 1, and that weight. */
  readonly margin: number;
  readonly w: Float64Array;
  /** λ ≥ 0 with Σλ = 1: no weight of the cube has a margin above `bound` = the largest ⟨Zᵀλ, w⟩ there. */
  readonly multipliers: Float64Array;
  readonly bound: number;
}

/** A margin that rounding of Z w, or of the linear program, could account for. */
const ROUNDING = 1e-9;

/**
 * Decides whether the samples can be separated by a weight of the signs that the map can grow to, by the linear program
 * max t subject to Z w ≥ t in the unit cube. Both answers carry a certificate that was computed afresh from it.
 */
export async function separability(
  Z: Float64Array,
  n: number,
  d: number,
  signs?: Pick<MarginNorm, 'positive' | 'negative'>,
): Promise<Separability> {
  const columns = d + 1;
  const A = new Float64Array(n * columns);
  for (let m = 0; m < n; m++) {
    for (let i = 0; i < d; i++) A[m * columns + i] = Z[m * d + i]!;
    A[m * columns + d] = -1;
  }
  const cost = new Float64Array(columns);
  cost[d] = -1;
  const can = (side: 'positive' | 'negative', i: number): boolean =>
    signs === undefined || signs[side][i]! < Infinity;
  const lower = Float64Array.from({ length: columns }, (_, i) =>
    i === d ? -Infinity : can('negative', i) ? -1 : 0,
  );
  const upper = Float64Array.from({ length: columns }, (_, i) =>
    i === d ? Infinity : can('positive', i) ? 1 : 0,
  );
  const solved = (await linearProgram({ cost, A, b: new Float64Array(n), lower, upper }))!;
  const w = solved.x.map((v, i) => Math.min(upper[i]!, Math.max(lower[i]!, v))).slice(0, d);
  const margin = Math.min(...marginsOf(Z, n, d, w));
  const total = solved.dual.reduce((sum, v) => sum + Math.max(0, v), 0);
  const multipliers = solved.dual.map((v) => Math.max(0, v) / (total || 1));
  const s = dualOf(Z, n, d, multipliers);
  const bound = s.reduce((sum, v, i) => sum + Math.max(v * lower[i]!, v * upper[i]!), 0);
  const size = Z.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const separable = margin > ROUNDING * size ? true : bound < ROUNDING * size * d && total > 0 ? false : null;
  return { separable, margin, w, multipliers, bound };
}

/**
 * Whether every weight that has no negative margin has all of them zero, so that the loss has a finite minimum: by the linear
 * program max Σ (Z w)_m subject to Z w ≥ 0 in the unit cube, whose value is returned. Only values above rounding tell that
 * some weight separates a part of the samples.
 */
export async function overlap(
  Z: Float64Array,
  n: number,
  d: number,
  signs?: Pick<MarginNorm, 'positive' | 'negative'>,
): Promise<{ readonly complete: boolean; readonly total: number }> {
  const cost = new Float64Array(d);
  for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) cost[i]! -= Z[m * d + i]!;
  const can = (side: 'positive' | 'negative', i: number): boolean =>
    signs === undefined || signs[side][i]! < Infinity;
  const lower = Float64Array.from({ length: d }, (_, i) => (can('negative', i) ? -1 : 0));
  const upper = Float64Array.from({ length: d }, (_, i) => (can('positive', i) ? 1 : 0));
  const solved = (await linearProgram({ cost, A: Z, b: new Float64Array(n), lower, upper }))!;
  const total = -solved.x.reduce((sum, v, i) => sum + v * cost[i]!, 0);
  const size = Z.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  // ten times the feasibility tolerance of the program, 1e-7, in each margin
  return { complete: total <= 1e-6 * size * n, total };
}
