import { maxNorm } from '../../numerics/norms.ts';
import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import { readLoss } from '../../theory/loss.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { crossingTime } from './crossingTime.ts';
import { linearLimit, type Known } from './linearLimit.ts';
import { lossProblem, modelFlow } from './modelFlow.ts';

const SIZES = { samples: 3, features: 6, sparsity: 2 };
/** Weight at which a coordinate counts as escaped. */
const THRESHOLD = 0.05;

/** T·(time unit)⁻¹ = 1 + c x + ..., x the small number of the scale, from one scale to the next by the factor `ratio`. */
interface Case {
  readonly depth: number;
  readonly scales: readonly [number, number, number];
  readonly small: (alpha: number) => number;
  readonly unit: (alpha: number) => number;
  readonly smallText: string;
}

const CASES: readonly Case[] = [
  {
    depth: 2,
    scales: [1e-3, 1e-6, 1e-12],
    small: (alpha) => 1 / Math.log(1 / alpha ** 2),
    unit: (alpha) => Math.log(1 / alpha ** 2) / 4,
    smallText: '1/log(1/alpha^2)',
  },
  ...[3, 4].map((depth) => ({
    depth,
    scales: (depth === 3 ? [1e-2, 5e-3, 2.5e-3] : [1e-1, 5e-2, 2.5e-2]) as unknown as Case['scales'],
    small: (alpha: number) => alpha ** (depth - 2),
    unit: (alpha: number) => alpha ** (2 - depth) / (depth * (depth - 2)),
    smallText: depth === 3 ? 'alpha' : 'alpha^2',
  })),
];

export const escapeTime: Experiment = {
  id: 'escape-time',
  title: 'The first weight escapes from a small start at a time that the dual map predicts',
  text: `The time at which max|w| reaches ${THRESHOLD} on a ${SIZES.samples} x ${SIZES.features} problem over log(1/alpha^2)/(4 |X^T y|_inf) at depth 2 and over alpha^(2-D)/(D (D-2) |X^T y|_inf) at depth 3 and 4: the ratio at three scales, and its limit by extrapolation in 1/log(1/alpha^2) and in alpha^(D-2), must be 1.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    const series: FigureRecord['series'] = [];
    const problem = lossProblem(SIZES, context.seed, readLoss('squared'));
    for (const { depth, scales, small, unit, smallText } of CASES) {
      const ratios: Known[] = [];
      for (const alpha of scales) {
        const flow = modelFlow({ depth: String(depth), scale: String(alpha) }, problem);
        const gradient = new Float64Array(problem.d);
        flow.kernel.backward(problem.y, gradient);
        const expected = unit(alpha) / maxNorm(gradient);
        const escaped = ({ w }: { w: Float64Array }): number => maxNorm(w) - THRESHOLD;
        const crossing = await crossingTime(flow, escaped, [0.3 * expected, 1.5 * expected], 1e-10, context);
        if (crossing === null) break;
        const mean = crossing.t / expected;
        ratios.push({ mean, error: mean * crossing.error });
      }
      const label = `depth ${depth}`;
      if (ratios.length < 3) {
        comparisons.push(within({ name: `ratio-${depth}`, discrepancy: NaN, budget: NaN, unit: '', text: label, why: 'no weight escaped in the times looked at' }));
        continue;
      }
      const limit = linearLimit(ratios as [Known, Known, Known], small(scales[0]) / small(scales[1]));
      const slopes = [0, 1].map((k) => Math.log((1 - ratios[k]!.mean) / (1 - ratios[k + 1]!.mean)) / Math.log(small(scales[k]!) / small(scales[k + 1]!)));
      comparisons.push(
        within({
          name: `ratio-${depth}`,
          discrepancy: Math.abs(limit.mean - 1),
          budget: limit.error,
          unit: 'relative to the predicted time',
          text: `${label}, alpha = ${scales.join(', ')}: ratio ${ratios.map((r) => brief(r.mean)).join(', ')}, extrapolated in ${smallText} to ${limit.mean.toPrecision(6)}; the distance from 1 is of order ${slopes.map(brief).join(', ')} in it. Budget: the difference of the extrapolations from the first and from the last two scales, and the error of the times.`,
        }),
      );
      series.push({ name: label, x: scales.map(small), y: ratios.map((r) => r.mean) });
    }
    const figure: FigureRecord = {
      id: 'escape', title: 'Escape time over its prediction',
      x: { name: 'small number of the scale', scale: 'log' }, y: { name: 'ratio', scale: 'linear' }, series,
    };
    return { comparisons, figures: [figure] };
  },
}; // prettier-ignore
