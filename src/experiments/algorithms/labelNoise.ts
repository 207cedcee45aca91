import { meanInterval } from '../../numerics/confidence.ts';
import { descend } from '../../simulation/descent.ts';
import { depthMap } from '../../simulation/powerMap.ts';
import type { Experiment } from '../experiment.ts';
import { RISK } from '../risk.ts';
import { smallProblem } from './algorithmCase.ts';
import { unlessOpen } from './unlessOpen.ts';

const SCALE = 0.5;
const ETA = 0.002;
const SIGMA = 0.5;
const STEPS = 3000;
const RUNS = 20;

/** S3: label noise shrinks log|uv| for ever. */
export const labelNoise: Experiment = {
  id: 'label-noise',
  title: 'Label noise shrinks the effective scale for ever',
  text:
    `${RUNS} runs of ${STEPS} steps of single-sample descent of u^2 - v^2 from ${SCALE} at step size ${ETA} with fresh noise of deviation ${SIGMA} on every label: ` +
    'the change of log|u v| beside -4 eta^2 n sum over i of x_ij^2 (r_i^2 + sigma^2), summed along the run, r the residuals.',
  async run(context) {
    const problem = smallProblem(context.seed);
    const { X, y, n, d } = problem;
    const left: number[][] = Array.from({ length: d }, () => []);
    const [fourth, noise, drift] = [new Float64Array(d), new Float64Array(d), new Float64Array(d)];
    let ended = true;
    const w = new Float64Array(d);
    const map = depthMap(2);
    for (let index = 0; index < RUNS; index++) {
      const predicted = new Float64Array(d);
      const run = await descend({
        map,
        theta0: new Float64Array(2 * d).fill(SCALE),
        ...problem,
        step: ETA,
        batch: 1,
        noise: SIGMA,
        stop: 0,
        maximumSteps: STEPS,
        seed: context.seed + 7919 * index,
        signal: context.signal,
        deadline: context.deadline,
        onStep(theta, x) {
          map.value(theta, w);
          for (let m = 0; m < n; m++) {
            let r = y[m]!;
            for (let i = 0; i < d; i++) r -= X[m * d + i]! * w[i]!;
            for (let i = 0; i < d; i++) {
              const square = 4 * ETA * ETA * n * X[m * d + i]! ** 2;
              predicted[i]! -= square * (r * r + SIGMA * SIGMA);
              noise[i]! -= square * SIGMA * SIGMA;
            }
          }
          // log(1 - 4x^2) = -4x^2 - 8x^4 - ...
          for (let i = 0; i < d; i++)
            fourth[i]! += -Math.log(Math.abs(1 - 4 * x[i]! * x[i]!)) - 4 * x[i]! * x[i]!;
        },
      });
      ended &&= run.outcome === 'not converged';
      for (let i = 0; i < d; i++) {
        const change = Math.log(Math.abs(run.theta[i]! * run.theta[d + i]!) / SCALE ** 2);
        left[i]!.push(change - predicted[i]!);
        drift[i]! += predicted[i]!;
      }
    }
    let [worst, budget, share] = [0, 0, 0];
    for (let i = 0; i < d; i++) {
      const { mean, halfWidth } = meanInterval(left[i]!, RISK / d);
      const unit = Math.abs(drift[i]!) / RUNS;
      const room = (halfWidth + Math.abs(fourth[i]!) / RUNS) / unit;
      if (Math.abs(mean) / unit / room >= worst / (budget || 1))
        [worst, budget] = [Math.abs(mean) / unit, room];
      share = Math.max(share, 1 - noise[i]! / drift[i]!);
    }
    return {
      comparisons: [
        unlessOpen(ended ? null : 'a run did not come to its end', {
          name: 'drift',
          discrepancy: worst,
          budget,
          unit: 'relative to the drift',
          text: `The coordinate nearest to its budget: a Student interval over ${RUNS} runs at level 1 - 1e-6 for all ${d}, plus the terms of fourth order in x as the runs had them. The residual loss, not the noise, makes at most ${(100 * share).toFixed(1)} % of the drift.`,
        }),
      ],
    };
  },
};
