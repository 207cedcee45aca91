import { HypentropyError, InterruptedError } from '../errors.ts';
import { compile } from '../expression/compile.ts';
import { expandTerms } from '../expression/expandTerms.ts';
import type { Expression } from '../expression/expression.ts';
import { orthonormalRows } from '../numerics/orthonormalRows.ts';
import {
  coupledLimit,
  straightLineMap,
  type CoupledLimit,
  type DualValue,
} from '../prediction/coupledLimit.ts';
import type { ComparisonRecord } from '../records.ts';
import type { ProblemData } from '../requests.ts';
import type { CoupledMap } from '../simulation/coupledMap.ts';
import { coupledFlow, type CoupledRun } from '../simulation/coupledFlow.ts';
import { holonomy } from '../simulation/holonomy.ts';
import type { CoupledModel } from '../theory/coupledModel.ts';
import { coupledTheory, type CoupledTheory } from '../theory/coupledTheory.ts';
import type { CheckOptions, Checked } from './checkModel.ts';
import { closedDualMap, coupledStarts, simulatedMap, warpedMap } from './coupledClosures.ts';
import { dataHash } from './dataHash.ts';
import { comparisonRecord, decideComparison, type Level } from './decideComparison.ts';
import { coupledRecord } from './deriveCoupled.ts';
import { holonomyComparison } from './holonomyComparison.ts';
import { measured, type Measured } from './measured.ts';
import { problemOf } from './problemOf.ts';
import { requireSquared } from './requireSquared.ts';
import { weakest } from './verifyStep.ts';

/** Tolerances of the runs; the last serves as reference for the errors of those before. */
const TOLERANCES = [1e-8, 1e-10, 3e-12];
/** The straight-line dual map is integrated at these; its error is how far they are apart. */
const LINE = [1e-11, 1e-13];
/** Steps of the runs after one that did not come to rest. */
const SHORTER = 2000;
/** Rounding, relative, of an integration of so many steps. */
const ROUNDING = 2 ** -48;
/** Milliseconds for the symbolic part, where no budget is given. */
const SEARCH = 8000;

/**
 * Theory against simulated gradient flow on a map with several outputs: the order of training signals (holonomy), and where
 * the theory predicts them, the limit and the mirror identity along the run. Throws HypentropyError for models and data
 * that cannot be used, InterruptedError when aborted.
 */
export async function checkCoupled(
  model: CoupledModel,
  problem: ProblemData,
  options: CheckOptions,
): Promise<Checked> {
  const deadline =
    options.deadline ?? (options.budget === undefined ? undefined : performance.now() + options.budget);
  requireSquared(options.loss);
  const { X, y, n, d } = problemOf(problem);
  if (d !== model.maps.length)
    throw new HypentropyError(
      'data',
      `the data have ${d} features, the map has ${model.maps.length} outputs`,
      `give data with ${model.maps.length} features, one for each output`,
    );
  const theta0 = coupledStarts(model);
  options.onProgress?.(0, 'Lie brackets and conserved quantities');
  const limits = { signal: options.signal, deadline };
  const theory = coupledTheory(model, {
    signal: options.signal,
    deadline: deadline ?? performance.now() + SEARCH,
  });
  const map = simulatedMap(model);
  const warped = warpedMap(map, theory);
  const flowMap = warped ?? map;
  options.onProgress?.(0.2, 'the order of two signals');
  const loops = d === 1 ? [] : holonomyComparisons(theory, map, warped, theta0, limits);
  options.onProgress?.(0.3, 'simulating the flow');
  const runs: CoupledRun[] = [];
  for (const tolerance of TOLERANCES) {
    // lets an abort be heard between the runs
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (options.signal?.aborted) throw new InterruptedError('aborted', 'the check was interrupted');
    // a flow that does not come to rest is not followed as far again
    const shorter = runs[0] !== undefined && runs[0].outcome !== 'converged';
    runs.push(
      coupledFlow({
        map: flowMap,
        theta0,
        X,
        y,
        tolerance,
        stop: options.stop ?? tolerance,
        ...(shorter ? { maximumSteps: SHORTER } : {}),
        ...limits,
      }),
    );
  }
  options.onProgress?.(0.6, 'comparing');
  const closed = closedDualMap(theory);
  const predicts = theory.holds === true || warped !== null;
  const dual = !predicts ? null : (closed ?? straightLineMap(flowMap, theta0, LINE[1]!));
  const coarse = !predicts ? null : (closed ?? straightLineMap(flowMap, theta0, LINE[0]!));
  const predicted = dual === null ? null : coupledLimit(dual, X, y, d);
  const ended = warped === null ? '' : endOfTime(model, warped, theta0, runs);
  const accepted = options.tolerance ?? 1e-7;
  const comparisons = [
    ...(predicted === null ? [] : limitComparison(runs, predicted, coarse!, accepted, ended)),
    ...(dual === null ? [] : identityComparison(runs, dual, coarse!, accepted, closed !== null, ended)),
    ...conservedComparison(theory, runs, accepted),
    ...loops,
  ];
  const main = runs.findLast((r) => r.outcome === 'converged') ?? runs.at(-1)!;
  const rank = orthonormalRows(X, n, d).length / d;
  return {
    model: coupledRecord(model),
    loss: 'squared',
    problem: {
      samples: n,
      features: d,
      source: problem.source,
      hash: dataHash([n, d], X, y),
      rank,
      interpolates: orthonormalRows(withTargets(X, y, n, d), n, d + 1).length / (d + 1) === rank,
    },
    predicted:
      predicted === null || predicted.outcome === 'stalled'
        ? {
            w: [],
            iterations: predicted?.iterations ?? 0,
            residual: 0,
            why:
              predicted === null
                ? theory.holds === 'after-time-change'
                  ? 'the change of time has no closed form'
                  : 'the flow is no mirror flow: its limit depends on the path'
                : 'the dual equation was not solved: the flow may leave the domain of the dual map',
          }
        : { w: [...predicted.w], iterations: predicted.iterations, residual: predicted.residual },
    simulated: {
      w: [...main.end.w],
      residual: main.residual,
      steps: main.steps,
      time: main.end.t,
      method: 'DOP853',
      outcome: OUTCOMES[main.outcome],
    },
    comparisons,
    context: {},
    notes: [...(problem.notes ?? []), `mirror flow: ${answer(theory)}; ${theory.theorem}`],
    verdict: weakest(comparisons.map((c) => c.verdict)),
  };
}

function holonomyComparisons(
  { holds }: CoupledTheory,
  map: CoupledMap,
  warped: CoupledMap | null,
  theta0: Float64Array,
  limits: { readonly signal: AbortSignal | undefined; readonly deadline: number | undefined },
): ComparisonRecord[] {
  const expected = holds === null ? null : holds === true ? 'closes' : 'opens';
  const plain = holonomyComparison('holonomy', holonomy({ map, theta0, ...limits }), expected);
  if (warped === null) return [plain];
  const closed = holonomy({ map: warped, theta0, ...limits });
  return [plain, holonomyComparison('holonomy-after-time-change', closed, 'closes')];
}

const answer = ({ holds }: CoupledTheory): string =>
  holds === true ? 'yes' : holds === false ? 'no' : holds === null ? 'not decided' : 'after a change of time';

export const OUTCOMES: Record<CoupledRun['outcome'], string> = {
  converged: 'converged',
  end: 'converged',
  stopped: 'converged',
  'step-limit': 'step limit reached before it came to rest',
  stalled: 'left the domain of the map, or grew without bound',
  aborted: 'stopped by the time limit before it came to rest',
};

/** Why the change of time does not reach to the end of the runs: a parameter crosses 0, where its factor has no value. */
function endOfTime(
  { parameters }: CoupledModel,
  { factor }: CoupledMap,
  theta0: Float64Array,
  runs: readonly CoupledRun[],
): string {
  for (const [a, name] of parameters.entries()) {
    if (!runs.some((run) => run.crossed.has(a))) continue;
    const there = factor!(theta0.with(a, 0));
    if (!(there > 0) || !Number.isFinite(there))
      return `${name} crosses 0 on the way, where the change of time ends: the theory predicts nothing beyond`;
  }
  return '';
}

/** [X | y], row by row, each row scaled as X is. */
function withTargets(X: Float64Array, y: Float64Array, n: number, d: number): Float64Array {
  const all = new Float64Array(n * (d + 1));
  for (let m = 0; m < n; m++) {
    all.set(X.subarray(m * d, (m + 1) * d), m * (d + 1));
    all[m * (d + 1) + d] = y[m]!;
  }
  return all;
}

const largest = (v: ArrayLike<number>): number => Array.from(v).reduce((m, x) => Math.max(m, Math.abs(x)), 0);

export function limitComparison(
  runs: readonly CoupledRun[],
  predicted: CoupledLimit,
  coarse: DualValue,
  accepted: number,
  ended: string,
): ComparisonRecord[] {
  const unit = 'relative to max|w|';
  const failed = runs.find((r) => r.outcome !== 'converged');
  if (failed !== undefined || predicted.outcome === 'stalled' || ended !== '') {
    const why =
      ended !== ''
        ? ended
        : failed !== undefined
          ? `the simulation did not come to rest: ${OUTCOMES[failed.outcome]}`
          : 'no limit could be predicted';
    return [{ name: 'limit', verdict: 'undecided', discrepancy: null, budget: null, unit, text: '', why }];
  }
  const d = predicted.w.length;
  const other = new Float64Array(d);
  coarse(predicted.s, other, new Float64Array(d * d));
  const scale = largest(predicted.w);
  const levels = levelsOf(runs, (run, reference) => {
    const builder = measured();
    for (let i = 0; i < d; i++) {
      const floor =
        2 * Math.abs(other[i]! - predicted.w[i]!) +
        4 * predicted.residual * scale +
        ROUNDING * scale * Math.sqrt(run.steps);
      const moved = Math.abs(run.end.w[i]! - reference.end.w[i]!);
      const budget = 2 * moved + 2 * (run.remaining + reference.remaining) + floor;
      builder.add(i, run.end.t, Math.abs(run.end.w[i]! - predicted.w[i]!), budget, floor);
    }
    return builder.finish(scale);
  });
  const text = 'Where the simulated flow ends, against the weights that the dual equation gives.';
  return [comparisonRecord('limit', unit, text, levels, decideComparison(levels, accepted), undefined)];
}

export function identityComparison(
  runs: readonly CoupledRun[],
  dual: DualValue,
  coarse: DualValue,
  accepted: number,
  closed: boolean,
  ended: string,
): ComparisonRecord[] {
  const unit = 'relative to max|w| along the path';
  if (ended !== '')
    return [{ name: 'mirror-identity', verdict: 'undecided', discrepancy: null, budget: null, unit, text: '', why: ended }]; // prettier-ignore
  const d = runs[0]!.end.w.length;
  const [fine, rough, slope] = [new Float64Array(d), new Float64Array(d), new Float64Array(d * d)];
  const at = (run: CoupledRun) => [...run.points, run.end];
  const scale = Math.max(...runs.flatMap((r) => at(r).map((point) => largest(point.w))));
  const levels = levelsOf(runs, (run) => {
    const builder = measured();
    const { tolerance } = run;
    for (const point of at(run)) {
      if (!dual(point.dual, fine, slope) || !coarse(point.dual, rough, new Float64Array(d * d))) {
        builder.skip();
        continue;
      }
      const signal = largest(point.dual);
      for (let i = 0; i < d; i++) {
        const floor = 2 * Math.abs(fine[i]! - rough[i]!) + ROUNDING * scale * Math.sqrt(run.steps);
        // errors of w itself and of the accumulated signal, carried to w by M, for every step of the run
        let carried = scale;
        for (let j = 0; j < d; j++) carried += Math.abs(slope[i * d + j]!) * signal;
        const budget = tolerance * Math.sqrt(run.steps) * carried + floor;
        builder.add(i, point.t, Math.abs(point.w[i]! - fine[i]!), budget, floor);
      }
    }
    return builder.finish(scale);
  });
  const by = closed ? 'the closed form' : 'the straight line from 0';
  const text = `Along the run: the weights against those at the accumulated signal, by ${by}.`;
  const decision = decideComparison(levels, accepted);
  return [comparisonRecord('mirror-identity', unit, text, levels, decision, undefined)]; // prettier-ignore
}

function conservedComparison(
  { conserved, geometry }: CoupledTheory,
  runs: readonly CoupledRun[],
  accepted: number,
): ComparisonRecord[] {
  if (conserved.length === 0) return [];
  const { parameters } = geometry.model;
  const quantities = conserved.map((c) => ({
    value: compile(c, parameters),
    terms: (expandTerms(c, 64) ?? [c]).map((t: Expression) => compile(t, parameters)),
  }));
  const levels = levelsOf(runs, (run) => {
    const builder = measured();
    const { tolerance } = run;
    const start = run.points[0] ?? run.end;
    quantities.forEach(({ value, terms }, k) => {
      const before = value(start.theta);
      for (const point of [...run.points, run.end]) {
        const size = terms.reduce((m, t) => m + Math.abs(t(point.theta)), 0) || 1;
        const floor = ROUNDING * Math.sqrt(run.steps);
        const budget = 4 * tolerance * Math.sqrt(run.steps) + floor;
        builder.add(k, point.t, Math.abs(value(point.theta) - before) / size, budget, floor);
      }
    });
    return builder.finish(1);
  });
  const text = 'Conserved polynomials along the run.';
  const decision = decideComparison(levels, accepted);
  return [comparisonRecord('conserved', 'relative to the size of its terms', text, levels, decision, undefined)]; // prettier-ignore
}

/** One level for each run but the last, which is the reference. */
export const levelsOf = (
  runs: readonly CoupledRun[],
  measure: (run: CoupledRun, reference: CoupledRun) => Measured,
): Level[] =>
  runs.slice(0, -1).map((run, k) => ({ tolerance: run.tolerance, measured: measure(run, runs[k + 1]!) }));
