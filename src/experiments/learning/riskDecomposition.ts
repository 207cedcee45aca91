import { euclideanNorm } from '../../numerics/norms.ts';
import { createRandom } from '../../random.ts';
import type { FigureRecord } from '../../records.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { boundKept, brief, within } from '../within.ts';

const SIZE = { n: 40, d: 20, noise: 0.5 };
const RADII = [0.25, 0.5, 1, 2, 4] as const;
const STEPS = [1, 4, 16, 64] as const;
const DRAWS = 12;
/** Iterations after which projected descent counts as the empirical minimizer; its own bound says what is left. */
const MANY = 2000;

/** Excess risks of one sample at one radius. */
interface Parts {
  readonly approximation: number;
  readonly estimation: number;
  /** After each number of steps. */
  readonly optimization: readonly number[];
  readonly excess: readonly number[];
}

export const riskDecomposition: Experiment = {
  id: 'risk-decomposition',
  title: 'Excess risk: approximation, estimation, optimization',
  text:
    `Least squares on the ball |w| <= B with x ~ N(0, I), n = ${SIZE.n}, d = ${SIZE.d}, ${DRAWS} samples: the loss of T steps of projected gradient descent over the ` +
    'least possible loss is the sum of three errors, each computed by itself. Approximation and estimation are not negative, and the empirical part of the ' +
    'optimization error is below M |w|^2/(2T).',
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const { d, n, noise } = SIZE;
    const beta = Float64Array.from({ length: d }, () => normal());
    const length = euclideanNorm(beta);
    for (let i = 0; i < d; i++) beta[i]! *= 1 / length;
    const mean = RADII.map(() => ({ approximation: 0, estimation: 0, optimization: 0 }));
    let [gap, negative, overBound] = [0, 0, 0];
    const made = await drawMany(context, DRAWS, () => {
      const X = Float64Array.from({ length: n * d }, () => normal());
      const y = Float64Array.from({ length: n }, (_, m) => {
        let value = noise * normal();
        for (let i = 0; i < d; i++) value += X[m * d + i]! * beta[i]!;
        return value;
      });
      RADII.forEach((radius, k) => {
        const { parts, ratio } = partsOf(X, y, beta, radius);
        overBound = Math.max(overBound, ratio);
        negative = Math.max(negative, -parts.approximation, -parts.estimation);
        parts.optimization.forEach((o, t) => {
          gap = Math.max(gap, Math.abs(parts.excess[t]! - (parts.approximation + parts.estimation + o)));
        });
        mean[k]!.approximation += parts.approximation;
        mean[k]!.estimation += parts.estimation;
        mean[k]!.optimization += parts.optimization[1]!;
      });
    });
    const curve = (part: keyof (typeof mean)[number]): number[] => mean.map((m) => m[part] / made);
    const largest = Math.max(...curve('approximation'), ...curve('estimation'));
    const comparisons = [
      within({
        name: 'identity',
        discrepancy: gap,
        budget: 16 * d * Number.EPSILON * (1 + largest),
        unit: 'excess risk',
        text: `Excess risk against the sum of its three parts, ${RADII.length} radii, T = ${STEPS.join(', ')}; budget: rounding.`,
      }),
      within({
        name: 'signs',
        discrepancy: negative,
        budget: 16 * d * Number.EPSILON * (1 + largest),
        unit: 'excess risk',
        text: 'The most negative approximation or estimation error: both are excesses over a minimum.',
      }),
      boundKept(
        'optimization-bound',
        overBound,
        1e-10,
        `Empirical excess after T projected steps of size 1/M over M |w|^2/(2T), M the largest curvature: at worst over all samples, radii and T.`,
      ),
    ];
    const figure: FigureRecord = {
      id: 'risk-decomposition',
      title: `Parts of the excess risk after ${STEPS[1]} steps against the radius of the ball`,
      x: { name: 'B', scale: 'log' },
      y: { name: 'excess risk', scale: 'linear' },
      series: (['approximation', 'estimation', 'optimization'] as const).map((part) => ({
        name: part,
        x: [...RADII],
        y: curve(part),
      })),
    };
    const notes = [
      `With the radius the approximation error falls from ${brief(curve('approximation')[0]!)} to ${brief(curve('approximation').at(-1)!)} and the estimation error rises from ${brief(curve('estimation')[0]!)} to ${brief(curve('estimation').at(-1)!)}.`,
    ];
    return { comparisons, figures: [figure], notes };
  },
};

/** L(to) - L(from) of L(w) = |w - β|²/2 + const, by its Taylor series at `from`. */
const rise = (from: Float64Array, to: Float64Array, beta: Float64Array): number =>
  to.reduce((s, v, i) => s + (v - from[i]!) * (from[i]! - beta[i]! + 0.5 * (v - from[i]!)), 0);

function partsOf(
  X: Float64Array,
  y: Float64Array,
  beta: Float64Array,
  radius: number,
): { parts: Parts; ratio: number } {
  const d = beta.length;
  const best = beta.slice();
  project(best, radius);
  const curvature = largestCurvature(X, d);
  const w = new Float64Array(d);
  const iterates: Float64Array[] = [];
  const losses: number[] = [];
  for (let t = 1; t <= MANY; t++) {
    const { gradient } = empirical(X, y, w);
    for (let i = 0; i < d; i++) w[i]! -= gradient[i]! / curvature;
    project(w, radius);
    if ((STEPS as readonly number[]).includes(t)) {
      iterates.push(w.slice());
      losses.push(empirical(X, y, w).loss);
    }
  }
  const least = empirical(X, y, w).loss;
  const size = (curvature * euclideanNorm(w) ** 2) / 2;
  const ratio = Math.max(...losses.map((l, k) => ((l - least) * STEPS[k]!) / size));
  return {
    parts: {
      approximation: 0.5 * Math.max(0, euclideanNorm(beta) - radius) ** 2,
      estimation: rise(best, w, beta),
      optimization: iterates.map((v) => rise(w, v, beta)),
      excess: iterates.map((v) => rise(beta, v, beta)),
    },
    ratio,
  };
}

function project(w: Float64Array, radius: number): void {
  const size = euclideanNorm(w);
  if (size > radius) for (let i = 0; i < w.length; i++) w[i]! *= radius / size;
}

/** L^(w) = |Xw - y|²/(2n) with its gradient. */
function empirical(
  X: Float64Array,
  y: Float64Array,
  w: Float64Array,
): { loss: number; gradient: Float64Array } {
  const [n, d] = [y.length, w.length];
  const gradient = new Float64Array(d);
  let loss = 0;
  for (let m = 0; m < n; m++) {
    let residual = -y[m]!;
    for (let i = 0; i < d; i++) residual += X[m * d + i]! * w[i]!;
    loss += residual ** 2 / (2 * n);
    for (let i = 0; i < d; i++) gradient[i]! += (residual * X[m * d + i]!) / n;
  }
  return { loss, gradient };
}

/** The Frobenius norm of XᵀX/n, an upper bound on its largest eigenvalue: steps of its inverse are safe. */
function largestCurvature(X: Float64Array, d: number): number {
  const n = X.length / d;
  let squares = 0;
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      let entry = 0;
      for (let m = 0; m < n; m++) entry += (X[m * d + i]! * X[m * d + j]!) / n;
      squares += entry * entry;
    }
  return Math.sqrt(squares);
}
