import { descend } from '../../simulation/descent.ts';
import { depthMap } from '../../simulation/powerMap.ts';
import { compareDescent } from '../../verification/compareDescent.ts';
import type { Experiment } from '../experiment.ts';
import { algorithmCase, smallProblem } from './algorithmCase.ts';
import { unlessOpen } from './unlessOpen.ts';

const SCALE = 0.3;
const STEPS = [0.005, 0.01, 0.02] as const;
const EPSILON = Number.EPSILON;

/** S1, written out in numbers and, beside it, as the program derives it. */
export const finiteStep: Experiment = {
  id: 'finite-step',
  title: 'Descent at a finite step is the flow from another start',
  text:
    `Gradient descent and single-sample descent of u^2 - v^2 from ${SCALE} at step sizes ${STEPS.join(', ')}, 4 samples of 8 features: ` +
    'u v at the end beside its start times the product of 1 - 4 x^2, arsinh(w/(2 u v))/4 beside minus half the sum of artanh(2 x), x the step size times the gradient, and the end beside the minimiser of the Bregman divergence of the effective start.',
  async run(context) {
    const problem = smallProblem(context.seed);
    const { d } = problem;
    const comparisons = [];
    for (const step of STEPS)
      for (const batch of [undefined, 1]) {
        const logarithm = new Float64Array(d);
        const artanh = new Float64Array(d);
        let largest = 0;
        const run = await descend({
          map: depthMap(2),
          theta0: new Float64Array(2 * d).fill(SCALE),
          ...problem,
          step: batch === 1 ? step / 4 : step,
          batch,
          stop: 1e-12,
          maximumSteps: 100_000,
          seed: context.seed,
          signal: context.signal,
          deadline: context.deadline,
          onStep(_, x) {
            for (let i = 0; i < d; i++) {
              largest = Math.max(largest, Math.abs(2 * x[i]!));
              logarithm[i]! += Math.log1p(-4 * x[i]! * x[i]!);
              artanh[i]! += Math.atanh(2 * x[i]!);
            }
          },
        });
        const name = `${batch === 1 ? 'sgd' : 'gd'}-${step}`;
        const trouble =
          run.outcome === 'converged' && largest < 1
            ? null
            : `${run.outcome} after ${run.steps} steps, largest |2 x| ${largest.toPrecision(3)}`;
        let [product, identity] = [0, 0];
        for (let i = 0; i < d; i++) {
          const uv = run.theta[i]! * run.theta[d + i]!;
          product = Math.max(product, Math.abs(Math.log(uv / SCALE ** 2) - logarithm[i]!));
          identity = Math.max(identity, Math.abs(Math.asinh(run.w[i]! / (2 * uv)) / 4 + artanh[i]! / 2));
        }
        // each step rounds u, v and either sum a few times
        const rounding = 8 * EPSILON * (run.steps + 10);
        comparisons.push(
          unlessOpen(trouble, {
            name: `product-${name}`,
            discrepancy: product,
            budget: rounding,
            unit: 'of the logarithm',
            text: `The product identity after ${run.steps} steps; the budget is rounding.`,
          }),
          unlessOpen(trouble, {
            name: `artanh-${name}`,
            discrepancy: identity,
            budget: rounding,
            unit: 'of the dual coordinate',
            text: 'The dual coordinate at the effective scale; the budget is rounding.',
          }),
        );
      }
    const derived = await compareDescent(
      algorithmCase({ depth: '2', scale: `${SCALE}` }, 'gd:0.02', problem),
      context,
    );
    comparisons.push(...derived.comparisons.filter((c) => c.name !== 'conserved'));
    return { comparisons };
  },
};
