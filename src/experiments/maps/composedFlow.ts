import { integrateOde } from '../../simulation/integrateOde.ts';
import type { ComparisonRecord } from '../../records.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { pull, type Measurements } from './trainingPath.ts';
import { vanishing } from './vanishing.ts';

/** A mirror flow of θ with metric φ'', a map w = F(θ), and the metric that it has in w by the composition rule. */
const ROWS = [
  {
    name: 'entropy on theta, w = theta^3',
    metric: (theta: number): number => 1 / theta,
    F: (theta: number): number => theta ** 3,
    slope: (theta: number): number => 3 * theta ** 2,
    inverseMetric: (w: number): number => 9 * w ** (5 / 3),
  },
  {
    name: 'Burg entropy on theta, w = log(1 + theta)',
    metric: (theta: number): number => 1 / theta ** 2,
    F: (theta: number): number => Math.log1p(theta),
    slope: (theta: number): number => 1 / (1 + theta),
    inverseMetric: (w: number): number => (1 - Math.exp(-w)) ** 2,
  },
] as const;

const DATA: Measurements = { X: Float64Array.of(1, -0.6, 0.4, 0.3, 1, -0.5), y: Float64Array.of(0.9, 0.8) };
const THETA0 = Float64Array.of(1, 0.7, 1.2);
const TIMES = [0.1, 0.3, 1, 3];
/** Rates of two layers u, v of w = u v. */
const RATES = [2, 0.5] as const;

export const composedFlow: Experiment = {
  id: 'composed-flow',
  title: 'A mirror flow of the parameters is one of the weights',
  text: `Three parameters under theta' = -phi''^(-1) J^T grad L against three weights under w' = -J phi''^(-1) J^T grad L with J expressed by w, integrated apart, at t = ${TIMES.join(', ')}; and two layers with rates ${RATES.join(', ')}, where the metric needs the conserved eta_2 u^2 - eta_1 v^2.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    const g = new Float64Array(3);
    for (const { name, metric, F, slope, inverseMetric } of ROWS)
      await drawMany(context, 1, () => {
        comparisons.push(
          vanishing(
            { name, unit: 'relative to max|w|', text: 'Weights of the two flows at the same times.' },
            (tolerance) => {
              const w = new Float64Array(3);
              const parameters = pathOf(THETA0, tolerance, (theta, out) => {
                w.set(theta.map(F));
                pull(DATA, w, g);
                for (let i = 0; i < 3; i++) out[i] = (slope(theta[i]!) * g[i]!) / metric(theta[i]!);
              }).map((theta) => theta.map(F));
              const weights = pathOf(THETA0.map(F), tolerance, (at, out) => {
                pull(DATA, at, g);
                for (let i = 0; i < 3; i++) out[i] = inverseMetric(at[i]!) * g[i]!;
              });
              return difference(parameters, weights);
            },
          ),
        );
      });
    await drawMany(context, 1, () => comparisons.push(layerRates()));
    return { comparisons };
  },
};

function layerRates() {
  const [a, b] = RATES;
  const [u0, v0] = [THETA0, THETA0.map((x) => 0.3 - x / 2)];
  const invariant = u0.map((u, i) => b * u * u - a * v0[i]! ** 2);
  const [w, g] = [new Float64Array(3), new Float64Array(3)];
  return vanishing(
    {
      name: 'two layers with rates',
      unit: 'relative to max|w|',
      text: 'Weights of the two flows at the same times.',
    },
    (tolerance) => {
      const parameters = pathOf(Float64Array.from([...u0, ...v0]), tolerance, (theta, out) => {
        for (let i = 0; i < 3; i++) w[i] = theta[i]! * theta[3 + i]!;
        pull(DATA, w, g);
        for (let i = 0; i < 3; i++) {
          out[i] = a * theta[3 + i]! * g[i]!;
          out[3 + i] = b * theta[i]! * g[i]!;
        }
      }).map((theta) => Float64Array.from({ length: 3 }, (_, i) => theta[i]! * theta[3 + i]!));
      const weights = pathOf(
        u0.map((u, i) => u * v0[i]!),
        tolerance,
        (at, out) => {
          pull(DATA, at, g);
          // η₁v² + η₂u² from their difference and the product
          for (let i = 0; i < 3; i++)
            out[i] = Math.hypot(invariant[i]!, 2 * Math.sqrt(a * b) * at[i]!) * g[i]!;
        },
      );
      return difference(parameters, weights);
    },
  );
}

const pathOf = (
  start: Float64Array,
  tolerance: number,
  field: (at: Float64Array, out: Float64Array) => void,
): Float64Array[] => {
  let [state, from] = [start, 0];
  return TIMES.map((to) => {
    state = Float64Array.from(
      integrateOde({ rate: (_, at, out) => field(at, out), start: state, from, to, tolerance }).y,
    );
    from = to;
    return state;
  });
};

const difference = (a: readonly Float64Array[], b: readonly Float64Array[]) => ({
  residuals: a.flatMap((row, k) => [...row].map((x, i) => x - b[k]![i]!)),
  scale: Math.max(...a.flatMap((row) => [...row].map(Math.abs))),
});
