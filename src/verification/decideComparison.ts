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
  /** The level with the smallest budget: the numbers to report. */
  readonly best: Level;
}

/** Outside the budget by more than this refutes, if a tighter run does not help. */
const REFUTED = 3;
/** Smallest factor by which a discrepancy or a budget must fall to count as falling. */
const FALL = 0.5;

/**
 * The verdict of a comparison on runs of increasing accuracy (last level tightest). `checked`: inside the budget
 * everywhere, the smallest budget accepted, and discrepancy and budget shrink with the tolerance or sit at rounding
 * level: at the part of the budget that no tolerance removes, or where a tighter run has no smaller budget. `refuted`:
 * outside by more than three budgets at the two tightest levels of at least three, and the discrepancy does not fall.
 * Otherwise `undecided`, with the reason.
 */
export function decideComparison(levels: readonly Level[], accepted: number): Decision {
  const index = levels.reduce((b, l, i) => (l.measured.budget <= levels[b]!.measured.budget ? i : b), 0);
  const best = levels[index]!;
  const undecided = (why: string, retry: boolean): Decision => ({ verdict: 'undecided', why, retry, best });
  const { discrepancy, budget, floor, compared } = best.measured;
  const tight = levels.at(-1)!.measured;
  if (compared === 0)
    return undecided('nothing could be compared: the weights do not determine their dual coordinates', false);
  if (!(budget < Infinity)) return undecided('no budget could be computed', false);

  const ratio = Math.max(best.measured.ratio, tight.ratio);
  if (ratio > 1) {
    const before = levels.at(-2)?.measured;
    const stays =
      before !== undefined &&
      tight.discrepancy > FALL * before.discrepancy &&
      Math.min(before.ratio, tight.ratio) > REFUTED;
    if (!stays || levels.length < 3)
      return undecided(`the discrepancy is ${text(ratio)} times its budget`, levels.length < 3 || !stays);
    const why = `the discrepancy is ${text(tight.ratio)} times its budget and does not fall as the run is tightened`;
    return { verdict: 'refuted', why, retry: false, best: levels.at(-1)! };
  }
  const looser = levels[index - 1]?.measured;
  const plateau = index < levels.length - 1 || (looser !== undefined && budget > FALL * looser.budget);
  if (!(budget <= accepted)) {
    const stuck = plateau ? ' and does not fall as the run is tightened: rounding decides' : '';
    const why = `the budget ${text(budget)} is larger than the accepted ${text(accepted)}${stuck}`;
    return undecided(why, !plateau || levels.length < 3);
  }
  if (levels.length < 2) return undecided('one run alone does not show that the discrepancy falls', true);
  const falls = looser !== undefined && discrepancy <= FALL * looser.discrepancy;
  if (plateau || falls || discrepancy <= 4 * floor)
    return { verdict: 'checked', why: '', retry: false, best };
  return undecided('the discrepancy is inside its budget but does not fall as the run is tightened', true);
}

const text = (x: number): string => (x >= 1e-3 && x < 1e4 ? x.toPrecision(2) : x.toExponential(1));

/** The record of a comparison. Numbers that do not exist are null, with the reason beside them. */
export function comparisonRecord(
  name: string,
  unit: string,
  sentence: string,
  levels: readonly Level[],
  decision: Decision,
  power: ComparisonRecord['power'],
): ComparisonRecord {
  const { discrepancy, budget } = decision.best.measured;
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
