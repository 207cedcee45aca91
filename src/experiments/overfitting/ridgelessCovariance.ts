import { meanInterval } from '../../numerics/confidence.ts';
import { effectiveRidge, ridgelessRisk } from '../../prediction/ridgelessRisk.ts';
import { createRandom } from '../../random.ts';
import type { FigureRecord } from '../../records.ts';
import { conditionalRisk, gaussianDesign } from '../../simulation/conditionalRisk.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { tendsTo, type Estimate } from '../extrapolated.ts';
import { RISK } from '../risk.ts';
import { brief } from '../within.ts';

const SIZES = [10, 20, 40] as const;
const DRAWS = [1500, 700, 200] as const;
const NOISE = 0.5;
/** d = 4n features; the k-th of every four has this variance and this share of the parameter. */
const LAMBDA = [4, 1, 0.5, 0.1];
const SHARES = [0.4, 0.3, 0.2, 0.1];

const modelOf = (n: number) => ({
  eigenvalues: Float64Array.from({ length: 4 * n }, (_, i) => LAMBDA[i % 4]!),
  betaSquares: Float64Array.from({ length: 4 * n }, (_, i) => SHARES[i % 4]! / n),
  noise: NOISE,
});

export const ridgelessCovariance: Experiment = {
  id: 'ridgeless-covariance',
  title: 'Minimum-norm interpolation with a general covariance',
  text:
    `d = 4n features of four variances (${LAMBDA.join(', ')}), n = ${SIZES.join(', ')}: bias and variance on random designs, each in the exact mean over noise and signs of beta, ` +
    'against the deterministic equivalent in kappa with sum lambda_i/(lambda_i + kappa) = n. Their ratio must tend to 1 as 1/n: it is extrapolated in 1/n and compared with 1.',
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const ratios: Record<'bias' | 'variance', Estimate[]> = { bias: [], variance: [] };
    for (const [index, n] of SIZES.entries()) {
      const model = modelOf(n);
      const equivalent = ridgelessRisk(model.eigenvalues, model.betaSquares.map(Math.sqrt), n, NOISE);
      const draws = { bias: new Float64Array(DRAWS[index]!), variance: new Float64Array(DRAWS[index]!) };
      const made = await drawMany(context, DRAWS[index]!, (k) => {
        const found = conditionalRisk(gaussianDesign(n, model.eigenvalues, normal), n, model);
        draws.bias[k] = found.bias / equivalent.bias;
        draws.variance[k] = found.variance / equivalent.variance;
      });
      for (const part of ['bias', 'variance'] as const)
        ratios[part].push(meanInterval(draws[part].subarray(0, made), RISK / 6));
    }
    const comparisons = (['bias', 'variance'] as const).map((part) => {
      const text = `Ratios at n = ${SIZES.join(', ')}, extrapolated in 1/n; the budget holds the intervals (confidence 1 - ${brief(RISK)} together) and the part of order 1/n^2.`;
      return tendsTo(1, { name: part, unit: 'ratio to the equivalent', text }, ratios[part], 2);
    });
    const kappa = effectiveRidge(modelOf(SIZES[0]).eigenvalues, SIZES[0]);
    const notes = [`kappa = ${kappa.toPrecision(6)} for these variances, whatever n.`];
    const figure: FigureRecord = {
      id: 'ridgeless-covariance',
      title: 'Risk on random designs over its deterministic equivalent',
      x: { name: 'n', scale: 'log' },
      y: { name: 'ratio', scale: 'linear' },
      series: (['bias', 'variance'] as const).map((part) => ({
        name: part,
        x: [...SIZES],
        y: ratios[part].map((e) => e.mean),
        band: ratios[part].map((e): [number, number] => [e.mean - e.halfWidth, e.mean + e.halfWidth]),
      })),
    };
    return { comparisons, figures: [figure], notes };
  },
};
