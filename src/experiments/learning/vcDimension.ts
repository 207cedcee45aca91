import { meanInterval } from '../../numerics/confidence.ts';
import { logGamma } from '../../numerics/incompleteBeta.ts';
import { createRandom } from '../../random.ts';
import type { FigureRecord } from '../../records.ts';
import type { Experiment } from '../experiment.ts';
import { chanceBelow } from '../chanceBelow.ts';
import { drawMany } from '../drawMany.ts';
import { tendsTo, type Estimate } from '../extrapolated.ts';
import { RISK } from '../risk.ts';
import { brief, within } from '../within.ts';

const DELTA = 0.05;
const SIZES = [64, 256, 1024] as const;
const DRAWS = 4000;
/** Points on which the growth function is counted. */
const COUNTED = 9;

/** √n times the mean of the largest deviation, n → ∞: of a Brownian bridge, and of its range (Kolmogorov; Kuiper). */
const CLASSES = [
  { name: 'thresholds', vc: 1, limit: Math.sqrt(Math.PI / 2) * Math.LN2 },
  { name: 'intervals', vc: 2, limit: Math.sqrt(Math.PI / 2) },
] as const;

export const vcDimension: Experiment = {
  id: 'vc-dimension',
  title: 'Uniform convergence by the Vapnik-Chervonenkis dimension',
  text:
    'Thresholds x < a (dimension 1) and intervals a < x < b (dimension 2) on uniform x: the growth function counted on ' +
    `${COUNTED} points against Sauer's sum; the largest deviation over the whole class, exact for each of ${DRAWS} samples, ` +
    'below the bound 8 S(n) exp(-n eps^2/32), and with the rate n^(-1/2) and its constant; over d shattered points the mean deviation grows as d^(1/2).',
  async run(context) {
    const random = createRandom(context.seed);
    // two chances, and a mean for each class and size
    const share = RISK / (CLASSES.length * (1 + SIZES.length));
    const comparisons = CLASSES.map(({ name, vc }) =>
      within({
        name: `growth-${name}`,
        discrepancy: Math.max(
          ...Array.from({ length: COUNTED }, (_, k) => Math.abs(patterns(vc, k + 1) - sauer(vc, k + 1))),
        ),
        budget: 0,
        unit: 'labellings',
        text: `Labellings of 1 to ${COUNTED} points by ${name}, counted, against C(n,0) + ... + C(n,${vc}); 2^n up to n = ${vc} alone.`,
      }),
    );
    const means: Estimate[][] = [[], []];
    for (const n of SIZES) {
      const worst = [new Float64Array(DRAWS), new Float64Array(DRAWS)] as const;
      const points = new Float64Array(n);
      const made = await drawMany(context, DRAWS, (k) => {
        for (let i = 0; i < n; i++) points[i] = random.uniform();
        const { above, below } = bridge(points.sort());
        worst[0][k] = Math.max(above, below);
        worst[1][k] = above + below;
      });
      CLASSES.forEach(({ name, vc }, c) => {
        const draws = worst[c]!.subarray(0, made);
        const { mean, halfWidth } = meanInterval(draws, share);
        means[c]!.push({ mean: Math.sqrt(n) * mean, halfWidth: Math.sqrt(n) * halfWidth });
        const bound = Math.sqrt((32 / n) * Math.log((8 * sauer(vc, n)) / DELTA));
        const quantile = draws.slice().sort()[Math.floor((1 - DELTA) * made)]!;
        if (n === SIZES.at(-1))
          comparisons.push(
            chanceBelow(
              `bound-${name}`,
              DELTA,
              { hits: draws.filter((v) => v > bound).length, trials: made, risk: share },
              `n = ${n}, delta = ${DELTA}: how often the deviation exceeds ${brief(bound)} (Devroye, Gyorfi & Lugosi 1996, theorem 12.5), which is ${brief(bound / quantile)} times the deviation that is exceeded with chance delta.`,
            ),
          );
      });
    }
    CLASSES.forEach(({ name, limit }, c) => {
      const text = `sqrt(n) times the mean deviation at n = ${SIZES.join(', ')}, extrapolated in n^(-1/2). Confidence 1 - ${brief(RISK)} together.`;
      comparisons.push(
        tendsTo(limit, { name: `rate-${name}`, unit: 'relative to the limit', text }, means[c]!, 2),
      );
    });
    comparisons.push(shattered());
    return { comparisons, figures: [figureOf(means)] };
  },
};

/** C(n,0) + ... + C(n,v). */
function sauer(v: number, n: number): number {
  let [total, binomial] = [0, 1];
  for (let k = 0; k <= v; k++) {
    total += binomial;
    binomial *= (n - k) / (k + 1);
  }
  return total;
}

/** Labellings of n points in order by x < a (v = 1) or a < x < b (v = 2), counted one by one. */
function patterns(v: number, n: number): number {
  const found = new Set<string>();
  for (let from = 0; from <= (v === 1 ? 0 : n); from++)
    for (let to = from; to <= n; to++)
      found.add(Array.from({ length: n }, (_, i) => (i >= from && i < to ? '1' : '0')).join(''));
  return found.size;
}

/** How far the empirical distribution function of ordered points rises above and falls below the uniform one. */
function bridge(points: Float64Array): { above: number; below: number } {
  const n = points.length;
  let [above, below] = [0, 0];
  for (let i = 0; i < n; i++) {
    above = Math.max(above, (i + 1) / n - points[i]!);
    below = Math.max(below, points[i]! - i / n);
  }
  return { above, below };
}

/** The mean of sup |L - L^| over all subsets of d equally likely points: half the sum of the deviations of their shares. */
export function shatteredMean(d: number, n: number): number {
  // de Moivre: E|B - np| = 2 (1 - p) m C(n, m) p^m (1 - p)^(n - m), m = floor(np) + 1
  const p = 1 / d;
  const m = Math.floor(n * p) + 1;
  const logChoose = logGamma(n + 1) - logGamma(m + 1) - logGamma(n - m + 1);
  return (d * (1 - p) * m * Math.exp(logChoose + m * Math.log(p) + (n - m) * Math.log1p(-p))) / n;
}

/** n/d is an integer for each d, so that Robbins's bounds on n! enclose de Moivre's formula. */
function shattered() {
  const n = 40_960;
  const sizes = [2, 8, 32, 128];
  const ratios = sizes.map((d) => shatteredMean(d, n) / Math.sqrt((d - 1) / (2 * Math.PI * n)));
  const worst = sizes.map((d, i) => Math.abs(ratios[i]! - 1) / ((d + 2) / (12 * n)));
  return within({
    name: 'dimension',
    discrepancy: Math.max(...worst),
    budget: 1,
    unit: '(d + 2)/(12 n)',
    text: `The exact mean of the largest deviation over all subsets of d points, over sqrt((d - 1)/(2 pi n)), is 1 up to (d + 2)/(12 n) by Robbins's bounds on n!: ${sizes.map((d, i) => `${ratios[i]!.toFixed(6)} at d = ${d}`).join(', ')}, n = ${n}. So the rate sqrt(VC/n) cannot be improved.`,
  });
}

const figureOf = (means: readonly (readonly Estimate[])[]): FigureRecord => ({
  id: 'vc-rate',
  title: 'Mean largest deviation times the square root of n',
  x: { name: 'n', scale: 'log' },
  y: { name: 'sqrt(n) E sup |L - L^|', scale: 'linear' },
  series: CLASSES.flatMap(({ name, limit }, c) => [
    {
      name,
      x: [...SIZES],
      y: means[c]!.map((e) => e.mean),
      band: means[c]!.map((e): [number, number] => [e.mean - e.halfWidth, e.mean + e.halfWidth]),
    },
    { name: `${name}: limit`, x: [...SIZES], y: SIZES.map(() => limit) },
  ]),
});
