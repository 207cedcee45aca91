import { assumptionsToText } from '../expression/assumptions.ts';
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import type { ModelRecord } from '../records.ts';
import type { CoupledModel } from '../theory/coupledModel.ts';
import { coupledTheory } from '../theory/coupledTheory.ts';
import { deadlineOf, verifiedSteps, type DeriveOptions, type Derived } from './deriveTheory.ts';
import { weakest } from './verifyStep.ts';

/** Milliseconds for the search of conserved quantities, changes of time and closed forms, where no budget is given. */
const SEARCH = 8000;

/**
 * Derives and verifies the theory of a map with several outputs: whether its flow is a mirror flow, with the potential or
 * the obstruction. That it is none is a result, not a refutation. Throws DomainError for a map that has no theory at
 * its start, InterruptedError when stopped.
 */
export async function deriveCoupled(model: CoupledModel, options: DeriveOptions): Promise<Derived> {
  const deadline = deadlineOf(options);
  options.onProgress?.(0, 'Lie brackets and conserved quantities');
  const time = options.budget === undefined ? SEARCH : options.budget / 2;
  const theory = coupledTheory(model, { signal: options.signal, deadline: performance.now() + time });
  const steps = await verifiedSteps(theory.steps, options, deadline);
  const { holds, theorem, obstruction, decisive } = theory;
  return {
    model: coupledRecord(model),
    mirrorFlow: {
      holds,
      verdict:
        holds === null
          ? 'undecided'
          : weakest(steps.filter((s) => decisive.includes(s.id)).map((s) => s.verdict)),
      theorem,
      obstruction: obstruction === null ? null : { bracket: [...obstruction.bracket], at: obstruction.at },
    },
    steps,
    verdict: weakest(steps.map((s) => s.verdict)),
  };
}

/** What a reader must know of a map with several outputs. */
export function coupledRecord(model: CoupledModel): ModelRecord {
  const { maps, init, assumptions, notes } = model;
  return {
    parametrization: `[${maps.map(toText).join(', ')}]`,
    latex: `\\left(${maps.map(toLatex).join(',\\;')}\\right)`,
    depth: null,
    scale: null,
    init: Object.fromEntries([...init].map(([name, e]) => [name, [toText(e)]])),
    loss: 'squared',
    assumptions: assumptionsToText(assumptions),
    notes: [...notes],
  };
}
