import { evaluateDualMap } from '../../prediction/dualMap.ts';
import { dualOf } from '../../prediction/marginMinimiser.ts';
import { exponentialLoss } from '../../simulation/marginLoss.ts';
import { marginRun } from '../../verification/marginRun.ts';
import { mirrorIdentity } from '../../verification/mirrorIdentity.ts';
import { gaussLegendre } from '../../numerics/gaussLegendre.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { marginFlowOf } from './marginFlowOf.ts';
import { separableData } from './separableData.ts';

const DEPTHS = [1, 2, 3, 4];
const LEVELS = [10, 100 * Math.LN10, 1e3, 1e5];

export const normalisedTime: Experiment = {
  id: 'normalised-time',
  title: 'The clock of the loss',
  text:
    'Gradient flow of the exponential loss in its own clock, d tau = L dt, from alpha = 0.5 on 4 samples of 6 features to margin 1e5: nu integrated ' +
    'with rate softmax(-m) gives the simulated weight as w = h(X^T nu), and the time that has passed is the integral of 1/L. Another potential or another clock would be refuted.',
  async run(context) {
    const data = separableData(4, 6, context.seed);
    const comparisons = [];
    for (const depth of DEPTHS) {
      const flow = marginFlowOf(depth, 0.5, data);
      const run = await marginRun(flow, exponentialLoss, LEVELS, 1e-8, context);
      const identity = mirrorIdentity(flow, run.checkpoints);
      const end = run.checkpoints.at(-1)!;
      comparisons.push(
        within({
          name: `mirror-identity-${depth}`,
          discrepancy: identity.discrepancy,
          budget: identity.budget,
          unit: 'relative to max|s| along the path',
          text: `Depth ${depth}: grad psi(w) against X^T nu up to margin ${brief(end.margin)}, ln(loss) ${brief(-end.level)}, in ${run.steps} steps; budget: the integrated defect of the run and rounding.`,
        }),
      );
    }
    comparisons.push(await timeOfOneSample(context));
    return { comparisons };
  },
};

/** One sample x = 1 and depth 2: w = h(tau), and t = ∫ e^(w) dtau by quadrature of the theory's h alone. */
async function timeOfOneSample(context: Parameters<Experiment['run']>[0]) {
  const flow = marginFlowOf(2, 0.5, { n: 1, d: 1, Z: Float64Array.of(1) });
  const level = 100 * Math.LN10;
  const runs = [];
  for (const tolerance of [1e-6, 1e-8])
    runs.push((await marginRun(flow, exponentialLoss, [level], tolerance, context)).checkpoints.at(-1)!);
  const [loose, end] = runs as [(typeof runs)[0], (typeof runs)[0]];
  const [rise, slope] = [new Float64Array(1), new Float64Array(1)];
  const weight = (tau: number): number => {
    evaluateDualMap(flow.dual, dualOf(flow.X, 1, 1, [tau]), rise, slope);
    return rise[0]!;
  };
  // w grows by 230 over [0, tau]: intervals that halve towards the end hold the integrand
  const rule = gaussLegendre(20);
  const top = weight(end.t);
  let sum = 0;
  for (let part = 1; part <= 40; part++) {
    const width = end.t * 2 ** -Math.min(part, 39);
    const start = part === 40 ? end.t - width : end.t - 2 * width;
    rule.nodes.forEach(
      (x, q) => (sum += width * rule.weights[q]! * Math.exp(weight(start + width * x) - top)),
    );
  }
  return within({
    name: 'time',
    discrepancy: Math.abs(end.logTime - (top + Math.log(sum))) / level,
    budget: (2 * Math.abs(end.logTime - loose.logTime)) / level + 1e-12,
    unit: 'relative to ln(t)',
    text: `One sample, depth 2, to the loss 1e-100: ln t = ${end.logTime.toPrecision(8)} of the run against the quadrature of e^h; budget: twice the change of the run between two tolerances.`,
  });
}
