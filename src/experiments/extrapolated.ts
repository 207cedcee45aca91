import type { ComparisonRecord } from '../records.ts';
import { brief, within } from './within.ts';

/** A value known to within a half width, statistical or other. */
export interface Estimate {
  readonly mean: number;
  readonly halfWidth: number;
}

/**
 * The limit for h → 0 of estimates at h, h/r, h/r² whose error is c h + O(h²), by Richardson's extrapolation of the last two.
 * Its half width adds to theirs what the extrapolation of the first two says about the part of order h².
 */
export function extrapolated(
  [first, second, third]: readonly [Estimate, Estimate, Estimate],
  r: number,
): Estimate {
  const limit = (a: Estimate, b: Estimate): Estimate => ({
    mean: (r * b.mean - a.mean) / (r - 1),
    halfWidth: Math.hypot(r * b.halfWidth, a.halfWidth) / (r - 1),
  });
  const [coarse, fine] = [limit(first, second), limit(second, third)];
  const remainder = Math.abs(fine.mean - coarse.mean) / (r * r - 1);
  return { mean: fine.mean, halfWidth: fine.halfWidth + remainder };
}

/**
 * Whether estimates at h, h/r, h/r² tend to a limit: the extrapolated one against that claimed, relative to it, inside its half
 * width.
 */
export function tendsTo(
  limit: number,
  { name, unit, text }: { readonly name: string; readonly unit: string; readonly text: string },
  estimates: readonly Estimate[],
  r: number,
): ComparisonRecord {
  const { mean, halfWidth } = extrapolated(estimates as [Estimate, Estimate, Estimate], r);
  const seen = estimates.map((e) => `${e.mean.toPrecision(5)} +- ${brief(e.halfWidth)}`).join(', ');
  return within({
    name,
    discrepancy: Math.abs(mean / limit - 1),
    budget: halfWidth / Math.abs(limit),
    unit,
    text: `${text} Seen: ${seen}; extrapolated ${mean.toPrecision(6)}, predicted ${brief(limit)}.`,
  });
}
