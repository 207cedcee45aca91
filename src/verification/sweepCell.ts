import { createKernel } from '../numerics/kernel.ts';
import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import { effectiveExponent } from '../prediction/effectiveExponent.ts';
import { minimise } from '../prediction/minimiser.ts';
import type { Minimiser } from '../prediction/minimiser.ts';
import { projectOnRange } from '../prediction/rangeProjection.ts';
import type { RangeProjection } from '../prediction/rangeProjection.ts';
import { theoryBranches, theoryDualMap } from '../prediction/theoryBranches.ts';
import { createWeightedSystem } from '../prediction/weightedSystem.ts';
import type { SweepRow, VerdictKind } from '../records.ts';
import { randomProblem } from '../simulation/randomProblem.ts';
import type { Loss } from '../theory/loss.ts';
import { genericModel, readModel } from '../theory/readModel.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { isSolved } from '../theory/unsolvedFlow.ts';
import { compareFlow } from './compareFlow.ts';
import type { CompareOptions } from './compareFlow.ts';
import type { LinearProblem } from './comparedFlow.ts';
import { flowTheoryOf } from './deriveTheory.ts';
import { EPSILON } from './epsilon.ts';
import { leastL1, leastNorm } from './interpolators.ts';
import type { LeastL1 } from './interpolators.ts';
import { kernelComparison } from './kernelComparison.ts';
import { observedProblem, withTargetsOf } from './observedProblem.ts';
import { problemOf } from './problemOf.ts';
import type { SweepCell } from './sweepGrid.ts';
import { inverseMetric, inverseMetricAtStart, kernelMovement } from './tangentKernel.ts';
import { weakest } from './verifyStep.ts';

const l1 = (w: Float64Array): number => w.reduce((sum, v) => sum + Math.abs(v), 0);

/** One random problem with what all its cells share. */
export interface SweepProblem extends LinearProblem {
  readonly range: RangeProjection;
  /** w*. */
  readonly truth: Float64Array;
  readonly leastL2: number;
  readonly leastL1: LeastL1 | null;
}

/** Draws the problem of a cell and solves it for the least norms. */
export function sweepProblem(cell: SweepCell, loss: Loss, signal?: AbortSignal): SweepProblem {
  const drawn = randomProblem(cell);
  const problem = observedProblem(problemOf(withTargetsOf(loss, drawn)), loss);
  const { X, y, n, d } = problem;
  const range = projectOnRange(X, n, d, y, createKernel(X, n, d));
  const system = createWeightedSystem(range.kernel, range.x);
  if (range.rank > 0) system.factor(new Float64Array(d).fill(1), 0, 1, new Float64Array(d));
  const shortest = leastNorm(system, { d, range }, range.y);
  const scale = maxNorm(shortest);
  return {
    ...problem,
    range,
    truth: Float64Array.from(drawn.w),
    leastL2: euclideanNorm(shortest),
    leastL1: scale === 0 ? { w: shortest, norm: 0, lower: 0 } : leastL1(range, d, scale, signal),
  };
}

/** The theory of the network of one depth from starts that are symbols. */
export function networkTheory(depth: string): SeparableTheory {
  const theory = flowTheoryOf(genericModel(readModel({ depth, scale: 'symbolic' })));
  if (isSolved(theory)) return theory;
  throw new Error(`the network of depth ${depth} has no closed theory`);
}

/** Start values u = v = α of the network; at infinite depth ln μ. */
export const networkStarts = (theory: SeparableTheory, alpha: number, d: number): Float64Array =>
  new Float64Array(theory.model.parameters.length * d).fill(
    theory.model.depth === 'inf' ? Math.log(alpha) : alpha,
  );

/** The row of a cell: its limit by the dual problem and, where asked for, the simulated flow beside it. */
export async function sweepCell(
  cell: SweepCell,
  problem: SweepProblem,
  theory: SeparableTheory,
  options: CompareOptions,
): Promise<SweepRow> {
  const { X, y, n, d, range } = problem;
  const starts = networkStarts(theory, cell.alpha, d);
  const map = theoryDualMap(theoryBranches(theory, starts, d), d);
  const found = minimise({ map, X, y, n, d, signal: options.signal });
  const row = { ...cell, ...EMPTY, iterations: found.iterations, residual: finite(found.residual) };
  if (found.outcome !== 'converged') return { ...row, verdict: 'undecided', why: found.advice };
  const end = inverseMetric(map, found.w);
  const norm = l1(found.w);
  const atMost = norm / lowerBound(found, problem) - 1;
  const described = {
    ...row,
    l1: norm,
    l2: euclideanNorm(found.w),
    excessL1: problem.leastL1 && finite(norm / problem.leastL1.norm - 1),
    excessL1AtMost: finite(atMost),
    excessL2: finite(euclideanNorm(found.w) / problem.leastL2 - 1),
    kernelMovement: end && kernelMovement(range.kernel, end, inverseMetricAtStart(map)),
    exponent: finite(effectiveExponent(map, found)),
    risk: euclideanNorm(found.w.map((v, i) => v - problem.truth[i]!)) ** 2,
  };
  const [verdict, why] = certified(found, problem, norm, atMost);
  if (cell.route === 'predicted') return { ...described, verdict, why };
  const compared = await compareFlow(theory, starts, problem, options);
  const comparisons = [...compared.comparisons, ...kernelComparison(compared, options.tolerance ?? 1e-7)];
  const limit = comparisons.find((c) => c.name === 'limit');
  return {
    ...described,
    flowDiscrepancy: limit?.discrepancy ?? null,
    flowBudget: limit?.budget ?? null,
    verdict: weakest([verdict, ...comparisons.map((c) => c.verdict)]),
    why: [why, ...comparisons.map((c) => c.why ?? '')].find((text) => text !== '') ?? '',
  };
}

const EMPTY = {
  l1: null,
  l2: null,
  excessL1: null,
  excessL1AtMost: null,
  excessL2: null,
  kernelMovement: null,
  exponent: null,
  risk: null,
  flowDiscrepancy: null,
  flowBudget: null,
};

/** The lower bound y·ν/‖Xᵀν‖∞ of the least ℓ1 norm that the multipliers of a limit give. */
function lowerBound(found: Minimiser, { range, X, y, n, d }: SweepProblem): number {
  const s = new Float64Array(d);
  const kernel = range.x === X ? range.kernel : createKernel(X, n, d);
  kernel.backward(found.nu, s);
  return found.nu.reduce((sum, v, m) => sum + v * y[m]!, 0) / maxNorm(s);
}

/**
 * 0 ≤ ‖w‖₁ − ‖w₁*‖₁ ≤ ‖w‖₁ − y·ν/‖Xᵀν‖∞, inside the error of the weights and of the least norm: otherwise the dual
 * solution is wrong.
 */
function certified(
  found: Minimiser,
  { leastL1: least, d, n }: SweepProblem,
  norm: number,
  atMost: number,
): [VerdictKind, string] {
  if (norm === 0) return ['checked', ''];
  if (least === null) return ['checked', 'the least l1 norm was not certified'];
  const own = l1(found.errorBound) / norm;
  const excess = norm / least.norm - 1;
  const slack = own + (least.norm - least.lower) / least.norm + (d + n) * EPSILON * (1 + Math.abs(atMost));
  const holds = excess >= -slack && excess <= atMost + slack;
  return holds ? ['checked', ''] : ['refuted', 'the l1 norm of the limit lies outside its bounds by duality'];
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
