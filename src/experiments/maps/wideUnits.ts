import { createDualMap } from '../../prediction/dualMap.ts';
import { minimise } from '../../prediction/minimiser.ts';
import { createRandom } from '../../random.ts';
import type { ComparisonRecord } from '../../records.ts';
import { coupledFlow } from '../../simulation/coupledFlow.ts';
import type { CoupledMap } from '../../simulation/coupledMap.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { trainingPath, type Measurements } from './trainingPath.ts';
import { vanishing } from './vanishing.ts';

const WIDTHS = [1, 3, 10] as const;
const D = 4;
const TIMES = [0.05, 0.2, 0.8, 3];

export const wideUnits: Experiment = {
  id: 'wide-units',
  title: 'Parallel units at every finite width',
  text: `w_i = sum over k of U_ik V_ik, ${D} weights, widths ${WIDTHS.join(', ')}, every U and V independent normal: the conserved Delta_i^2 - w_i^2 = kappa_i^2 with Delta = (|U|^2 + |V|^2)/2, the mirror map (arsinh(w/kappa) - arsinh(w(0)/kappa))/2 along the flow, and the limit, which the potential of kappa and w(0) alone predicts.`,
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const comparisons: ComparisonRecord[] = [];
    for (const width of WIDTHS)
      await drawMany(context, 1, () => {
        const map = parallelUnits(width, D);
        const theta0 = Float64Array.from({ length: map.p }, () => normal() / Math.sqrt(width));
        const X = Float64Array.from({ length: 2 * D }, () => normal());
        const truth = [1, -0.5, 0, 0.3];
        const y = Float64Array.from({ length: 2 }, (_, m) =>
          truth.reduce((s, w, i) => s + X[m * D + i]! * w, 0),
        );
        comparisons.push(...comparisonsOf(`width ${width}`, map, theta0, { X, y }));
      });
    return { comparisons };
  },
};

/** Coordinate i has the parameters U_i1, V_i1, U_i2, ... in a row. */
export function parallelUnits(width: number, d: number): CoupledMap {
  const p = 2 * width * d;
  const each = (f: (i: number, at: number) => void): void => {
    for (let i = 0; i < d; i++) for (let k = 0; k < width; k++) f(i, 2 * (i * width + k));
  };
  return {
    name: `${width} parallel units`,
    d,
    p,
    value(theta, w) {
      w.fill(0);
      each((i, at) => void (w[i]! += theta[at]! * theta[at + 1]!));
    },
    jacobian(theta, out) {
      out.fill(0);
      each((i, at) => {
        out[i * p + at] = theta[at + 1]!;
        out[i * p + at + 1] = theta[at]!;
      });
    },
  };
}

/** Δᵢ = (|Uᵢ|² + |Vᵢ|²)/2. */
export function halfSquares(theta: Float64Array, d: number): Float64Array {
  const each = theta.length / d;
  return Float64Array.from({ length: d }, (_, i) =>
    theta.subarray(i * each, (i + 1) * each).reduce((s, x) => s + 0.5 * x * x, 0),
  );
}

/** κ and w at the start. */
export function spreadOf(map: CoupledMap, theta0: Float64Array) {
  const w0 = new Float64Array(map.d);
  map.value(theta0, w0);
  const kappa = halfSquares(theta0, map.d).map((delta, i) => Math.sqrt(delta * delta - w0[i]! ** 2));
  return { w0, kappa };
}

/** The dual map w = κ sinh(2s + arsinh(w(0)/κ)) as two exponential branches. */
export function widthDualMap(kappa: Float64Array, w0: Float64Array) {
  const shift = w0.map((w, i) => Math.asinh(w / kappa[i]!));
  return createDualMap(
    kappa.length,
    [
      { kind: 'exponential', amplitude: kappa.map((k, i) => 0.5 * k * Math.exp(shift[i]!)), rate: 2 },
      { kind: 'exponential', amplitude: kappa.map((k, i) => -0.5 * k * Math.exp(-shift[i]!)), rate: -2 },
    ],
    w0,
  );
}

function comparisonsOf(
  name: string,
  map: CoupledMap,
  theta0: Float64Array,
  data: Measurements,
): ComparisonRecord[] {
  const { w0, kappa } = spreadOf(map, theta0);
  const path = (tolerance: number) => trainingPath(map, theta0, data, TIMES, tolerance);
  const predicted = minimise({ map: widthDualMap(kappa, w0), ...data, n: data.y.length, d: map.d });
  return [
    vanishing({ name: `${name}: conserved`, unit: 'relative to kappa^2', text: 'Delta^2 - w^2 - kappa^2 along the flow.' }, (tolerance) => ({
      residuals: path(tolerance).flatMap(({ theta, w }) => [...halfSquares(theta, map.d)].map((delta, i) => delta ** 2 - w[i]! ** 2 - kappa[i]! ** 2)),
      scale: Math.max(...kappa) ** 2,
    })),
    vanishing({ name: `${name}: mirror-identity`, unit: 'relative to max|s|', text: 'The mirror map at w(t) against the accumulated signal.' }, (tolerance) => {
      const points = path(tolerance);
      return {
        residuals: points.flatMap(({ w, s }) => [...w].map((v, i) => 0.5 * (Math.asinh(v / kappa[i]!) - Math.asinh(w0[i]! / kappa[i]!)) - s[i]!)),
        scale: Math.max(...points.flatMap(({ s }) => [...s].map(Math.abs))),
      };
    }),
    vanishing({ name: `${name}: limit`, unit: 'relative to max|w|', text: `The end of the flow against the minimiser (error at most ${Math.max(...predicted.errorBound).toExponential(1)}).` }, (tolerance) => {
      const { end } = coupledFlow({ map, theta0, ...data, tolerance, stop: tolerance });
      return { residuals: [...end.w].map((v, i) => v - predicted.w[i]!), scale: Math.max(...predicted.w.map(Math.abs)) };
    }),
  ]; // prettier-ignore
}
