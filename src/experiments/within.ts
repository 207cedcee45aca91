import type { ComparisonRecord, VerdictKind } from '../records.ts';

export interface Stated {
  readonly name: string;
  readonly discrepancy: number;
  /** Largest discrepancy that the errors of the computation allow. */
  readonly budget: number;
  readonly unit: string;
  readonly text: string;
  /** Outside the budget by more than this factor is a refutation, by less undecided; default 2. */
  readonly room?: number;
  /** Whether a discrepancy outside is a refutation, where no factor says it. */
  readonly refuted?: boolean;
  /** Why a number may be missing, where it is. */
  readonly why?: string;
}

/** A comparison that is checked inside its budget and refuted clearly outside. */
export function within({
  name,
  discrepancy,
  budget,
  unit,
  text,
  room = 2,
  refuted = discrepancy > room * budget,
  why = 'too few draws were made for an interval',
}: Stated): ComparisonRecord {
  const known = Number.isFinite(discrepancy) && Number.isFinite(budget);
  const verdict: VerdictKind = !known
    ? 'undecided'
    : discrepancy <= budget
      ? 'checked'
      : refuted
        ? 'refuted'
        : 'undecided';
  const record: ComparisonRecord = {
    name,
    verdict,
    discrepancy: Number.isFinite(discrepancy) ? discrepancy : null,
    budget: Number.isFinite(budget) ? budget : null,
    unit,
    text,
  };
  if (!known) record.why = why;
  else if (verdict !== 'checked')
    record.why =
      budget > 0
        ? `${brief(discrepancy / budget)} times its budget`
        : `${brief(discrepancy - budget)} above its budget`;
  return record;
}

/** A bound that must never be exceeded: the worst measured value over it, and the relative error of the measurement. */
export const boundKept = (
  name: string,
  worst: number,
  error: number,
  text: string,
  why?: string,
): ComparisonRecord =>
  within({
    name,
    discrepancy: worst,
    budget: 1 + error,
    unit: 'measured over bound',
    text,
    room: 1,
    ...(why === undefined ? {} : { why }),
  });

/** A number for a sentence. */
export const brief = (x: number): string =>
  x === 0 || (Math.abs(x) >= 1e-3 && Math.abs(x) < 1e5) ? `${Number(x.toPrecision(3))}` : x.toExponential(1);
