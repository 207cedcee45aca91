import { descend } from '../../simulation/descent.ts';
import { depthMap } from '../../simulation/powerMap.ts';
import { compareDescent } from '../../verification/compareDescent.ts';
import { orderComparison } from '../../verification/orderComparison.ts';
import type { Experiment } from '../experiment.ts';
import { algorithmCase, smallProblem } from './algorithmCase.ts';

const SCALE = 0.6;
const STEPS = [0.004, 0.002, 0.001, 0.0005] as const;
const DEPTHS = [3, 4] as const;

/** S5: α_eff^{2−D} grows by D²(D−1)(D−2)/4 Σ η²g²(u^{D−2} + v^{D−2}), up to the next order of η. */
export const secondOrderScale: Experiment = {
  id: 'second-order-scale',
  title: 'The effective scale of descent at depth 3 and 4, to second order',
  text: `Gradient descent of u^D - v^D from ${SCALE} at step sizes ${STEPS.join(', ')}, 4 samples of 8 features: the shift of u^(2-D) + v^(2-D) beside D^2 (D-1)(D-2)/2 times the sum of x^2 (u^(D-2) + v^(D-2)); the relative error must be of first order in the step size.`,
  async run(context) {
    const problem = smallProblem(context.seed);
    const { d } = problem;
    const comparisons = [];
    for (const D of DEPTHS) {
      const errors: number[] = [];
      let noise = 0;
      for (const step of STEPS) {
        const predicted = new Float64Array(d);
        const run = await descend({
          map: depthMap(D),
          theta0: new Float64Array(2 * d).fill(SCALE),
          ...problem,
          step,
          stop: 1e-11,
          maximumSteps: 100_000,
          signal: context.signal,
          deadline: context.deadline,
          onStep(theta, x) {
            for (let i = 0; i < d; i++)
              predicted[i]! +=
                ((D * D * (D - 1) * (D - 2)) / 2) *
                x[i]! ** 2 *
                (theta[i]! ** (D - 2) + theta[d + i]! ** (D - 2));
          },
        });
        let [worst, unit] = [0, 0];
        for (let i = 0; i < d; i++) {
          const shift = run.theta[i]! ** (2 - D) + run.theta[d + i]! ** (2 - D) - 2 * SCALE ** (2 - D);
          worst = Math.max(worst, Math.abs(shift - predicted[i]!));
          unit = Math.max(unit, Math.abs(shift));
        }
        // each step rounds the parameters a few times
        noise = (8 * Number.EPSILON * run.steps * SCALE ** (2 - D)) / unit;
        errors.push(run.outcome === 'converged' ? worst / unit : NaN);
      }
      comparisons.push(
        orderComparison(`order-${D}`, errors, 1, noise, `Relative error of the shift at depth ${D}.`),
      );
    }
    const derived = await compareDescent(
      algorithmCase({ depth: '3', scale: `${SCALE}` }, `gd:${STEPS[2]}`, problem),
      context,
    );
    return { comparisons: [...comparisons, ...derived.comparisons] };
  },
};
