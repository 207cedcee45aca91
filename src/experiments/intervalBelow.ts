import type { ComparisonRecord } from '../records.ts';
import { within } from './within.ts';

export interface KnownToInterval {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly bound: number;
  readonly unit: string;
  readonly text: string;
}

/**
 * Whether a quantity that is known to an interval is at most a bound: checked where the whole interval is, refuted where none of
 * it is, undecided between; the discrepancy is the upper end.
 */
export const intervalBelow = ({ low, high, bound, ...about }: KnownToInterval): ComparisonRecord =>
  within({ ...about, discrepancy: high, budget: bound, refuted: low > bound });
