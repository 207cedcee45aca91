import { HypentropyError } from '../errors.ts';
import { symbol } from '../expression/expression.ts';
import { REAL_LINE } from '../expression/interval.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import { limitDirection } from '../prediction/limitDirection.ts';
import type { LimitDirection } from '../prediction/limitDirection.ts';
import { marginNorm } from '../prediction/marginNorm.ts';
import { overlap, separability } from '../prediction/separability.ts';
import type { ComparisonRecord } from '../records.ts';
import type { ProblemData } from '../requests.ts';
import type { MarginCheckpoint, MarginFlowResult } from '../simulation/marginFlow.ts';
import { coordinateModel } from '../theory/readModel.ts';
import type { ReadModel } from '../theory/readModel.ts';
import type { Loss } from '../theory/loss.ts';
import { TARGET } from '../theory/namedLosses.ts';
import { checkModel, flowTheory, rangeTheory } from './checkModel.ts';
import type { CheckOptions, Checked } from './checkModel.ts';
import { comparedFlow } from './comparedFlow.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { conservedComparison } from './conservedComparison.ts';
import { dataHash } from './dataHash.ts';
import { comparisonRecord, decideComparison } from './decideComparison.ts';
import type { Level } from './decideComparison.ts';
import { modelRecord } from './deriveTheory.ts';
import { directionRecords, objectiveRecord, pathRecord } from './marginComparisons.ts';
import type { DirectionParts } from './marginComparisons.ts';
import { KERNEL_CLAIM, measureKernel } from './kernelComparison.ts';
import { marginLossOf } from './marginLossOf.ts';
import { marginRun } from './marginRun.ts';
import type { Measured } from './measured.ts';
import { mirrorIdentity } from './mirrorIdentity.ts';
import { directionOf } from './normBounds.ts';
import { numericStarts, withDataShape } from './numericStarts.ts';
import { pathPoint } from './pathComparison.ts';
import { powerOf } from './marginPower.ts';
import { problemOf } from './problemOf.ts';
import { reachedDirection, unsettled } from './settledSupport.ts';
import { weakest } from './verifyStep.ts';

export interface ClassificationOptions extends CheckOptions {
  readonly loss: Loss;
  /** Smallest margin at which the simulated flow stops (default 1e4). */
  readonly margin?: number | undefined;
}

/** Margins at which the path is compared, up to the last; 230.26 is the loss 1e-100 of one sample. */
const LEVELS = [1, 10, 100, 100 * Math.LN10, 1000];
/** Margins to go on to while a support has not settled. */
const FURTHER = [1e5, 1e6, 1e7];
/** Tolerances of the simulation, the next one while a comparison is open. */
const TOLERANCES = [1e-6, 1e-8, 1e-10];

/**
 * Theory against simulated gradient flow of a classification loss on separable data. At finite times: the mirror identity and
 * the conserved quantities, and the weight beside the one of least Q with the same margin. At the limit: the direction, its
 * norm and its multipliers. Throws HypentropyError for models and data that cannot be used, InterruptedError when aborted.
 */
export async function checkClassification(
  given: ReadModel,
  problem: ProblemData,
  options: ClassificationOptions,
): Promise<Checked> {
  const started = performance.now();
  const { loss } = options;
  const numbers = marginLossOf(loss);
  const labelled = problemOf(problem);
  const { n, d, y } = labelled;
  const read =
    problem.shape !== undefined && options.shapeGiven !== true ? withDataShape(given, problem.shape) : given;
  const model = coordinateModel(read);
  const theory = flowTheory(read, model);
  const starts = numericStarts(read, theory.model.parameters, d);
  const deadline = options.deadline ?? (options.budget === undefined ? undefined : started + options.budget);
  const limits = { signal: options.signal, deadline, onProgress: options.onProgress };
  // rows y_n x_n, so that all labels are 1
  const Z = labelled.X.map((v, at) => v * y[Math.floor(at / d)]!);
  const flow = comparedFlow(theory, starts, { X: Z, y: new Float64Array(n).fill(1), n, d });
  const growth = marginNorm(flow.dual);
  const norm = 'why' in growth ? null : growth;
  options.onProgress?.(0, 'separating the samples');
  const separated = await separability(Z, n, d, norm ?? undefined);
  if (separated.separable === null) throw notDecided(loss);
  if (separated.separable === false) {
    if (!(await overlap(Z, n, d, norm ?? undefined)).complete) throw separatedInPart(loss);
    return checkOverlapping(given, problem, options, separated.bound);
  }

  const top = options.margin ?? 1e4;
  const levels = [...LEVELS.filter((level) => level < top), top];
  const runs: { tolerance: number; run: MarginFlowResult }[] = [];
  for (const tolerance of TOLERANCES) {
    const run = await marginRun(flow, numbers, levels, tolerance, limits);
    runs.push({ tolerance, run });
    if (run.outcome === 'aborted') break;
    if (
      runs.length > 1 &&
      identities(flow, runs, options.tolerance ?? 1e-7).every((c) => c.verdict === 'checked')
    )
      break;
  }
  const why = 'why' in growth ? growth.why : '';
  let main = runs.filter((r) => r.run.outcome === 'reached').at(-1) ?? runs.at(-1)!;
  options.onProgress?.(0.8, 'predicting the limit');
  let found = await limitOf(flow, norm, why, loss, main.run.checkpoints);
  for (const further of options.margin === undefined ? FURTHER : []) {
    // where the limit depends on the support of the run, it goes on until that has settled
    if (main.run.outcome !== 'reached' || isSettled(found) || norm === null || norm.power >= 0) break;
    const run = await marginRun(
      flow,
      numbers,
      [...levels, ...FURTHER.filter((m) => m <= further)],
      main.tolerance,
      limits,
    );
    if (run.outcome !== 'reached') break;
    main = { ...main, run };
    found = await limitOf(flow, norm, why, loss, run.checkpoints);
  }
  const { run } = main;
  const end = run.checkpoints.at(-1)!;
  const comparisons = identities(flow, runs, options.tolerance ?? 1e-7);
  if (end.margin > 0) comparisons.push(pathRecord(pathPoint(flow, end)));
  if ('limit' in found) comparisons.push(...limitRecords(found));
  else if (norm !== null && loss.tail?.kind === 'exponential') comparisons.push(missingDirection(found.why));
  const limit = 'limit' in found ? found.limit : null;
  const reachedText =
    run.outcome === 'reached' ? `reached margin ${Number(end.margin.toPrecision(4))}` : OUTCOMES[run.outcome];
  return {
    model: modelRecord(read, model, rangeTheory(model)),
    loss: loss.name,
    problem: {
      samples: n,
      features: d,
      source: problem.source,
      hash: dataHash([n, d], labelled.X, y),
      rank: flow.range.rank,
      interpolates: flow.range.interpolates,
      separable: true,
    },
    predicted: {
      w: limit === null ? [] : [...limit.w],
      direction: limit === null ? [] : [...unit(limit.w)],
      multipliers: limit === null ? [] : [...limit.multipliers],
      iterations: 0,
      residual: limit?.violation ?? 0,
      ...('why' in found ? { why: found.why } : {}),
    },
    simulated: {
      w: [...end.w],
      direction: [...unit(end.w)],
      margin: end.margin,
      logLoss: -end.level,
      logTime: end.logTime,
      residual: end.loss,
      steps: run.steps,
      time: end.t,
      method: run.method,
      outcome: reachedText,
    },
    comparisons,
    context: contextOf(end, limit),
    notes: notesOf(problem, flow, separated.margin, limit),
    verdict: weakest(comparisons.map((c) => c.verdict)),
  };
}

const unit = (w: Float64Array): Float64Array => {
  const size = euclideanNorm(w);
  return size > 0 ? w.map((v) => v / size) : w;
};

/** The comparisons that hold exactly at every time, on all runs. */
function identities(
  flow: ComparedFlow,
  runs: readonly { tolerance: number; run: MarginFlowResult }[],
  accepted: number,
): ComparisonRecord[] {
  const levelsOf = (measure: (run: MarginFlowResult) => Measured | null): Level[] =>
    runs.flatMap(({ tolerance, run }) => {
      const measured = measure(run);
      return measured === null ? [] : [{ tolerance, measured }];
    });
  const power = powerOf(flow, runs.at(-1)!.run.checkpoints);
  const rows: [string, string, string, Level[]][] = [
    [
      'mirror-identity',
      'relative to max|s| along the path',
      'Mirror map of the simulated weights against the accumulated negative gradient Z^T nu, Z the samples times their labels, nu as integrated with them.',
      levelsOf((run) => mirrorIdentity(flow, run.checkpoints)),
    ],
    [
      'conserved',
      'relative to the size of the quantity',
      'Drift of the conserved quantities of the theory along the simulated path.',
      levelsOf((run) => conservedComparison(flow, run.checkpoints)),
    ],
    ['kernel', 'relative to J J^T', KERNEL_CLAIM, levelsOf((run) => measureKernel(flow, run.checkpoints))],
  ];
  return rows.flatMap(([name, unit, sentence, levels]) =>
    levels.length === 0
      ? []
      : [
          comparisonRecord(
            name,
            unit,
            sentence,
            levels,
            decideComparison(levels, accepted),
            name === 'mirror-identity' ? power : [],
          ),
        ],
  );
}

type FoundLimit = DirectionParts | { readonly why: string };

/** The limit of the direction, and what of the run it is compared with. */
async function limitOf(
  { dual, X: Z, n, d }: ComparedFlow,
  norm: DirectionParts['norm'] | null,
  why: string,
  loss: Loss,
  all: readonly MarginCheckpoint[],
): Promise<FoundLimit> {
  if (norm === null)
    return { why: `no limit direction is known: ${why}; the comparisons at finite times do not need one` };
  if (loss.tail?.kind !== 'exponential')
    return {
      why: 'the tail of the loss is not exponential: its limit direction depends on all samples and is no maximum margin',
    };
  const checkpoints = all.filter((c) => c.margin >= 1);
  if (checkpoints.length < 2) return { why: 'the run ended before its margins had grown' };
  const end = checkpoints.at(-1)!;
  const reached = reachedDirection(checkpoints.at(-2)!, end);
  const limit = await limitDirection(norm, Z, n, d, norm.power < 0 ? reached : null);
  if ('why' in limit) return limit;
  const parts = { norm, Z, n, d, limit, checkpoints };
  return { ...parts, unsettled: norm.power < 0 ? unsettled(dual, norm, Z, n, limit, end) : '' };
}

const isSettled = (found: FoundLimit): boolean => 'limit' in found && found.unsettled === '';

const missingDirection = (why: string): ComparisonRecord => ({
  name: 'direction',
  verdict: 'undecided',
  discrepancy: null,
  budget: null,
  unit: 'relative to max|w|',
  text: '',
  why,
});

const limitRecords = (parts: DirectionParts): ComparisonRecord[] => [
  ...(parts.norm.power >= 0 ? [objectiveRecord(parts)] : []),
  ...directionRecords(parts),
];

const OUTCOMES: Record<MarginFlowResult['outcome'], string> = {
  reached: 'reached the margin',
  'left-domain': 'left the domain of the map',
  'step-limit': 'step limit reached before the margin',
  stalled: 'stopped at rounding level before the margin',
  aborted: 'stopped by the time limit before the margin',
};

function contextOf(end: MarginCheckpoint, limit: LimitDirection | null): Record<string, number | null> {
  const l1 = (w: Float64Array): number => w.reduce((sum, v) => sum + Math.abs(v), 0);
  const reached = directionOf(end);
  return {
    'margin over l2 norm, simulated': 1 / euclideanNorm(reached),
    'margin over l2 norm, limit': limit && 1 / euclideanNorm(limit.w),
    'margin over l1 norm, simulated': 1 / l1(reached),
    'margin over l1 norm, limit': limit && 1 / l1(limit.w),
    '-ln(loss) at the end of the run': end.level,
    'ln(time) at the end of the run': end.logTime,
  };
}

function notesOf(
  problem: ProblemData,
  { n }: ComparedFlow,
  margin: number,
  limit: LimitDirection | null,
): string[] {
  const notes = [...(problem.notes ?? [])];
  notes.push(
    `the ${n} samples are separable: a weight in the unit cube has margin ${margin.toPrecision(4)} on all of them`,
  );
  if (limit !== null)
    notes.push(`${limit.text}; ${limit.support.length} weights and ${limit.active.length} samples carry it`);
  return notes;
}

const notDecided = (loss: Loss): HypentropyError =>
  new HypentropyError(
    'data',
    `loss '${loss.name}' on these samples: whether they can be separated is not decided in double precision`,
  );

const separatedInPart = (loss: Loss): HypentropyError =>
  new HypentropyError(
    'data',
    `loss '${loss.name}' on these samples: no weight separates all of them, but some weight separates a part and has no negative margin`,
    'the loss then has neither a finite minimum nor growing margins on every sample: take other data, or --loss squared',
  );

/**
 * Samples of which no part can be separated have a finite minimum of the loss: the limit is the Bregman projection of the start onto
 * the weights of least total loss. Predictions are counted from the labels, since no sample has a least loss of its own.
 */
async function checkOverlapping(
  given: ReadModel,
  problem: ProblemData,
  options: ClassificationOptions,
  bound: number,
): Promise<Checked> {
  const loss: Loss = { ...options.loss, kind: 'regression', minimiser: symbol(TARGET), targets: REAL_LINE };
  const checked = await checkModel(given, problem, { ...options, loss });
  const note = `No weight separates the samples: none in the unit cube has a margin above ${bound.toExponential(1)}. The loss has a finite minimum, and the flow comes to rest.`;
  return { ...checked, problem: { ...checked.problem, separable: false }, notes: [...checked.notes, note] };
}
