import { compileVector } from '../expression/compile.ts';
import { differentiate } from '../expression/differentiate.ts';
import { ONE } from '../expression/expression.ts';
import { effectiveStart } from '../prediction/effectiveStart.ts';
import type { DescentOptions, DescentResult } from '../simulation/descent.ts';
import type { DescentTheory, Label } from '../theory/descentTheory.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import type { LinearProblem } from './comparedFlow.ts';
import { EPSILON } from './epsilon.ts';
import { labelsOf } from './labelBalance.ts';

/** What a theory of descent makes of a run. */
export interface KnownHistory {
  /** k × d: the effective start; NaN where it is not known to second order. */
  readonly start: Float64Array;
  /** k × d: bound of |∇ψ(w) − Xᵀν| on the branch of each parameter, from that start. */
  readonly defect: Float64Array;
  /** One for each conserved quantity, d each: its predicted end, and a bound of the error of the prediction. */
  readonly conserved: readonly { readonly end: Float64Array; readonly error: Float64Array }[];
}

/** Places on a step where the third derivative is evaluated. */
const SHARES = [0, 0.25, 0.5, 0.75, 1];
/** Roundings of one step of a parameter, in ε. */
const PER_STEP = 6;

/**
 * Follows a run step by step. Where the step commutes with the flow the start changes by `defect` and the conserved
 * quantities by their factors, from x alone; otherwise labels shift by their second order at θ, with the third derivative
 * along the step as the remainder. Rounding is summed up through the derivatives of the labels.
 */
export function descentHistory(
  theory: SeparableTheory,
  t: DescentTheory,
  starts: Float64Array,
  problem: LinearProblem,
): { record: NonNullable<DescentOptions['onStep']>; finish: (run: DescentResult) => KnownHistory } {
  const { X, n, d } = problem;
  const { parameters } = t.model;
  const k = parameters.length;
  const labels: readonly Label[] = [...t.clocks, ...t.conserved];
  const evaluate = functionsOf(t, labels);
  const perLabel = (): Float64Array[] => labels.map(() => new Float64Array(d));
  const [shift, remainder, rounding] = [perLabel(), perLabel(), perLabel()];
  const product = t.conserved.map(() => new Float64Array(d).fill(1));
  const [path, sizes] = [new Float64Array(d), new Float64Array(d)];
  const start = starts.slice();
  // θ and x of one coordinate
  const at = new Float64Array(k + 1);
  const load = (theta: Float64Array, i: number, x: number): void => {
    for (let j = 0; j < k; j++) at[j] = theta[j * d + i]!;
    at[k] = x;
  };

  /** Labels by their second order, with the remainder of Taylor's formula. */
  const followTaylor = (i: number, x: number): void => {
    const drift = evaluate.drift(at);
    const largest = new Float64Array(labels.length);
    for (const share of SHARES) {
      at[k] = share * x;
      evaluate.third(at).forEach((v, l) => (largest[l] = Math.max(largest[l]!, Math.abs(v))));
    }
    at[k] = x;
    labels.forEach((_, l) => {
      shift[l]![i]! += drift[l]! * x * x;
      remainder[l]![i]! += (largest[l]! / 6) * Math.abs(x) ** 3;
    });
  };

  return {
    record(theta, x, multipliers) {
      for (let i = 0; i < d; i++) {
        const own = x[i]!;
        path[i]! += Math.abs(own);
        for (let m = 0; m < n; m++) sizes[i]! += Math.abs(X[m * d + i]! * multipliers[m]!);
        load(theta, i, own);
        const factors = evaluate.factor(at);
        const slopes = evaluate.slopes(at);
        labels.forEach(({ factor }, l) => {
          const grown = factor === null ? 1 : Math.max(1, Math.abs(factors[l - t.clocks.length]!));
          let size = 0;
          for (let j = 0; j < k; j++) size += Math.abs(at[j]! * slopes[l * k + j]!);
          rounding[l]![i] = grown * rounding[l]![i]! + PER_STEP * EPSILON * size;
        });
        t.conserved.forEach((_, q) => (product[q]![i]! *= factors[q]!));
        if (!t.commutes) {
          followTaylor(i, own);
          continue;
        }
        load(start, i, own);
        const moved = evaluate.defect(at);
        for (let j = 0; j < k; j++) start[j * d + i] = moved[j]!;
      }
    },
    finish(run) {
      const c = t.clocks.length;
      // rounding of the run and, as much again, of the effective start; that of the accumulated gradient
      const error = (l: number, i: number): number =>
        remainder[l]![i]! +
        2 * rounding[l]![i]! +
        (l < c ? EPSILON * ((n + 2) * sizes[i]! + run.steps * path[i]!) : 0);
      // labels branch by branch: its clock, then what it keeps
      let inner = c;
      const rows = theory.branches.flatMap((b, at) => [at, ...b.flow.conserved.map(() => inner++)]);
      const errors = Float64Array.from({ length: k * d }, (_, j) => error(rows[Math.floor(j / d)]!, j % d));
      const conserved = t.conserved.map(({ factor }, q) => {
        const [end, bound] = [new Float64Array(d), new Float64Array(d)];
        for (let i = 0; i < d; i++) {
          load(starts, i, 0);
          const from = evaluate.value(at)[q]!;
          end[i] = factor === null ? from + shift[c + q]![i]! : from * product[q]![i]!;
          const sum = factor === null ? Math.abs(shift[c + q]![i]!) : Math.abs(end[i]!);
          bound[i] = error(c + q, i) + PER_STEP * EPSILON * (run.steps * sum + Math.abs(from));
        }
        return { end, error: bound };
      });
      // a branch of several parameters has labels beside its clock, which the second order of the clocks does not move
      const shifted = (): Float64Array =>
        c < k
          ? new Float64Array(k * d).fill(NaN)
          : effectiveStart(
              t.clocks.map(({ quantity }) => quantity),
              parameters,
              starts,
              joined(shift.slice(0, c)),
            );
      return {
        start: t.commutes ? start : shifted(),
        defect: labelsOf(theory, starts, problem).defect(run.theta, errors),
        conserved,
      };
    },
  };
}

/** The expressions of the theory as functions of θ and x of one coordinate; each returns an array that it reuses. */
function functionsOf(t: DescentTheory, labels: readonly Label[]) {
  const { parameters } = t.model;
  const names = [...parameters, t.x];
  const compiled = (expressions: Parameters<typeof compileVector>[0]) => {
    const f = compileVector(expressions, names);
    const out = new Float64Array(expressions.length);
    return (at: Float64Array): Float64Array => {
      f(at, out);
      return out;
    };
  };
  const cubic = ({ stepped }: Label) => differentiate(differentiate(differentiate(stepped, t.x), t.x), t.x);
  return {
    drift: compiled(labels.map((l) => l.drift)),
    third: compiled(labels.map(cubic)),
    slopes: compiled(labels.flatMap((l) => parameters.map((p) => differentiate(l.quantity, p)))),
    factor: compiled(t.conserved.map((q) => q.factor ?? ONE)),
    value: compiled(t.conserved.map((q) => q.quantity)),
    defect: compiled(parameters.map((p) => t.defect.get(p)!)),
  };
}

function joined(rows: readonly Float64Array[]): Float64Array {
  const d = rows[0]?.length ?? 0;
  const all = new Float64Array(rows.length * d);
  rows.forEach((row, j) => all.set(row, j * d));
  return all;
}
