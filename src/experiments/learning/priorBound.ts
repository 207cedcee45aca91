import { binomialInterval } from '../../numerics/confidence.ts';
import { createRandom } from '../../random.ts';
import type { Experiment } from '../experiment.ts';
import { chanceBelow } from '../chanceBelow.ts';
import { drawMany } from '../drawMany.ts';
import { RISK } from '../risk.ts';
import { boundKept, brief, within } from '../within.ts';
import { deviationChance, hoeffdingRadius } from './finiteClass.ts';

const N = 64;
const DELTA = 0.1;
const DRAWS = 3000;
/** Hypothesis h = 1, 2, ... has prior probability 2^-h and true loss L(h). */
const prior = (h: number): number => 2 ** -h;
const loss = (h: number): number => 0.5 - 0.4 * (1 - 1 / h);
const radius = (h: number): number => hoeffdingRadius(N, prior(h), DELTA);

/** From here on the radius is at least 1, so that no sample can leave it: the class is infinite all the same. */
const CLASS = Array.from({ length: 200 }, (_, i) => i + 1).filter((h) => radius(h) < 1);

export const priorBound: Experiment = {
  id: 'prior-bound',
  title: 'Bounds by a prior, and structural risk minimization',
  text:
    `A countable class with prior 2^-h, independent losses of mean 1/2 - 0.4 (1 - 1/h), n = ${N}, delta = ${DELTA}, ${DRAWS} samples: how often ` +
    '|L - L^| exceeds sqrt((ln 1/p(h) + ln(2/delta))/(2n)) for any h, and how often the minimizer of L^ plus this radius is worse than min L(h) + 2 radius(h).',
  async run(context) {
    const random = createRandom(context.seed);
    const guarantee = Math.min(...CLASS.map((h) => loss(h) + 2 * radius(h)));
    let [left, failed] = [0, 0];
    let excess = 0;
    const trials = await drawMany(context, DRAWS, () => {
      let best = { score: Infinity, loss: NaN };
      let outside = false;
      for (const h of CLASS) {
        let errors = 0;
        for (let k = 0; k < N; k++) if (random.uniform() < loss(h)) errors++;
        if (Math.abs(errors / N - loss(h)) > radius(h)) outside = true;
        const score = errors / N + radius(h);
        if (score < best.score) best = { score, loss: loss(h) };
      }
      if (outside) left++;
      if (best.loss > guarantee) failed++;
      excess += best.loss;
    });
    const exact = 1 - CLASS.reduce((stays, h) => stays * (1 - deviationChance(N, loss(h), radius(h))), 1);
    const share = RISK / 2;
    const [low, high] = binomialInterval(left, trials, share);
    const seen = left / trials;
    const comparisons = [
      within({
        name: 'simulated-chance',
        discrepancy: Math.abs(seen - exact),
        budget: Math.max(high - seen, seen - low),
        unit: 'probability',
        text: `Seen in ${left} of ${trials} samples, exactly ${brief(exact)}; budget: the interval of Clopper and Pearson.`,
      }),
      boundKept(
        'prior-bound',
        exact / DELTA,
        1e-9,
        `The exact chance ${brief(exact)} over delta: the union bound and Hoeffding's inequality together give away a factor ${brief(DELTA / exact)}.`,
      ),
      chanceBelow(
        'structural-risk-minimization',
        DELTA,
        { hits: failed, trials, risk: share },
        `The minimizer of L^ + radius is worse than the guarantee ${brief(guarantee)}; its mean loss is ${brief(excess / trials)}.`,
      ),
    ];
    return { comparisons };
  },
};
