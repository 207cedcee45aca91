import { createRandom } from '../../random.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import type { Experiment } from '../experiment.ts';
import { drawMany } from '../drawMany.ts';
import { boundKept, brief, within } from '../within.ts';
import { divergence, euclid, hypentropy, pNorm, simplex, type Geometry } from './geometry.ts';

const D = 5;
const PAIRS = 20_000;
const [ALPHA, BALL] = [0.2, 1];
const GEOMETRIES: readonly Geometry[] = [
  euclid(D),
  simplex(D),
  pNorm(D, 1.1),
  pNorm(D, 1.5),
  hypentropy(D, ALPHA, BALL),
];
/** Relative rounding of a divergence up to which a pair counts. */
const CANCELLED = 1e-9;

/** L3.3: the constants of strong convexity. */
export const strongConvexity: Experiment = {
  id: 'strong-convexity',
  title: 'Constants of strong convexity',
  text: `${PAIRS} pairs of points for each of ${GEOMETRIES.length} potentials in ${D} dimensions: sigma |u - w|^2/2 over D(u, w), which one pair above 1 would refute; and for the hypentropy the least curvature h' psi'' h/|h|_1^2, which is 1/(4 sum sqrt(w^2 + 4 alpha^4)) at h proportional to 1/psi''.`,
  async run(context) {
    const random = createRandom(context.seed);
    const normal = normalNumbers(random);
    const comparisons = [];
    for (const geometry of GEOMETRIES) {
      let [worst, error, skipped] = [0, 0, 0];
      await drawMany(context, PAIRS, () => {
        const [w, far] = [point(geometry), point(geometry)];
        const share = 10 ** (-2 * random.uniform());
        const u = w.map((x, i) => x + share * (far[i]! - x));
        const { value, size } = divergence(geometry, u, w);
        const rounding = (8 * Number.EPSILON * size) / value;
        if (!(rounding < CANCELLED)) {
          skipped++;
          return;
        }
        const ratio = (geometry.sigma * geometry.norm(u.map((x, i) => x - w[i]!)) ** 2) / (2 * value);
        if (ratio > worst) [worst, error] = [ratio, rounding];
      });
      comparisons.push(
        boundKept(
          geometry.name,
          worst,
          Math.max(error, 1e-12),
          `sigma = ${brief(geometry.sigma)}; the tightest pair reaches ${brief(worst)} of 1${skipped === 0 ? '' : `; ${skipped} pairs cancelled too much to be told and were left out`}.`,
        ),
      );
    }
    let [gap, below] = [0, 0];
    await drawMany(context, 200, () => {
      const w = point(hypentropy(D, ALPHA, BALL));
      const curvature = (h: Float64Array): number =>
        h.reduce((s, x, i) => s + (x * x) / (4 * Math.sqrt(w[i]! ** 2 + 4 * ALPHA ** 4)), 0) /
        h.reduce((s, x) => s + Math.abs(x), 0) ** 2;
      const least = 1 / (4 * w.reduce((s, x) => s + Math.sqrt(x * x + 4 * ALPHA ** 4), 0));
      const at = w.map((x) => Math.sqrt(x * x + 4 * ALPHA ** 4));
      gap = Math.max(gap, Math.abs(curvature(at) / least - 1));
      for (let k = 0; k < 50; k++)
        below = Math.max(below, least / curvature(Float64Array.from({ length: D }, () => normal())));
    });
    comparisons.push(
      within({
        name: 'least curvature reached',
        discrepancy: gap,
        budget: 32 * D * Number.EPSILON,
        unit: 'relative',
        text: "At h proportional to 1/psi'' the curvature is its least value; the budget is rounding.",
      }),
      boundKept(
        'least curvature',
        below,
        1e-12,
        `Random directions: the least value over theirs is at most ${brief(below)}.`,
      ),
    );
    return { comparisons };

    /** On the simplex, in the l1 ball, or anywhere; with coordinates of very different sizes. */
    function point(geometry: Geometry): Float64Array {
      const raw = Float64Array.from({ length: D }, () => Math.exp(3 * normal()));
      const sum = raw.reduce((s, x) => s + x, 0);
      if (geometry.start[0]! > 0) return raw.map((x) => x / sum);
      const signed = raw.map((x) => (random.integer(0, 1) === 0 ? x : -x));
      return geometry.exact
        ? signed.map((x) => x / sum)
        : signed.map((x) => (BALL * random.uniform() * x) / sum);
    }
  },
};
