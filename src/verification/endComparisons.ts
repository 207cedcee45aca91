import { compileVector } from '../expression/compile.ts';
import { HypentropyError } from '../errors.ts';
import { invertWeight } from '../prediction/weightPoint.ts';
import { minimise, type Minimiser } from '../prediction/minimiser.ts';
import { theoryBranches, theoryDualMap } from '../prediction/theoryBranches.ts';
import type { ComparisonRecord } from '../records.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { comparedFlow, type ComparedFlow, type LinearProblem } from './comparedFlow.ts';
import { dualDefect, dualProduct, inverseRounding } from './dualDefect.ts';
import { EPSILON } from './epsilon.ts';
import { limitBudget } from './limitBudget.ts';
import { limitUnit } from './limitComparison.ts';
import { measured } from './measured.ts';
import { singleComparison } from './singleComparison.ts';

/** The end of an algorithm's run, and how well it must sit on the flow from its effective start. */
export interface AlgorithmEnd {
  readonly theta: Float64Array;
  readonly w: Float64Array;
  /** Multipliers of the accumulated gradient: the dual coordinates are Xᵀν. */
  readonly nu: Float64Array;
  readonly steps: number;
  readonly time: number;
  /** k × d: bound of |G(θ) − G(θ̃) − (Xᵀν)_i| for the clock G of each parameter's branch, if the theory is right. */
  readonly defect: Float64Array;
}

/** Share of what the effective start changes that the budget of an approximate statement may take. */
const APPROXIMATE = 0.25;

export interface PredictedEnd {
  readonly flow: ComparedFlow;
  readonly predicted: Minimiser;
  readonly comparisons: ComparisonRecord[];
}

/**
 * The limit of an algorithm that is the flow from `starts` (k × d, its effective start): the minimiser of the Bregman
 * divergence of that start on X w = y beside the end of the run, and ∇ψ of the end beside the accumulated gradient. An
 * approximate statement is accepted where its budget is a fraction of what it says: of the distance to what the given start
 * would predict.
 * Throws HypentropyError for a start without theory.
 */
export function endComparisons(
  theory: SeparableTheory,
  starts: Float64Array,
  given: { readonly starts: Float64Array; readonly problem: LinearProblem },
  end: AlgorithmEnd,
  accepted: number,
  exact: boolean,
): PredictedEnd {
  const { problem } = given;
  if (starts.some(Number.isNaN))
    throw new HypentropyError('algorithm', 'the effective start does not exist', 'use a smaller step size');
  const isShifted = starts.some((v, j) => v !== given.starts[j]);
  const words = exact ? 'Exact.' : 'Approximate; the budget holds the remainder.';
  const plain = comparedFlow(theory, starts, problem);
  const flow: ComparedFlow = { ...plain, weightRounding: valueRounding(plain) };
  const predicted = minimise({ map: flow.dual, ...problem });
  const plainDual = theoryDualMap(theoryBranches(theory, given.starts, problem.d), problem.d);
  const run = {
    ...END,
    theta: end.theta,
    w: end.w,
    nu: end.nu,
    steps: end.steps,
    t: end.time,
    budget: end.defect,
  };
  const identity = measured();
  const { s, size } = dualProduct(flow, end.nu);
  const defect = dualDefect(flow, end.defect);
  const rounded = flow.weightRounding(end.theta, end.w);
  const point = { s: 0, slope: 0, depth: 0 };
  const unit = s.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  let moved = 0;
  for (let i = 0; i < flow.d; i++) {
    if (invertWeight(plainDual, i, end.w[i]!, point))
      moved = Math.max(moved, Math.abs(point.s - s[i]!) / unit);
    if (!invertWeight(flow.dual, i, end.w[i]!, point)) {
      identity.add(i, end.time, Infinity, defect[i]!, 0);
      continue;
    }
    const rounding =
      inverseRounding(flow.dual, i, end.w[i]!, point, rounded[i]!) + EPSILON * (flow.n + 2) * size[i]!;
    identity.add(i, end.time, Math.abs(point.s - s[i]!), defect[i]! + rounding, rounding);
  }
  const comparisons = [
    singleComparison(
      'mirror-identity',
      identity.finish(unit),
      exact ? accepted : Math.max(accepted, APPROXIMATE * moved),
      'relative to max|s|',
      `grad psi of the end, from the effective start, beside the accumulated gradient. ${words}${isShifted ? ` From the given start it is off by ${short(moved)}.` : ''}`,
    ),
  ];
  if (predicted.outcome === 'converged') {
    const limit = measured();
    const budget = limitBudget(flow, run, predicted);
    const { name, size: largest } = limitUnit(flow, predicted);
    for (let i = 0; i < flow.d; i++) {
      const own = predicted.errorBound[i]!;
      limit.add(
        i,
        end.time,
        Math.abs(end.w[i]! - predicted.w[i]!),
        budget.total[i]! + own,
        budget.floor[i]! + own,
      );
    }
    const other = minimise({ map: plainDual, ...problem });
    const distance = other.w.reduce((m, v, i) => Math.max(m, Math.abs(v - predicted.w[i]!)), 0) / (largest || 1);
    comparisons.unshift(
      singleComparison(
        'limit',
        limit.finish(largest),
        exact ? accepted : Math.max(accepted, APPROXIMATE * distance),
        `relative to ${name}`,
        `The end beside the minimiser of the Bregman divergence of the effective start on X w = y. ${words}${isShifted ? ` From the given start it would be ${short(distance)} away.` : ''}`,
      ),
    );
  } else
    comparisons.unshift({
      name: 'limit', verdict: 'undecided', discrepancy: null, budget: null, unit: 'relative to max|w|', text: '',
      why: `no limit could be predicted: ${predicted.advice}`,
    }); // prettier-ignore
  return { flow, predicted, comparisons };
}

const short = (x: number): string => (x >= 0.01 && x < 1000 ? x.toPrecision(3) : x.toExponential(1));

const END = {
  outcome: 'converged' as const,
  advice: '',
  residual: 0,
  gradientNorm: 0,
  rejected: 0,
  evaluations: 0,
  method: '',
  budgetKind: 'dual-defect' as const,
  checkpoints: [],
};

/** Rounding of weights that are computed as F(θ): that of its terms. */
function valueRounding({ branches, model, k, d }: ComparedFlow): ComparedFlow['weightRounding'] {
  const terms = branches.flatMap((b) => (b.part.kind === 'sum' ? b.part.terms : [b.part]));
  const parts = compileVector(terms, model.parameters);
  const [theta, values] = [new Float64Array(k), new Float64Array(terms.length)];
  return (at) =>
    Float64Array.from({ length: d }, (_, i) => {
      for (let j = 0; j < k; j++) theta[j] = at[j * d + i]!;
      parts(theta, values);
      return 8 * EPSILON * values.reduce((sum, v) => sum + Math.abs(v), 0);
    });
}
