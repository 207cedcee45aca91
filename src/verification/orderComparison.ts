import type { ComparisonRecord } from '../records.ts';
import { singleComparison } from './singleComparison.ts';

/** Largest uncertainty of an order that says something. */
const VAGUE = 0.3;

/**
 * The order p of a law distance = c h^p (1 + O(h)) from distances at h, h/2, h/4: the measured exponents log2 of their
 * quotients tend to p with an error that halves, so the last is within twice its difference from the one before, plus what
 * the `noise` of the distances allows.
 */
export function orderComparison(
  name: string,
  distances: readonly number[],
  order: number,
  noise: number,
  text: string,
): ComparisonRecord {
  const orders = distances.slice(1).map((v, k) => Math.log2(distances[k]! / v));
  const [before, last] = orders.slice(-2) as [number, number];
  const uncertain = distances.at(-1)!;
  const budget = 2 * Math.abs(last - before) + (4 * noise) / (uncertain * Math.LN2);
  const discrepancy = Math.abs(last - order);
  return singleComparison(
    name,
    { discrepancy, budget, ratio: budget > 0 ? discrepancy / budget : Infinity },
    VAGUE,
    'difference of exponents',
    `${text} Distances ${distances.map((v) => v.toPrecision(3)).join(', ')}; measured orders ${orders.map((v) => v.toFixed(3)).join(', ')}, predicted ${order}. The budget is twice the change of the measured order.`,
  );
}
