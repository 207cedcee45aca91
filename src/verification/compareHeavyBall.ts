import { descend } from '../simulation/descent.ts';
import { STOP, numberOf, openComparison, predictedRecord, type AlgorithmCase, type AlgorithmComparison, type AlgorithmLimits } from './algorithmComparison.ts'; // prettier-ignore
import { effectiveStart } from '../prediction/effectiveStart.ts';
import { endComparisons } from './endComparisons.ts';
import { labelsOf } from './labelBalance.ts';
import { momentumRun } from './compareMomentum.ts';
import { orderComparison } from './orderComparison.ts';
import { simulationMap } from './simulationMap.ts';

const TOLERANCE = 1e-12;
const MOST_STEPS = 400_000;

/**
 * Heavy-ball descent with step size γ and momentum β as the discretisation, in steps of time γ/(1 − β), of the momentum flow
 * of inertia γ/(1 − β)²: its limit approaches that of the flow as 1 − β, the inertia held.
 */
export async function compareHeavyBall(
  given: AlgorithmCase,
  limits: AlgorithmLimits,
): Promise<AlgorithmComparison> {
  const { theory, algorithm, starts, problem } = given;
  const { model } = theory;
  const [gamma, beta] = [numberOf(algorithm, 'gamma'), numberOf(algorithm, 'beta')];
  const lambda = gamma / (1 - beta) ** 2;
  const { map } = simulationMap(model.map, model.parameters);
  const stop = limits.stop ?? STOP;
  const runAt = (rest: number) =>
    descend({
      map,
      theta0: starts,
      ...problem,
      pull: given.pull,
      step: lambda * rest * rest,
      momentum: 1 - rest,
      stop,
      maximumSteps: MOST_STEPS,
      signal: limits.signal,
      deadline: limits.deadline,
    });
  const run = await runAt(1 - beta);
  const simulated = {
    w: [...run.w],
    residual: run.residual,
    steps: run.steps,
    time: (run.steps * gamma) / (1 - beta),
    method: `heavy-ball descent, step size ${gamma}, momentum ${beta}, inertia ${lambda.toPrecision(4)}`,
    outcome: run.outcome,
  };
  const failed = (why: string): AlgorithmComparison => ({
    predicted: predictedRecord(null, why),
    simulated,
    comparisons: [openComparison('limit', why)],
    context: {},
    notes: [],
  });
  if (run.outcome !== 'converged')
    return failed(
      `the run ${run.outcome === 'diverged' ? 'diverged: use a smaller step size' : `had ${run.outcome}`}`,
    );
  const labels = labelsOf(theory, starts, problem);
  const flow = await momentumRun(given, lambda, TOLERANCE, labels, limits);
  if (flow.lost || flow.run.outcome !== 'converged')
    return failed(
      'undecided: lost. A parameter of the momentum flow crossed a zero of the speed, or it did not come to rest',
    );
  const start = effectiveStart(labels.quantities, model.parameters, starts, flow.shifts);
  const { theta, w, nu, steps, t: time } = flow.run;
  const found = endComparisons(
    theory,
    start,
    given,
    { theta, w, nu, steps, time, defect: new Float64Array(theta.length) },
    1,
    true,
  );
  const limit = found.predicted.w;
  const size = limit.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const distances: number[] = [];
  for (const share of [1, 2, 4, 8]) {
    const finer = share === 1 ? run : await runAt((1 - beta) / share);
    if (finer.outcome !== 'converged') return failed('a run with a smaller 1 - beta did not converge');
    distances.push(finer.w.reduce((m, v, i) => Math.max(m, Math.abs(v - limit[i]!)), 0) / size);
  }
  const noise = found.comparisons.find((c) => c.name === 'limit')?.budget ?? Infinity;
  return {
    predicted: predictedRecord(found, ''),
    simulated,
    comparisons: [
      orderComparison(
        'order',
        distances,
        1,
        noise,
        'The distance of the limit from that of the momentum flow of the same inertia as 1 - beta is halved three times.',
      ),
    ],
    context: { "distance from the momentum flow's limit, relative to max|w|": distances[0]! },
    notes: ['Heavy-ball descent has the limit of the momentum flow up to the order of 1 - beta.'],
  };
}
