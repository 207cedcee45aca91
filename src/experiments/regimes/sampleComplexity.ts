import { InterruptedError } from '../../errors.ts';
import { minimise } from '../../prediction/minimiser.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { depthNumber, networkMap, streamOf } from './network.ts';

const SIZES = { features: 200, sparsity: 2, samples: [16, 32, 64], seeds: 4 } as const;
const DEPTHS = ['2', '3', '5'] as const;
/** Standard deviation of the noise, largest population error allowed, and the grid of log10 α^D. */
const NOISE = 0.1;
const RISK = 0.025;
const GRID = { from: -5, to: -1, step: 1 };

export const sampleComplexity: Experiment = {
  id: 'sample-complexity',
  title: 'Sample complexity of sparse recovery against the scale',
  text: `Largest alpha^D (on a grid of decades) at which the limit has a population error of at most ${RISK}, for ${SIZES.samples.join(', ')} samples of ${SIZES.features} normal features, w* with ${SIZES.sparsity} entries 1/sqrt(${SIZES.sparsity}), noise of variance ${brief(NOISE ** 2)}, mean over ${SIZES.seeds} draws, depths ${DEPTHS.join(', ')}. A curve that falls as samples or depth grow leaves the figure undecided: one draw does not refute it. The real sizes: hypentropy sweep with --weight-scale and --risk.`,
  async run(context) {
    const levels = Array.from(
      { length: (GRID.to - GRID.from) / GRID.step + 1 },
      (_, k) => GRID.from + k * GRID.step,
    );
    const largest = DEPTHS.map(() => SIZES.samples.map(() => -Infinity));
    const [rescaled, errors]: [number[], number[]] = [[], []];
    for (const [a, depth] of DEPTHS.entries())
      for (const [b, n] of SIZES.samples.entries()) {
        const problems = Array.from({ length: SIZES.seeds }, (_, k) =>
          sparseProblem(context.seed, 10 * b + k, n),
        );
        // from the largest scale down: the first that is good enough
        for (const level of [...levels].reverse()) {
          if (context.signal?.aborted === true)
            throw new InterruptedError('aborted', 'the experiment was interrupted');
          if (performance.now() > (context.deadline ?? Infinity)) break;
          await new Promise((resolve) => setTimeout(resolve, 0));
          const risks = problems.map((p) => riskOf(depth, 10 ** level, p));
          const mean = risks.reduce((x, y) => x + y, 0) / risks.length;
          if (mean > RISK) continue;
          largest[a]![b] = level;
          break;
        }
      }
    for (const c of [0.1, 10]) {
      const problem = sparseProblem(context.seed, 0, SIZES.samples[0]);
      const scaled = {
        ...problem,
        y: problem.y.map((v) => c * v),
        truth: problem.truth.map((v) => c * v),
      };
      const [one, other] = [limitOf('3', 0.01, problem), limitOf('3', 0.01 * c, scaled)];
      const size = one.squared;
      rescaled.push(Math.abs(other.squared / c ** 2 - size) / size);
      errors.push((one.error + other.error / c ** 2) / size + 16 * Number.EPSILON);
    }
    const falls = (curve: readonly number[]): number => curve.slice(1).filter((v, k) => v < curve[k]!).length;
    const overDepth = SIZES.samples.map((_, b) => largest.map((curve) => curve[b]!));
    const found = largest.flat().filter((v) => v > -Infinity).length;
    return {
      comparisons: [
        within({
          name: 'rises-with-samples',
          discrepancy: largest.reduce((s, c) => s + falls(c), 0),
          budget: 0,
          unit: 'falls from one size to the next',
          text: `log10 alpha^D: ${largest.map((c, a) => `depth ${DEPTHS[a]}: ${c.map((v) => (v > -Infinity ? brief(v) : 'none')).join(', ')}`).join('; ')}.`,
          room: Infinity,
        }),
        within({
          name: 'rises-with-depth',
          discrepancy: overDepth.reduce((s, c) => s + falls(c), 0),
          budget: 0,
          unit: 'falls from one depth to the next',
          text: `${found} of ${largest.flat().length} points of the figure exist on the grid.`,
          room: Infinity,
        }),
        within({
          name: 'equivariant',
          discrepancy: Math.max(...rescaled),
          budget: Math.max(...errors),
          unit: 'relative',
          text: 'Risk of data and scale times c, over c^2: the limits are exactly equivariant, so that only alpha^D relative to |w*| counts. Budget: error bounds of the limits through the squared distance.',
        }),
      ],
      figures: [
        {
          id: 'sample-complexity',
          title: `Largest alpha^D with a population error of at most ${RISK}`,
          x: { name: 'samples', scale: 'linear' },
          y: { name: 'alpha^D', scale: 'log' },
          series: DEPTHS.map((depth, a) => ({
            name: `depth ${depth}`,
            x: [...SIZES.samples],
            y: largest[a]!.map((v) => (v > -Infinity ? 10 ** v : null)),
          })),
        },
      ],
    };
  },
};

interface SparseProblem {
  readonly X: Float64Array;
  readonly y: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly truth: Float64Array;
}

function sparseProblem(seed: number, part: number, n: number): SparseProblem {
  const normal = normalNumbers(streamOf(seed, part));
  const d = SIZES.features;
  const X = Float64Array.from({ length: n * d }, () => normal());
  const truth = Float64Array.from({ length: d }, (_, i) =>
    i < SIZES.sparsity ? 1 / Math.sqrt(SIZES.sparsity) : 0,
  );
  const y = Float64Array.from({ length: n }, (_, m) => {
    let value = NOISE * normal();
    for (let i = 0; i < SIZES.sparsity; i++) value += X[m * d + i]! * truth[i]!;
    return value;
  });
  return { X, y, n, d, truth };
}

/** |w − w*|² of the limit, and its error from the error bounds of the weights. */
function limitOf(
  depth: string,
  mu: number,
  { X, y, n, d, truth }: SparseProblem,
): { squared: number; error: number } {
  const map = networkMap(depth, mu ** (1 / depthNumber(depth)), d);
  const { w, errorBound } = minimise({ map, X, y, n, d });
  let [squared, error] = [0, 0];
  for (let i = 0; i < d; i++) {
    const off = w[i]! - truth[i]!;
    squared += off * off;
    error += 2 * Math.abs(off) * errorBound[i]! + errorBound[i]! ** 2;
  }
  return { squared, error };
}

/** Population error on standard normal features: |w − w*|² and the variance of the noise. */
const riskOf = (depth: string, mu: number, problem: SparseProblem): number =>
  limitOf(depth, mu, problem).squared + NOISE ** 2;
