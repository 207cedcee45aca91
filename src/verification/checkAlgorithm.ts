import { HypentropyError } from '../errors.ts';
import type { ProblemData } from '../requests.ts';
import { ALGORITHMS, type Algorithm, type AlgorithmName } from '../theory/algorithm.ts';
import { withRates } from '../theory/ratesModel.ts';
import { coordinateModel, genericModel, type ReadModel } from '../theory/readModel.ts';
import { isSolved } from '../theory/unsolvedFlow.ts';
import type { AlgorithmCase, AlgorithmComparison, AlgorithmLimits } from './algorithmComparison.ts';
import type { Checked, CheckOptions } from './checkModel.ts';
import { comparedFlow } from './comparedFlow.ts';
import { compareDescent } from './compareDescent.ts';
import { compareHeavyBall } from './compareHeavyBall.ts';
import { compareMirrorDescent } from './compareMirrorDescent.ts';
import { compareMomentum } from './compareMomentum.ts';
import { compareDecay, compareRates } from './compareParameterFlow.ts';
import { compareStochasticFlow } from './compareStochasticFlow.ts';
import { dataHash } from './dataHash.ts';
import { flowTheoryOf, modelRecord } from './deriveTheory.ts';
import { numericStarts, withDataShape } from './numericStarts.ts';
import { problemOf } from './problemOf.ts';
import { sampleLossOf } from './sampleLossOf.ts';
import { weakest } from './verifyStep.ts';

type Compare = (given: AlgorithmCase, limits: AlgorithmLimits) => Promise<AlgorithmComparison>;

/** How each algorithm's run is compared with its theory. */
const COMPARE: Record<Exclude<AlgorithmName, 'flow'>, Compare> = {
  gd: compareDescent,
  sgd: compareDescent,
  'label-noise': compareDescent,
  'sgd-flow': compareStochasticFlow,
  momentum: compareMomentum,
  'heavy-ball': compareHeavyBall,
  'weight-decay': compareDecay,
  'mirror-descent': compareMirrorDescent,
  'natural-gradient': compareMirrorDescent,
  rates: compareRates,
};

/**
 * An algorithm other than gradient flow, run on one data set with a loss that is least at one prediction, beside what the theory predicts of it.
 * Throws HypentropyError for models, algorithms and data that cannot be used.
 */
export async function checkAlgorithm(
  given: ReadModel,
  algorithm: Algorithm,
  problem: ProblemData,
  options: CheckOptions,
): Promise<Checked> {
  const started = performance.now();
  const linear = problemOf(problem);
  const { loss } = options;
  const other = loss !== undefined && loss.name !== 'squared' ? sampleLossOf(loss) : null;
  const own =
    problem.shape !== undefined && options.shapeGiven !== true ? withDataShape(given, problem.shape) : given;
  const read = algorithm.name === 'rates' ? withRates(own, algorithm) : own;
  const theory = flowTheoryOf(genericModel(read));
  if (!isSolved(theory))
    throw new HypentropyError(
      'algorithm',
      `${ALGORITHMS[algorithm.name].title} needs the flow of the map in closed form: ${theory.why}`,
      'leave --algorithm out to follow the flow in numbers',
    );
  const starts = numericStarts(read, theory.model.parameters, linear.d);
  // the predictions at which the loss of each sample is least
  const fitted = other === null ? linear : { ...linear, y: linear.y.map((v) => other.rest(v)) };
  const { range } = comparedFlow(theory, starts, fitted);
  if (other !== null && !range.interpolates)
    throw new HypentropyError(
      'algorithm',
      `the data cannot be fitted exactly: ${algorithm.title} of the loss ${other.name} is compared where they can`,
      'use the squared loss, or more features than samples',
    );
  const deadline = options.deadline ?? (options.budget === undefined ? undefined : started + options.budget);
  const limits = { ...options, deadline };
  const compare = COMPARE[algorithm.name as Exclude<AlgorithmName, 'flow'>];
  const found = await compare(
    {
      theory,
      algorithm,
      starts,
      problem: fitted,
      pull: other === null ? undefined : (gap, m) => other.pull(gap, linear.y[m]!),
      simulated: coordinateModel(own).map,
    },
    limits,
  );
  const { notes, ...parts } = found;
  return {
    model: modelRecord(own, coordinateModel(own), null),
    algorithm: algorithm.text,
    loss: loss?.name ?? 'squared',
    problem: {
      samples: linear.n,
      features: linear.d,
      source: problem.source,
      hash: dataHash([linear.n, linear.d], linear.X, linear.y),
      rank: range.rank,
      interpolates: range.interpolates,
    },
    ...parts,
    notes: [...(problem.notes ?? []), ...notes],
    verdict: weakest(found.comparisons.map((c) => c.verdict)),
  };
}
