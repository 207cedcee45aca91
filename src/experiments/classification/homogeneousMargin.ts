import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import { exponentialLoss } from '../../simulation/marginLoss.ts';
import { simulateMargins } from '../../simulation/marginFlow.ts';
import type { MarginCheckpoint } from '../../simulation/marginFlow.ts';
import { powerLaw } from '../../verification/powerLaw.ts';
import type { Experiment } from '../experiment.ts';
import { boundKept, brief } from '../within.ts';
import { marginFlowOf } from './marginFlowOf.ts';
import { separableData } from './separableData.ts';

/** Values of −ln L: close to each other where the margin must grow, and the decades of the laws. */
const CLOSE = Array.from({ length: 60 }, (_, k) => 10 ** (k / 12));
const DECADES = [1e2, 1e3, 1e4, 1e5];

export const homogeneousMargin: Experiment = {
  id: 'homogeneous-margin',
  title: 'The normalised margin never falls, and the loss falls as 1/(t (ln t)^(2 - 2/D))',
  text:
    'Exponential loss, depths 1 to 4 from alpha = 0.5, 4 samples of 6 features, to the loss e^(-100000). ln(1/L)/|theta|^D at 64 losses must not fall once it is positive, |theta|^D grows as ln t, and ' +
    'ln(1/L) - ln t grows as (2 - 2/D) ln ln t. A fall beyond the error of the run, or another power, would refute each.',
  async run(context) {
    const { n, d, Z } = separableData(4, 6, context.seed);
    const comparisons: ComparisonRecord[] = [];
    const series: FigureRecord['series'] = [];
    for (const depth of [1, 2, 3, 4]) {
      const { map, starts } = marginFlowOf(depth, 0.5, { n, d, Z });
      const levels = [...new Set([...CLOSE, ...DECADES])].sort((a, b) => a - b);
      const run = async (tolerance: number) =>
        (await simulateMargins({ map, theta0: starts, Z, n, d, loss: exponentialLoss, levels, tolerance, signal: context.signal, deadline: context.deadline })).checkpoints.slice(1);
      const [loose, points] = [await run(1e-7), await run(1e-9)];
      const normalised = (c: MarginCheckpoint) => c.level / Math.hypot(...c.theta) ** depth;
      const values = points.map(normalised);
      // what a run at a hundredth of the accuracy gives for the same losses
      const error = 2 * Math.max(...values.map((_, k) => Math.abs(normalised(loose[k]!) / values[k]! - 1))) + 1e-12 * depth;
      const fall = Math.max(...values.slice(1).map((v, k) => values[k]! / v));
      comparisons.push(
        boundKept(`depth-${depth}-margin-grows`, fall, error, `Depth ${depth}: the largest quotient of ln(1/L)/|theta|^D and its next value, at ${values.length} losses; it goes from ${brief(values[0]!)} to ${brief(values.at(-1)!)}.`),
      );
      series.push({ name: `depth ${depth}`, x: points.map((c) => c.level), y: values });
      const far = points.map((c, k) => ({ c, other: loose[k]! })).filter(({ c }) => DECADES.some((level) => Math.abs(c.level / level - 1) < 1e-6));
      const x = far.map(({ c }) => c.logTime);
      comparisons.push(
        powerLaw({
          name: `depth-${depth}-norm`, x, order: 1, variable: 'ln t',
          errors: far.map(({ c }) => Math.hypot(...c.theta) ** depth),
          noise: far.map(({ c, other }) => Math.abs(Math.hypot(...c.theta) ** depth - Math.hypot(...other.theta) ** depth)),
          text: `Depth ${depth}, |theta|^D at ln t:`,
          remainder: SLOW,
        }),
      );
      // e^(ln(1/L) - ln t) as a power of ln t
      if (depth > 1) comparisons.push(
        powerLaw({
          name: `depth-${depth}-loss`, x, order: 2 - 2 / depth, variable: 'ln t',
          errors: far.map(({ c }) => Math.exp(c.level - c.logTime)),
          noise: far.map(({ c, other }) => Math.exp(c.level - c.logTime) * Math.abs(c.logTime - other.logTime)),
          text: `Depth ${depth}, 1/(t L) at ln t:`,
          remainder: SLOW,
        }),
      );
    }
    return {
      comparisons,
      figures: [{ id: 'normalised-margin', title: 'Normalised margin', x: { name: 'ln(1/loss)', scale: 'log' }, y: { name: 'ln(1/loss) / |theta|^D', scale: 'linear' }, series }],
    };
  },
}; // prettier-ignore

/** The direction settles like a power of ln t that depends on the data; half a power is taken for what remains. */
const SLOW = 0.5;
