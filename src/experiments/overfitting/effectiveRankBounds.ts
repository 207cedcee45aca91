import { meanInterval } from '../../numerics/confidence.ts';
import { effectiveRanks, ridgelessRisk } from '../../prediction/ridgelessRisk.ts';
import { createRandom } from '../../random.ts';
import type { FigureRecord } from '../../records.ts';
import { conditionalRisk, gaussianDesign } from '../../simulation/conditionalRisk.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { RISK } from '../risk.ts';
import { intervalBelow } from '../intervalBelow.ts';
import { boundKept, brief } from '../within.ts';

/** The factor b in r_k >= b n. */
const FACTOR = 2;
/** With b = 2 and k = k* at most n/4, 9/121 (k/n + n/R_k) <= variance/σ² <= 32/3 (k/n + n/R_k) for the deterministic equivalent. */
const LOWER = 9 / 121;
const UPPER = 32 / 3;

/** Spectra of d eigenvalues for n samples. */
const SPECTRA = [
  { name: 'spikes over a flat tail', of: (n: number, i: number) => (i < Math.sqrt(n) / 4 ? 1 : 1 / n) },
  { name: '1/(i ln^2 i)', of: (_: number, i: number) => 1 / ((i + 1) * Math.log(i + 3) ** 2) },
  { name: 'flat', of: () => 1 },
  { name: 'i^(-1/2)', of: (_: number, i: number) => (i + 1) ** -0.5 },
] as const;
const SIZES = [16, 64, 256, 1024] as const;
/** Features: n^(3/2) times 4, so that d/n grows. */
const featuresOf = (n: number): number => Math.round(4 * n ** 1.5);
const SIMULATED = { n: 24, draws: 60 };

export const effectiveRankBounds: Experiment = {
  id: 'effective-ranks',
  title: 'Effective ranks and benign overfitting',
  text:
    `Four families of spectra with d = 4 n^(3/2) features, n = ${SIZES.join(', ')}, and random spectra: the variance over k*/n + n/R_k*, with k* the least k of r_k >= ${FACTOR} n, ` +
    'must lie between 9/121 and 32/3 wherever k* <= n/4 (deterministic equivalent); on random designs it is simulated beside the equivalent.',
  async run(context) {
    const random = createRandom(context.seed);
    const rows: { name: string; n: number; ratio: number; size: number; share: number }[] = [];
    const add = (name: string, eigenvalues: Float64Array, n: number): void => {
      const ranks = effectiveRanks(eigenvalues, n, FACTOR);
      if (ranks === null) return;
      const size = ranks.k / n + n / ranks.R;
      const { variance } = ridgelessRisk(eigenvalues, new Float64Array(eigenvalues.length), n, 1);
      rows.push({ name, n, ratio: variance / size, size, share: ranks.k / n });
    };
    for (const { name, of } of SPECTRA)
      for (const n of SIZES)
        await drawMany(context, 1, () =>
          add(
            name,
            Float64Array.from({ length: featuresOf(n) }, (_, i) => of(n, i))
              .sort()
              .reverse(),
            n,
          ),
        );
    await drawMany(context, 300, () => {
      const n = random.integer(4, 60);
      const steep = 3 * random.uniform();
      const spectrum = Float64Array.from({ length: n * random.integer(3, 30) }, () =>
        Math.exp(-steep * 4 * random.uniform()),
      );
      const spikes = random.integer(0, n >> 1);
      for (let i = 0; i < spikes; i++) spectrum[i]! *= Math.exp(6 * random.uniform());
      add('random', spectrum.sort().reverse(), n);
    });
    const bounded = rows.filter((row) => row.share <= 0.25);
    const [low, high] = [Math.min(...bounded.map((r) => r.ratio)), Math.max(...bounded.map((r) => r.ratio))];
    const span = `${bounded.length} spectra with k* <= n/4: ratios from ${brief(low)} to ${brief(high)}`;
    const comparisons = [
      boundKept('variance-above', high / UPPER, 1e-9, `${span}; over the upper constant 32/3.`),
      boundKept('variance-below', LOWER / low, 1e-9, `${span}; the lower constant 9/121 over the smallest.`),
      ...(await simulated(context)),
    ];
    const figure: FigureRecord = {
      id: 'effective-ranks',
      title: 'Variance over k*/n + n/R_k*',
      x: { name: 'n', scale: 'log' },
      y: { name: 'ratio', scale: 'log' },
      series: SPECTRA.map(({ name }) => {
        const own = rows.filter((r) => r.name === name);
        return { name, x: own.map((r) => r.n), y: own.map((r) => r.ratio) };
      }),
    };
    const notes = SPECTRA.flatMap(({ name }) => {
      const own = rows.filter((r) => r.name === name);
      const [first, last] = [own[0], own.at(-1)];
      if (first === undefined || last === undefined) return [];
      return `${name}: k*/n + n/R_k* goes from ${brief(first.size)} at n = ${first.n} to ${brief(last.size)} at n = ${last.n}, the variance from ${brief(first.ratio * first.size)} to ${brief(last.ratio * last.size)} times sigma^2.`;
    });
    return { comparisons, figures: [figure], notes };
  },
};

/** The variance on random designs of two of the families, over the same constants. */
async function simulated(context: Parameters<Experiment['run']>[0]) {
  const normal = normalNumbers(createRandom(context.seed));
  const { n, draws } = SIMULATED;
  const d = featuresOf(n);
  const comparisons = [];
  for (const { name, of } of [SPECTRA[0], SPECTRA[3]]) {
    const eigenvalues = Float64Array.from({ length: d }, (_, i) => of(n, i)).sort().reverse(); // prettier-ignore
    const model = { eigenvalues, betaSquares: new Float64Array(d), noise: 1 };
    const found = new Float64Array(draws);
    const made = await drawMany(context, draws, (k) => {
      found[k] = conditionalRisk(gaussianDesign(n, eigenvalues, normal), n, model).variance;
    });
    const { mean, halfWidth } = meanInterval(found.subarray(0, made), RISK / 2);
    const ranks = effectiveRanks(eigenvalues, n, FACTOR)!;
    const size = ranks.k / n + n / ranks.R;
    const [below, above] = [LOWER * size, UPPER * size];
    const text = `n = ${n}, d = ${d}, ${made} designs: variance ${brief(mean)} +- ${brief(halfWidth)} (confidence 1 - ${brief(RISK / 2)}) in [${brief(below)}, ${brief(above)}].`;
    const [low, high, unit] = [mean - halfWidth, mean + halfWidth, 'variance'];
    comparisons.push(
      intervalBelow({ name: `simulated-above-${name}`, low, high, bound: above, unit, text }),
      intervalBelow({ name: `simulated-below-${name}`, low: -high, high: -low, bound: -below, unit: 'minus the variance', text }),
    ); // prettier-ignore
  }
  return comparisons;
}
