import type { ComparisonRecord } from '../records.ts';
import type { Measured } from './measured.ts';

/** Outside the budget by more than this refutes. */
const REFUTED = 3;

/**
 * The record of a comparison whose budget was computed for this very run: `checked` inside it, if the budget is accepted;
 * `refuted` outside by more than three budgets; `undecided` otherwise.
 */
export function singleComparison(
  name: string,
  { discrepancy, budget, ratio }: Pick<Measured, 'discrepancy' | 'budget' | 'ratio'>,
  accepted: number,
  unit: string,
  text: string,
): ComparisonRecord {
  const finite = (v: number): number | null => (Number.isFinite(v) ? v : null);
  const about = { name, discrepancy: finite(discrepancy), budget: finite(budget), unit, text };
  const undecided = (why: string): ComparisonRecord => ({ ...about, verdict: 'undecided', why });
  if (!Number.isFinite(budget)) return undecided('no budget could be computed');
  if (ratio > REFUTED)
    return { ...about, verdict: 'refuted', why: `the discrepancy is ${short(ratio)} times its budget` };
  if (ratio > 1) return undecided(`the discrepancy is ${short(ratio)} times its budget`);
  if (!(budget <= accepted))
    return undecided(`the budget ${short(budget)} is larger than the accepted ${short(accepted)}`);
  return { ...about, verdict: 'checked' };
}

const short = (x: number): string =>
  !Number.isFinite(x) ? 'infinitely many' : x >= 1e-3 && x < 1e4 ? x.toPrecision(2) : x.toExponential(1);
