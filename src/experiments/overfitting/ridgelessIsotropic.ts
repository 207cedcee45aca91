import { distributionBand, meanInterval } from '../../numerics/confidence.ts';
import { incompleteBeta } from '../../numerics/incompleteBeta.ts';
import { minimumNorm } from '../../numerics/minimumNorm.ts';
import { isotropicRisk } from '../../prediction/ridgelessRisk.ts';
import { createRandom } from '../../random.ts';
import type { ComparisonRecord } from '../../records.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { RISK } from '../risk.ts';
import { brief, within } from '../within.ts';

const N = 20;
const DIMENSIONS = [10, 18, 20, 21, 30, 80] as const;
const DRAWS = 1500;
const SIGNAL = 2;
const NOISE = 0.5;
/** Fourth moments of the variance part are finite beyond this distance of d from n: only there is a mean compared. */
const FOURTH_MOMENT = 7;

export const ridgelessIsotropic: Experiment = {
  id: 'ridgeless-isotropic',
  title: 'Minimum-norm least squares with isotropic features, exactly in n and d',
  text:
    `n = ${N} samples x ~ N(0, I_d), d = ${DIMENSIONS.join(', ')}, |beta|^2 = ${SIGNAL}, noise variance ${NOISE}, ${DRAWS} draws each of X, beta and noise: ` +
    'mean bias and variance against their exact values where the draws have a fourth moment, and the whole distributions everywhere: ' +
    `sigma^2 n/(d-n+1) F(n, d-n+1) for the variance part (d/(n-d+1) F(d, n-d+1) for d < n), |beta|^2 Beta((d-n)/2, n/2) for the bias.`,
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const comparisons: ComparisonRecord[] = [];
    const share = RISK / (4 * DIMENSIONS.length);
    for (const d of DIMENSIONS) {
      const bias = new Float64Array(DRAWS);
      const variance = new Float64Array(DRAWS);
      const made = await drawMany(context, DRAWS, (k) => {
        [bias[k], variance[k]] = drawnParts(d, normal);
      });
      const exact = isotropicRisk(N, d, SIGNAL, NOISE);
      const draws = { bias: bias.subarray(0, made), variance: variance.subarray(0, made) };
      if (Math.abs(d - N) > FOURTH_MOMENT)
        for (const part of d > N ? (['bias', 'variance'] as const) : (['variance'] as const)) {
          const { mean, halfWidth } = meanInterval(draws[part], share);
          comparisons.push(
            within({
              name: `mean-${part}-${d}`,
              discrepancy: Math.abs(mean - exact[part]),
              budget: halfWidth,
              unit: 'excess risk',
              text: `d = ${d}: ${part} ${brief(mean)} in the mean of ${made} draws, exactly ${brief(exact[part])}; budget: Student's interval at confidence 1 - ${brief(share)}.`,
            }),
          );
        }
      comparisons.push(distribution(`law-variance-${d}`, draws.variance, varianceLaw(d), share, lawText(d)));
      if (d > N)
        comparisons.push(
          distribution(
            `law-bias-${d}`,
            draws.bias,
            (x) => incompleteBeta((d - N) / 2, N / 2, x / SIGNAL),
            share,
            `d = ${d}: distribution of the bias against |beta|^2 Beta((d-n)/2, n/2).`,
          ),
        );
    }
    const notes = [
      `The mean of the variance part is infinite for |d - n| <= 1 and its variance for |d - n| <= 3: a confidence interval of the mean says nothing there, so that distributions are compared instead (band of Dvoretzky, Kiefer, Wolfowitz and Massart, valid without moments).`,
    ];
    return { comparisons, notes };
  },
};

const lawText = (d: number): string =>
  `d = ${d}: distribution of the variance part against that of a multiple of ${d >= N ? `F(n, ${d - N + 1})` : `F(d, ${N - d + 1})`}${Math.abs(d - N) <= 1 ? ', whose mean is infinite' : ''}.`;

/** The excess risks |X⁺Xβ - β|² and |X⁺ε|² of one draw, by linearity the two parts of X⁺(Xβ + ε) - β but for their product. */
function drawnParts(d: number, normal: () => number): [number, number] {
  const X = Float64Array.from({ length: N * d }, () => normal());
  const beta = new Float64Array(d).fill(Math.sqrt(SIGNAL / d));
  const noise = Float64Array.from({ length: N }, () => Math.sqrt(NOISE) * normal());
  const clean = noise.map((_, m) => {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += X[m * d + i]! * beta[i]!;
    return sum;
  });
  const w = new Float64Array(d);
  if (!minimumNorm(X, clean, N, d, w)) return [NaN, NaN];
  const bias = w.reduce((s, v, i) => s + (v - beta[i]!) ** 2, 0);
  minimumNorm(X, noise, N, d, w);
  return [bias, w.reduce((s, v) => s + v * v, 0)];
}

/** P(σ² (a/b) F(a, b) <= x). */
function varianceLaw(d: number): (x: number) => number {
  const [a, b] = d >= N ? [N, d - N + 1] : [d, N - d + 1];
  return (x) => incompleteBeta(a / 2, b / 2, x / (x + NOISE));
}

/** The largest distance between the empirical and the stated distribution function. */
function distribution(
  name: string,
  draws: Float64Array,
  law: (x: number) => number,
  risk: number,
  text: string,
): ComparisonRecord {
  const sorted = draws.slice().sort();
  const count = sorted.length;
  let worst = 0;
  sorted.forEach((x, k) => {
    const p = law(x);
    worst = Math.max(worst, p - k / count, (k + 1) / count - p);
  });
  const budget = distributionBand(count, risk);
  return within({
    name,
    discrepancy: worst,
    budget,
    unit: 'probability',
    text: `${text} Confidence 1 - ${brief(risk)}.`,
  });
}
