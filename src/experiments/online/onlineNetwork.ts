import { meanInterval, type MeanEstimate } from '../../numerics/confidence.ts';
import { createRandom } from '../../random.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { within } from '../within.ts';
import type { Experiment } from '../experiment.ts';
import { drawMany } from '../drawMany.ts';
import { RISK } from '../risk.ts';
import { hypentropy } from './geometry.ts';

const D = 8;
const ALPHA = 0.3;
const TIME = 0.5;
const STEPS = [0.004, 0.002, 0.001] as const;
const RUNS = 300;

/** L3.4: a network of depth 2 trained online is hypentropy mirror descent up to the order of the step size. */
export const onlineNetwork: Experiment = {
  id: 'online-network',
  title: 'A network trained online is mirror descent',
  text: `Online squared loss on fresh samples in ${D} dimensions, a fresh target function each of ${RUNS} runs: u^2 - v^2 from ${ALPHA} by gradient steps beside mirror descent in its hypentropy on the same samples, for the time ${TIME} at step sizes ${STEPS.join(', ')}. The distance of the ends must fall with the step size.`,
  async run(context) {
    const geometry = hypentropy(D, ALPHA, null);
    const squares: Float64Array[] = [];
    for (const eta of STEPS) {
      const own = new Float64Array(RUNS);
      await drawMany(context, RUNS, (run) => {
        const normal = normalNumbers(createRandom(context.seed + 7919 * run));
        const target = Float64Array.from({ length: D }, () => normal());
        let mirror: Float64Array = new Float64Array(D);
        const [u, v] = [new Float64Array(D).fill(ALPHA), new Float64Array(D).fill(ALPHA)];
        for (let k = 0; k < TIME / eta; k++) {
          const x = Float64Array.from({ length: D }, () => normal());
          const y = x.reduce((s, z, i) => s + z * target[i]!, 0);
          const a = x.reduce((s, z, i) => s + z * (u[i]! ** 2 - v[i]! ** 2), -y);
          const b = x.reduce((s, z, i) => s + z * mirror[i]!, -y);
          for (let i = 0; i < D; i++) {
            u[i]! *= 1 - 2 * eta * a * x[i]!;
            v[i]! *= 1 + 2 * eta * a * x[i]!;
          }
          mirror = geometry.step(
            mirror,
            x.map((z) => b * z),
            eta,
          );
        }
        own[run] = u.reduce((s, z, i) => s + (z * z - v[i]! ** 2 - mirror[i]!) ** 2, 0);
      });
      squares.push(own);
    }
    // half the exponent of the square, in every run
    const [before, last] = [0, 1].map((k) =>
      meanInterval(
        squares[k]!.map((v, run) => Math.log2(v / squares[k + 1]![run]!) / 2),
        RISK / 2,
      ),
    ) as [MeanEstimate, MeanEstimate];
    return {
      comparisons: [
        within({
          name: 'order',
          discrepancy: Math.abs(last.mean - 1),
          budget: 2 * Math.abs(last.mean - before.mean) + last.halfWidth,
          unit: 'difference of exponents',
          text: `Mean measured orders ${before.mean.toFixed(3)} and ${last.mean.toFixed(3)} (+- ${last.halfWidth.toFixed(3)}, Student interval at level 1 - 1e-6), predicted 1; the budget is twice the change of the order and the half width.`,
        }),
      ],
    };
  },
};
