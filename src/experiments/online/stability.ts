import { meanInterval } from '../../numerics/confidence.ts';
import { solveLinear } from '../../numerics/solveLinear.ts';
import { createRandom } from '../../random.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { intervalBelow } from '../intervalBelow.ts';
import { RISK } from '../risk.ts';
import { boundKept, brief } from '../within.ts';

const D = 3;
const N = 20;
const POPULATION = 50;
const DRAWS = 120;
/** Norm of the predictor that is competed with. */
const B = 3;
/** Inputs have norm 1: losses have slopes of at most 1 and curvatures of at most 1/4. */
const G = 1;
const LAMBDA = (2 * G) / (B * Math.sqrt(N));
const STEP = 0.5;
const PASSES = 2;

/** An input of norm 1 times its label. */
type Sample = Float64Array;

/** L3.5: one sample moves the regularised minimiser, and a descent, by 1/n. */
export const stability: Experiment = {
  id: 'stability',
  title: 'How far one sample moves a regularised minimiser and a descent',
  text: `Logistic loss with inputs of norm 1 in ${D} dimensions, a population of ${POPULATION} points, so that the risk is known exactly, n = ${N} samples, ${DRAWS} draws: the minimiser of the empirical risk plus lambda |w|^2/2 before and after each sample in turn is replaced, beside 2 G/(lambda n); its risk less its empirical risk and less that of a predictor of norm ${B}; and two descents in step that differ in one sample.`,
  async run(context) {
    const random = createRandom(context.seed);
    const normal = normalNumbers(random);
    const population = Array.from({ length: POPULATION }, (): Sample => {
      const x = Float64Array.from({ length: D }, () => normal());
      const sign = x[0]! + 0.5 * normal() > 0 ? 1 : -1;
      const size = norm(x);
      return x.map((v) => (sign * v) / size);
    });
    const draw = (): Sample => population[random.integer(0, POPULATION - 1)]!;
    const rival = minimise(population, 0.01).w;
    const scale = Math.min(1, B / norm(rival));
    const target = meanLoss(population, rival.map((x) => scale * x)); // prettier-ignore
    const [gap, excess] = [new Float64Array(DRAWS), new Float64Array(DRAWS)];
    let [moved, error, apart] = [0, 0, 0];
    const made = await drawMany(context, DRAWS, (k) => {
      const samples = Array.from({ length: N }, draw);
      const { w, residual } = minimise(samples, LAMBDA);
      gap[k] = meanLoss(population, w) - meanLoss(samples, w);
      excess[k] = meanLoss(population, w) - target;
      for (let i = 0; i < N; i++) {
        const other = samples.with(i, draw());
        const after = minimise(other, LAMBDA);
        moved = Math.max(moved, distance(w, after.w));
        error = Math.max(error, (residual + after.residual) / LAMBDA);
        apart = Math.max(apart, distanceOfDescents(samples, other, i));
      }
    });
    const bounds = { move: (2 * G) / (LAMBDA * N), gap: (2 * G * G) / (LAMBDA * N), excess: (2 * B * G) / Math.sqrt(N) }; // prettier-ignore
    const mean = (name: string, draws: Float64Array, bound: number, text: string) => {
      const { mean: centre, halfWidth } = meanInterval(draws.subarray(0, made), RISK / 2);
      return intervalBelow({ name, low: (centre - halfWidth) / bound, high: (centre + halfWidth) / bound, bound: 1, unit: 'measured over bound', text: `${text}: ${brief(centre)} +- ${brief(halfWidth)} in ${made} draws, bound ${brief(bound)}; both intervals at confidence 1 - ${brief(RISK)}.` }); // prettier-ignore
    };
    return {
      comparisons: [
        boundKept('move', moved / bounds.move, error / bounds.move, `Largest move of the minimiser in ${made * N} replacements: ${brief(moved)}, bound ${brief(bounds.move)}; the error is the gradients left over lambda.`), // prettier-ignore
        mean('gap', gap, bounds.gap, 'Mean risk less mean empirical risk'),
        mean(
          'excess',
          excess,
          bounds.excess,
          `Mean risk less that of a predictor of norm ${brief(scale * norm(rival))}`,
        ),
        boundKept('descent', apart, PASSES * N * Number.EPSILON, `Largest distance of two descents, step ${STEP}, ${PASSES} passes in the same order, over 2 eta G for each time that they met the replaced sample.`), // prettier-ignore
      ],
    };
  },
};

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, x, i) => s + x * b[i]!, 0);
const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));
const distance = (a: Float64Array, b: Float64Array): number => norm(a.map((x, i) => x - b[i]!));
const share = (z: Sample, w: Float64Array): number => 1 / (1 + Math.exp(dot(z, w)));
const meanLoss = (samples: readonly Sample[], w: Float64Array): number =>
  samples.reduce((s, z) => s + Math.log1p(Math.exp(-dot(z, w))), 0) / samples.length;

/** The minimiser by Newton's method, and the norm of the gradient that is left. */
function minimise(samples: readonly Sample[], lambda: number): { w: Float64Array; residual: number } {
  const w = new Float64Array(D);
  let residual = Infinity;
  for (let k = 0; k < 50; k++) {
    const gradient = w.map((x) => lambda * x);
    const hessian = new Float64Array(D * D);
    for (let i = 0; i < D; i++) hessian[i * D + i] = lambda;
    for (const z of samples) {
      const p = share(z, w);
      for (let i = 0; i < D; i++) {
        gradient[i]! -= (p * z[i]!) / samples.length;
        for (let j = 0; j < D; j++) hessian[i * D + j]! += (p * (1 - p) * z[i]! * z[j]!) / samples.length;
      }
    }
    const left = norm(gradient);
    if (left === 0 || (k > 8 && left >= residual)) break;
    residual = left;
    solveLinear(hessian, gradient, D);
    w.forEach((x, i) => void (w[i] = x - gradient[i]!));
  }
  return { w, residual };
}

/** The distance of two descents over what the meetings with sample `replaced` allow. */
function distanceOfDescents(a: readonly Sample[], b: readonly Sample[], replaced: number): number {
  const [u, v] = [new Float64Array(D), new Float64Array(D)];
  let [met, worst] = [0, 0];
  for (let k = 0; k < PASSES * N; k++) {
    const i = (7 * k) % N;
    for (const [w, samples] of [[u, a], [v, b]] as const) {
      const p = share(samples[i]!, w);
      samples[i]!.forEach((z, j) => void (w[j]! += STEP * p * z));
    }
    if (i === replaced) met++;
    if (met > 0) worst = Math.max(worst, distance(u, v) / (2 * STEP * G * met));
  }
  return worst;
} // prettier-ignore
