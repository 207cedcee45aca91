import type { DualMap } from '../prediction/dualMap.ts';
import type { LimitDirection, ReachedDirection } from '../prediction/limitDirection.ts';
import { dualOf, marginsOf } from '../prediction/marginMinimiser.ts';
import type { MarginNorm } from '../prediction/marginNorm.ts';
import type { MarginCheckpoint } from '../simulation/marginFlow.ts';

/** Share of the total force below which a sample is no support vector, and the share of its own that it must keep. */
const WEIGHTLESS = 1e-6;
const KEPT = 0.2;

/**
 * The support and active samples that a run shows between two of its checkpoints: weights that grow with the margin, at more
 * than half its rate on a logarithmic scale, and samples whose force does not fade.
 */
export function reachedDirection(before: MarginCheckpoint, at: MarginCheckpoint): ReachedDirection {
  const grown = Math.log(at.margin / before.margin);
  const support = [...at.w.keys()].filter((i) => Math.log(Math.abs(at.w[i]! / before.w[i]!)) > grown / 2);
  const active = [...at.force.keys()].filter(
    (m) => at.force[m]! > Math.max(WEIGHTLESS, KEPT * before.force[m]!),
  );
  return { w: at.w, force: at.force, support, active };
}

/**
 * Why a stationary point is not where the run is going: a condition that fails at it, or a weight off its support that would
 * reach the end of its dual interval. On the way to margin ∞ the dual variables still move by γ^β Zᵀλ; empty when settled.
 */
export function unsettled(
  dual: DualMap,
  { power }: MarginNorm,
  Z: Float64Array,
  n: number,
  { w, multipliers, support, violation }: LimitDirection,
  at: MarginCheckpoint,
): string {
  const { d } = dual;
  if (violation > 1e-9) {
    const short = marginsOf(Z, n, d, w).findIndex((m) => m < 1 - 1e-9);
    return short >= 0
      ? `sample ${short + 1} would have a smaller margin than those that carry weight`
      : 'a multiplier or a weight would have to change its sign';
  }
  const s = dualOf(Z, n, d, at.nu);
  const ahead = dualOf(Z, n, d, multipliers);
  for (let i = 0; i < d; i++) {
    if (support.includes(i)) continue;
    const end = s[i]! + at.margin ** power * ahead[i]!;
    if (end >= dual.poleHigh[i]! || end <= dual.poleLow[i]!)
      return `weight ${i + 1} would still come to grow: its dual variable is on its way past the end of its interval`;
  }
  return '';
}
