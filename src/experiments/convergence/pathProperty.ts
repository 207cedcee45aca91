import { minimise } from '../../prediction/minimiser.ts';
import { projectOnRange } from '../../prediction/rangeProjection.ts';
import type { ComparisonRecord } from '../../records.ts';
import { readLoss } from '../../theory/loss.ts';
import type { ComparedFlow } from '../../verification/comparedFlow.ts';
import { limitBudget } from '../../verification/limitBudget.ts';
import type { Experiment } from '../experiment.ts';
import { within } from '../within.ts';
import { lossProblem, modelFlow, simulate } from './modelFlow.ts';

const CASES = [
  ['2', 'squared'],
  ['3', 'squared'],
  ['2', 'huber:1/2'],
  ['3', 'poisson'],
] as const;
const SIZES = { samples: 3, features: 6, sparsity: 2 };

export const pathProperty: Experiment = {
  id: 'path-property',
  title: 'At every time the weight has the least potential among those with its predictions',
  text: `Along the simulated flow of ${SIZES.samples} x ${SIZES.features} problems, at 12 to 24 times spread over the path: w(t) against the minimiser of psi over the weights with Xw = Xw(t), found by Newton's method on the dual. A distance beyond the solver's error refutes it.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const [depth, name] of CASES) {
      const flow = modelFlow({ depth, scale: '0.2' }, lossProblem(SIZES, context.seed, readLoss(name)));
      const run = await simulate(flow, { tolerance: 1e-11, stopResidual: 1e-10 }, context);
      const { X, n, d, kernel, dual } = flow;
      let worst = { share: -1, discrepancy: NaN, budget: NaN };
      let compared = 0;
      for (const checkpoint of run.checkpoints) {
        if (checkpoint.t === 0) continue;
        const y = new Float64Array(n);
        kernel.forward(checkpoint.w, y);
        const predicted = minimise({ map: dual, X, y, n, d, signal: context.signal });
        if (predicted.outcome !== 'converged') continue;
        const there: ComparedFlow = { ...flow, y, range: projectOnRange(X, n, d, y, kernel) };
        const { total } = limitBudget(there, { ...run, ...checkpoint }, predicted);
        const scale = predicted.w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
        compared++;
        for (let i = 0; i < d; i++) {
          const discrepancy = Math.abs(checkpoint.w[i]! - predicted.w[i]!) / scale;
          const budget = (total[i]! + predicted.errorBound[i]!) / scale;
          const share = discrepancy === 0 ? 0 : discrepancy / budget;
          if (share > worst.share) worst = { share, discrepancy, budget };
        }
      }
      comparisons.push(
        within({
          name: `path-${name}-${depth}`,
          discrepancy: worst.discrepancy,
          budget: worst.budget,
          unit: 'relative to max|w(t)|',
          why: 'no time could be compared',
          text: `${name}, depth ${depth}, at ${compared} of ${run.checkpoints.length - 1} times: the weight that comes closest to its budget (dual defect of the simulation, rounding).`,
        }),
      );
    }
    return { comparisons };
  },
};
