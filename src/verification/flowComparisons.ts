import type { Minimiser } from '../prediction/minimiser.ts';
import { regularizerValue } from '../prediction/regularizer.ts';
import type { ComparisonRecord } from '../records.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { conservedComparison } from './conservedComparison.ts';
import { comparisonRecord, decideComparison } from './decideComparison.ts';
import type { Decision, Level } from './decideComparison.ts';
import { exitComparison } from './exitComparison.ts';
import type { Exit } from './exitComparison.ts';
import type { Interpolators } from './interpolators.ts';
import { limitBudget } from './limitBudget.ts';
import type { LimitBudget } from './limitBudget.ts';
import { limitComparison, limitUnit } from './limitComparison.ts';
import type { LimitFace } from './limitFace.ts';
import type { Measured } from './measured.ts';
import { mirrorIdentity } from './mirrorIdentity.ts';
import { nothingMoved } from './nothingMoved.ts';
import { objectiveComparison, objectivePower } from './objectiveComparison.ts';
import type { DualCandidate } from './objectiveComparison.ts';
import { powerOf } from './powerOf.ts';
import type { Power } from './powerOf.ts';
import { sentenceOf } from './sentences.ts';

export const COMPARISONS = ['limit', 'mirror-identity', 'conserved', 'objective'] as const;
export type ComparisonName = (typeof COMPARISONS)[number];

/** One simulation with everything that could be compared on it. */
export interface MeasuredRun {
  readonly tolerance: number;
  readonly run: FlowResult;
  readonly exit: Exit | null;
  readonly budget: LimitBudget | null;
  readonly results: Readonly<Record<ComparisonName, Measured | null>>;
}

export function measureRun(
  flow: ComparedFlow,
  predicted: Minimiser,
  face: LimitFace,
  run: FlowResult,
  tolerance: number,
): MeasuredRun {
  const exit = exitComparison(flow, run);
  const end = face.restrict(run);
  const budget = run.outcome === 'left-domain' ? null : limitBudget(face.flow, end, face.predicted);
  const candidate = budget && candidateOf(end, budget);
  const nothing = nothingMoved(run);
  const results = {
    limit:
      exit !== null
        ? exit.measured
        : budget === null
          ? null
          : limitComparison(flow, predicted, face, run, budget),
    'mirror-identity': nothing ? null : mirrorIdentity(flow, run.checkpoints),
    conserved: nothing ? null : conservedComparison(flow, run.checkpoints),
    objective:
      candidate &&
      run.outcome === 'converged' &&
      !nothing &&
      !isOnePoint(face) &&
      flow.observed?.unique !== false
        ? objectiveComparison(
            face.flow,
            candidate,
            otherInterpolators(face.predicted, face.others),
            regularizerValue(flow.dual, run.w),
          )
        : null,
  };
  return { tolerance, run, exit, budget, results };
}

/** A face of the boundary with one point: Q has nothing to choose there. */
const isOnePoint = ({ boundary, flow }: LimitFace): boolean =>
  boundary !== null && flow.range.rank === flow.d;

const candidateOf = (run: FlowResult, { s, delta }: LimitBudget): DualCandidate => ({
  w: run.w,
  nu: run.nu,
  delta,
  s,
});

/** The predicted minimiser, steps from it along the null space, and the interpolators of least norm. */
function otherInterpolators(predicted: Minimiser, { l2, l1, directions }: Interpolators): Float64Array[] {
  const scale = predicted.w.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const moved = directions.flatMap((z) =>
    [1e-3, -1e-3, 1, -1].map((step) => predicted.w.map((v, i) => v + step * scale * z[i]!)),
  );
  return [predicted.w, l2, ...(l1 === null ? [] : [l1]), ...moved];
}

const levelsOf = (runs: readonly MeasuredRun[], name: ComparisonName): Level[] =>
  runs.flatMap(({ tolerance, results }) => {
    const measured = results[name];
    return measured === null ? [] : [{ tolerance, measured }];
  });

/** The run with the smallest budget for the limit, to speak for all. */
export function mainRun(runs: readonly MeasuredRun[]): MeasuredRun {
  return runs.reduce((best, r) => {
    const [own, other] = [r.results.limit?.budget ?? Infinity, best.results.limit?.budget ?? Infinity];
    return own <= other ? r : best;
  });
}

function decide(
  name: ComparisonName,
  runs: readonly MeasuredRun[],
  predicted: Minimiser,
  accepted: number,
  outOfTime: boolean,
): Decision | null {
  const levels = levelsOf(runs, name);
  if (levels.length === 0) return null;
  const decision = decideComparison(levels, accepted);
  const { run, exit } = mainRun(runs);
  if (decision.verdict === 'checked' || exit !== null) return decision;
  if (name === 'limit' || name === 'objective') {
    // without an end of the flow or a prediction nothing can be said of the limit; the reason is theirs
    const why = troubleOf(run, predicted);
    if (why !== '') return { ...decision, verdict: 'undecided', why, retry: false };
  }
  if (!outOfTime || decision.verdict === 'refuted') return decision;
  return { ...decision, why: `the time allowed was over; ${decision.why}`, retry: false };
}

/** Whether a tighter run could still decide some comparison. */
export const openQuestions = (
  runs: readonly MeasuredRun[],
  predicted: Minimiser,
  accepted: number,
): boolean => COMPARISONS.some((name) => decide(name, runs, predicted, accepted, false)?.retry === true);

const NO_POWER: Power = { limit: [], mirrorIdentity: [], conserved: [] };

const UNITS: Record<ComparisonName, string> = {
  limit: 'relative to max|w|',
  'mirror-identity': 'relative to max|s| along the path',
  conserved: 'relative to the size of the quantity',
  objective: 'relative to Q(w)',
};

/** The records of all comparisons that make sense on this problem; `outOfTime` where a run was cut short. */
export function comparisonsOf(
  flow: ComparedFlow,
  predicted: Minimiser,
  face: LimitFace,
  runs: readonly MeasuredRun[],
  accepted: number,
  outOfTime: boolean,
): ComparisonRecord[] {
  const main = mainRun(runs);
  const end = face.restrict(main.run);
  const power = main.run.outcome === 'aborted' ? NO_POWER : powerOf(flow, main.run, face, main.budget);
  const powers = {
    limit: main.exit ? [] : power.limit,
    'mirror-identity': power.mirrorIdentity,
    conserved: power.conserved,
    objective: [],
  };
  const limitName = main.exit ? 'the end of the dual interval' : limitUnit(flow, predicted).name;
  return COMPARISONS.flatMap((name): ComparisonRecord[] => {
    const decision = decide(name, runs, predicted, accepted, outOfTime);
    if (decision === null)
      return name === 'objective' && isOnePoint(face) ? [] : missingComparison(name, main, predicted);
    const direction = name === 'objective' ? face.others.directions[0] : undefined;
    const shift =
      main.budget && direction ? objectivePower(face.flow, candidateOf(end, main.budget), direction) : null;
    const { measured } = decision.best;
    const sentence = sentenceOf(name, { flow, predicted, face, main, measured, power: powers[name], shift });
    const unit = name === 'limit' ? `relative to ${limitName}` : UNITS[name];
    return [comparisonRecord(name, unit, sentence, levelsOf(runs, name), decision, powers[name])];
  });
}

function troubleOf(run: FlowResult, predicted: Minimiser): string {
  const simulated =
    run.outcome === 'converged' || run.outcome === 'left-domain'
      ? ''
      : run.outcome === 'aborted'
        ? 'the time allowed was over before the flow came to rest'
        : run.advice;
  const prediction =
    predicted.outcome === 'stalled' ? `no limit could be predicted: ${predicted.advice}` : '';
  return [simulated, prediction].filter((t) => t !== '').join('; ');
}

function missingComparison(
  name: ComparisonName,
  { run, exit }: MeasuredRun,
  predicted: Minimiser,
): ComparisonRecord[] {
  if (name === 'conserved' || nothingMoved(run) || (name === 'objective' && exit !== null)) return [];
  const left = `${run.advice}; the theory has no end of its interval there`;
  const why =
    run.outcome === 'left-domain' ? left : troubleOf(run, predicted) || 'there is nothing to compare';
  return [{ name, verdict: 'undecided', discrepancy: null, budget: null, unit: UNITS[name], text: '', why }];
}
