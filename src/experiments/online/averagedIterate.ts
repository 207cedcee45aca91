import { meanInterval } from '../../numerics/confidence.ts';
import { createRandom } from '../../random.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import type { Experiment } from '../experiment.ts';
import { drawMany } from '../drawMany.ts';
import { RISK } from '../risk.ts';
import { brief, within } from '../within.ts';
import { divergence, euclid, hypentropy, simplex, type Geometry } from './geometry.ts';

const D = 10;
const POPULATION = 60;
const RUNS = 200;
const LENGTHS = [50, 400] as const;
const GEOMETRIES: readonly Geometry[] = [euclid(D), simplex(D), hypentropy(D, 0.1, 1)];

/** L3.2: one pass over independent samples learns. */
export const averagedIterate: Experiment = {
  id: 'averaged-iterate',
  title: 'One pass of stochastic mirror descent',
  text: `The absolute loss |<w, x> - y| over a population of ${POPULATION} points in ${D} dimensions, so that its mean is known exactly: stochastic mirror descent on T = ${LENGTHS.join(', ')} independent samples, ${RUNS} runs, the expected loss of the averaged iterate less that of u beside sqrt(2 D(u, w_1) G^2/(sigma T)).`,
  async run(context) {
    const random = createRandom(context.seed);
    const normal = normalNumbers(random);
    const u = new Float64Array(D);
    [u[0], u[1]] = [0.6, 0.4];
    const x = Array.from({ length: POPULATION }, () => Float64Array.from({ length: D }, () => normal()));
    const y = x.map((row) => row.reduce((s, v, i) => s + v * u[i]!, 0) + 0.3 * normal());
    const residual = (w: Float64Array, m: number): number => x[m]!.reduce((s, v, i) => s + v * w[i]!, -y[m]!);
    const risk = (w: Float64Array): number =>
      x.reduce((s, _, m) => s + Math.abs(residual(w, m)), 0) / POPULATION;
    const comparisons = [];
    for (const geometry of GEOMETRIES) {
      const G = Math.max(...x.map((row) => geometry.dualNorm(row)));
      const start = divergence(geometry, u, geometry.start).value;
      for (const T of LENGTHS) {
        const eta = Math.sqrt((2 * geometry.sigma * start) / T) / G;
        const excess = new Float64Array(RUNS);
        const made = await drawMany(context, RUNS, (run) => {
          let w: Float64Array = geometry.start.slice();
          const mean = new Float64Array(D);
          for (let k = 0; k < T; k++) {
            for (let i = 0; i < D; i++) mean[i]! += w[i]! / T;
            const m = random.integer(0, POPULATION - 1);
            const sign = Math.sign(residual(w, m));
            w = geometry.step(
              w,
              x[m]!.map((v) => sign * v),
              eta,
            );
          }
          excess[run] = risk(mean) - risk(u);
        });
        const bound = Math.sqrt((2 * start * G * G) / (geometry.sigma * T));
        const { mean, halfWidth } = meanInterval(
          excess.slice(0, made),
          RISK / (GEOMETRIES.length * LENGTHS.length),
        );
        comparisons.push(
          within({
            name: `${geometry.name}, T = ${T}`,
            discrepancy: (mean + halfWidth) / bound,
            budget: 1,
            unit: 'upper end over bound',
            room: mean - halfWidth > bound ? 1 : Infinity,
            text: `Mean excess ${brief(mean)} +- ${brief(halfWidth)} in ${made} runs, bound ${brief(bound)}; Student interval at level 1 - 1e-6 for all.`,
          }),
        );
      }
    }
    return { comparisons };
  },
};
