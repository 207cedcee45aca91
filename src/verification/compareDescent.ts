import { HypentropyError } from '../errors.ts';
import { compileVector } from '../expression/compile.ts';
import { differentiate } from '../expression/differentiate.ts';
import { effectiveStart } from '../prediction/effectiveStart.ts';
import type { ComparisonRecord } from '../records.ts';
import { descend, type DescentOptions, type DescentResult } from '../simulation/descent.ts';
import { descentTheory, type DescentTheory, type Label } from '../theory/descentTheory.ts';
import { ACCEPTED, STOP, numberOf, openComparison, predictedRecord, type AlgorithmCase, type AlgorithmComparison, type AlgorithmLimits } from './algorithmComparison.ts'; // prettier-ignore
import { averageComparison } from './averageComparison.ts';
import { endComparisons, type PredictedEnd } from './endComparisons.ts';
import { EPSILON } from './epsilon.ts';
import { measured } from './measured.ts';
import { simulationMap } from './simulationMap.ts';
import { singleComparison } from './singleComparison.ts';

/** Steps after which descent counts as not converged, and those of a run that label noise never lets rest. */
const MOST_STEPS = 200_000;
const NOISY_STEPS = 5000;
/** Share of a second-order change that its remainder may take for the comparison to say something. */
const APPROXIMATE = 0.25;

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
  const { n, d } = problem;
  const t = descentTheory(theory);
  const noisy = algorithm.name === 'label-noise';
  const sampled = algorithm.name !== 'gd';
  const batch = sampled ? batchOf(algorithm, n) : undefined;
  const noise = noisy ? numberOf(algorithm, 'sigma') : undefined;
  const { map } = simulationMap(theory.model.map, theory.model.parameters);
  const options: DescentOptions = {
    map, theta0: starts, ...problem, step: numberOf(algorithm, 'eta'), batch, noise, seed: limits.seed,
    stop: noisy ? 0 : (limits.stop ?? STOP), maximumSteps: noisy ? NOISY_STEPS : MOST_STEPS,
    signal: limits.signal, deadline: limits.deadline,
  };
  limits.onProgress?.(null, `running ${algorithm.title}`);
  const history = descentHistory(t, starts, d, problem);
  const run = await descend({ ...options, onStep: history.record });
  const accepted = limits.tolerance ?? ACCEPTED;
  const known = history.finish(run);
  const finite = run.outcome === 'converged' || run.outcome === 'not converged';
  const comparisons: ComparisonRecord[] = finite ? conservedComparisons(t, known, run, starts, accepted) : [];
  let found: PredictedEnd | null = null;
  const why = run.outcome === 'converged' ? 'its start has too many parameters to be shifted' : whyNot(run, noisy);
  const solvable = t.commutes || theory.branches.every((b) => b.parameters.length === 1);
  if (run.outcome === 'converged' && solvable) {
    found = endComparisons(theory, known.start, given, { theta: run.theta, w: run.w, nu: run.nu, steps: run.steps, time: run.steps * options.step, defect: known.defect }, accepted, t.commutes);
    comparisons.unshift(...found.comparisons);
  } else if (!noisy) comparisons.unshift(openComparison('limit', why));
  if (sampled && finite) comparisons.push(await averageComparison({ ...options, maximumSteps: Math.min(options.maximumSteps, NOISY_STEPS) }, limits));
  return {
    predicted: predictedRecord(found, why),
    simulated: {
      w: [...run.w], residual: run.residual, steps: run.steps, time: run.steps * options.step,
      method: `${algorithm.title}, step size ${options.step}${batch === undefined ? '' : `, ${batch} of ${n} samples a step`}`,
      outcome: noisy && run.outcome === 'not converged' ? 'ended: label noise never lets it rest' : OUTCOMES[run.outcome],
    },
    comparisons,
    context: finite ? contextOf(known) : {},
    notes: notesOf(t, run),
  };
} // prettier-ignore

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

interface KnownHistory {
  /** k × d: the effective start. */
  readonly start: Float64Array;
  /** k × d: bound of the error of the clocks from that start. */
  readonly defect: Float64Array;
  /** One for each conserved quantity, d each: its predicted end, and the bound of the error of that. */
  readonly conserved: readonly { readonly end: Float64Array; readonly error: Float64Array }[];
}

/** What the theory makes of the gradients of a run, step by step. */
function descentHistory(
  t: DescentTheory,
  starts: Float64Array,
  d: number,
  { X, n }: { X: Float64Array; n: number },
): {
  record: NonNullable<DescentOptions['onStep']>;
  finish: (run: DescentResult) => KnownHistory;
} {
  const { parameters } = t.model;
  const k = parameters.length;
  const names = [...parameters, t.x];
  const branchOf = parameters.map((p) => t.clocks.findIndex((c) => c.parameters.includes(p)));
  const labels: readonly Label[] = [...t.clocks, ...t.conserved];
  const drifts = compileVector(labels.map((l) => l.drift), parameters);
  const third = compileVector(labels.map((l) => differentiate(differentiate(differentiate(l.stepped, t.x), t.x), t.x)), names);
  const factors = compileVector(t.conserved.map((l) => l.factor ?? l.quantity), names);
  const defectMap = compileVector(parameters.map((p) => t.defect.get(p)!), names);
  const sensitivities = compileVector(
    labels.flatMap((l) => parameters.map((p) => differentiate(l.quantity, p))), parameters,
  );
  const values = compileVector(t.conserved.map((l) => l.quantity), parameters);
  const exact = t.conserved.map((l) => l.factor !== null);
  const start = starts.slice();
  const at = new Float64Array(k + 1);
  const [drift, largest, out, moved, quantity] = [new Float64Array(labels.length), new Float64Array(labels.length), new Float64Array(labels.length), new Float64Array(k), new Float64Array(t.conserved.length)];
  const gradients = new Float64Array(labels.length * k);
  const [shift, remainder, rounding] = [0, 1, 2].map(() => labels.map(() => new Float64Array(d))) as [Float64Array[], Float64Array[], Float64Array[]];
  const product = t.conserved.map(() => new Float64Array(d).fill(1));
  const [path, sizes] = [new Float64Array(d), new Float64Array(d)];
  const load = (theta: Float64Array, i: number): void => {
    for (let j = 0; j < k; j++) at[j] = theta[j * d + i]!;
  };
  return {
    record(theta, x, multipliers) {
      for (let i = 0; i < d; i++) {
        const xi = x[i]!;
        load(theta, i);
        at[k] = xi;
        path[i]! += Math.abs(xi);
        for (let m = 0; m < n; m++) sizes[i]! += Math.abs(X[m * d + i]! * multipliers[m]!);
        sensitivities(at, gradients);
        labels.forEach((_, l) => {
          for (let j = 0; j < k; j++) rounding[l]![i]! += 6 * EPSILON * Math.abs(at[j]! * gradients[l * k + j]!);
        });
        if (!t.commutes) {
          drifts(at, drift);
          largest.fill(0);
          for (const share of SHARES) {
            at[k] = share * xi;
            third(at, out);
            for (let l = 0; l < labels.length; l++) largest[l] = Math.max(largest[l]!, Math.abs(out[l]!));
          }
          labels.forEach((_, l) => {
            shift[l]![i]! += drift[l]! * xi * xi;
            remainder[l]![i]! += (largest[l]! / 6) * Math.abs(xi) ** 3;
          });
          at[k] = xi;
        }
        factors(at, out);
        t.conserved.forEach((_, q) => {
          if (exact[q]) product[q]![i]! *= out[q]!;
        });
        if (t.commutes) {
          load(start, i);
          at[k] = xi;
          defectMap(at, moved);
          for (let j = 0; j < k; j++) start[j * d + i] = moved[j]!;
        }
      }
    },
    finish(run) {
      const defect = new Float64Array(k * d);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) {
          const c = branchOf[j]!;
          // rounding of the run and, as much again, of the effective start; that of the accumulated gradient
          const own = 2 * rounding[c]![i]! + EPSILON * ((n + 2) * sizes[i]! + run.steps * path[i]!);
          defect[j * d + i] = remainder[c]![i]! + own;
        }
      const conserved = t.conserved.map((_, q) => {
        const l = t.clocks.length + q;
        const [end, error] = [new Float64Array(d), new Float64Array(d)];
        for (let i = 0; i < d; i++) {
          load(starts, i);
          values(at, quantity);
          const from = quantity[q]!;
          end[i] = exact[q] ? from * product[q]![i]! : from + shift[l]![i]!;
          error[i] = remainder[l]![i]! + rounding[l]![i]! + (exact[q] ? 6 * EPSILON * run.steps * Math.abs(end[i]!) : 4 * EPSILON * (run.steps * Math.abs(shift[l]![i]!) + Math.abs(from)));
        }
        return { end, error };
      });
      const shifted = t.commutes ? start : effectiveStart(t.clocks.map((c) => c.quantity), parameters, starts, joined(shift.slice(0, t.clocks.length)));
      return { start: shifted, defect, conserved };
    },
  };
} // prettier-ignore

/** Places on a step where the third derivative is evaluated. */
const SHARES = [0, 0.25, 0.5, 0.75, 1];

function joined(rows: readonly Float64Array[]): Float64Array {
  const d = rows[0]?.length ?? 0;
  const all = new Float64Array(rows.length * d);
  rows.forEach((row, j) => all.set(row, j * d));
  return all;
}

/** Each conserved quantity of the flow at the end of the run beside its predicted value. */
function conservedComparisons(
  t: DescentTheory,
  { conserved }: KnownHistory,
  { theta, steps }: DescentResult,
  starts: Float64Array,
  accepted: number,
): ComparisonRecord[] {
  if (t.conserved.length === 0) return [];
  const { parameters } = t.model;
  const k = parameters.length;
  const d = theta.length / k;
  const values = compileVector(t.conserved.map((l) => l.quantity), parameters);
  const [at, out, before] = [new Float64Array(k), new Float64Array(t.conserved.length), new Float64Array(t.conserved.length)];
  const exact = t.conserved.every((l) => l.factor !== null);
  const result = measured();
  let unit = 0;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < k; j++) at[j] = starts[j * d + i]!;
    values(at, before);
    for (let j = 0; j < k; j++) at[j] = theta[j * d + i]!;
    values(at, out);
    conserved.forEach(({ end, error }, q) => {
      unit = Math.max(unit, exact ? Math.abs(before[q]!) : Math.abs(out[q]! - before[q]!));
      result.add(i, steps, Math.abs(out[q]! - end[i]!), error[i]!, 0);
    });
  }
  return [
    singleComparison(
      'conserved',
      result.finish(unit),
      exact ? accepted : Math.max(accepted, APPROXIMATE),
      exact ? 'relative to its value at the start' : 'relative to its largest change',
      exact
        ? 'What the flow keeps, at the end of the run beside its value at the start times the factor of every step. Exact at this step size.'
        : 'What the flow keeps, at the end of the run beside its value at the start plus the second-order change of every step; the budget is the remainder, from the third derivative along each step.',
    ),
  ];
} // prettier-ignore

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
