/** The facade: few verbs over plain records. Everything behind it may change; this may only grow. */
import type {
  CheckRecord, ClaimRecord, CurvesRecord, DesignRecord, DocumentRecord, EvaluationRecord, ExperimentRecord, ListRecord,
  ModelRecord, SweepRecord, TheoryRecord, TrajectoryRecord, TransitionRecord,
} from './records.ts'; // prettier-ignore
import type {
  CheckRequest,
  ClaimRequest,
  CurvesRequest,
  DesignRequest,
  DocumentText,
  EvaluateRequest,
  ListRequest,
  ModelRequest,
  PathRequest,
  ProblemData,
  RunOptions,
  SweepOptions,
  SweepRequest,
  TrajectoryRequest,
  TransitionRequest,
} from './requests.ts';
import { isCertificate, readCertificate, recertify } from './derivation/certificate.ts';
import { readContents } from './derivation/contents.ts';
import { readDocument } from './derivation/document.ts';
import { replay } from './derivation/replay.ts';
import { tableOfClaims } from './derivation/tableOfClaims.ts';
import { runExperiments } from './experiments/runExperiments.ts';
import { HypentropyError } from './errors.ts';
import { isLatex } from './expression/parseLatex.ts';
import { parse } from './expression/parse.ts';
import { toLatex } from './expression/printLatex.ts';
import { toText } from './expression/printText.ts';
import { evaluateCoupled } from './prediction/evaluateCoupled.ts';
import { evaluateAt } from './prediction/evaluateRequest.ts';
import { quantityNamed } from './prediction/evaluateQuantity.ts';
import { requireLabels } from './report/readJsonData.ts';
import { randomProblem } from './simulation/randomProblem.ts';
import { randomSensing } from './simulation/randomSensing.ts';
import { isSolved } from './theory/unsolvedFlow.ts';
import { readAlgorithm, type Algorithm } from './theory/algorithm.ts';
import { readLoss, type Loss } from './theory/loss.ts';
import { coordinateModel, readModel } from './theory/readModel.ts';
import type { CoupledModel } from './theory/coupledModel.ts';
import { isCoupled, readCoupled } from './theory/readCoupled.ts';
import { judgeCoupledClaim } from './verification/coupledClaim.ts';
import { infixClaim } from './verification/latexClaim.ts';
import { judgeUnsolvedClaim } from './verification/unsolvedClaim.ts';
import { judgeClaim, judgeIdentity, namesQuantity } from './verification/verifyClaim.ts';
import { checkClassification } from './verification/checkClassification.ts';
import { checkAlgorithm } from './verification/checkAlgorithm.ts';
import { checkCoupled } from './verification/checkCoupled.ts';
import { checkMatrix } from './verification/checkMatrix.ts';
import { checkModel } from './verification/checkModel.ts';
import { potentialCurves } from './verification/curves.ts';
import { flowTrajectory } from './verification/trajectory.ts';
import { scaleTransition } from './verification/transition.ts';
import { checkScalePath } from './verification/checkScalePath.ts';
import { designTheory } from './verification/designTheory.ts';
import { coupledRecord, deriveCoupled } from './verification/deriveCoupled.ts';
import { deriveAlgorithm } from './verification/deriveAlgorithm.ts';
import { deriveMatrix } from './verification/deriveMatrix.ts';
import { deriveTheory, flowTheoryOf, modelRecord } from './verification/deriveTheory.ts';
import { withTargetsOf } from './verification/observedProblem.ts';
import { runSweep } from './verification/sweep.ts';
import { withLossSteps } from './verification/withLossSteps.ts';
import { weakest } from './verification/verifyStep.ts';
import { VERSION } from './version.ts';

export { HypentropyError } from './errors.ts';
export type * from './records.ts';
export type * from './requests.ts';
export type { ReadDataOptions } from './report/readData.ts';
export { readData } from './report/readData.ts';
export { requireLabels };
export { randomProblem } from './simulation/randomProblem.ts';
export { randomSensing } from './simulation/randomSensing.ts';
export { render } from './report/render.ts';
export { readRows, rowHeader, rowText } from './report/sweepRows.ts';
export { CLAIMABLE } from './verification/claimedQuantity.ts';
export { FORMATS } from './requests.ts';
export { suggest } from './expression/suggest.ts';

/** What every number and formula of a record is stated in. */
const conventionsOf = ({ name, formula }: Loss, algorithm: Algorithm | null): string[] => [
  name === 'squared'
    ? 'squared loss L(w) = |Xw - y|^2 / 2, summed over the samples; rows of X are samples'
    : `loss L(w) = sum over the samples of ${toText(formula)} at f = Xw; rows of X are samples`,
  algorithm === null
    ? 'gradient flow at unit rate on the parameters'
    : `${algorithm.title} on the parameters; gradients of sampled losses count n/batch times, so that their mean is the gradient of L`,
];
/** And every potential, where the flow is a mirror flow in its own time. */
const OF_POTENTIALS = [
  'canonical potential: psi(w(0)) = 0 and grad psi(w(0)) = 0, so that grad psi(w(t)) is the accumulated negative gradient of the loss exactly',
];

const stamp = (options: RunOptions, loss: Loss, isMirrorFlow = true, algorithm: Algorithm | null = null) => ({
  schema: 1 as const,
  version: VERSION,
  seed: options.seed,
  conventions: [...conventionsOf(loss, algorithm), ...(isMirrorFlow ? OF_POTENTIALS : [])],
});

/** A record of a model under a loss. */
const withLoss = (model: ModelRecord, { name }: Loss): ModelRecord => ({ ...model, loss: name });

/**
 * The theory of a model, step by step, each step with its verdict and evidence. Throws HypentropyError (or one of
 * its kinds) for a model that cannot be read or has no theory, and when interrupted.
 */
export async function derive(request: ModelRequest, options: RunOptions): Promise<TheoryRecord> {
  const started = performance.now();
  const loss = readLoss(request.loss);
  const { matrix } = request;
  const algorithm = algorithmOf(request, loss);
  const deadline = started + (options.budget ?? Infinity);
  const theory =
    matrix !== undefined
      ? await deriveMatrix({ ...request, matrix }, options)
      : isCoupled(request)
        ? await deriveCoupled(readCoupled(request), options)
        : algorithm === null
          ? await deriveTheory(readModel(request), options)
          : await deriveAlgorithm(readModel(request), algorithm, options);
  const derived = await withLossSteps(theory, loss, options, deadline);
  const holds = derived.mirrorFlow.holds === true;
  const model = withLoss(derived.model, loss);
  return {
    ...stamp(options, loss, holds, algorithm),
    ...derived,
    model,
    elapsed: performance.now() - started,
  };
}

/**
 * One quantity of a theory at points, correctly rounded to the digits asked for. Throws DomainError with the
 * interval for a point outside the domain, HypentropyError for texts that cannot be read.
 */
export async function evaluate(request: EvaluateRequest, options: RunOptions): Promise<EvaluationRecord> {
  const loss = readLoss(request.loss);
  const quantity = quantityNamed(request.quantity);
  if (isCoupled(request)) {
    const model = readCoupled(request);
    const { at, from, digits } = request;
    const values = evaluateCoupled(model, quantity, at, from, digits, limitsOf(options));
    const record = withLoss(coupledRecord(model), loss);
    return { ...stamp(options, loss), quantity, model: record, digits, values, verdict: 'enclosed' };
  }
  const read = readModel(request);
  const limits = limitsOf(options);
  // Values come from the dual map by certified roots; the closed mirror map is not needed.
  const values = evaluateAt(
    read,
    (m) => flowTheoryOf(m),
    quantity,
    request.at,
    request.from,
    request.digits,
    limits,
  );
  const model = coordinateModel(read);
  const theory = flowTheoryOf(model);
  return {
    ...stamp(options, loss),
    quantity,
    model: withLoss(modelRecord(read, model, isSolved(theory) ? theory : null), loss),
    digits: request.digits,
    values,
    verdict: 'enclosed',
  };
}

/**
 * Decides a claim, `NAME = formula` about a quantity of the model or an identity `left = right` in its symbols.
 * Throws FormulaError pointing into the claim, HypentropyError for models that cannot be read.
 */
export async function verifyClaim(request: ClaimRequest, options: RunOptions): Promise<ClaimRecord> {
  const loss = readLoss(request.loss);
  const claim = isLatex(request.claim) ? infixClaim(request.claim) : request.claim;
  const asked = { claim: request.claim, ...(claim === request.claim ? {} : { readAs: claim }) };
  const sampling = { seed: options.seed, points: 8, digits: 50 };
  if (isCoupled(request)) {
    const coupled = readCoupled(request);
    const judged = judgeCoupledClaim(claim, coupled, sampling);
    return {
      ...stamp(options, loss),
      ...asked,
      model: withLoss(coupledRecord(coupled), loss),
      ...judged,
    };
  }
  const noModel = [request.depth, request.parametrization, request.scale, request.init, request.shape].every(
    (x) => x === undefined,
  );
  if (noModel && !namesQuantity(claim))
    return {
      ...stamp(options, loss),
      ...asked,
      model: null,
      ...judgeIdentity(claim, sampling),
    };
  const read = readModel(request);
  const model = coordinateModel(read);
  const theory = flowTheoryOf(model, true);
  const judged = isSolved(theory)
    ? judgeClaim(claim, theory, request.upToScale, sampling)
    : judgeUnsolvedClaim(claim, theory, sampling);
  const record = withLoss(modelRecord(read, model, isSolved(theory) ? theory : null), loss);
  return { ...stamp(options, loss), ...asked, model: record, ...judged };
}

/**
 * From a potential or a metric to a parametrization and a start whose gradient flow has that bias, step by step, with
 * the theory of the result compared with the request. Throws HypentropyError `design` for a potential that no smooth map
 * has, with the nearest one that has; FormulaError or DomainError for texts that cannot be read.
 */
export async function design(request: DesignRequest, options: RunOptions): Promise<DesignRecord> {
  const started = performance.now();
  const designed = await designTheory(request, options);
  return { ...stamp(options, readLoss(undefined)), ...designed, elapsed: performance.now() - started };
}

const SQUARED = readLoss(undefined);

/**
 * Replays a derivation: each line is accepted by the checker of its one reason. Throws HypentropyError `document` or
 * FormulaError for one that cannot be read, naming the line.
 */
export async function deriveDocument(document: DocumentText, options: RunOptions): Promise<DocumentRecord> {
  const started = performance.now();
  const { noDerivation = null, noExperiment = null, ...read } = readDocument(document.text, document.name);
  const replayed = await replay(read, options);
  const { id, title, statement, source, definitions, experiments } = read;
  return {
    ...stamp(options, SQUARED),
    id, title, statement, source,
    definitions: [...definitions],
    ...replayed,
    why: noDerivation,
    experiments: [...experiments],
    noExperiment,
    elapsed: performance.now() - started,
  }; // prettier-ignore
}

/**
 * Decides a file again: a document by the reasons of its lines, a certificate (what `derive` recorded with `claims`) by its
 * claims alone. Throws HypentropyError `document` or FormulaError for a file that cannot be read.
 */
export async function verifyDocument(document: DocumentText, options: RunOptions): Promise<DocumentRecord> {
  if (!isCertificate(document.text)) return deriveDocument(document, options);
  const started = performance.now();
  const certificate = readCertificate(document.text, document.name);
  const { title, version, seed, verdict, steps } = certificate;
  return {
    ...stamp(options, SQUARED),
    id: 'certificate',
    title,
    statement: `Recorded by Hypentropy ${version} with seed ${seed}: ${steps.length} steps, ${verdict}. Each recorded claim is decided again from its text, by parsing, normal forms and ball arithmetic alone. The formulas shown are those recorded: that the claims say the same is not decided here, nor that they are about the model; deriving again decides that.`,
    source: document.name,
    assumptions: [],
    definitions: [],
    ...(await recertify(certificate, options)),
    why: null,
    experiments: [],
    noExperiment: null,
    elapsed: performance.now() - started,
  };
}

/** Runs the numeric checks that a derivation names. Throws as `deriveDocument` does, InterruptedError when stopped. */
export async function checkDocument(document: DocumentText, options: RunOptions): Promise<ExperimentRecord> {
  const started = performance.now();
  const {
    id,
    title,
    statement,
    experiments,
    noExperiment = null,
  } = readDocument(document.text, document.name);
  const outcomes = await runExperiments(experiments, { ...options, ...limitsOf(options) });
  return {
    ...stamp(options, SQUARED),
    id, title, statement, outcomes,
    why: noExperiment,
    verdict: outcomes.length === 0 ? 'undecided' : weakest(outcomes.map((o) => o.verdict)),
    elapsed: performance.now() - started,
  }; // prettier-ignore
}

/** A formula typed in infix as LaTeX in math mode. Throws FormulaError pointing into it. */
export function typeset(formula: string): string {
  return toLatex(parse(formula));
}

/**
 * Every claim of the theory with the verdict of its derivation and, when asked, of its numeric checks. Throws
 * HypentropyError `document` for a claim without a document, and for documents that cannot be read.
 */
export async function listClaims(request: ListRequest, options: RunOptions): Promise<ListRecord> {
  const started = performance.now();
  const contents = readContents(request.index.text, request.index.name);
  const documents = request.documents.map(({ text, name }) => readDocument(text, name));
  const run = request.run
    ? (ids: readonly string[]) => runExperiments(ids, { ...options, ...limitsOf(options) })
    : null;
  const table = await tableOfClaims(contents, documents, run, options);
  return { ...stamp(options, SQUARED), ...table, elapsed: performance.now() - started };
}

const limitsOf = ({ signal, budget }: RunOptions) => ({
  ...(signal === undefined ? {} : { signal }),
  ...(budget === undefined ? {} : { deadline: performance.now() + budget }),
});

/** The algorithm of a request; null for gradient flow. Throws HypentropyError where it has no theory for the model or loss. */
function algorithmOf(request: ModelRequest, loss: Loss): Algorithm | null {
  if (request.algorithm === undefined) return null;
  const algorithm = readAlgorithm(request.algorithm);
  if (algorithm.name === 'flow') return null;
  if (isCoupled(request) || request.matrix !== undefined)
    throw new HypentropyError(
      'algorithm',
      `${algorithm.title} has no theory for several coupled outputs`,
      'use a map of one coordinate, or leave --algorithm out',
    );
  if (loss.kind !== 'regression' || (algorithm.squared && loss.name !== 'squared'))
    throw new HypentropyError(
      'algorithm',
      `${algorithm.title} is available for ${algorithm.squared ? 'the squared loss' : 'regression losses'}: got '${loss.name}'`,
      'leave one of --loss and --algorithm out',
    );
  return algorithm;
}

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
