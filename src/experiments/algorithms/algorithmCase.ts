import type { ModelRequest } from '../../requests.ts';
import { randomProblem } from '../../simulation/randomProblem.ts';
import { readAlgorithm } from '../../theory/algorithm.ts';
import { withRates } from '../../theory/ratesModel.ts';
import { coordinateModel, genericModel, readModel } from '../../theory/readModel.ts';
import type { AlgorithmCase } from '../../verification/algorithmComparison.ts';
import type { LinearProblem } from '../../verification/comparedFlow.ts';
import { theoryOf } from '../../verification/deriveTheory.ts';
import { numericStarts } from '../../verification/numericStarts.ts';
import { problemOf } from '../../verification/problemOf.ts';

/** A random interpolation problem small enough for thousands of runs: 4 samples, 8 features, 2 of them relevant. */
export const smallProblem = (seed: number, samples = 4, features = 8): LinearProblem =>
  problemOf(randomProblem({ samples, features, sparsity: 2, noise: 0, seed }));

/** A model and an algorithm, in the texts of the command line, on a problem. */
export function algorithmCase(request: ModelRequest, text: string, problem: LinearProblem): AlgorithmCase {
  const algorithm = readAlgorithm(text);
  const own = readModel(request);
  const read = algorithm.name === 'rates' ? withRates(own, algorithm) : own;
  const theory = theoryOf(genericModel(read), false);
  const starts = numericStarts(read, theory.model.parameters, problem.d);
  return { theory, algorithm, starts, problem, simulated: coordinateModel(own).map };
}
