import { meanInterval } from '../../numerics/confidence.ts';
import { depthMap } from '../../simulation/powerMap.ts';
import { stochasticFlow } from '../../simulation/stochasticFlow.ts';
import type { Experiment } from '../experiment.ts';
import { RISK } from '../risk.ts';
import { smallProblem } from './algorithmCase.ts';
import { unlessOpen } from './unlessOpen.ts';

const SCALE = 0.3;
const ETA = 0.004;
const PATHS = 16;

/** S2 in the convention of a sum over samples: α∞² = α² exp(−8 η |X_j|² ∫L dt). */
export const stochasticScale: Experiment = {
  id: 'stochastic-scale',
  title: 'The effective scale of stochastic gradient flow',
  text:
    `${PATHS} paths of the continuous model of stochastic gradient descent for u^2 - v^2 from ${SCALE}, noise of step size ${ETA}, 4 samples of 8 features, each with and without half the step of the method: ` +
    'log(u v/alpha^2) beside -8 eta |X_j|^2 times the integral of the loss.',
  async run(context) {
    const problem = smallProblem(context.seed);
    const { X, n, d } = problem;
    const squares = Float64Array.from({ length: d }, (_, i) => {
      let sum = 0;
      for (let m = 0; m < n; m++) sum += X[m * d + i]! ** 2;
      return sum;
    });
    const left: number[][] = Array.from({ length: d }, () => []);
    const change: number[][] = Array.from({ length: d }, () => []);
    let [unit, ended, rounding] = [0, true, 0];
    for (let path = 0; path < PATHS; path++) {
      const over: Float64Array[] = [];
      for (const draws of [2, 1]) {
        const run = await stochasticFlow({
          map: depthMap(2),
          theta0: new Float64Array(2 * d).fill(SCALE),
          ...problem,
          eta: ETA,
          step: (ETA * draws) / 4,
          draws,
          seed: context.seed + path * 7919,
          stop: 1e-5,
          maximumSteps: 100_000,
          signal: context.signal,
          deadline: context.deadline,
        });
        // each step rounds u and v a few times
        rounding = Math.max(rounding, 8 * Number.EPSILON * run.steps);
        ended &&= run.outcome === 'converged';
        over.push(
          squares.map(
            (q, i) =>
              Math.log((run.theta[i]! * run.theta[d + i]!) / SCALE ** 2) + 8 * ETA * q * run.lossIntegral,
          ),
        );
        unit = Math.max(unit, ...squares.map((q) => 8 * ETA * q * run.lossIntegral));
      }
      for (let i = 0; i < d; i++) {
        left[i]!.push(over[1]![i]!);
        change[i]!.push(over[1]![i]! - over[0]![i]!);
      }
    }
    let [worst, budget] = [0, 0];
    for (let i = 0; i < d; i++) {
      const { mean, halfWidth } = meanInterval(left[i]!, RISK / d);
      const bias = Math.abs(change[i]!.reduce((a, b) => a + b, 0) / PATHS);
      const room = (halfWidth + bias + rounding) / unit;
      if (Math.abs(mean) / unit / room >= worst / (budget || 1))
        [worst, budget] = [Math.abs(mean) / unit, room];
    }
    return {
      comparisons: [
        unlessOpen(ended ? null : 'a path did not converge', {
          name: 'scale',
          discrepancy: worst,
          budget,
          unit: 'relative to the largest change',
          text: `The coordinate nearest to its budget, a Student interval over ${PATHS} paths at level 1 - 1e-6 for all ${d}, plus what halving the step changes. Largest change of log(u v): ${unit.toPrecision(3)}.`,
        }),
      ],
    };
  },
};
