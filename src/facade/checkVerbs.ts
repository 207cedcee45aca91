import type { CheckRecord, ExperimentRecord, SweepRecord } from '../records.ts';
import type {
  CheckRequest,
  PathRequest,
  ProblemData,
  RunOptions,
  SweepOptions,
  SweepRequest,
} from '../requests.ts';
import { HypentropyError } from '../errors.ts';
import { requireLabels } from '../report/readJsonData.ts';
import { randomProblem } from '../simulation/randomProblem.ts';
import { randomSensing } from '../simulation/randomSensing.ts';
import { readLoss } from '../theory/loss.ts';
import type { Loss } from '../theory/loss.ts';
import { readModel } from '../theory/readModel.ts';
import type { CoupledModel } from '../theory/coupledModel.ts';
import { isCoupled, readCoupled } from '../theory/readCoupled.ts';
import { checkClassification } from '../verification/checkClassification.ts';
import { checkAlgorithm } from '../verification/checkAlgorithm.ts';
import { checkCoupled } from '../verification/checkCoupled.ts';
import { checkMatrix } from '../verification/checkMatrix.ts';
import { checkModel } from '../verification/checkModel.ts';
import { checkScalePath } from '../verification/checkScalePath.ts';
import { withTargetsOf } from '../verification/observedProblem.ts';
import { runSweep } from '../verification/sweep.ts';
import { algorithmOf } from './algorithmOf.ts';
import { SQUARED, stamp, withLoss } from './stamp.ts';
import { limitsOf } from './limitsOf.ts';

/** The size of the random problem drawn when a check is given no data. */
const RANDOM = { samples: 10, features: 20, sparsity: 2, noise: 0 };

/**
 * The theory's prediction beside a simulated gradient flow that knows nothing of it, on the data given or on a random
 * problem, each comparison inside a computed budget. Throws HypentropyError for models and data that cannot be used,
 * InterruptedError when stopped.
 */
export async function check(request: CheckRequest, options: RunOptions): Promise<CheckRecord> {
  const started = performance.now();
  const loss = readLoss(request.loss);
  const algorithm = algorithmOf(request, loss);
  if (request.matrix !== undefined) return checkFactorization(request, request.matrix, loss, options);
  const model = isCoupled(request) ? readCoupled(request) : readModel(request);
  const sizes = { ...('maps' in model ? coupledSizes(model) : RANDOM), ...definedOf(request) };
  const drawn: ProblemData =
    request.data ?? withTargetsOf(loss, randomProblem({ ...sizes, seed: options.seed }));
  if (drawn.matrixSize !== undefined)
    throw new HypentropyError(
      'data',
      'the data hold measurement matrices, the model is none of matrices',
      `add --matrix "U*U'", or another factorization`,
    );
  const data = loss.kind === 'classification' ? labelled(drawn, request.data === undefined) : drawn;
  const settings = checkSettings(request, loss, options);
  const checked = await ('maps' in model
    ? checkCoupled(model, data, settings)
    : algorithm !== null
      ? checkAlgorithm(model, algorithm, data, settings)
      : loss.kind === 'classification'
        ? checkClassification(model, data, {
            ...settings,
            ...(request.margin === undefined ? {} : { margin: request.margin }),
          })
        : checkModel(model, data, settings));
  const record = withLoss(checked.model, loss);
  return {
    ...stamp(options, loss, !isCoupled(request), algorithm),
    ...checked,
    model: record,
    elapsed: performance.now() - started,
  };
}

/**
 * Scale against accuracy: gradient flow at several scales, each stopped at margin alpha^D/mu for the ratios mu given, beside
 * the regularisation path w_mu. Throws HypentropyError for models and data that cannot be used, InterruptedError when stopped.
 */
export async function checkPath(request: PathRequest, options: RunOptions): Promise<ExperimentRecord> {
  const started = performance.now();
  const loss = readLoss(request.loss ?? 'exponential');
  const drawn = request.data ?? randomProblem({ ...RANDOM, ...definedOf(request), seed: options.seed });
  const { depth, note, ...outcome } = await checkScalePath(
    request,
    loss,
    labelled(drawn, request.data === undefined),
    {
      ...limitsOf(options),
      onProgress: options.onProgress,
    },
  );
  const { verdict } = outcome;
  return {
    ...stamp(options, loss),
    id: 'scale-against-accuracy',
    title: `Scale against accuracy: depth ${depth}`,
    statement: note,
    outcomes: [{ id: 'regularisation-path', title: 'Flow beside the regularisation path', ...outcome }],
    why: null,
    verdict,
    elapsed: performance.now() - started,
  };
}

const checkSettings = (request: CheckRequest, loss: Loss, options: RunOptions) => ({
  ...options,
  loss,
  shapeGiven: request.shape !== undefined,
  ...(request.tolerance === undefined ? {} : { tolerance: request.tolerance }),
  ...(request.stop === undefined ? {} : { stop: request.stop }),
});

/** The random measurements drawn when a check of a matrix factorization is given no data; features are rows. */
const RANDOM_SENSING = { samples: 3, features: 4, sparsity: 1, noise: 0 };

/** `check` of a matrix factorization. */
async function checkFactorization(
  request: CheckRequest,
  matrix: string,
  loss: Loss,
  options: RunOptions,
): Promise<CheckRecord> {
  const started = performance.now();
  const { features: size, sparsity: rank, ...sizes } = { ...RANDOM_SENSING, ...definedOf(request) };
  const commuting = request.commuting !== false;
  const data = request.data ?? randomSensing({ ...sizes, size, rank, commuting, seed: options.seed });
  const checked = await checkMatrix({ ...request, matrix }, data, checkSettings(request, loss, options));
  const { conventions, ...stamped } = stamp(options, loss, checked.predicted.why === undefined);
  const measured =
    'squared loss L(W) = sum over k of (<A_k, W> - y_k)^2 / 2, <A, W> the sum of products of entries';
  return {
    ...stamped,
    conventions: [measured, ...conventions.slice(1)],
    ...checked,
    elapsed: performance.now() - started,
  };
}

/** Labels ±1: those of the data, or the signs of the responses of a random problem. Throws HypentropyError for other labels. */
function labelled(data: ProblemData, isRandom: boolean): ProblemData {
  if (isRandom)
    return {
      ...data,
      y: data.y.map((v) => (v < 0 ? -1 : 1)),
      source: `${data.source}; labels are the signs of y`,
    };
  requireLabels(data.y, 'labels');
  return data;
}

/** One feature an output, and one sample fewer, so that many weights fit. */
const coupledSizes = ({ maps: { length } }: CoupledModel): typeof RANDOM => ({
  samples: Math.max(1, length - 1),
  features: length,
  sparsity: 1,
  noise: 0,
});

/**
 * Limits over a grid of depths, scales, sizes and seeds: norms, their excess over the least, the movement of the tangent
 * kernel and the exponent of the potential, each cell with its certificate; with `simulate` the flow of each beside it.
 * Throws HypentropyError for lists that cannot be read, InterruptedError when stopped.
 */
export async function sweep(request: SweepRequest, options: SweepOptions): Promise<SweepRecord> {
  const started = performance.now();
  const swept = await runSweep(request, options);
  return { ...stamp(options, SQUARED), ...swept, elapsed: performance.now() - started };
}

const definedOf = (request: CheckRequest): Partial<typeof RANDOM> =>
  Object.fromEntries(
    (['samples', 'features', 'sparsity', 'noise'] as const).flatMap((key) => {
      const value = request[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
