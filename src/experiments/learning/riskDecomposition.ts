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
/** Iterations after which projected descent counts as the empirical minimizer: the bound of its error holds against any point of the ball. */
const MANY = 2000;

/** Excess risks of one sample at one radius. */
interface Parts {
  readonly approximation: number;
  readonly estimation: number;
  /** After each number of steps. */
  readonly optimization: readonly number[];
  readonly excess: readonly number[];
  /** What rounding can make of any of these. */
  readonly rounding: number;
}

export const riskDecomposition: Experiment = {
  id: 'risk-decomposition',
  title: 'Excess risk: approximation, estimation, optimization',
  text:
    `Least squares on the ball |w| <= B with x ~ N(0, I), n = ${SIZE.n}, d = ${SIZE.d}, ${DRAWS} samples: the loss of T steps of projected gradient descent over the ` +
    'least possible loss is the sum of three errors, each computed by itself. The estimation error is not negative, and the empirical part of the ' +
    'optimization error is below M |w|^2/(2T).',
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const { d, n, noise } = SIZE;
    const beta = Float64Array.from({ length: d }, () => normal());
    const length = euclideanNorm(beta);
    for (let i = 0; i < d; i++) beta[i]! *= 1 / length;
    const mean = RADII.map(() => ({ approximation: 0, estimation: 0, optimization: 0 }));
    let [gap, negative] = [0, -Infinity];
    let closest: Closest = { quotient: -Infinity, error: 0 };
    const made = await drawMany(context, DRAWS, () => {
      const X = Float64Array.from({ length: n * d }, () => normal());
      const y = Float64Array.from({ length: n }, (_, m) => {
        let value = noise * normal();
        for (let i = 0; i < d; i++) value += X[m * d + i]! * beta[i]!;
        return value;
      });
      RADII.forEach((radius, k) => {
        const { parts, bound } = partsOf(X, y, beta, radius);
        if (bound.quotient - bound.error > closest.quotient - closest.error) closest = bound;
        negative = Math.max(negative, -parts.estimation / parts.rounding);
        parts.optimization.forEach((o, t) => {
          const off = Math.abs(parts.excess[t]! - (parts.approximation + parts.estimation + o));
          gap = Math.max(gap, off / parts.rounding);
        });
        mean[k]!.approximation += parts.approximation;
        mean[k]!.estimation += parts.estimation;
        mean[k]!.optimization += parts.optimization[1]!;
      });
    });
    const curve = (part: keyof (typeof mean)[number]): number[] => mean.map((m) => m[part] / made);
    const comparisons = [
      within({
        name: 'identity',
        discrepancy: gap,
        budget: 1,
        unit: 'rounding of the terms',
        text: `Excess risk against the sum of its three parts, ${RADII.length} radii, T = ${STEPS.join(', ')}.`,
      }),
      within({
        name: 'sign',
        discrepancy: negative,
        budget: 1,
        unit: 'rounding of the terms',
        text: 'Minus the least estimation error, which is an excess over the least loss of the class.',
      }),
      boundKept(
        'optimization-bound',
        closest.quotient,
        closest.error,
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

/** The quotient of an error over its bound that comes closest to it, with what rounding can make of it. */
interface Closest {
  readonly quotient: number;
  readonly error: number;
}

function partsOf(
  X: Float64Array,
  y: Float64Array,
  beta: Float64Array,
  radius: number,
): { parts: Parts; bound: Closest } {
  const d = beta.length;
  const best = beta.slice();
  project(best, radius);
  const curvature = largestCurvature(X, d);
  const w = new Float64Array(d);
  const iterates: Float64Array[] = [];
  const losses: Empirical[] = [];
  for (let t = 1; t <= MANY; t++) {
    const { gradient } = empirical(X, y, w);
    for (let i = 0; i < d; i++) w[i]! -= gradient[i]! / curvature;
    project(w, radius);
    if ((STEPS as readonly number[]).includes(t)) {
      iterates.push(w.slice());
      losses.push(empirical(X, y, w));
    }
  }
  const least = empirical(X, y, w);
  const size = (curvature * euclideanNorm(w) ** 2) / 2;
  const bounds = losses.map(({ loss, rounding }, k) => ({
    quotient: ((loss - least.loss) * STEPS[k]!) / size,
    error: ((rounding + least.rounding) * STEPS[k]!) / size,
  }));
  // sums of d terms of at most this size, and the norms that project
  const reach = euclideanNorm(beta) + Math.max(radius, ...[w, ...iterates].map(euclideanNorm));
  const rounding = 4 * (d + 8) * Number.EPSILON * reach ** 2;
  return {
    parts: {
      approximation: 0.5 * Math.max(0, euclideanNorm(beta) - radius) ** 2,
      estimation: rise(best, w, beta),
      optimization: iterates.map((v) => rise(w, v, beta)),
      excess: iterates.map((v) => rise(beta, v, beta)),
      rounding,
    },
    bound: bounds.reduce((a, b) => (b.quotient - b.error > a.quotient - a.error ? b : a)),
  };
}

function project(w: Float64Array, radius: number): void {
  const size = euclideanNorm(w);
  if (size > radius) for (let i = 0; i < w.length; i++) w[i]! *= radius / size;
}

interface Empirical {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly rounding: number;
}

/** L^(w) = |Xw - y|²/(2n) with its gradient, and what rounding can make of the loss. */
function empirical(X: Float64Array, y: Float64Array, w: Float64Array): Empirical {
  const [n, d] = [y.length, w.length];
  const gradient = new Float64Array(d);
  let [loss, rounding] = [0, 0];
  for (let m = 0; m < n; m++) {
    let [residual, size] = [-y[m]!, Math.abs(y[m]!)];
    for (let i = 0; i < d; i++) {
      const term = X[m * d + i]! * w[i]!;
      residual += term;
      size += Math.abs(term);
    }
    loss += residual ** 2 / (2 * n);
    rounding += ((d + n + 2) * Number.EPSILON * size * (Math.abs(residual) + size * Number.EPSILON)) / n;
    for (let i = 0; i < d; i++) gradient[i]! += (residual * X[m * d + i]!) / n;
  }
  return { loss, gradient, rounding };
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
