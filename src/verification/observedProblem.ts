import { HypentropyError, InterruptedError } from '../errors.ts';
import { compile } from '../expression/compile.ts';
import { domainToText } from '../expression/domain.ts';
import { rationalToNumber, symbol } from '../expression/expression.ts';
import { createKernel } from '../numerics/kernel.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import type { SampleLoss } from '../numerics/sampleLoss.ts';
import { fittedMinimiser } from '../prediction/fittedMinimiser.ts';
import { projectOnRange } from '../prediction/rangeProjection.ts';
import type { ProblemData } from '../requests.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import type { Loss } from '../theory/loss.ts';
import { PREDICTION, TARGET } from '../theory/namedLosses.ts';
import type { LinearProblem } from './comparedFlow.ts';
import { EPSILON } from './epsilon.ts';
import type { RunLimits } from './runFlow.ts';
import { sampleLossOf } from './sampleLossOf.ts';

/** What a simulation sees where the loss is not the squared one; the theory is then given the predictions z of least loss. */
export interface Observed {
  readonly loss: Loss;
  readonly sample: SampleLoss;
  readonly targets: Float64Array;
  /** Whether every sample reaches its own least loss at once. */
  readonly interpolates: boolean;
  /** Whether no other predictions have the least loss. */
  readonly unique: boolean;
  /** Bound of the Euclidean error of z. */
  readonly error: number;
}

/**
 * The data with the predictions z of least loss in place of y: z(y) sample by sample where Xw = z(y) has a solution, else
 * the minimiser of the loss over the range of X. Throws HypentropyError `data` for targets that the loss does not take,
 * InterruptedError at the limits.
 */
export function observedProblem(problem: LinearProblem, loss: Loss, limits: RunLimits = {}): LinearProblem {
  if (loss.name === 'squared') return problem;
  const { X, y, n, d } = problem;
  requireTargets(loss, y);
  const sample = sampleLossOf(loss);
  const z = Float64Array.from(y, (target) => sample.rest(target));
  requireFinite(loss, sample, y, z);
  const base = { loss, sample, targets: y };
  // a function of the margin has no least value: only all samples together have one
  if (loss.margin === null && projectOnRange(X, n, d, z, createKernel(X, n, d)).interpolates) {
    const error = z.every((v, m) => v === y[m]) ? 0 : 8 * EPSILON * euclideanNorm(z);
    return { ...problem, y: z, observed: { ...base, interpolates: true, unique: true, error } };
  }
  const { fitted, error, curved } = fittedMinimiser(X, n, d, y, sample, () => stopAt(limits));
  const unique = curved || loss.convex.strict;
  return { ...problem, y: fitted, observed: { ...base, interpolates: false, unique, error } };
}

function stopAt({ signal, deadline = Infinity }: RunLimits): void {
  if (signal?.aborted) throw new InterruptedError('aborted', 'the prediction was interrupted');
  if (performance.now() > deadline)
    throw new InterruptedError(
      'budget',
      'the time allowed was over before the predictions of least loss were found',
    );
}

/** Throws HypentropyError for a target outside what the loss takes. */
function requireTargets({ name, targets }: Loss, y: Float64Array): void {
  const low = targets.lower === null ? -Infinity : rationalToNumber(targets.lower);
  const high = targets.upper === null ? Infinity : rationalToNumber(targets.upper);
  const bad = y.findIndex((v) => !(v > low && v < high) || (targets.nonzero === true && v === 0));
  if (bad >= 0)
    throw new HypentropyError(
      'data',
      `the loss ${name} needs targets with ${domainToText(TARGET, targets).join(' and ')}: y has the entry ${y[bad]} in row ${bad + 1}`,
      'for other targets it has no finite minimiser; use another loss or other data',
    );
}

function requireFinite({ name }: Loss, { pull, curvature }: SampleLoss, y: Float64Array, z: Float64Array): void {
  const bad = z.findIndex(
    (v, m) => !Number.isFinite(v) || !Number.isFinite(pull(v, y[m]!)) || Number.isNaN(curvature(v, y[m]!)),
  );
  if (bad >= 0)
    throw new HypentropyError(
      'data',
      `the loss ${name} has no value in double precision for the target ${y[bad]} in row ${bad + 1}`,
      'scale the targets',
    );
} // prettier-ignore

/**
 * Random data whose targets a loss takes: each number f is replaced by the target y of which f is the minimiser. Data as they
 * are where every target will do. Throws HypentropyError where that equation is not solved.
 */
export function withTargetsOf(loss: Loss, data: ProblemData): ProblemData {
  const { targets, minimiser, facts, name } = loss;
  if (loss.kind !== 'regression' || (targets.lower === null && targets.upper === null && targets.nonzero !== true))
    return data;
  const [solution] = minimiser === null ? [] : solveEquation(minimiser, TARGET, symbol(PREDICTION), facts);
  if (solution === undefined)
    throw new HypentropyError('data', `no random targets are drawn for the loss ${name}`, 'give --data');
  const target = compile(solution.value, [PREDICTION]);
  return {
    ...data,
    y: data.y.map((f) => target([f])),
    source: `${data.source}; each y replaced by the target of which it is the prediction of least loss`,
  };
} // prettier-ignore
