import { HypentropyError } from '../errors.ts';
import type { Algorithm } from '../theory/algorithm.ts';
import { algorithmSteps } from '../theory/algorithmSteps.ts';
import { withRates } from '../theory/ratesModel.ts';
import { genericModel, type ReadModel } from '../theory/readModel.ts';
import { isSolved } from '../theory/unsolvedFlow.ts';
import { deadlineOf, deriveTheory, flowTheoryOf, verifiedSteps, type Derived, type DeriveOptions } from './deriveTheory.ts'; // prettier-ignore
import { weakest } from './verifyStep.ts';

/**
 * The theory of the flow of a model and what follows from it for an algorithm. Rates give the theory of another map, whose
 * parameters are divided by the roots of their rates. Throws HypentropyError where the algorithm has no theory.
 */
export async function deriveAlgorithm(
  read: ReadModel,
  algorithm: Algorithm,
  options: DeriveOptions,
): Promise<Derived> {
  const deadline = deadlineOf(options);
  if (algorithm.name === 'rates') {
    const derived = await deriveTheory(withRates(read, algorithm), options);
    const rates = [...algorithm.rates.keys()];
    derived.model.notes.unshift(
      `the flow at these rates is gradient flow of the map below, in which ${rates.map((p) => `\`${p}\``).join(', ')} ${rates.length === 1 ? 'stands' : 'stand'} for the parameter divided by the root of its rate`,
    );
    return { ...derived, algorithm: algorithm.text };
  }
  const theory = flowTheoryOf(genericModel(read));
  if (!isSolved(theory))
    throw new HypentropyError(
      'algorithm',
      `${algorithm.title} needs the flow of the map in closed form: ${theory.why}`,
      'leave --algorithm out to derive what is known of the flow',
    );
  const steps = algorithmSteps(theory, algorithm);
  const derived = await deriveTheory(read, options);
  const own = await verifiedSteps(steps, options, deadline);
  const all = [...derived.steps, ...own];
  return { ...derived, algorithm: algorithm.text, steps: all, verdict: weakest(all.map((s) => s.verdict)) };
}
