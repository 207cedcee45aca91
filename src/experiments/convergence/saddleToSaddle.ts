import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import type { FlowCheckpoint } from '../../simulation/flowResult.ts';
import { readLoss } from '../../theory/loss.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { crossingTime } from './crossingTime.ts';
import { linearLimit, type Known } from './linearLimit.ts';
import { lossProblem, modelFlow } from './modelFlow.ts';
import { saddleProcess } from './saddleProcess.ts';

const SIZES = { samples: 6, features: 4, sparsity: 4 };
/** log(1/α²) doubles from one to the next. */
const SCALES = [1e-4, 1e-8, 1e-16];

export const saddleToSaddle: Experiment = {
  id: 'saddle-to-saddle',
  title: 'From a vanishing start the weights jump from saddle to saddle at predicted times',
  text: `Depth 2 on a ${SIZES.samples} x ${SIZES.features} problem: the times at which each new weight has grown to half of its next rest, in units of log(1/alpha^2)/4, at alpha = ${SCALES.join(', ')}, and their limit by extrapolation in 1/log(1/alpha^2), against the jump times of the limiting process (dual variables in a box, sign-constrained least squares at its ends).`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    const series: FigureRecord['series'] = [];
    const problem = lossProblem(SIZES, context.seed, readLoss('squared'));
    const jumps = saddleProcess(problem);
    for (const [k, { time, joins, weights }] of jumps.entries()) {
      const half = weights[joins]! / 2;
      const grown = ({ w }: FlowCheckpoint): number => (w[joins]! - half) * Math.sign(half);
      const measured: Known[] = [];
      for (const alpha of SCALES) {
        const unit = Math.log(1 / alpha ** 2) / 4;
        const flow = modelFlow({ depth: '2', scale: String(alpha) }, problem);
        const crossing = await crossingTime(flow, grown, [0.5 * time * unit, 1.1 * time * unit], 1e-9, context);
        if (crossing === null) break;
        const mean = crossing.t / unit;
        measured.push({ mean, error: mean * crossing.error });
      }
      const label = `jump ${k + 1} of ${jumps.length}, weight ${joins + 1}`;
      const complete = measured.length === SCALES.length;
      const limit = complete ? linearLimit(measured as unknown as [Known, Known, Known], 2) : { mean: NaN, error: NaN };
      comparisons.push(
        within({
          name: `jump-${k + 1}`,
          discrepancy: Math.abs(limit.mean / time - 1),
          budget: limit.error / time,
          unit: 'relative to the predicted time',
          why: 'the weight did not grow in the times looked at',
          text: `${label}: predicted ${time.toPrecision(6)}, measured ${measured.map((v) => v.mean.toPrecision(5)).join(', ')}, extrapolated ${limit.mean.toPrecision(6)}; share of the difference left from scale to scale ${measured.slice(1).map((v, j) => brief((time - v.mean) / (time - measured[j]!.mean))).join(', ')}, where 1/log(1/alpha^2) leaves 0.5. Budget: the difference of the extrapolations from the first and from the last two scales, and the error of the times.`,
        }),
      );
      series.push({ name: label, x: SCALES.map((a) => 1 / Math.log(1 / a ** 2)), y: measured.map((v) => v.mean / time) });
    }
    const figure: FigureRecord = {
      id: 'jumps', title: 'Jump times over those of the limiting process',
      x: { name: '1/log(1/alpha^2)', scale: 'linear' }, y: { name: 'ratio', scale: 'linear' }, series,
    };
    return { comparisons, figures: [figure] };
  },
}; // prettier-ignore
