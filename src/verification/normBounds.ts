import { dualOf } from '../prediction/marginMinimiser.ts';
import type { MarginNorm } from '../prediction/marginNorm.ts';
import type { MarginCheckpoint } from '../simulation/marginFlow.ts';

/** Σ c_i |w_i|^(1+β) / (1+β) for β ≥ 0. */
export const normValue = ({ power, positive, negative }: MarginNorm, w: ArrayLike<number>): number =>
  Array.from(w).reduce(
    (sum, v, i) =>
      v === 0 ? sum : sum + ((v > 0 ? positive : negative)[i]! * Math.abs(v) ** (1 + power)) / (1 + power),
    0,
  );

/** w over its smallest margin. */
export const directionOf = ({ w, margin }: Pick<MarginCheckpoint, 'w' | 'margin'>): Float64Array =>
  w.map((v) => v / margin);

/**
 * Bounds of the least norm with margin 1 that a run gives at any time: its direction is feasible, and by weak duality its
 * forces p ≥ 0 bound every feasible norm from below.
 */
export function normBounds(
  norm: MarginNorm,
  Z: Float64Array,
  n: number,
  d: number,
  at: MarginCheckpoint,
): { lower: number; upper: number } {
  const upper = normValue(norm, directionOf(at));
  const s = dualOf(Z, n, d, at.force);
  if (norm.power === 0) {
    const most = s.reduce(
      (m, v, i) => Math.max(m, v > 0 ? v / norm.positive[i]! : -v / norm.negative[i]!),
      0,
    );
    return { lower: 1 / most, upper };
  }
  const square = s.reduce((sum, v, i) => sum + v ** 2 / norm.positive[i]!, 0);
  return { lower: 1 / (2 * square), upper };
}
