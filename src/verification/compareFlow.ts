import { InterruptedError } from '../errors.ts';
import { minimise } from '../prediction/minimiser.ts';
import type { Minimiser } from '../prediction/minimiser.ts';
import type { ComparisonRecord } from '../records.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import type { UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import { comparedFlow } from './comparedFlow.ts';
import type { ComparedFlow, LinearProblem } from './comparedFlow.ts';
import { interpolators } from './interpolators.ts';
import type { Interpolators } from './interpolators.ts';
import { comparisonsOf, mainRun, measureRun, openQuestions } from './flowComparisons.ts';
import type { MeasuredRun } from './flowComparisons.ts';
import { limitFace } from './limitFace.ts';
import { runFlow } from './runFlow.ts';
import type { RunLimits } from './runFlow.ts';

export interface CompareOptions extends RunLimits {
  /** Largest budget accepted, relative; default 1e-7. */
  readonly tolerance?: number | undefined;
  /** Relative residual at which the simulated flow counts as converged; chosen from the tolerance when absent. */
  readonly stop?: number | undefined;
  /** Seed of the random null-space directions. */
  readonly seed: number;
}

export interface FlowComparison {
  readonly flow: ComparedFlow;
  readonly predicted: Minimiser;
  /** The run with the smallest budget for the limit. */
  readonly run: FlowResult;
  /** Every run, from the loosest to the tightest. */
  readonly runs: readonly MeasuredRun[];
  readonly comparisons: readonly ComparisonRecord[];
  readonly others: Interpolators;
}

/** Tolerance of the first tight run per accepted budget, and the bounds of what is asked of the simulation. */
const TIGHTER = 1e-3;
const TIGHTEST = 1e-13;
const LOOSEST = 1e-7;
/** The comparison run is this much looser, a retry this much tighter. */
const LOOSER = 100;
const RETRY = 30;
const MOST_RETRIES = 2;

/**
 * Theory against simulated gradient flow of a regression loss: the prediction from the theory's expressions alone, the
 * simulation from F alone, each compared inside a computed budget at two tolerances of the simulation and tighter ones
 * where these do not decide. `theory` is that of the generic model; `starts` is k × d in the order of its parameters.
 * Throws HypentropyError for data or starts that cannot be used and InterruptedError when aborted, or when the time is
 * over before anything could be compared.
 */
export async function compareFlow(
  theory: SeparableTheory | UnsolvedFlow,
  starts: Float64Array,
  problem: LinearProblem,
  options: CompareOptions,
): Promise<FlowComparison> {
  // prettier-ignore
  const accepted = options.tolerance ?? 1e-7;
  options.onProgress?.(0, 'predicting the limit');
  const flow = comparedFlow(theory, starts, problem);
  const predicted = predict(flow, options);
  const others = interpolators(flow, options.seed, options);
  const face = limitFace(flow, predicted, others, options.seed, options);
  const first = Math.min(LOOSEST, Math.max(TIGHTEST, accepted * TIGHTER));
  const stop = options.stop ?? Math.min(1e-8, Math.max(1e-15, accepted * 1e-4));
  const runs: MeasuredRun[] = [];
  let outOfTime = false;
  let tolerance = first * LOOSER;
  for (let index = 0; index < 2 + MOST_RETRIES; index++) {
    options.onProgress?.(0.1 + 0.2 * index, `simulating the flow at tolerance ${tolerance.toExponential(0)}`);
    const run = await runFlow(flow, tolerance, stop, options);
    outOfTime = run.outcome === 'aborted';
    if (failed(run) && runs.some((r) => !failed(r.run))) {
      // a tighter run that fails where a looser one came to its end says nothing; a still looser one may
      if (runs.length > 1 || outOfTime) break;
      const looser = await runFlow(flow, runs[0]!.tolerance * LOOSER, stop, options);
      if (!failed(looser))
        runs.unshift(measureRun(flow, predicted, face, looser, runs[0]!.tolerance * LOOSER));
      break;
    }
    runs.push(measureRun(flow, predicted, face, run, tolerance));
    if (outOfTime) break;
    if (index > 0 && !openQuestions(runs, predicted, accepted)) break;
    const next = Math.max(TIGHTEST / 10, tolerance / (index === 0 ? LOOSER : RETRY));
    if (next >= tolerance) break;
    tolerance = next;
  }
  options.onProgress?.(0.95, 'comparing');
  const comparisons = comparisonsOf(flow, predicted, face, runs, accepted, outOfTime);
  return { flow, predicted, run: mainRun(runs).run, runs, comparisons, others };
}

/** Without an end, or without the tighter run from which its budget would come. */
const failed = (run: FlowResult): boolean =>
  (run.outcome !== 'converged' && run.outcome !== 'left-domain') || (run.budget === null && run.t > 0);

function predict(flow: ComparedFlow, { signal, deadline = Infinity }: RunLimits): Minimiser {
  const { dual, X, y, n, d, observed } = flow;
  const found = minimise({
    map: dual,
    X,
    y,
    n,
    d,
    signal,
    onIteration: () => {
      if (performance.now() > deadline)
        throw new InterruptedError('budget', 'the time allowed was over before the limit was predicted');
    },
  });
  if (observed === undefined || observed.unique) return found;
  return { ...found, outcome: 'stalled', advice: NOT_UNIQUE };
}

const NOT_UNIQUE =
  'the loss is flat around its minimum over Xw, so that several predictions Xw have the least loss and the potential alone does not tell which of them the flow reaches';
