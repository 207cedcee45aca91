import { binomialInterval } from '../../numerics/confidence.ts';
import { incompleteBeta } from '../../numerics/incompleteBeta.ts';
import { createRandom, type Random } from '../../random.ts';
import type { Experiment } from '../experiment.ts';
import { drawMany } from '../drawMany.ts';
import { chanceBelow } from '../chanceBelow.ts';
import { RISK } from '../risk.ts';
import { brief, within } from '../within.ts';

/** Hypotheses, samples (a multiple of 32) and the confidence parameter δ. */
const CASES = [
  { H: 2, n: 32, delta: 0.1 },
  { H: 16, n: 96, delta: 0.05 },
  { H: 128, n: 320, delta: 0.05 },
] as const;
const DRAWS = 4000;

/** Hoeffding's radius for one hypothesis of prior probability p, both sides together: √((ln 1/p + ln 2/δ)/(2n)). */
export const hoeffdingRadius = (n: number, prior: number, delta: number): number =>
  Math.sqrt((Math.log(1 / prior) + Math.log(2 / delta)) / (2 * n));

/** P(|B/n - p| > ε) for B binomial with n trials of chance p. */
export function deviationChance(n: number, p: number, radius: number): number {
  const atLeast = Math.floor(n * (p + radius) + 1e-9) + 1;
  const atMost = Math.ceil(n * (p - radius) - 1e-9) - 1;
  const above = atLeast > n ? 0 : incompleteBeta(atLeast, n - atLeast + 1, p);
  const below = atMost < 0 ? 0 : incompleteBeta(n - atMost, atMost + 1, 1 - p);
  return above + below;
}

export const finiteClass: Experiment = {
  id: 'finite-class',
  title: 'Uniform convergence over a finite class',
  text:
    `How often sup |L - L^| over |H| hypotheses exceeds sqrt((ln|H| + ln(2/delta))/(2n)), in ${DRAWS} samples each: independent ` +
    'losses of mean 1/2, for which the chance is known exactly, and nested thresholds on one sample. A chance above delta would refute the bound.',
  async run(context) {
    const random = createRandom(context.seed);
    const share = RISK / (3 * CASES.length);
    const comparisons = [];
    for (const { H, n, delta } of CASES) {
      const radius = hoeffdingRadius(n, 1 / H, delta);
      const hits = { independent: 0, nested: 0 };
      const trials = await drawMany(context, DRAWS, () => {
        let worst = 0;
        for (let h = 0; h < H; h++) worst = Math.max(worst, Math.abs(halves(random, n) / n - 0.5));
        if (worst > radius) hits.independent++;
        if (nestedDeviation(random, n, H) > radius) hits.nested++;
      });
      const exact = 1 - (1 - deviationChance(n, 0.5, radius)) ** H;
      const label = `|H| = ${H}, n = ${n}, delta = ${delta}`;
      const [low, high] = binomialInterval(hits.independent, trials, share);
      comparisons.push(
        within({
          name: `simulated-chance-${H}`,
          discrepancy: Math.abs(hits.independent / trials - exact),
          budget: Math.max(high - hits.independent / trials, hits.independent / trials - low),
          unit: 'probability',
          text: `${label}: seen in ${hits.independent} of ${trials} samples, exactly ${brief(exact)}; budget: the interval of Clopper and Pearson.`,
        }),
      );
      for (const kind of ['independent', 'nested'] as const) {
        const tight =
          kind === 'nested' ? '' : ` The bound is ${brief(delta / exact)} times the exact chance.`;
        const seen = { hits: hits[kind], trials, risk: share };
        comparisons.push(chanceBelow(`bound-${kind}-${H}`, delta, seen, `${label}, ${kind} losses.${tight}`));
      }
    }
    return { comparisons };
  },
};

/** Successes in n fair trials, 32 at a time. */
function halves(random: Random, n: number): number {
  let count = 0;
  for (let k = 0; k < n; k += 32) {
    let bits = random.next() | 0;
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** sup over h of |P(u < h/H) - share of the sample below h/H|, h = 1, ..., H. */
function nestedDeviation(random: Random, n: number, H: number): number {
  const bins = new Int32Array(H);
  for (let k = 0; k < n; k++) bins[Math.floor(random.uniform() * H)]!++;
  let [below, worst] = [0, 0];
  for (let h = 1; h <= H; h++) {
    below += bins[h - 1]!;
    worst = Math.max(worst, Math.abs(h / H - below / n));
  }
  return worst;
}
