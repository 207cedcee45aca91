import { meanInterval } from '../../numerics/confidence.ts';
import { incompleteBeta } from '../../numerics/incompleteBeta.ts';
import { isotropicRisk, limitRisk } from '../../prediction/ridgelessRisk.ts';
import { createRandom } from '../../random.ts';
import type { FigureRecord } from '../../records.ts';
import { conditionalRisk, gaussianDesign } from '../../simulation/conditionalRisk.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { RISK } from '../risk.ts';
import { intervalBelow } from '../intervalBelow.ts';
import { brief, within } from '../within.ts';

const N = 30;
const SIGNAL = 1;
const NOISE = 0.2;
const DIMENSIONS = [3, 6, 12, 18, 22, 26, 28, 30, 32, 34, 38, 45, 60, 90, 150];
const DRAWS = 120;
/** Beyond this distance of d from n the variance part has a fourth moment. */
const FOURTH_MOMENT = 7;

export const doubleDescent: Experiment = {
  id: 'double-descent',
  title: 'Double descent of minimum-norm least squares',
  text:
    `Risk against d/n for n = ${N}, |beta|^2 = ${SIGNAL}, noise variance ${NOISE}, ${DRAWS} designs at each of ${DIMENSIONS.length} values of d, in the exact mean over the noise: ` +
    'beside the formula exact in n and d where the mean has an interval, by its median nearer to d = n. The risk must fall again beyond the peak.',
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const regular = DIMENSIONS.filter((d) => Math.abs(d - N) > FOURTH_MOMENT);
    const share = RISK / regular.length;
    const points: { d: number; mean: number; halfWidth: number; median: number; exact: number }[] = [];
    for (const d of DIMENSIONS) {
      const model = { eigenvalues: new Float64Array(d).fill(1), betaSquares: new Float64Array(d).fill(SIGNAL / d), noise: NOISE }; // prettier-ignore
      const risks = new Float64Array(DRAWS);
      const made = await drawMany(context, DRAWS, (k) => {
        const { bias, variance } = conditionalRisk(gaussianDesign(N, model.eigenvalues, normal), N, model);
        risks[k] = bias + variance;
      });
      const seen = risks.subarray(0, made);
      const exact = isotropicRisk(N, d, SIGNAL, NOISE);
      const median = seen.slice().sort()[Math.floor(made / 2)] ?? NaN;
      points.push({ d, ...meanInterval(seen, share), median, exact: exact.bias + exact.variance });
    }
    const compared = points.filter((p) => regular.includes(p.d));
    const worst = Math.max(...compared.map((p) => Math.abs(p.mean - p.exact) / p.halfWidth));
    const at = (d: number) => points.find((p) => p.d === d)!;
    const [far, near, under] = [at(150), at(38), at(12)];
    const comparisons = [
      within({
        name: 'curve',
        discrepancy: worst,
        budget: 1,
        unit: 'half widths of the intervals',
        text: `Mean risk against the exact formula at ${compared.length} values of d with |d - n| > ${FOURTH_MOMENT}, at worst; all intervals together hold with confidence 1 - ${brief(RISK)}.`,
      }),
      intervalBelow({
        name: 'second-descent',
        low: far.mean - near.mean - far.halfWidth - near.halfWidth,
        high: far.mean - near.mean + far.halfWidth + near.halfWidth,
        bound: 0,
        unit: 'difference of risks',
        text: `Risk ${brief(far.mean)} at d = ${far.d} against ${brief(near.mean)} at d = ${near.d}: it falls beyond the peak; at d = ${under.d} < n it is ${brief(under.mean)}, the median at d = n is ${brief(at(N).median)}.`,
      }),
    ];
    const notes = [
      `The limit formula in gamma = d/n is ${brief(limitOf(38))} at d = 38, where the risk is ${brief(near.exact)} exactly, and ${brief(limitOf(150))} at d = 150, exactly ${brief(far.exact)}.`,
      `The probability that the variance part at d = n exceeds 100 sigma^2 is ${brief(incompleteBeta(0.5, N / 2, 1 / 101))}: its mean is infinite and no interval is drawn there.`,
    ];
    return { comparisons, figures: [figureOf(points)], notes };
  },
};

function limitOf(d: number): number {
  const { bias, variance } = limitRisk(d / N, SIGNAL, NOISE);
  return bias + variance;
}

function figureOf(
  points: readonly { d: number; mean: number; halfWidth: number; median: number; exact: number }[],
): FigureRecord {
  const band = (side: (d: number) => boolean) => {
    const own = points.filter(({ d }) => side(d));
    return {
      x: own.map(({ d }) => d / N),
      y: own.map(({ mean }) => mean),
      band: own.map(({ mean, halfWidth }): [number, number] => [mean - halfWidth, mean + halfWidth]),
    };
  };
  const x = points.map(({ d }) => d / N);
  const finite = (v: number): number | null => (Number.isFinite(v) ? v : null);
  return {
    id: 'double-descent',
    title: `Excess risk of minimum-norm least squares, n = ${N}`,
    x: { name: 'd/n', scale: 'log' },
    y: { name: 'excess risk', scale: 'log' },
    series: [
      { name: 'mean of the draws, d < n', ...band((d) => d < N - FOURTH_MOMENT) },
      { name: 'mean of the draws, d > n', ...band((d) => d > N + FOURTH_MOMENT) },
      { name: 'median of the draws', x, y: points.map(({ median }) => finite(median)) },
      { name: 'exact mean', x, y: points.map(({ exact }) => finite(exact)) },
      { name: 'limit in d/n', x, y: points.map(({ d }) => finite(limitOf(d))) },
    ],
  };
}
