import { InterruptedError } from '../../errors.ts';
import type { FlowOptions, FlowResult } from '../../simulation/flowResult.ts';
import { randomProblem } from '../../simulation/randomProblem.ts';
import { simulateFlow } from '../../simulation/simulateFlow.ts';
import type { Loss } from '../../theory/loss.ts';
import { genericModel, readModel, type ModelTexts } from '../../theory/readModel.ts';
import { comparedFlow, type ComparedFlow, type LinearProblem } from '../../verification/comparedFlow.ts';
import { theoryOf } from '../../verification/deriveTheory.ts';
import { numericStarts } from '../../verification/numericStarts.ts';
import { observedProblem, withTargetsOf } from '../../verification/observedProblem.ts';
import { problemOf } from '../../verification/problemOf.ts';
import type { ExperimentContext } from '../experiment.ts';

export interface Sizes {
  readonly samples: number;
  readonly features: number;
  readonly sparsity: number;
}

/** A random problem without noise that the loss takes, with the predictions of least loss. */
export const lossProblem = (sizes: Sizes, seed: number, loss: Loss): LinearProblem =>
  observedProblem(problemOf(withTargetsOf(loss, randomProblem({ ...sizes, noise: 0, seed }))), loss);

/** The theory of a model of one coordinate and its simulation on one problem, before either has run. */
export function modelFlow(texts: ModelTexts, problem: LinearProblem): ComparedFlow {
  const read = readModel(texts);
  const theory = theoryOf(genericModel(read), false);
  return comparedFlow(theory, numericStarts(read, theory.model.parameters, problem.d), problem);
}

/**
 * Simulates θ' = −Jᵀ∇L of a flow with the given accuracy and checkpoints. Throws InterruptedError when aborted; past the
 * deadline the outcome is `aborted`.
 */
export async function simulate(
  { map, starts, X, y, n, d, kernel, observed }: ComparedFlow,
  options: Pick<FlowOptions, 'tolerance' | 'stopResidual' | 'checkpoints'>,
  { signal, deadline = Infinity }: ExperimentContext,
): Promise<FlowResult> {
  const stopper = new AbortController();
  const run = await simulateFlow({
    ...options,
    map,
    theta0: starts,
    X,
    y: observed?.targets ?? y,
    loss: observed?.sample,
    n,
    d,
    kernel,
    maxSteps: 20_000,
    signal: stopper.signal,
    onProgress: () => {
      if (signal?.aborted === true || performance.now() > deadline) stopper.abort();
    },
  });
  if (signal?.aborted) throw new InterruptedError('aborted', 'the experiment was interrupted');
  return run;
}
