import type { CurvesRecord, TrajectoryRecord, TransitionRecord } from '../records.ts';
import type { CurvesRequest, RunOptions, TrajectoryRequest, TransitionRequest } from '../requests.ts';
import { parse } from '../expression/parse.ts';
import { toLatex } from '../expression/printLatex.ts';
import { readLoss } from '../theory/loss.ts';
import { potentialCurves } from '../verification/curves.ts';
import { flowTrajectory } from '../verification/trajectory.ts';
import { scaleTransition } from '../verification/transition.ts';
import { SQUARED, stamp } from './stamp.ts';

/** A formula typed in infix as LaTeX in math mode. Throws FormulaError pointing into it. */
export function typeset(formula: string): string {
  return toLatex(parse(formula));
}

/**
 * The potential and the metric of each coordinate at many weights in double precision, beside what they tend to near the
 * start and far from it: the numbers of a figure, at the pace of a slider. Throws HypentropyError for models that cannot be
 * read or have symbols for start values.
 */
export async function curves(request: CurvesRequest, options: RunOptions): Promise<CurvesRecord> {
  const started = performance.now();
  const computed = potentialCurves(request);
  return { ...stamp(options, readLoss(request.loss)), ...computed, elapsed: performance.now() - started };
}

/**
 * The predicted limit on a data set and a simulated flow towards it, sampled along its way, to the accuracy of a figure;
 * `check` is what compares them. Regression losses. Throws HypentropyError for models and data that cannot be used,
 * InterruptedError when stopped.
 */
export async function trajectory(request: TrajectoryRequest, options: RunOptions): Promise<TrajectoryRecord> {
  const started = performance.now();
  const computed = await flowTrajectory(request, options.seed, options.signal);
  return { ...stamp(options, readLoss(request.loss)), ...computed, elapsed: performance.now() - started };
}

/**
 * Limits on one data set over depths and scales: how the effective exponent of the potential falls from 2 (kernel) to 1
 * (rich). Throws as `trajectory` does.
 */
export async function transition(request: TransitionRequest, options: RunOptions): Promise<TransitionRecord> {
  const started = performance.now();
  const computed = await scaleTransition(request, options.signal);
  return { ...stamp(options, SQUARED), ...computed, elapsed: performance.now() - started };
}
