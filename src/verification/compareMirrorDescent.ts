import type { ComparisonRecord } from '../records.ts';
import { mirrorDescent } from '../simulation/mirrorDescent.ts';
import type { DescentResult } from '../simulation/descent.ts';
import { ACCEPTED, STOP, numberOf, openComparison, predictedRecord, type AlgorithmCase, type AlgorithmComparison, type AlgorithmLimits } from './algorithmComparison.ts'; // prettier-ignore
import { endComparisons, type AlgorithmEnd } from './endComparisons.ts';
import { labelsOf } from './labelBalance.ts';
import { orderComparison } from './orderComparison.ts';
import { simulationMap } from './simulationMap.ts';

/** Tolerances of the flow within a step. */
const TOLERANCES = [1e-11, 1e-13] as const;
const MOST_STEPS = 20_000;

/**
 * Mirror descent in the model's own potential, run on the parameters without it: its limit is that of the flow, exactly.
 * Natural gradient descent: the limit is that of the flow up to the order of the step size, measured at four step sizes.
 */
export async function compareMirrorDescent(
  given: AlgorithmCase,
  limits: AlgorithmLimits,
): Promise<AlgorithmComparison> {
  const { theory, algorithm, starts, problem } = given;
  const { d } = problem;
  const k = theory.model.parameters.length;
  const accepted = limits.tolerance ?? ACCEPTED;
  const step = numberOf(algorithm, 'eta');
  const kind = algorithm.name === 'mirror-descent' ? 'mirror' : 'natural';
  const { map } = simulationMap(theory.model.map, theory.model.parameters);
  const runAt = (eta: number, tolerance: number): Promise<DescentResult> =>
    mirrorDescent({
      kind,
      map,
      theta0: starts,
      ...problem,
      pull: given.pull,
      step: eta,
      tolerance,
      stop: limits.stop ?? STOP,
      maximumSteps: MOST_STEPS,
      signal: limits.signal,
      deadline: limits.deadline,
    });
  limits.onProgress?.(null, `running ${algorithm.title}`);
  const run = await runAt(step, TOLERANCES[1]);
  const simulated = {
    w: [...run.w],
    residual: run.residual,
    steps: run.steps,
    time: run.steps * step,
    method: `${algorithm.title} on the parameters, step size ${step}`,
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
      run.outcome === 'diverged'
        ? `the run diverged after ${run.steps} steps: use a smaller step size`
        : `the run had not converged after ${run.steps} steps`,
    );
  const end = (defect: Float64Array): AlgorithmEnd => ({
    theta: run.theta,
    w: run.w,
    nu: run.nu,
    steps: run.steps,
    time: run.steps * step,
    defect,
  });
  if (kind === 'mirror') {
    const labels = labelsOf(theory, starts, problem);
    const loose = await runAt(step, TOLERANCES[0]);
    const [own, other, rounding] = [
      labels.balance(run, null),
      labels.balance(loose, null),
      labels.rounding(run),
    ];
    const error = own.map((v, j) => Math.abs(v - other[j]!) + rounding[j]!);
    const defect = labels.defect(run.theta, error);
    const found = endComparisons(theory, starts, given, end(defect), accepted, true);
    return {
      predicted: predictedRecord(found, ''),
      simulated,
      comparisons: found.comparisons,
      context: {},
      notes: ['Every step is the flow with the gradient held; the simulation does not know the potential.'],
    };
  }
  const found = endComparisons(theory, starts, given, end(new Float64Array(k * d)), accepted, true);
  const distances = [distance(run.w, found.predicted.w)];
  for (const share of [2, 4, 8]) {
    const finer = await runAt(step / share, TOLERANCES[1]);
    if (finer.outcome !== 'converged') return failed('a run at a smaller step size did not converge');
    distances.push(distance(finer.w, found.predicted.w));
  }
  // what stopping, rounding and the flow within the steps can do to a limit
  const noise =
    (found.comparisons.find((c) => c.name === 'limit')?.budget ?? Infinity) + 4 * run.steps * TOLERANCES[1];
  const comparisons: ComparisonRecord[] = [
    orderComparison(
      'order',
      distances,
      1,
      noise,
      'The distance of the limit from that of the flow at four step sizes, each half of the one before.',
    ),
  ];
  return {
    predicted: predictedRecord(found, ''),
    simulated,
    comparisons,
    context: { 'distance from the limit of the flow, relative to max|w|': distances[0]! },
    notes: ['Natural gradient descent has the limit of the flow only up to the order of its step size.'],
  };
}

function distance(a: Float64Array, b: Float64Array): number {
  const size = b.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  return a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i]!)), 0) / size;
}
