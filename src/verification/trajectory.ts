import { InterruptedError } from '../errors.ts';
import { compile } from '../expression/compile.ts';
import { effectiveExponent } from '../prediction/effectiveExponent.ts';
import { minimise } from '../prediction/minimiser.ts';
import type { TrajectoryRecord } from '../records.ts';
import type { TrajectoryRequest } from '../requests.ts';
import type { FlowCheckpoint } from '../simulation/flowResult.ts';
import { simulateFlow } from '../simulation/simulateFlow.ts';
import { toText } from '../expression/printText.ts';
import { readLoss } from '../theory/loss.ts';
import { comparedFlow } from './comparedFlow.ts';
import type { ComparedFlow, LinearProblem } from './comparedFlow.ts';
import { interpolators } from './interpolators.ts';
import { numericModel } from './numericModel.ts';
import { observedProblem } from './observedProblem.ts';
import { problemOf } from './problemOf.ts';
import { inverseMetricAtStart, jacobianSquares, kernelMovement } from './tangentKernel.ts';

/** Aimed error of the weights along the path and residual at its end: for the eye, not for a verdict. */
const TOLERANCE = 1e-5;
const STOP = 1e-6;
const MOST_STEPS = 4000;
/** Share of a level of the loss within which it is met. */
const NEAR = 0.03;

export type Trajectory = Omit<TrajectoryRecord, 'schema' | 'version' | 'seed' | 'conventions' | 'elapsed'>;

/**
 * The predicted limit and the simulated flow towards it, sampled along its way. Throws HypentropyError for models, losses
 * and data that cannot be used, InterruptedError when stopped.
 */
export async function flowTrajectory(
  request: TrajectoryRequest,
  seed: number,
  signal?: AbortSignal,
): Promise<Trajectory> {
  const problem = observedProblem(problemOf(request.data), readLoss(request.loss));
  const { theory, starts, dual } = numericModel(request, problem.d);
  const flow = comparedFlow(theory, starts, problem);
  const found = minimise({ ...problem, map: dual, signal });
  const { l1, l2 } = interpolators(flow, seed, { signal });
  const run = await simulateFlow({
    map: flow.map,
    theta0: starts,
    X: problem.X,
    y: problem.observed?.targets ?? problem.y,
    loss: problem.observed?.sample,
    n: problem.n,
    d: problem.d,
    kernel: flow.kernel,
    tolerance: TOLERANCE,
    stopResidual: STOP,
    maxSteps: MOST_STEPS,
    checkpoints: { losses: lossLevels(lossAtStart(problem, flow)), within: NEAR },
    ...(signal === undefined ? {} : { signal }),
  });
  if (signal?.aborted) throw new InterruptedError('aborted', 'the simulation was interrupted');
  const path = [startPoint(flow, problem), ...run.checkpoints];
  const known = found.outcome !== 'stalled';
  return {
    problem: { samples: problem.n, features: problem.d, interpolates: flow.range.interpolates },
    predicted: {
      w: known ? [...found.w] : [],
      regularizer: known ? finite(found.Q) : null,
      exponent: known ? finite(effectiveExponent(dual, found)) : null,
      why: found.outcome === 'converged' ? null : found.advice,
    },
    least: { l1: l1 === null ? null : [...l1], l2: [...l2] },
    simulated: { w: [...run.w], outcome: run.outcome, advice: run.advice, steps: run.steps, residual: run.residual },
    path: {
      t: path.map((p) => p.t),
      w: path.map((p) => [...p.w]),
      loss: path.map((p) => p.loss),
      kernelMovement: movement(flow, path),
      conserved: conserved(flow, path),
    },
  }; // prettier-ignore
}

/** Levels of the loss at which the path is sampled: fine near the start, where it may wait, then by decades. */
function lossLevels(start: number): number[] {
  const early = [1e-3, 0.01, 0.03].map((x) => 1 - x);
  const middle = Array.from({ length: 16 }, (_, i) => 0.94 - (0.9 * i) / 15);
  const late = Array.from({ length: 11 }, (_, i) => 10 ** (-2 - i));
  return [...early, ...middle, ...late].map((x) => x * start);
}

function lossAtStart({ X, y, n, d, observed }: LinearProblem, { numbers }: ComparedFlow): number {
  let total = 0;
  for (let m = 0; m < n; m++) {
    let f = 0;
    for (let i = 0; i < d; i++) f += X[m * d + i]! * numbers.initial[i]!;
    total +=
      observed === undefined ? (f - y[m]!) ** 2 / 2 : observed.sample.value(y[m]! - f, observed.targets[m]!);
  }
  return total;
}

const startPoint = (flow: ComparedFlow, problem: LinearProblem): Pick<FlowCheckpoint, 't' | 'w' | 'loss' | 'theta'> => ({
  t: 0, w: flow.numbers.initial, loss: lossAtStart(problem, flow), theta: flow.starts,
}); // prettier-ignore

/** ‖K − K₀‖/‖K₀‖ of the tangent kernel along the path. */
function movement(flow: ComparedFlow, path: readonly Pick<FlowCheckpoint, 'theta'>[]): (number | null)[] {
  const start = inverseMetricAtStart(flow.dual);
  return path.map(({ theta }) =>
    kernelMovement(flow.kernel, jacobianSquares(flow.map, theta, flow.d), start),
  );
}

/** Every conserved quantity along the path: how far it is from its start value, relative to that where it is not 0, at the worst coordinate. */
function conserved(
  { theory, d, k }: ComparedFlow,
  path: readonly Pick<FlowCheckpoint, 'theta'>[],
): { quantity: string; drift: (number | null)[] }[] {
  return theory.conserved.map(({ quantity }) => {
    const value = compile(quantity, theory.model.parameters);
    const at = (theta: Float64Array, i: number) =>
      value(Array.from({ length: k }, (_, j) => theta[j * d + i]!));
    const size = Array.from({ length: d }, (_, i) => Math.abs(at(path[0]!.theta, i)) || 1);
    const drift = path.map(({ theta }) => {
      let worst = 0;
      for (let i = 0; i < d; i++)
        worst = Math.max(worst, Math.abs(at(theta, i) - at(path[0]!.theta, i)) / size[i]!);
      return finite(worst);
    });
    return { quantity: toText(quantity), drift };
  }); // prettier-ignore
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
