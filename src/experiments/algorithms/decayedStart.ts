import { compareDecay } from '../../verification/compareParameterFlow.ts';
import type { Experiment } from '../experiment.ts';
import { algorithmCase, smallProblem } from './algorithmCase.ts';

const CASES = [
  { depth: '2', scale: '0.6', decay: '0.2 until 2' },
  { depth: '3', scale: '0.7', decay: '0.2*exp(-t)' },
  { depth: '4', scale: '0.8', decay: '0.1*t until 2' },
] as const;

/** S7: weight decay that ends, at depths 2 to 4, and constant decay at depth 2. */
export const decayedStart: Experiment = {
  id: 'decayed-start',
  title: 'Weight decay shrinks the start',
  text: 'Gradient flow with weight decay lambda(t): depths 2, 3 and 4 with decay that ends or is integrable, the limit beside the minimiser from the start times exp(-Lambda) and the dual variable beside the weighted integral of the residuals; depth 2 with constant decay beside the minimiser of squared loss plus lambda/2 times the l1 norm, found by coordinate descent.',
  async run(context) {
    const problem = smallProblem(context.seed);
    const comparisons = [];
    for (const { depth, scale, decay } of CASES) {
      const found = await compareDecay(
        algorithmCase({ depth, scale }, `weight-decay:${decay}`, problem),
        context,
      );
      comparisons.push(
        ...found.comparisons.map((c) => ({
          ...c,
          name: `${c.name}-depth-${depth}`,
          text: `lambda(t) = ${decay}. ${c.text}`,
        })),
      );
    }
    const constant = await compareDecay(
      algorithmCase({ depth: '2', scale: '0.5' }, 'weight-decay:0.2', problem),
      context,
    );
    comparisons.push(...constant.comparisons.map((c) => ({ ...c, name: `${c.name}-constant` })));
    return { comparisons };
  },
};
