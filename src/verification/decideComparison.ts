import type { ComparisonRecord, VerdictKind } from '../records.ts';
import type { Measured } from './measured.ts';

/** One comparison at one tolerance of the simulation. */
export interface Level {
  readonly tolerance: number;
  readonly measured: Measured;
}

export interface Decision {
  readonly verdict: VerdictKind;
  readonly why: string;
  /** Whether a tighter run could still decide. */
  readonly retry: boolean;
}

/** Outside the budget by more than this refutes, if a tighter run does not help. */
const REFUTED = 3;
/** Smallest factor by which a discrepancy must fall to count as falling. */
const FALL = 0.5;

/**
 * The verdict of a comparison at increasing accuracy (last level tightest). `checked`: inside the budget everywhere, the
 * budget accepted, and both shrink with the tolerance or sit at rounding level. `refuted`: outside by more than three
 * budgets, and tightening does not bring the discrepancy down. Otherwise `undecided`, with the reason.
 */
export function decideComparison(levels: readonly Level[], accepted: number): Decision {
  const tight = levels.at(-1)!.measured;
  const loose = levels.at(-2)?.measured;
  if (tight.compared === 0)
    return undecided('nothing could be compared: the weights do not determine their dual coordinates', false);
  if (!(tight.budget < Infinity)) return undecided('no budget could be computed', false);
  const falls = loose === undefined || tight.discrepancy <= FALL * loose.discrepancy;
  if (tight.ratio > REFUTED) {
    if (loose === undefined || falls)
      return undecided(
        `the discrepancy exceeds its budget ${text(tight.ratio)} times, but falls as the run is tightened`,
        true,
      );
    if (levels.length < 3) return undecided('the discrepancy exceeds its budget', true);
    return {
      verdict: 'refuted',
      why: `the discrepancy is ${text(tight.ratio)} times its budget and does not fall as the run is tightened`,
      retry: false,
    };
  }
  if (tight.ratio > 1)
    return undecided(`the discrepancy exceeds its budget by a factor of ${text(tight.ratio)}`, true);
  if (!(tight.budget <= accepted)) {
    const stuck = loose !== undefined && tight.budget > FALL * loose.budget;
    return undecided(
      `the budget ${text(tight.budget)} is larger than the accepted ${text(accepted)}${stuck ? ' and does not fall as the run is tightened: rounding decides' : ''}`,
      !stuck || levels.length < 3,
    );
  }
  if (loose === undefined) return undecided('one run alone does not show that the discrepancy falls', true);
  if (falls || tight.discrepancy <= 4 * tight.floor || tight.budget > FALL * loose.budget)
    return { verdict: 'checked', why: '', retry: false };
  return undecided('the discrepancy is inside its budget but does not fall as the run is tightened', true);
}

const undecided = (why: string, retry: boolean): Decision => ({ verdict: 'undecided', why, retry });
const text = (x: number): string => x.toPrecision(2);

/** The record of a comparison. Numbers that do not exist are null, with the reason beside them. */
export function comparisonRecord(
  name: string,
  unit: string,
  sentence: string,
  levels: readonly Level[],
  decision: Decision,
  power: ComparisonRecord['power'],
): ComparisonRecord {
  // prettier-ignore
  const { discrepancy, budget } = levels.at(-1)!.measured;
  const record: ComparisonRecord = {
    name,
    verdict: decision.verdict,
    discrepancy: finite(discrepancy),
    budget: finite(budget),
    unit,
    convergence: levels
      .filter(({ measured: m }) => Number.isFinite(m.discrepancy) && Number.isFinite(m.budget))
      .map(({ tolerance, measured: m }) => ({ tolerance, discrepancy: m.discrepancy, budget: m.budget })),
    text: sentence,
  };
  if (power !== undefined && power.length > 0)
    record.power = power.map((p) => ({ ...p, budgets: finite(p.budgets) }));
  if (decision.why !== '') record.why = decision.why;
  else if (record.discrepancy === null || record.budget === null)
    record.why = 'the number is too large for double precision';
  return record;
}

const finite = (x: number | null): number | null => (x !== null && Number.isFinite(x) ? x : null);
