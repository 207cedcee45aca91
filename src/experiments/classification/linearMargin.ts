import { limitDirection } from '../../prediction/limitDirection.ts';
import { marginNorm } from '../../prediction/marginNorm.ts';
import type { MarginNorm } from '../../prediction/marginNorm.ts';
import { exponentialLoss } from '../../simulation/marginLoss.ts';
import { marginRun } from '../../verification/marginRun.ts';
import { powerLaw } from '../../verification/powerLaw.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { marginFlowOf } from './marginFlowOf.ts';
import { separableData } from './separableData.ts';

const LEVELS = [5, 20, 50, 100, 200, 1e3, 1e4, 1e5];

const maxNorm = (v: ArrayLike<number>): number => Array.from(v).reduce((m, x) => Math.max(m, Math.abs(x)), 0);

export const linearMargin: Experiment = {
  id: 'linear-margin',
  title: 'Depth 1 goes to the l2 maximum margin, logarithmically',
  text:
    'Exponential loss, linear model, 4 samples of 6 features, to margin 1e5: w - w* ln t stays bounded and settles, w* the weight of least l2 norm with margin 1 (by the active-set method), ' +
    'and the direction approaches that of w* as 1/ln t. A direction other than w*, or another rate, would be refuted.',
  async run(context) {
    const data = separableData(4, 6, context.seed);
    const flow = marginFlowOf(1, 1, data);
    const norm = marginNorm(flow.dual) as MarginNorm;
    const limit = await limitDirection(norm, data.Z, data.n, data.d, null);
    if ('why' in limit) return { comparisons: [], notes: [limit.why] };
    const [loose, tight] = [
      await marginRun(flow, exponentialLoss, LEVELS, 1e-7, context),
      await marginRun(flow, exponentialLoss, LEVELS, 1e-9, context),
    ];
    const points = tight.checkpoints.slice(1);
    const rest = points.map((c) => c.w.map((v, i) => v - limit.w[i]! * c.logTime));
    const wobble = points.map((c, k) => {
      const other = loose.checkpoints[k + 1]!;
      return (
        maxNorm(c.w.map((v, i) => v - other.w[i]!)) + maxNorm(limit.w) * Math.abs(c.logTime - other.logTime)
      );
    });
    const moved = (k: number): number => maxNorm(rest[k]!.map((v, i) => v - rest.at(-1)![i]!));
    const sizes = rest.map(maxNorm);
    const size = maxNorm(limit.w);
    const errors = points.map((c) => maxNorm(c.w.map((v, i) => v / c.margin - limit.w[i]!)) / size);
    const far = points
      .map((_, k) => k)
      .filter((k) => LEVELS[k]! >= 100 && Number.isInteger(Math.log10(LEVELS[k]!)));
    return {
      comparisons: [
        within({
          name: 'bounded-rest',
          discrepancy: moved(sizes.length - 2) / sizes.at(-1)!,
          budget: moved(4) / sizes.at(-1)! + (2 * wobble.at(-1)!) / sizes.at(-1)!,
          unit: 'relative to the rest',
          text: `max|w - w* ln t| is ${sizes.map((s, k) => `${brief(s)} at margin ${brief(LEVELS[k]!)}`).join(', ')}; from 1e4 to 1e5 it moves less than from 200 on.`,
        }),
        powerLaw({
          name: 'direction',
          x: far.map((k) => points[k]!.logTime),
          errors: far.map((k) => errors[k]!),
          noise: far.map((k) => wobble[k]! / points[k]!.margin / size),
          order: -1,
          variable: 'ln t',
          text: 'Distance of w/margin from w*, relative to max|w*|, at ln t:',
        }),
      ],
      figures: [
        {
          id: 'rest',
          title: 'What is left of w after w* ln t',
          x: { name: 'ln t', scale: 'log' },
          y: { name: 'max|w - w* ln t|', scale: 'linear' },
          series: [{ name: 'simulated', x: points.map((c) => c.logTime), y: sizes }],
        },
      ],
    };
  },
};
