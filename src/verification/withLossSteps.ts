import type { Loss } from '../theory/loss.ts';
import { lossSteps } from '../theory/lossSteps.ts';
import { deadlineOf, verifiedSteps, type Derived, type DeriveOptions } from './deriveTheory.ts';
import { weakest } from './verifyStep.ts';

/** A derivation with what follows for a loss; as it is for the squared one and for flows that are no mirror flows. */
export async function withLossSteps(
  derived: Derived,
  loss: Loss,
  options: DeriveOptions,
  deadline = deadlineOf(options),
): Promise<Derived> {
  if (loss.name === 'squared' || derived.mirrorFlow.holds !== true) return derived;
  const steps = [...derived.steps, ...(await verifiedSteps(lossSteps(loss), options, deadline))];
  return { ...derived, steps, verdict: weakest(steps.map((s) => s.verdict)) };
}
