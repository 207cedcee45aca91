import type { ComparisonRecord } from '../records.ts';
import type { Holonomy } from '../simulation/holonomy.ts';

/** A gap of so many budgets is one that no error of the integration can be. */
const CERTAIN = 1000;
/** A gap of so many budgets, where the theory says that there is none, refutes it. */
const REFUTED = 3;

/**
 * Two training signals of equal total in opposite order. `expected`: whether the theory says that they end at the same
 * weights; null when it does not say.
 */
export function holonomyComparison(
  name: string,
  found: Holonomy | null,
  expected: 'closes' | 'opens' | null,
  signalName = (index: number): string => `A unit signal to output ${index + 1}`,
): ComparisonRecord {
  const unit = 'relative to max|w|';
  if (found === null)
    return {
      name,
      verdict: 'undecided',
      discrepancy: null,
      budget: null,
      unit,
      text: '',
      why: 'no pair of signals was integrated to its end: the time allowed was over, or the flow leaves its domain',
    };
  const { i, j, h, scale, levels } = found;
  const relative = levels.map((l) => ({
    tolerance: l.tolerance,
    discrepancy: l.gap / scale,
    budget: l.budget / scale,
  }));
  const { discrepancy, budget } = relative.at(-1)!;
  const budgets = discrepancy / budget;
  const verdict =
    expected === 'opens'
      ? budgets > CERTAIN
        ? 'checked'
        : 'undecided'
      : expected === 'closes'
        ? budgets <= 1
          ? 'checked'
          : budgets > REFUTED
            ? 'refuted'
            : 'undecided'
        : 'undecided';
  const why =
    verdict === 'checked'
      ? ''
      : expected === null
        ? 'the theory does not say whether the gap must vanish'
        : expected === 'opens'
          ? `the gap is ${number(budgets)} budgets: at least ${CERTAIN} are needed to tell it from errors`
          : `the gap is ${number(budgets)} budgets`;
  const ends = `${vector(found.first)} and ${vector(found.second)}`;
  const record: ComparisonRecord = {
    name,
    verdict,
    discrepancy,
    budget,
    unit,
    convergence: relative,
    text: `${signalName(i)} for ${number(h)}, then ${lower(signalName(j))}, against the reverse order: both accumulate the same gradient and end at ${ends}; the gap is ${number(budgets)} times its budget.`,
  };
  return why === '' ? record : { ...record, why };
}

const number = (x: number): string =>
  x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e6) ? x.toExponential(2) : `${Number(x.toPrecision(4))}`;
const lower = (text: string): string => text[0]!.toLowerCase() + text.slice(1);
const vector = (w: Float64Array): string =>
  `(${[...w.subarray(0, 6)].map((v) => `${Number(v.toPrecision(8))}`).join(', ')}${w.length > 6 ? ', ...' : ''})`;
