import { meanInterval } from '../../numerics/confidence.ts';
import { createRandom, type Random } from '../../random.ts';
import type { FigureRecord } from '../../records.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { chanceBelow } from '../chanceBelow.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment, ExperimentContext } from '../experiment.ts';
import { RISK } from '../risk.ts';
import { intervalBelow } from '../intervalBelow.ts';
import { boundKept, brief } from '../within.ts';

/** A norm ball {|w| <= B} of linear functions, by the dual norm of Σ σᵢ xᵢ. */
interface Ball {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  /** The dual norm, and the bound on the complexity of the unit ball: radius · factor(d) / √n. */
  readonly dual: (v: Float64Array) => number;
  readonly factor: (d: number) => number;
  readonly formula: string;
  /** Smallest ratio of the complexity to the bound for any data, where a theorem gives one. */
  readonly least: { readonly ratio: number; readonly source: string } | null;
}

const euclidean = (v: Float64Array): number => Math.sqrt(v.reduce((s, x) => s + x * x, 0));
const largest = (v: Float64Array): number => v.reduce((m, x) => Math.max(m, Math.abs(x)), 0);

const L2: Ball = {
  id: 'rademacher-l2',
  title: 'Rademacher complexity of the Euclidean ball',
  name: 'l2',
  dual: euclidean,
  factor: () => 1,
  formula: 'B R/sqrt(n), R^2 the mean of |x_i|^2',
  least: { ratio: Math.SQRT1_2, source: 'Latala & Oleszkiewicz 1994' },
};
const L1: Ball = {
  id: 'rademacher-l1',
  title: 'Rademacher complexity of the l1 ball',
  name: 'l1',
  dual: largest,
  factor: (d) => Math.sqrt(2 * Math.log(2 * d)),
  formula: 'B R sqrt(2 ln(2d)/n), R^2 the largest mean of squares of a feature',
  least: null,
};

/** The mean of |Σ σᵢ xᵢ|/n in a dual norm over all 2^(n-1) signs up to a common one, in Gray code order: exact but for rounding. */
export function exactComplexity(X: Float64Array, n: number, d: number, dual: Ball['dual']): number {
  const sum = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) sum[j]! += X[i * d + j]!;
  const signs = new Int8Array(n).fill(1);
  const count = 2 ** (n - 1);
  let total = 0;
  for (let k = 1; ; k++) {
    total += dual(sum);
    if (k === count) return total / (count * n);
    const flipped = 31 - Math.clz32(k & -k);
    for (let j = 0; j < d; j++) sum[j]! -= 2 * signs[flipped]! * X[flipped * d + j]!;
    signs[flipped] = -signs[flipped]! as 1 | -1;
  }
}

/** R of the bound: root mean square of the dual norm for l2, of the largest feature for l1. */
function radiusOf({ name }: Ball, X: Float64Array, n: number, d: number): number {
  const squares = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) squares[j]! += X[i * d + j]! ** 2 / n;
  return Math.sqrt(name === 'l2' ? squares.reduce((s, x) => s + x, 0) : largest(squares));
}

/** Data on which complexity and bound are compared: normal, heavy tailed, sparse, or one sample repeated. */
const DATA = ['normal', 'cubes of normal numbers', 'one feature a sample', 'one sample repeated'] as const;

function dataOf(kind: (typeof DATA)[number], n: number, d: number, random: Random): Float64Array {
  const normal = normalNumbers(random);
  const X = Float64Array.from({ length: n * d }, () => normal());
  if (kind === 'cubes of normal numbers') return X.map((x) => x ** 3);
  if (kind === 'one feature a sample') return X.map((x, k) => (k % d === Math.floor(k / d) % d ? x : 0));
  return kind === 'normal' ? X : X.map((_, k) => X[k % d]!);
}

const EXACT_N = 12;
const DIMENSIONS = [1, 3, 10, 40] as const;
const SIZES = [16, 64, 256] as const;
const SIGNS = 1500;
const FEATURES = 30;

const rademacher = (ball: Ball): Experiment => ({
  id: ball.id,
  title: ball.title,
  text:
    `The complexity E sup <w, sum sigma_i x_i>/n over |w| <= B is B times the mean dual norm of a signed sum: exactly over all signs for n = ${EXACT_N}, ` +
    `d = ${DIMENSIONS.join(', ')} and four kinds of data, by ${SIGNS} random signs for n to ${SIZES.at(-1)}; never above ${ball.formula}. ` +
    'Then the bound it gives on the generalization gap, uniformly over the ball.',
  async run(context) {
    const random = createRandom(context.seed);
    const ratios: number[] = [];
    for (const d of DIMENSIONS)
      for (const kind of DATA) {
        await drawMany(context, 1, () => {
          const X = dataOf(kind, EXACT_N, d, random);
          const bound = (radiusOf(ball, X, EXACT_N, d) * ball.factor(d)) / Math.sqrt(EXACT_N);
          ratios.push(exactComplexity(X, EXACT_N, d, ball.dual) / bound);
        });
      }
    // half of the 2^n updates of a sum of size at most nR, whose mean is at least R sqrt(n/2)
    const rounding = 2 ** (EXACT_N - 1) * Math.sqrt(2 * EXACT_N) * Number.EPSILON;
    const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
    const comparisons = [
      boundKept(
        'bound-exact',
        high,
        rounding,
        `All signs, ${ratios.length} data sets: complexity over bound between ${brief(low)} and ${brief(high)}.`,
      ),
    ];
    if (ball.least !== null)
      comparisons.push(
        boundKept(
          'tight',
          ball.least.ratio / low,
          rounding,
          `The complexity is at least 1/sqrt(2) of the bound for any data (${ball.least.source}): 1/sqrt(2) over the smallest ratio.`,
        ),
      );
    const { worst, error, figure } = await sampledSigns(ball, random, context);
    comparisons.push(
      boundKept(
        'bound-sampled',
        worst,
        error,
        `Normal data, d = ${FEATURES}, n = ${SIZES.join(', ')}: the estimated complexity over the bound at worst; the error is half its interval at confidence 1 - ${brief(RISK / 2)}.`,
      ),
    );
    comparisons.push(...(await generalization(ball, random, context)));
    return { comparisons, figures: [figure] };
  },
});

async function sampledSigns(ball: Ball, random: Random, context: ExperimentContext) {
  const [mean, bound, band]: [number[], number[], [number, number][]] = [[], [], []];
  for (const n of SIZES) {
    const X = dataOf('normal', n, FEATURES, random);
    bound.push((radiusOf(ball, X, n, FEATURES) * ball.factor(FEATURES)) / Math.sqrt(n));
    const draws = new Float64Array(SIGNS);
    const sum = new Float64Array(FEATURES);
    const made = await drawMany(context, SIGNS, (k) => {
      sum.fill(0);
      for (let i = 0; i < n; i++) {
        const sign = random.integer(0, 1) === 0 ? 1 : -1;
        for (let j = 0; j < FEATURES; j++) sum[j]! += sign * X[i * FEATURES + j]!;
      }
      draws[k] = ball.dual(sum) / n;
    });
    const found = meanInterval(draws.subarray(0, made), RISK / 2 / SIZES.length);
    mean.push(found.mean);
    band.push([found.mean - found.halfWidth, found.mean + found.halfWidth]);
  }
  const figure: FigureRecord = {
    id: ball.id,
    title: `Rademacher complexity of the unit ${ball.name} ball, d = ${FEATURES}`,
    x: { name: 'n', scale: 'log' },
    y: { name: 'complexity', scale: 'log' },
    series: [
      { name: 'random signs', x: [...SIZES], y: mean, band },
      { name: ball.formula, x: [...SIZES], y: bound },
    ],
  };
  const worst = Math.max(...mean.map((m, i) => m / bound[i]!));
  const error = Math.max(...band.map(([low, high], i) => (high - low) / 2 / bound[i]!));
  return { worst, error, figure };
}

const GAP = { n: 64, d: 20, delta: 0.05, draws: 2000 };

/**
 * The loss (1 - y⟨w, x⟩)/2 with entries of x in {-1, 1}/R, so that it lies in [0, 1] on the unit ball: its largest gap
 * L - L^ over the ball is half the dual norm of E yx - mean yx, exactly.
 */
async function generalization(ball: Ball, random: Random, context: ExperimentContext) {
  const { n, d, delta, draws } = GAP;
  const size = ball.name === 'l2' ? 1 / Math.sqrt(d) : 1;
  // y = 1 always and x_j = ± size with mean 0.4 size for j = 0, else 0
  const bound = ball.factor(d) / Math.sqrt(n) + Math.sqrt(Math.log(1 / delta) / (2 * n));
  const away = new Float64Array(d);
  const gaps = new Float64Array(draws);
  const made = await drawMany(context, draws, (k) => {
    for (let j = 0; j < d; j++) {
      let ups = 0;
      const chance = j === 0 ? 0.7 : 0.5;
      for (let i = 0; i < n; i++) if (random.uniform() < chance) ups++;
      away[j] = 2 * size * (ups / n - chance);
    }
    gaps[k] = ball.dual(away) / 2;
  });
  const seen = gaps.subarray(0, made);
  const { mean, halfWidth } = meanInterval(seen, RISK / 4);
  const quantile = seen.slice().sort()[Math.floor((1 - delta) * made)]!;
  const setting = `n = ${n}, d = ${d}, loss (1 - y<w, x>)/2 on the unit ball`;
  return [
    intervalBelow({
      name: 'mean-gap',
      low: mean - halfWidth,
      high: mean + halfWidth,
      bound: ball.factor(d) / Math.sqrt(n),
      unit: 'loss',
      text: `${setting}: the mean of sup L - L^, ${brief(mean)} +- ${brief(halfWidth)} (confidence 1 - ${brief(RISK / 4)}), against twice the complexity of the loss class by its bound.`,
    }),
    chanceBelow(
      'generalization-bound',
      delta,
      { hits: seen.filter((gap) => gap > bound).length, trials: made, risk: RISK / 4 },
      `${setting}: sup L - L^ exceeds 2 complexity + sqrt(ln(1/delta)/(2n)) = ${brief(bound)}, delta = ${delta}; the deviation exceeded with chance delta is ${brief(quantile)}.`,
    ),
  ];
}

export const rademacherL2 = rademacher(L2);
export const rademacherL1 = rademacher(L1);
