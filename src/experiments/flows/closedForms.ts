import type { ComparisonRecord, VerdictKind } from '../../records.ts';
import { readModel } from '../../theory/readModel.ts';
import { deriveTheory } from '../../verification/deriveTheory.ts';
import type { Experiment } from '../experiment.ts';

/** Depths whose mirror map has a closed form, and depths that are proved to have none in radicals. */
const CLOSED = ['1', '6/5', '4/3', '3/2', '8/5', '2', '4', 'inf'];
const OPEN = ['3', '5', '6'];
const GALOIS = 'Galois certificate';

/** The engine is asked for the mirror map of each depth; nothing here knows a formula. */
export const closedForms: Experiment = {
  id: 'closed-forms',
  title: 'Depths with and without a closed mirror map',
  text: `The theory is derived at the depths ${[...CLOSED, ...OPEN].join(', ')}. A depth where the engine finds a form that the claim denies, or the reverse, or a certificate that does not hold when recomputed, would refute it.`,
  async run({ seed, signal, deadline = Infinity }) {
    const comparisons: ComparisonRecord[] = [];
    for (const depth of [...CLOSED, ...OPEN]) {
      const budget = deadline - performance.now();
      const { steps } = await deriveTheory(readModel({ depth, scale: 'alpha' }), { seed, signal, budget });
      const step = steps.find(({ id }) => id === 'mirror-map')!;
      const isOpen = step.evidence.rules?.includes(GALOIS) === true;
      const isClosed = !isOpen && step.formulas.some((f) => /^s\(w\) = /.test(f));
      comparisons.push(judged(depth, OPEN.includes(depth) ? isOpen : isClosed, step.verdict));
    }
    return { comparisons };
  },
};

function judged(depth: string, asClaimed: boolean, verdict: VerdictKind): ComparisonRecord {
  const open = OPEN.includes(depth);
  return {
    name: `depth ${depth}`,
    verdict: asClaimed ? verdict : 'refuted',
    discrepancy: null,
    budget: null,
    unit: 'exact',
    text: open
      ? 'no radical form, by a Galois group recomputed modulo primes'
      : 'a closed mirror map, verified by composition',
  };
}
