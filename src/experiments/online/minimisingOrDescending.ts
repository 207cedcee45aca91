import { binomialInterval, meanInterval } from '../../numerics/confidence.ts';
import { createRandom, type Random } from '../../random.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { intervalBelow } from '../intervalBelow.ts';
import { RISK } from '../risk.ts';
import { boundKept, brief, within } from '../within.ts';

const N = 12;
const D = 2 ** N;
const EPSILON = 0.01;
const TAU = EPSILON / Math.sqrt(D);
const DRAWS = 200;
/** Of the sums over D coordinates, relative to their terms. */
const ROUNDING = D * Number.EPSILON;

/** L3.6: among minimisers of the empirical risk norm and luck decide, and in high dimensions luck is bad. */
export const minimisingOrDescending: Experiment = {
  id: 'minimising-or-descending',
  title: 'The empirical minimiser against one pass of descent',
  text: `${N} samples of ${D} fair coins with the loss sum_i (coin_i w_i^2/2 - tau w_i) on the unit ball, tau = ${EPSILON}/sqrt(d), ${DRAWS} draws: the minimiser of the empirical risk, exact up to one multiplier, and the averaged iterate of one pass of projected descent from the unit vector of equal coordinates, each by its true risk, which is known.`,
  async run(context) {
    const random = createRandom(context.seed);
    const descent = new Float64Array(DRAWS);
    const difference: number[] = [];
    let least = Infinity;
    const made = await drawMany(context, DRAWS, (k) => {
      const coins = Array.from({ length: N }, () => flips(random));
      const means = new Float64Array(D);
      for (const coin of coins) for (let i = 0; i < D; i++) means[i]! += coin[i]! / N;
      descent[k] = risk(onePass(coins));
      if (!means.includes(0)) return;
      const minimised = risk(empiricalMinimiser(means));
      least = Math.min(least, minimised);
      difference.push(descent[k]! - minimised);
    });
    const exact = 1 - (1 - 1 / D) ** D;
    const [low, high] = binomialInterval(difference.length, made, RISK / 3);
    const learned = meanInterval(descent.subarray(0, made), RISK / 3);
    const better = meanInterval(difference, RISK / 3);
    const bound = (1 + EPSILON) / Math.sqrt(N);
    return {
      comparisons: [
        within({
          name: 'silent-coordinate',
          discrepancy: Math.abs(difference.length / made - exact),
          budget: Math.max(high - difference.length / made, difference.length / made - low),
          unit: 'probability',
          text: `Some coordinate was silent in ${difference.length} of ${made} draws, exactly 1 - (1 - 2^-n)^d = ${brief(exact)}; budget: the interval of Clopper and Pearson.`,
        }),
        boundKept(
          'minimiser-fails',
          (0.25 - EPSILON) / least,
          ROUNDING,
          `The least risk of the empirical minimiser in these draws is ${brief(least)}, at least ${0.25 - EPSILON} by its norm, which is 1; the least of all is ${brief(-(EPSILON ** 2))}.`,
        ),
        intervalBelow({
          name: 'descent-learns',
          low: (learned.mean - learned.halfWidth) / bound,
          high: (learned.mean + learned.halfWidth) / bound,
          bound: 1,
          unit: 'measured over bound',
          text: `Mean risk ${brief(learned.mean)} +- ${brief(learned.halfWidth)} of the averaged iterate, all ${made} draws; bound (1 + epsilon)/sqrt(n) = ${brief(bound)}.`,
        }),
        intervalBelow({
          name: 'descent-is-better',
          low: better.mean - better.halfWidth,
          high: better.mean + better.halfWidth,
          bound: 0,
          unit: 'difference of risks',
          text: `Where a coordinate was silent: risk of one pass less that of the minimiser, both from the same samples. All intervals together hold with confidence 1 - ${brief(RISK)}.`,
        }),
      ],
    };
  },
};

/** D fair coins from the bits of the generator. */
function flips(random: Random): Uint8Array {
  const coins = new Uint8Array(D);
  for (let i = 0; i < D; i += 32) {
    const bits = random.next();
    for (let k = 0; k < 32 && i + k < D; k++) coins[i + k] = (bits >>> k) & 1;
  }
  return coins;
}

const risk = (w: Float64Array): number => w.reduce((s, x) => s + (x * x) / 4 - TAU * x, 0);
const norm = (w: Float64Array): number => Math.sqrt(w.reduce((s, x) => s + x * x, 0));

/** w_i = tau/(mean_i + mu) with the multiplier mu > 0 for which the norm is 1; some mean is 0. */
function empiricalMinimiser(means: Float64Array): Float64Array {
  // coordinates with equal means have equal weights
  const counts = new Map<number, number>();
  for (const a of means) counts.set(a, (counts.get(a) ?? 0) + 1);
  const square = (mu: number): number => [...counts].reduce((s, [a, count]) => s + count * (TAU / (a + mu)) ** 2, 0);
  let [low, high] = [0, EPSILON];
  while (low < (low + high) / 2 && (low + high) / 2 < high) {
    if (square((low + high) / 2) > 1) low = (low + high) / 2;
    else high = (low + high) / 2;
  }
  return means.map((a) => TAU / (a + high));
} // prettier-ignore

/** The mean of the iterates of projected descent with the step that the bound asks for. */
function onePass(coins: readonly Uint8Array[]): Float64Array {
  const eta = 1 / ((1 + EPSILON) * Math.sqrt(N));
  let w = new Float64Array(D).fill(1 / Math.sqrt(D));
  const mean = new Float64Array(D);
  for (const coin of coins) {
    w.forEach((x, i) => void (mean[i]! += x / N));
    w = w.map((x, i) => x - eta * (coin[i]! * x - TAU));
    const size = Math.max(1, norm(w));
    w = w.map((x) => x / size);
  }
  return mean;
}
