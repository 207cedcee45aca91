import { minimise } from '../../prediction/minimiser.ts';
import { theoryBranches, theoryDualMap } from '../../prediction/theoryBranches.ts';
import { descend } from '../../simulation/descent.ts';
import { compareMirrorDescent } from '../../verification/compareMirrorDescent.ts';
import { orderComparison } from '../../verification/orderComparison.ts';
import { simulationMap } from '../../verification/simulationMap.ts';
import type { Experiment } from '../experiment.ts';
import { algorithmCase, smallProblem } from './algorithmCase.ts';

const STEPS = [0.02, 0.01, 0.005, 0.0025] as const;
const SCALE = '0.5';

/** F1: three discretisations of one flow. */
export const eulerSchemes: Experiment = {
  id: 'euler-schemes',
  title: 'Mirror descent, gradient descent and natural gradient descent',
  text: `Three discretisations of the flow of u^2 - v^2 from ${SCALE}, 4 samples of 8 features, step sizes ${STEPS.join(', ')}: the limit of mirror descent is that of the flow at every step size; those of the others differ by the first order of the step size.`,
  async run(context) {
    const problem = smallProblem(context.seed);
    const model = { depth: '2', scale: SCALE };
    const comparisons = [];
    for (const step of STEPS) {
      const found = await compareMirrorDescent(
        algorithmCase(model, `mirror-descent:${step}`, problem),
        context,
      );
      comparisons.push(
        ...found.comparisons.filter((c) => c.name === 'limit').map((c) => ({ ...c, name: `mirror-${step}` })),
      );
    }
    // what stopping and rounding can do to a limit
    const noise = Math.max(...comparisons.map((c) => c.budget ?? Infinity));
    const natural = await compareMirrorDescent(
      algorithmCase(model, `natural-gradient:${STEPS[0]}`, problem),
      context,
    );
    comparisons.push(...natural.comparisons.map((c) => ({ ...c, name: 'natural-order' })));
    const { theory, starts } = algorithmCase(model, 'flow', problem);
    const limit = minimise({
      map: theoryDualMap(theoryBranches(theory, starts, problem.d), problem.d),
      ...problem,
    });
    const size = limit.w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    const distances: number[] = [];
    for (const step of STEPS) {
      const run = await descend({
        map: simulationMap(theory.model.map, theory.model.parameters).map,
        theta0: starts,
        ...problem,
        step,
        stop: 1e-12,
        maximumSteps: 100_000,
        signal: context.signal,
        deadline: context.deadline,
      });
      distances.push(
        run.outcome === 'converged'
          ? run.w.reduce((m, v, i) => Math.max(m, Math.abs(v - limit.w[i]!)), 0) / size
          : NaN,
      );
    }
    comparisons.push(
      orderComparison(
        'gradient-order',
        distances,
        1,
        noise,
        'The distance of the limit of gradient descent from that of the flow.',
      ),
    );
    return { comparisons };
  },
};
