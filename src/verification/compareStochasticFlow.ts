import { effectiveStart } from '../prediction/effectiveStart.ts';
import { compileVector } from '../expression/compile.ts';
import { meanInterval } from '../numerics/confidence.ts';
import { stochasticFlow, type StochasticFlowResult } from '../simulation/stochasticFlow.ts';
import { differentiate } from '../expression/differentiate.ts';
import { HALF, product } from '../expression/expression.ts';
import { simplify } from '../expression/simplify.ts';
import { secondAlong } from '../theory/descentTheory.ts';
import { ACCEPTED, numberOf, openComparison, predictedRecord, type AlgorithmCase, type AlgorithmComparison, type AlgorithmLimits } from './algorithmComparison.ts'; // prettier-ignore
import { endComparisons } from './endComparisons.ts';
import { labelsOf } from './labelBalance.ts';
import { measured } from './measured.ts';
import { simulationMap } from './simulationMap.ts';
import { singleComparison } from './singleComparison.ts';

const RUNS = 8;
const RISK = 1e-6;
/** Steps of the method for one step size of the noise. */
const FINER = 4;
const STOP = 1e-6;
const MOST_STEPS = 400_000;
/** Root mean squares of what halving the step changes that count as a bound of the error of one path. */
const SAFETY = 6;

/**
 * Stochastic gradient flow: by Itô's formula the clock G of a branch gains ½∇Fᵀ∇²G∇F times 2η|X_j|²L dt beside the
 * accumulated gradient. Paths at two step sizes with the same noise: what the theory leaves over of every clock is, on the
 * average, within a confidence interval widened by what halving the step changes.
 */
export async function compareStochasticFlow(
  given: AlgorithmCase,
  limits: AlgorithmLimits,
): Promise<AlgorithmComparison> {
  const { theory, algorithm, starts, problem } = given;
  const { model } = theory;
  const { d } = problem;
  const { parameters } = model;
  const k = parameters.length;
  const eta = numberOf(algorithm, 'eta');
  const labels = labelsOf(theory, starts, problem);
  const gradient = new Map(parameters.map((p) => [p, differentiate(model.map, p)]));
  const drifts = compileVector(
    labels.quantities.map((q) => simplify(product(HALF, secondAlong(q, gradient)), model.assumptions)),
    parameters,
  );
  const { map } = simulationMap(model.map, parameters);
  const [at, out] = [new Float64Array(k), new Float64Array(k)];
  const pathAt = async (seed: number, draws: number): Promise<Path> => {
    const shifts = new Float64Array(k * d);
    const run = await stochasticFlow({
      map,
      theta0: starts,
      ...problem,
      eta,
      step: (eta * draws) / FINER,
      draws,
      seed,
      stop: limits.stop ?? STOP,
      maximumSteps: MOST_STEPS,
      signal: limits.signal,
      deadline: limits.deadline,
      onStep(theta, variance) {
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < k; j++) at[j] = theta[j * d + i]!;
          drifts(at, out);
          for (let l = 0; l < k; l++) shifts[l * d + i]! += out[l]! * variance[i]!;
        }
      },
    });
    return { run, shifts };
  };
  const paths: (Path & { fine: Float64Array; change: Float64Array })[] = [];
  for (let index = 0; index < RUNS; index++) {
    limits.onProgress?.(index / RUNS, `stochastic path ${index + 1} of ${RUNS}`);
    const seed = limits.seed + index * 0x9e3779b9;
    const [coarse, fine] = [await pathAt(seed, 2), await pathAt(seed, 1)];
    if (coarse.run.outcome !== 'converged' || fine.run.outcome !== 'converged') {
      const why = `a path ${fine.run.outcome === 'diverged' || coarse.run.outcome === 'diverged' ? 'diverged: use a smaller step size' : `had ${fine.run.outcome}`}`;
      return {
        predicted: predictedRecord(null, why),
        simulated: record(fine.run, eta),
        comparisons: [openComparison('limit', why)],
        context: {},
        notes: [],
      };
    }
    const [a, b] = [labels.balance(fine.run, fine.shifts), labels.balance(coarse.run, coarse.shifts)];
    paths.push({ fine: a, change: a.map((v, j) => v - b[j]!), ...fine });
  }
  const { run, shifts } = paths[0]!;
  const rounding = labels.rounding(run);
  const result = measured();
  const strong = new Float64Array(k * d);
  for (let j = 0; j < k * d; j++) {
    const { mean, halfWidth } = meanInterval(
      paths.map((p) => p.fine[j]!),
      RISK / (k * d),
    );
    const bias = Math.abs(paths.reduce((a, p) => a + p.change[j]!, 0) / RUNS);
    result.add(j % d, run.time, Math.abs(mean), halfWidth + bias + rounding[j]!, 0);
    strong[j] = rounding[j]! + SAFETY * Math.sqrt(paths.reduce((a, p) => a + p.change[j]! ** 2, 0) / RUNS);
  }
  const unit = shifts.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const defect = labels.defect(run.theta, strong);
  const start = effectiveStart(labels.quantities, parameters, starts, shifts);
  const accepted = limits.tolerance ?? ACCEPTED;
  const found = endComparisons(
    theory,
    start,
    given,
    { theta: run.theta, w: run.w, nu: run.nu, steps: run.steps, time: run.time, defect },
    accepted,
    false,
  );
  return {
    predicted: predictedRecord(found, ''),
    simulated: record(run, eta),
    comparisons: [
      ...found.comparisons,
      singleComparison(
        'effective-scale',
        result.finish(unit),
        Math.max(accepted, 0.25),
        'relative to the largest shift',
        `What the theory leaves over of every clock, averaged over ${RUNS} paths; the budget is a confidence interval by Student's distribution, together for all at level 1 - 1e-6, plus what halving the step of the method changes.`,
      ),
    ],
    context: { 'integral of the loss': run.lossIntegral },
    notes: [
      `The step of the method is ${(eta / FINER).toPrecision(3)}; the end of one path is known only as well as the two step sizes agree.`,
    ],
  };
}

interface Path {
  readonly run: StochasticFlowResult;
  /** k × d: the shift of every label by the noise. */
  readonly shifts: Float64Array;
}

const record = (run: StochasticFlowResult, eta: number): AlgorithmComparison['simulated'] => ({
  w: [...run.w], residual: run.residual, steps: run.steps, time: run.time,
  method: `piecewise smooth driving paths, noise of step size ${eta}`, outcome: run.outcome,
}); // prettier-ignore
