import type { ComparisonRecord } from '../records.ts';
import { singleComparison } from './singleComparison.ts';

/** Largest uncertainty of an order that says something. */
const VAGUE = 0.3;

/**
 * The order p of a law distance = c h^p (1 + a h + b h² + ...) from distances at h, h/2, h/4, h/8: where a and b alone count,
 * the last exponent log2 of a quotient misses p by at most 5/3 of its change plus 1/3 of the change before. The budget is
 * twice the one plus the other, and what the `noise` of the distances allows. Undecided for fewer than four distances.
 */
export function orderComparison(
  name: string,
  distances: readonly number[],
  order: number,
  noise: number,
  text: string,
): ComparisonRecord {
  const orders = distances.slice(1).map((v, k) => Math.log2(distances[k]! / v));
  const [first = NaN, before = NaN, last = NaN] = orders.slice(-3);
  const uncertain = distances.at(-1)!;
  const budget =
    2 * Math.abs(last - before) + Math.abs(before - first) + (4 * noise) / (uncertain * Math.LN2);
  const discrepancy = Math.abs(last - order);
  return singleComparison(
    name,
    { discrepancy, budget, ratio: budget > 0 ? discrepancy / budget : Infinity },
    VAGUE,
    'difference of exponents',
    `${text} Distances ${distances.map((v) => v.toPrecision(3)).join(', ')}; measured orders ${orders.map((v) => v.toFixed(3)).join(', ')}, predicted ${order}. The budget is twice the last change of the measured order plus the change before.`,
  );
}
