import { jointDiagonalization } from '../../numerics/jointDiagonalization.ts';
import type { LinearKernel } from '../../numerics/kernel.ts';
import { minimise } from '../../prediction/minimiser.ts';
import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import { readLoss } from '../../theory/loss.ts';
import type { ComparedFlow } from '../../verification/comparedFlow.ts';
import { inverseMetric } from '../../verification/tangentKernel.ts';
import type { Experiment, ExperimentContext } from '../experiment.ts';
import { boundKept, brief, within } from '../within.ts';
import { lossProblem, modelFlow, simulate } from './modelFlow.ts';

const SIZES = { samples: 3, features: 6, sparsity: 2 };
const DEPTHS = [2, 3, 4];
const SCALES = ['0.3', '1', '2'];
const TOLERANCES = [1e-9, 1e-11] as const;
/** Losses, relative to the first, between which the rate is read off, at times of equal distance. */
const [FIRST, LAST] = [1e-8, 1e-18];
const TIMES = 12;

/** Smallest eigenvalue of X diag(weights) Xᵀ. */
export function leastEigenvalue(kernel: LinearKernel, weights: Float64Array): number {
  const gram = new Float64Array(kernel.n * kernel.n);
  kernel.gram(weights, gram);
  return Math.min(...jointDiagonalization([gram], kernel.n).diagonals[0]!);
}

export const convergenceRate: Experiment = {
  id: 'convergence-rate',
  title: 'The loss falls exponentially, at least at the rate of the smallest metric',
  text: `Simulated flows of depth ${DEPTHS.join(', ')} from the scales ${SCALES.join(', ')} on a ${SIZES.samples} x ${SIZES.features} problem: L(t) against L(0) exp(-4 D^2 alpha^(2D-2) lambda_min(X X^T) t), which it must never exceed, and its final rate against 2 lambda_min(X diag(1/psi'') X^T) at the limit.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    const figures: FigureRecord[] = [];
    const problem = lossProblem(SIZES, context.seed, readLoss('squared'));
    for (const depth of DEPTHS) {
      let [worst, error, mostSlack] = [0, 0, 0];
      const series: FigureRecord['series'] = [];
      let rate: ComparisonRecord | null = null;
      let complete = true;
      for (const scale of SCALES) {
        const flow = modelFlow({ depth: String(depth), scale }, problem);
        const alpha = Number(scale);
        const bound = 4 * depth ** 2 * alpha ** (2 * depth - 2) * leastEigenvalue(flow.kernel, new Float64Array(problem.d).fill(1)); // prettier-ignore
        const measured = await lossesOf(flow, context);
        if (measured === null) {
          complete = false;
          continue;
        }
        for (const { t, loss, change } of measured.path) {
          const share = (loss / measured.first) * Math.exp(bound * t);
          worst = Math.max(worst, share);
          error = Math.max(error, change);
          mostSlack = Math.max(mostSlack, 1 / share);
        }
        series.push({ name: `alpha = ${scale}`, x: measured.path.map((p) => bound * p.t), y: measured.path.map((p) => p.loss / measured.first) }); // prettier-ignore
        const found = rateOf(flow, depth, scale, measured);
        if (rate === null || share(found) > share(rate)) rate = found;
      }
      comparisons.push(
        boundKept(
          `bound-${depth}`,
          complete ? worst : NaN,
          error,
          `depth ${depth}: largest L(t) over its bound after the start, at three scales; the bound is up to ${brief(mostSlack)} times the loss.`,
          'a flow did not fall to the losses asked for',
        ),
        ...(rate === null ? [] : [rate]),
      );
      figures.push({
        id: `loss-${depth}`,
        title: `Loss of depth ${depth} over the time in which its bound falls by a factor e`,
        x: { name: '4 D^2 alpha^(2D-2) lambda_min t', scale: 'linear' },
        y: { name: 'L(t)/L(0)', scale: 'log' },
        series,
      });
    }
    return { comparisons, figures };
  },
};

const share = ({ discrepancy, budget }: ComparisonRecord): number =>
  discrepancy === null || budget === null ? Infinity : discrepancy / budget;

interface Losses {
  readonly first: number;
  /** After the start, down to a share of 1e-18, with the relative change by a tighter tolerance. */
  readonly path: readonly { t: number; loss: number; change: number }[];
  /** At times of equal distance near the end. */
  readonly tail: readonly { t: number; loss: number; change: number }[];
}

async function lossesOf(flow: ComparedFlow, context: ExperimentContext): Promise<Losses | null> {
  const { kernel, y, n } = flow;
  const start = new Float64Array(n);
  kernel.forward(flow.dual.initial, start);
  const first = 0.5 * start.reduce((sum, v, m) => sum + (y[m]! - v) ** 2, 0);
  const options = { tolerance: 1e-8, stopResidual: 1e-11 };
  const scout = await simulate(flow, options, context);
  const path = scout.checkpoints.filter((c) => c.t > 0 && c.loss > LAST * first);
  /** The time at which the loss falls to a share, by its logarithm between the moments of the path. */
  const timeAt = (level: number): number => {
    const k = scout.checkpoints.findIndex((c) => c.loss <= level * first);
    if (k < 1) return NaN;
    const [before, after] = [scout.checkpoints[k - 1]!, scout.checkpoints[k]!];
    const part = Math.log(before.loss / (level * first)) / Math.log(before.loss / after.loss);
    return before.t + part * (after.t - before.t);
  };
  const [from, to] = [timeAt(FIRST), timeAt(LAST)];
  if (!(to > from)) return null;
  const moments = path.map((c) => c.t);
  const tail = Array.from({ length: TIMES }, (_, k) => from + ((to - from) * k) / (TIMES - 1));
  const times = [...new Set([...moments, ...tail])].sort((a, b) => a - b);
  const [loose, tight] = await Promise.all(
    TOLERANCES.map((tolerance) => simulate(flow, { ...options, tolerance, checkpoints: { times } }, context)),
  );
  if (loose!.checkpoints.length !== times.length || tight!.checkpoints.length !== times.length) return null;
  const at = (t: number) => {
    const k = times.indexOf(t);
    const loss = tight!.checkpoints[k]!.loss;
    return { t, loss, change: Math.abs(loose!.checkpoints[k]!.loss / loss - 1) };
  };
  return { first, path: moments.map(at), tail: tail.map(at) };
} // prettier-ignore

/**
 * The rate −d ln L/dt between times of equal distance tends to its limit by a constant factor q a time; what is left after the
 * last is its last change times q/(1 − q), q read off the first two changes, which are the farthest from rounding.
 */
function rateOf(flow: ComparedFlow, depth: number, scale: string, { tail }: Losses): ComparisonRecord {
  const { X, y, n, d, dual, kernel } = flow;
  const predicted = minimise({ map: dual, X, y, n, d });
  const metric = inverseMetric(dual, predicted.w);
  const expected = metric === null ? NaN : 2 * leastEigenvalue(kernel, metric);
  const step = tail[1]!.t - tail[0]!.t;
  const rates = tail.slice(1).map((p, k) => Math.log(tail[k]!.loss / p.loss) / step);
  const [a, b, c] = rates.slice(0, 3) as [number, number, number];
  const q = Math.abs((c - b) / (b - a));
  const solver = (tail.at(-1)!.change + tail.at(-2)!.change) / step;
  const last = rates.at(-1)!;
  const change = Math.abs(last - rates.at(-2)!) + solver;
  const left = q < 0.95 ? (change * q) / (1 - q) : Infinity;
  return within({
    name: `rate-${depth}`,
    discrepancy: Math.abs(last / expected - 1),
    budget: (2 * left + solver) / expected,
    unit: 'relative to the rate',
    why: 'the rate does not settle within the times compared',
    text: `depth ${depth}, alpha = ${scale}: final rate of the loss ${brief(last)} against 2 lambda_min(X diag(1/psi'') X^T) = ${brief(expected)}; budget: what the last ${TIMES} losses leave open, and the solver.`,
  });
}
