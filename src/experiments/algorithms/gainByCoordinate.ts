import { meanInterval } from '../../numerics/confidence.ts';
import { descend, type DescentResult } from '../../simulation/descent.ts';
import { depthMap } from '../../simulation/powerMap.ts';
import { randomProblem } from '../../simulation/randomProblem.ts';
import { problemOf } from '../../verification/problemOf.ts';
import type { Experiment } from '../experiment.ts';
import { RISK } from '../risk.ts';
import { within } from '../within.ts';

const SCALE = 0.2;
const PROBLEMS = 24;
const STEPS = [0.25, 0.5, 0.75, 1] as const;
const [SAMPLES, FEATURES] = [20, 30];

/** S4: where the effective scale shrinks, for full and for sampled gradients. */
export const gainByCoordinate: Experiment = {
  id: 'gain-by-coordinate',
  title: 'Large steps shrink the scale unevenly, sampling evens it out',
  text:
    `The gain, the sum of -log|1 - 4 x^2|, of u^2 - v^2 from ${SCALE} on ${PROBLEMS} problems of ${SAMPLES} samples and ${FEATURES} features, 3 of them relevant, at steps up to the largest at which gradient descent converges (found by halving) and, for single samples, up to the largest at which that does: ` +
    'gain of relevant over that of other features, for gradient descent and for sampled gradients. Gradient descent with a ratio below that of sampled gradients would refute the claim, and so would a gain that grows less than the step.',
  async run(context) {
    const ratios: { gd: number[]; sgd: number[] }[] = STEPS.map(() => ({ gd: [], sgd: [] }));
    const sums: { gd: number[]; sgd: number[] }[] = STEPS.map(() => ({ gd: [], sgd: [] }));
    let unfinished = 0;
    for (let index = 0; index < PROBLEMS; index++) {
      const drawn = randomProblem({
        samples: SAMPLES,
        features: FEATURES,
        sparsity: 3,
        noise: 0,
        seed: context.seed + 7919 * index,
      });
      const problem = problemOf(drawn);
      const run = async (step: number, batch?: number) => {
        const gain = new Float64Array(FEATURES);
        const result = await descend({
          map: depthMap(2),
          theta0: new Float64Array(2 * FEATURES).fill(SCALE),
          ...problem,
          step,
          batch,
          stop: 1e-3,
          maximumSteps: 20_000,
          seed: context.seed + index,
          signal: context.signal,
          deadline: context.deadline,
          onStep(_, x) {
            for (let i = 0; i < FEATURES; i++) gain[i]! -= Math.log(Math.abs(1 - 4 * x[i]! ** 2));
          },
        });
        return { gain, result };
      };
      for (const kind of ['gd', 'sgd'] as const) {
        const batch = kind === 'gd' ? undefined : 1;
        let largest = kind === 'gd' ? 0.02 : 0.004;
        const converged = ({ outcome }: DescentResult): boolean => outcome === 'converged';
        while (largest > 1e-6 && !converged((await run(largest, batch)).result)) largest *= 0.8;
        for (const [at, share] of STEPS.entries()) {
          const { gain, result } = await run(share * largest, batch);
          if (!converged(result)) {
            unfinished++;
            continue;
          }
          const mean = (relevant: boolean): number => {
            const chosen = [...gain].filter((_, i) => (drawn.w[i] !== 0) === relevant);
            return chosen.reduce((a, b) => a + b, 0) / chosen.length;
          };
          ratios[at]![kind].push(Math.log(mean(true) / mean(false)));
          sums[at]![kind].push(gain.reduce((a, b) => a + b, 0) / FEATURES);
        }
      }
    }
    const comparisons = STEPS.map((share, at) => {
      const { gd, sgd } = ratios[at]!;
      const count = Math.min(gd.length, sgd.length);
      const { mean, halfWidth } = meanInterval(
        Float64Array.from({ length: count }, (_, k) => sgd[k]! - gd[k]!),
        RISK / STEPS.length,
      );
      // log of the ratio of ratios: the interval must lie below 0
      return within({
        name: `ratio-${share}`,
        discrepancy: Math.exp(mean + halfWidth),
        budget: 1,
        unit: 'sampled ratio over full ratio, upper end',
        room: mean - halfWidth > 0 ? 1 : Infinity,
        text: `At ${share} of the largest step, ${count} problems: gain of relevant over other features ${Math.exp(average(gd)).toPrecision(3)} for gradient descent, ${Math.exp(average(sgd)).toPrecision(3)} for single samples (geometric means); Student interval at level 1 - 1e-6 for all.`,
      });
    });
    for (const kind of ['gd', 'sgd'] as const) {
      const [smallest, largest] = [sums[0]![kind], sums.at(-1)![kind]];
      const count = Math.min(smallest.length, largest.length);
      const { mean, halfWidth } = meanInterval(
        Float64Array.from({ length: count }, (_, k) => Math.log(smallest[k]! / largest[k]!)),
        RISK / 2,
      );
      comparisons.push(
        within({
          name: `growth-${kind}`,
          discrepancy: Math.exp(mean + halfWidth),
          budget: STEPS[0],
          unit: 'gain at the smallest over that at the largest step, upper end',
          room: Math.exp(mean - halfWidth) > STEPS[0] ? 1 : Infinity,
          text: `The gain grows at least in proportion to the step: at ${STEPS[0]} of the largest step it is ${Math.exp(mean).toPrecision(3)} of that at the largest (geometric mean of ${count} problems).`,
        }),
      );
    }
    const series = (['gd', 'sgd'] as const).map((kind) => ({
      name: kind === 'gd' ? 'gradient descent' : 'single samples',
      x: [...STEPS],
      y: ratios.map((r) => Math.exp(average(r[kind]))),
    }));
    const gains = (['gd', 'sgd'] as const).map((kind) => ({
      name: kind === 'gd' ? 'gradient descent' : 'single samples',
      x: [...STEPS],
      y: sums.map((r) => average(r[kind])),
    }));
    const x = { name: 'step, relative to the largest', scale: 'linear' as const };
    return {
      comparisons,
      figures: [
        {
          id: 'gain-ratio',
          title: 'Gain of relevant over other features',
          x,
          y: { name: 'ratio', scale: 'log' as const },
          series,
        },
        { id: 'gain', title: 'Mean gain', x, y: { name: 'gain', scale: 'log' as const }, series: gains },
      ],
      notes: unfinished === 0 ? [] : [`${unfinished} runs did not converge and were left out.`],
    };
  },
};

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
