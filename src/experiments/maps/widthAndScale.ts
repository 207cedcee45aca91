import { meanInterval } from '../../numerics/confidence.ts';
import { minimumNorm } from '../../numerics/minimumNorm.ts';
import { minimise } from '../../prediction/minimiser.ts';
import { createRandom } from '../../random.ts';
import type { FigureRecord } from '../../records.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { tendsTo, type Estimate } from '../extrapolated.ts';
import { RISK } from '../risk.ts';
import { brief } from '../within.ts';
import { parallelUnits, spreadOf, widthDualMap } from './wideUnits.ts';

const D = 6;
const N = 2;
const WIDTHS = [16, 64, 256] as const;
const DRAWS = [1200, 1000, 800] as const;
/** σ²K, the scale of the lifted matrix, at which widths are compared. */
const LIFTED = 0.2;
/** σ√K of the figure. */
const SCALES = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

export const widthAndScale: Experiment = {
  id: 'width-and-scale',
  title: 'Width and scale: the lifted matrix decides',
  text:
    `w_i = sum over k <= K of U_ik V_ik with normal starts of variance sigma^2, ${D} weights, ${N} measurements: at sigma^2 K = ${LIFTED} the limit at widths ${WIDTHS.join(', ')} against that of ` +
    'infinite width, kappa = sigma^2 K and w(0) = 0. Their mean square distance must fall as 1/K, with the constant of the first-order response to kappa and w(0). The figure follows the l1 norm over sigma sqrt(K).',
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const X = Float64Array.from({ length: N * D }, () => normal());
    const y = Float64Array.from({ length: N }, (_, m) => X[m * D]! - 0.5 * X[m * D + 1]!);
    const limitOf = (kappa: Float64Array, w0: Float64Array): Float64Array =>
      minimise({ map: widthDualMap(kappa, w0), X, y, n: N, d: D }).w;
    const flat = (value: number): Float64Array => new Float64Array(D).fill(value);
    const infinite = limitOf(flat(LIFTED), flat(0));
    const constant = responseOf(limitOf, infinite);
    const estimates: Estimate[] = [];
    for (const [index, width] of WIDTHS.entries()) {
      const map = parallelUnits(width, D);
      const squares = new Float64Array(DRAWS[index]!);
      const made = await drawMany(context, DRAWS[index]!, (k) => {
        const theta0 = Float64Array.from({ length: map.p }, () => Math.sqrt(LIFTED / width) * normal());
        const { w0, kappa } = spreadOf(map, theta0);
        const w = limitOf(kappa, w0);
        squares[k] = (width / constant) * w.reduce((s, v, i) => s + (v - infinite[i]!) ** 2, 0);
      });
      estimates.push(meanInterval(squares.subarray(0, made), RISK / 3));
    }
    const text = `K times the mean square distance over its first-order constant ${brief(constant)} at K = ${WIDTHS.join(', ')}, extrapolated in 1/K. Confidence 1 - ${brief(RISK)}.`;
    const comparisons = [tendsTo(1, { name: 'rate', unit: 'ratio to the prediction', text }, estimates, 4)];
    return { comparisons, figures: [figureOf(limitOf, flat, X, y)] };
  },
};

type LimitOf = (kappa: Float64Array, w0: Float64Array) => Float64Array;

/**
 * lim K E|w_K - w_∞|²: κᵢ and w(0)ᵢ are independent to first order, with variances (σ²K)²/K each, κ = √(Δ² - w(0)²) around
 * σ²K with Δ a mean of 2K squares; the derivatives of the limit are central differences, whose error is far below the
 * statistical one.
 */
function responseOf(limitOf: LimitOf, infinite: Float64Array): number {
  const h = 1e-4;
  const flat = (value: number): Float64Array => new Float64Array(D).fill(value);
  let total = 0;
  for (let i = 0; i < D; i++)
    for (const which of ['kappa', 'start'] as const) {
      const at = (shift: number): Float64Array => {
        const [kappa, w0] = [flat(LIFTED), flat(0)];
        (which === 'kappa' ? kappa : w0)[i]! += shift;
        return limitOf(kappa, w0);
      };
      const [up, down] = [at(h), at(-h)];
      total += infinite.reduce((s, _, j) => s + ((up[j]! - down[j]!) / (2 * h)) ** 2, 0) * LIFTED ** 2;
    }
  return total;
}

function figureOf(
  limitOf: LimitOf,
  flat: (value: number) => Float64Array,
  X: Float64Array,
  y: Float64Array,
): FigureRecord {
  const l1 = (w: Float64Array): number => w.reduce((s, v) => s + Math.abs(v), 0);
  const least = new Float64Array(D);
  minimumNorm(X, y, N, D, least);
  return {
    id: 'width-and-scale',
    title: 'l1 norm of the limit over sigma sqrt(K), infinite width',
    x: { name: 'sigma sqrt(K)', scale: 'log' },
    y: { name: 'l1 norm', scale: 'linear' },
    series: [
      { name: 'limit of the flow', x: SCALES, y: SCALES.map((s) => l1(limitOf(flat(s * s), flat(0)))) },
      { name: 'least l2 norm', x: SCALES, y: SCALES.map(() => l1(least)) },
    ],
  };
}
