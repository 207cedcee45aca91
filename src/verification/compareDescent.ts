import { HypentropyError } from '../errors.ts';
import type { ComparisonRecord } from '../records.ts';
import { descend, type DescentOptions, type DescentResult } from '../simulation/descent.ts';
import { descentTheory, type DescentTheory } from '../theory/descentTheory.ts';
import { ACCEPTED, STOP, numberOf, openComparison, predictedRecord, type AlgorithmCase, type AlgorithmComparison, type AlgorithmLimits } from './algorithmComparison.ts'; // prettier-ignore
import { averageComparison } from './averageComparison.ts';
import { descentHistory, type KnownHistory } from './descentHistory.ts';
import { endComparisons, type PredictedEnd } from './endComparisons.ts';
import { keptComparison } from './keptComparison.ts';
import { simulationMap } from './simulationMap.ts';

/** Steps after which descent counts as not converged, and those of a run that label noise never lets rest. */
const MOST_STEPS = 200_000;
const NOISY_STEPS = 5000;
/**
 * Gradient descent, with full or sampled gradients and label noise, beside what its theory makes of the gradients along the
 * run: the change of the conserved quantities and the effective start, exact where the step commutes with the flow, else to
 * second order with the remainder bounded by the third derivative along every step. Throws HypentropyError for numbers
 * that are missing.
 */
export async function compareDescent(
  given: AlgorithmCase,
  limits: AlgorithmLimits,
): Promise<AlgorithmComparison> {
  const { theory, algorithm, starts, problem } = given;
  const { n } = problem;
  const t = descentTheory(theory);
  const noisy = algorithm.name === 'label-noise';
  const sampled = algorithm.name !== 'gd';
  const batch = sampled ? batchOf(algorithm, n) : undefined;
  const noise = noisy ? numberOf(algorithm, 'sigma') : undefined;
  const { map } = simulationMap(theory.model.map, theory.model.parameters);
  const options: DescentOptions = {
    map,
    theta0: starts,
    ...problem,
    pull: given.pull,
    step: numberOf(algorithm, 'eta'),
    batch,
    noise,
    seed: limits.seed,
    stop: noisy ? 0 : (limits.stop ?? STOP),
    maximumSteps: noisy ? NOISY_STEPS : MOST_STEPS,
    signal: limits.signal,
    deadline: limits.deadline,
  };
  limits.onProgress?.(null, `running ${algorithm.title}`);
  const history = descentHistory(theory, t, starts, problem);
  const run = await descend({ ...options, onStep: history.record });
  const accepted = limits.tolerance ?? ACCEPTED;
  const known = history.finish(run);
  const finite = run.outcome === 'converged' || run.outcome === 'not converged';
  const rests = run.steps > 0 && run.theta.every((value, j) => value === starts[j]);
  const comparisons: ComparisonRecord[] = !finite
    ? []
    : rests
      ? [openComparison('conserved', 'no parameter moved: the steps are smaller than the spacing of doubles')]
      : keptComparison(t, known, run, starts, accepted);
  let found: PredictedEnd | null = null;
  const why =
    run.outcome === 'converged' ? 'its start has too many parameters to be shifted' : whyNot(run, noisy);
  const solvable = t.commutes || theory.branches.every((b) => b.parameters.length === 1);
  if (run.outcome === 'converged' && solvable) {
    found = endComparisons(
      theory,
      known.start,
      given,
      {
        theta: run.theta,
        w: run.w,
        nu: run.nu,
        steps: run.steps,
        time: run.steps * options.step,
        defect: known.defect,
      },
      accepted,
      t.commutes,
    );
    comparisons.unshift(...found.comparisons);
  } else if (!noisy) comparisons.unshift(openComparison('limit', why));
  if (sampled && finite)
    comparisons.push(
      await averageComparison(
        { ...options, maximumSteps: Math.min(options.maximumSteps, NOISY_STEPS) },
        limits,
      ),
    );
  return {
    predicted: predictedRecord(found, why),
    simulated: {
      w: [...run.w],
      residual: run.residual,
      steps: run.steps,
      time: run.steps * options.step,
      method: `${algorithm.title}, step size ${options.step}${batch === undefined ? '' : `, ${batch} of ${n} samples a step`}`,
      outcome:
        noisy && run.outcome === 'not converged'
          ? 'ended: label noise never lets it rest'
          : OUTCOMES[run.outcome],
    },
    comparisons,
    context: finite ? contextOf(known) : {},
    notes: notesOf(t, run),
  };
}

function batchOf(algorithm: AlgorithmCase['algorithm'], n: number): number {
  const batch = algorithm.values.has('batch') ? numberOf(algorithm, 'batch') : 1;
  if (batch <= n) return batch;
  throw new HypentropyError(
    'algorithm',
    `${algorithm.title} draws ${batch} samples a step, the data have ${n}`,
    'draw at most as many as there are',
  );
}

const OUTCOMES: Record<DescentResult['outcome'], string> = {
  converged: 'converged',
  diverged: 'diverged',
  'not converged': 'not converged',
  aborted: 'stopped by the time limit before it converged',
};

function whyNot({ outcome, steps }: DescentResult, noisy: boolean): string {
  if (noisy) return 'label noise never lets it rest';
  if (outcome === 'diverged') return `the run diverged after ${steps} steps: use a smaller step size`;
  if (outcome === 'aborted') return 'the time allowed was over before it converged';
  return `the run had not converged after ${steps} steps`;
}

/** Smallest and largest values of the conserved quantities at the end. */
function contextOf({ conserved }: KnownHistory): Record<string, number | null> {
  const context: Record<string, number | null> = {};
  conserved.forEach(({ end }, q) => {
    const name = conserved.length === 1 ? 'conserved quantity' : `conserved quantity ${q + 1}`;
    context[`smallest ${name} at the end`] = end.reduce((m, v) => Math.min(m, v), Infinity);
    context[`largest ${name} at the end`] = end.reduce((m, v) => Math.max(m, v), -Infinity);
  });
  return context;
}

function notesOf(t: DescentTheory, { outcome }: DescentResult): string[] {
  const statement = t.commutes
    ? 'The step commutes with the flow of this map, so the prediction is exact at every step size; it uses the gradients of the run, not its parameters.'
    : 'The step does not commute with the flow of this map: the prediction is of second order in the step size and uses the gradients and parameters of the run.';
  return outcome === 'diverged' ? [statement, 'The run diverged: use a smaller step size.'] : [statement];
}
