import { compileVector } from '../expression/compile.ts';
import type { ComparisonRecord } from '../records.ts';
import type { DescentResult } from '../simulation/descent.ts';
import type { DescentTheory } from '../theory/descentTheory.ts';
import type { KnownHistory } from './descentHistory.ts';
import { measured } from './measured.ts';
import { singleComparison } from './singleComparison.ts';

/** Share of a second-order change that its remainder may take for the comparison to say something. */
const APPROXIMATE = 0.25;

/** Each conserved quantity of the flow at the end of the run beside its predicted value. */
export function keptComparison(
  t: DescentTheory,
  { conserved }: KnownHistory,
  { theta, steps }: DescentResult,
  starts: Float64Array,
  accepted: number,
): ComparisonRecord[] {
  if (t.conserved.length === 0) return [];
  const { parameters } = t.model;
  const k = parameters.length;
  const d = theta.length / k;
  const values = compileVector(
    t.conserved.map((l) => l.quantity),
    parameters,
  );
  const [at, out, before] = [
    new Float64Array(k),
    new Float64Array(t.conserved.length),
    new Float64Array(t.conserved.length),
  ];
  const exact = t.conserved.every((l) => l.factor !== null);
  const result = measured();
  let unit = 0;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < k; j++) at[j] = starts[j * d + i]!;
    values(at, before);
    for (let j = 0; j < k; j++) at[j] = theta[j * d + i]!;
    values(at, out);
    conserved.forEach(({ end, error }, q) => {
      unit = Math.max(unit, exact ? Math.abs(before[q]!) : Math.abs(out[q]! - before[q]!));
      result.add(i, steps, Math.abs(out[q]! - end[i]!), error[i]!, 0);
    });
  }
  return [
    singleComparison(
      'conserved',
      result.finish(unit),
      exact ? accepted : Math.max(accepted, APPROXIMATE),
      exact ? 'relative to its value at the start' : 'relative to its largest change',
      exact
        ? 'What the flow keeps, at the end of the run beside its value at the start times the factor of every step. Exact at this step size.'
        : 'What the flow keeps, at the end of the run beside its value at the start plus the second-order change of every step; the budget is the remainder, from the third derivative along each step.',
    ),
  ];
}
