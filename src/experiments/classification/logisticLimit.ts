import { exponentialLoss, logisticLoss } from '../../simulation/marginLoss.ts';
import { marginRun } from '../../verification/marginRun.ts';
import { powerLaw } from '../../verification/powerLaw.ts';
import type { Experiment } from '../experiment.ts';
import { boundKept } from '../within.ts';
import { marginFlowOf } from './marginFlowOf.ts';
import { separableData } from './separableData.ts';

const SCALES = [1, 10, 100, 1000];
const RATIO = 0.1;

export const logisticLimit: Experiment = {
  id: 'logistic-limit',
  title: 'Logistic and exponential losses have the same limits',
  text:
    'Depths 1, 2 and 3, 4 samples of 6 features, alpha^D from 1 to 1000, both stopped at margin alpha^D/0.1: the difference of the two weights, relative to the largest, falls at least as fast as 1/alpha^D, since the losses differ ' +
    'only while margins are of order 1. A difference that falls more slowly would refute it.',
  async run(context) {
    const data = separableData(4, 6, context.seed);
    const comparisons = [];
    for (const depth of [1, 2, 3]) {
      const [differences, noise]: [number[], number[]] = [[], []];
      for (const A of SCALES) {
        const flow = marginFlowOf(depth, A ** (1 / depth), data);
        const end = async (loss: typeof exponentialLoss, tolerance: number) =>
          (await marginRun(flow, loss, [A / RATIO], tolerance, context)).checkpoints.at(-1)!.w;
        const [e, l] = [await end(exponentialLoss, 1e-9), await end(logisticLoss, 1e-9)];
        const [e2, l2] = [await end(exponentialLoss, 1e-7), await end(logisticLoss, 1e-7)];
        const size = Math.max(...e.map(Math.abs));
        const apart = (a: Float64Array, b: Float64Array) =>
          Math.max(...a.map((v, i) => Math.abs(v - b[i]!))) / size;
        differences.push(apart(e, l));
        noise.push(apart(e, e2) + apart(l, l2));
      }
      // where nothing but rounding is left the difference has fallen faster than the law
      const seen = SCALES.map((_, k) => k).filter((k) => differences[k]! > 10 * noise[k]!);
      const text = `Depth ${depth}, difference of the weights at margin alpha^D/0.1 relative to max|w|, at alpha^D:`;
      const list = differences.map((v, k) => `${v.toExponential(1)} at ${SCALES[k]!}`).join(', ');
      comparisons.push(
        seen.length >= 3
          ? powerLaw({
              name: `depth-${depth}`,
              x: seen.map((k) => SCALES[k]!),
              errors: seen.map((k) => differences[k]!),
              noise: seen.map((k) => noise[k]!),
              order: -1,
              variable: 'alpha^D',
              text,
            })
          : boundKept(
              `depth-${depth}`,
              (differences.at(-1)! * SCALES.at(-1)!) / differences[0]!,
              (noise.at(-1)! * SCALES.at(-1)!) / differences[0]!,
              `${text} ${list}; faster than 1/alpha^D, down to the error of the runs.`,
            ),
      );
    }
    return { comparisons };
  },
};
