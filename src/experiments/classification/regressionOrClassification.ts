import { linearProgram } from '../../prediction/linearProgram.ts';
import { minimise } from '../../prediction/minimiser.ts';
import { limitDirection } from '../../prediction/limitDirection.ts';
import { marginNorm } from '../../prediction/marginNorm.ts';
import type { MarginNorm } from '../../prediction/marginNorm.ts';
import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import { exponentialLoss } from '../../simulation/marginLoss.ts';
import { marginRun } from '../../verification/marginRun.ts';
import { normBounds } from '../../verification/normBounds.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { marginFlowOf } from './marginFlowOf.ts';
import { separableData } from './separableData.ts';

const DEPTHS = [2, 3, 4];
/** Weight scales α^D. */
const SCALES = [1e-1, 1e-2, 1e-4, 1e-6];
const SAMPLES = 10;
const FEATURES = 20;

const l1 = (w: ArrayLike<number>): number => Array.from(w).reduce((sum, v) => sum + Math.abs(v), 0);

export const regressionOrClassification: Experiment = {
  id: 'regression-or-classification',
  title: 'Small scales: l1 for the squared loss at every depth, for the exponential loss at depth 2 only',
  text:
    `The same ${SAMPLES} samples of ${FEATURES} features with targets ±1, depths 2 to 4, at falling scales. Squared loss: the excess of the l1 norm of the limit over basis pursuit (a linear program) ` +
    'falls to zero. Exponential loss to margin 1e4: at depth 2 the bounds that the run gives of the least l1 norm hold the linear program, at depths 3 and 4 the l1 norm at small scales stays above it, ' +
    'though the scale falls. An excess that stays for the squared loss, or vanishes for the exponential one, would refute it.',
  async run(context) {
    const data = separableData(SAMPLES, FEATURES, context.seed);
    const { n, d, Z } = data;
    const pursuit = l1(await basisPursuit(Z, n, d));
    const norm = marginNorm(marginFlowOf(2, 1, data).dual) as MarginNorm;
    const limit = await limitDirection(norm, Z, n, d, null);
    if ('why' in limit) return { comparisons: [], notes: [limit.why] };
    const least = l1(limit.w);
    const comparisons: ComparisonRecord[] = [];
    const series: FigureRecord['series'] = [];
    for (const depth of DEPTHS) {
      const [regression, classification]: [number[], number[]] = [[], []];
      for (const A of SCALES) {
        const flow = marginFlowOf(depth, A ** (1 / depth), data);
        const found = minimise({ map: flow.dual, X: Z, y: new Float64Array(n).fill(1), n, d });
        regression.push(l1(found.w) / pursuit - 1);
        const end = (await marginRun(flow, exponentialLoss, [1e4], 1e-7, context)).checkpoints.at(-1)!;
        classification.push(l1(end.w) / end.margin / least - 1);
        if (depth === 2 && A === SCALES.at(-1)) {
          const { lower, upper } = normBounds(norm, Z, n, d, end);
          const value = norm.positive[0]! * least;
          comparisons.push(
            within({
              name: 'exponential-2',
              discrepancy: Math.abs(value - (lower + upper) / 2) / value,
              budget: (upper - lower) / 2 / value + 1e-12,
              unit: 'relative to the least l1 norm',
              text: `Exponential loss, depth 2, alpha^D = ${brief(A)}: least l1 norm against the middle of the bounds that the run gives of it at margin 1e4.`,
            }),
          );
        }
      }
      const [first, last] = [regression[1]!, regression.at(-1)!];
      comparisons.push(
        within({
          name: `squared-${depth}`,
          discrepancy: last,
          // depth 2 approaches l1 like 1/ln(1/scale) at the slowest, a larger depth like a power of the scale
          budget: depth === 2 ? (first * Math.log(SCALES[1]!)) / Math.log(SCALES.at(-1)!) : first / 10,
          unit: 'excess l1 norm',
          text: `Squared loss, depth ${depth}: excess over basis pursuit ${regression.map((v, k) => `${v.toExponential(1)} at ${SCALES[k]!}`).join(', ')}; budget: that at 1e-2, lessened as the logarithm of the scale (depth 2) or tenfold.`,
        }),
      );
      if (depth > 2)
        comparisons.push(
          within({
            name: `exponential-${depth}`,
            discrepancy: classification[1]! / classification.at(-1)! / (first / last),
            budget: 0.1,
            unit: 'fall of the excess, over that of the squared loss',
            text: `Exponential loss, depth ${depth}: excess of the l1 norm ${classification.map((v, k) => `${v.toExponential(1)} at ${SCALES[k]!}`).join(', ')}: from 1e-2 to 1e-6 it falls less than a tenth as much as that of the squared loss, or grows.`,
          }),
        );
      const x = SCALES;
      series.push({ name: `squared, depth ${depth}`, x, y: regression }, { name: `exponential, depth ${depth}`, x, y: classification });
    }
    return {
      comparisons,
      figures: [{ id: 'excess', title: 'Excess of the l1 norm over the least one', x: { name: 'alpha^D', scale: 'log' }, y: { name: 'excess', scale: 'log' }, series }],
    };
  },
}; // prettier-ignore

/** The solution of Z w = 1 of least l1 norm. */
async function basisPursuit(Z: Float64Array, n: number, d: number): Promise<Float64Array> {
  const A = new Float64Array(4 * n * d);
  for (let m = 0; m < n; m++)
    for (let i = 0; i < d; i++) {
      const z = Z[m * d + i]!;
      [A[m * 2 * d + i], A[m * 2 * d + d + i]] = [z, -z];
      [A[(n + m) * 2 * d + i], A[(n + m) * 2 * d + d + i]] = [-z, z];
    }
  const b = Float64Array.from({ length: 2 * n }, (_, m) => (m < n ? 1 : -1));
  const solved = await linearProgram({
    cost: new Float64Array(2 * d).fill(1),
    A,
    b,
    lower: new Float64Array(2 * d),
    upper: new Float64Array(2 * d).fill(Infinity),
  });
  return Float64Array.from({ length: d }, (_, i) => solved!.x[i]! - solved!.x[d + i]!);
}
