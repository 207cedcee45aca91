import { HypentropyError } from '../errors.ts';
import type { CheckRecord } from '../records.ts';
import type { ProblemData } from '../requests.ts';
import type { FlowOutcome } from '../simulation/flowResult.ts';
import { readLoss, type Loss } from '../theory/loss.ts';
import type { Model } from '../theory/model.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { isSolved, type UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import { coordinateModel, genericModel } from '../theory/readModel.ts';
import type { ReadModel } from '../theory/readModel.ts';
import { compareFlow } from './compareFlow.ts';
import type { CompareOptions } from './compareFlow.ts';
import { contextNorms } from './contextNorms.ts';
import { dataHash } from './dataHash.ts';
import { kernelComparison } from './kernelComparison.ts';
import { flowTheoryOf, modelRecord, theoryOf } from './deriveTheory.ts';
import { numericStarts, withDataShape } from './numericStarts.ts';
import { problemNotes } from './problemNotes.ts';
import { observedProblem } from './observedProblem.ts';
import { problemOf } from './problemOf.ts';
import { weakest } from './verifyStep.ts';

export interface CheckOptions extends CompareOptions {
  /** Squared when absent. */
  readonly loss?: Loss | undefined;
  /** Milliseconds after which the check stops and reports what it has. */
  readonly budget?: number | undefined;
  /** True when the shape was given by the person, so that it wins over that of the data. */
  readonly shapeGiven?: boolean;
}

/** A check without the stamp that the facade adds. */
export type Checked = Omit<CheckRecord, 'schema' | 'version' | 'seed' | 'conventions' | 'elapsed'>;

/**
 * Theory against simulated gradient flow of a regression loss on one data set. Throws HypentropyError for models and data
 * that cannot be used, InterruptedError when aborted.
 */
export async function checkModel(
  given: ReadModel,
  problem: ProblemData,
  options: CheckOptions,
): Promise<Checked> {
  const started = performance.now();
  const loss = options.loss ?? readLoss(undefined);
  if (loss.kind === 'classification')
    throw new HypentropyError(
      'loss',
      `the classification loss '${loss.name}' has no minimiser, so that its flow has no limit`,
      'use a regression loss such as squared, huber:1 or power:4',
    );
  const deadline = options.deadline ?? (options.budget === undefined ? undefined : started + options.budget);
  const linear = observedProblem(problemOf(problem), loss, { signal: options.signal, deadline });
  const read =
    problem.shape !== undefined && options.shapeGiven !== true ? withDataShape(given, problem.shape) : given;
  const model = coordinateModel(read);
  const theory = flowTheory(read, model);
  const starts = numericStarts(read, theory.model.parameters, linear.d);
  const compared = await compareFlow(theory, starts, linear, { ...options, deadline });
  const { flow, predicted, run } = compared;
  const comparisons = [...compared.comparisons, ...kernelComparison(compared, options.tolerance ?? 1e-7)];
  return {
    model: modelRecord(read, model, rangeTheory(model)),
    loss: loss.name,
    problem: {
      samples: linear.n,
      features: linear.d,
      source: problem.source,
      hash: dataHash([linear.n, linear.d], linear.X, linear.y),
      rank: flow.range.rank,
      interpolates: flow.observed?.interpolates ?? flow.range.interpolates,
    },
    predicted: {
      w: predicted.outcome === 'stalled' ? [] : [...predicted.w],
      iterations: predicted.iterations,
      residual: predicted.residual,
      ...(predicted.outcome === 'stalled' ? { why: predicted.advice } : {}),
    },
    simulated: {
      w: [...run.w],
      residual: run.residual,
      steps: run.steps,
      time: run.t,
      method: run.method,
      outcome: OUTCOMES[run.outcome],
    },
    comparisons,
    context: contextNorms(compared),
    notes: [...(problem.notes ?? []), ...problemNotes(compared)],
    verdict: comparisons.length === 0 ? 'undecided' : weakest(comparisons.map((c) => c.verdict)),
  };
}

/**
 * The theory from start values that are symbols or, where that has no closed form and all coordinates start alike, the
 * theory from those values, in which the symbols of the start do not occur: sin u, say, is solved from u = 0 but not
 * from an angle that may lie on any of its branches. Where neither is solved the flow is followed in numbers.
 */
export function flowTheory(read: ReadModel, model: Model): SeparableTheory | UnsolvedFlow {
  const generic = genericModel(read);
  const theory = flowTheoryOf(generic);
  if (isSolved(theory)) return theory;
  const alike = [...read.starts.values()].every((entries) => entries.length === 1);
  const own = alike ? rangeTheory(model) : null;
  return own === null ? theory : { ...own, model: { ...own.model, init: generic.init } };
}

/** The theory of one coordinate, for the range of its weight; null where its start is not one of the theory. */
export function rangeTheory(model: Model): SeparableTheory | null {
  try {
    return theoryOf(model, false);
  } catch (error) {
    if (error instanceof HypentropyError) return null;
    throw error;
  }
}

const OUTCOMES: Record<FlowOutcome, string> = {
  converged: 'converged',
  'left-domain': 'left the domain',
  'step-limit': 'step limit reached before it came to rest',
  stalled: 'stopped at rounding level before it came to rest',
  aborted: 'stopped by the time limit before it came to rest',
};
