import { euclideanNorm } from '../../numerics/norms.ts';
import { applyQTransposed, pivotedQr } from '../../numerics/pivotedQr.ts';
import type { ComparisonRecord } from '../../records.ts';
import { readLoss } from '../../theory/loss.ts';
import { compareFlow } from '../../verification/compareFlow.ts';
import { limitBudget } from '../../verification/limitBudget.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { lossProblem, modelFlow } from './modelFlow.ts';

const LOSSES = ['squared', 'huber:1/2', 'power:4', 'poisson'];
const DEPTHS = ['2', '3'];
const SIZES = { samples: 3, features: 6, sparsity: 2 };
const EPSILON = 2 ** -52;

/** The part of v orthogonal to the rows of X (n × d row-major), as a length. */
export function outsideRowSpace(X: Float64Array, n: number, d: number, v: Float64Array): number {
  const qr = pivotedQr(X.slice(), d, n);
  const rotated = v.slice();
  applyQTransposed(qr, rotated);
  return euclideanNorm(rotated.subarray(qr.rank));
}

export const leastDivergence: Experiment = {
  id: 'least-divergence',
  title: 'The limit is the interpolator of least Bregman divergence, whatever the loss',
  text: `The flow of depth ${DEPTHS.join(' and ')} with the losses ${LOSSES.join(', ')} on ${SIZES.samples} x ${SIZES.features} random data: its end against the minimiser of D_psi(w, w(0)) over the interpolators, and the certificate that grad psi(w) - grad psi(w(0)) lies in the row space of X.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const name of LOSSES) {
      const problem = lossProblem(SIZES, context.seed, readLoss(name));
      for (const depth of DEPTHS) {
        const { theory, starts } = modelFlow({ depth, scale: '0.3' }, problem);
        const compared = await compareFlow(theory, starts, problem, context);
        const { flow, run, predicted } = compared;
        const label = `${name}, depth ${depth}`;
        const limit = compared.comparisons.find((c) => c.name === 'limit')!;
        comparisons.push({ ...limit, name: `limit-${name}-${depth}`, text: `${label}: ${limit.text}` });
        const { s, delta } = limitBudget(flow, run, predicted);
        const size = euclideanNorm(s);
        const budget = euclideanNorm(delta) / size + 8 * problem.d * EPSILON;
        const moved = run.w.map((v, i) => v - flow.dual.initial[i]!);
        const euclidean = outsideRowSpace(problem.X, problem.n, problem.d, moved) / euclideanNorm(moved);
        comparisons.push(
          within({
            name: `certificate-${name}-${depth}`,
            discrepancy: outsideRowSpace(problem.X, problem.n, problem.d, s) / size,
            budget,
            unit: 'relative to |grad psi(w)|',
            text: `${label}: part of grad psi(w) - grad psi(w(0)) outside the row space of X; budget: the dual defect of the simulation. With |w|^2/2 in place of psi that part would be ${brief(euclidean / budget)} budgets.`,
          }),
        );
      }
    }
    return { comparisons };
  },
};
