import { gaussLegendre } from '../../numerics/gaussLegendre.ts';
import type { ComparisonRecord } from '../../records.ts';
import { integrateOde } from '../../simulation/integrateOde.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { pull, type Measurements } from './trainingPath.ts';
import { vanishing } from './vanishing.ts';

/** A metric ψ'' without an elementary arc length, with its mirror map and the inverse. */
const ROWS = [
  {
    name: 'hypentropy, 1/sqrt(w^2 + 1/4)',
    metric: (w: number) => 1 / Math.sqrt(w * w + 0.25),
    mirror: (w: number) => Math.asinh(2 * w),
    inverse: (z: number) => Math.sinh(z) / 2,
  },
  {
    name: 'quartic, 1 + 3 w^2',
    metric: (w: number) => 1 + 3 * w * w,
    mirror: (w: number) => w + w ** 3,
    inverse: (z: number) => {
      // Cardano's root of w^3 + w = z
      const a = Math.asinh((z * 3 * Math.sqrt(3)) / 2) / 3;
      return (2 / Math.sqrt(3)) * Math.sinh(a);
    },
  },
] as const;

const DATA: Measurements = { X: Float64Array.of(1, -0.6, 0.4), y: Float64Array.of(1.3) };
const W0 = [0.2, -0.1, 0.5];
const TIMES = [0.3, 1, 3];

export const arcLengthMap: Experiment = {
  id: 'arc-length-map',
  title: 'A map from a potential by arc length',
  text: `For metrics whose arc length is not elementary: gradient flow on theta through F, the numerical inverse of theta = int sqrt(psi'') dw, against the mirror flow d psi'(w)/dt = -grad L in the dual variable, which knows no theta; weights at t = ${TIMES.join(', ')}.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const { name, metric, mirror, inverse } of ROWS)
      await drawMany(context, 1, () => {
        const F = inverseArcLength(metric);
        comparisons.push(
          vanishing(
            { name, unit: 'relative to max|w|', text: 'Weights of the two flows at the same times.' },
            (tolerance) => {
              const [w, g] = [new Float64Array(3), new Float64Array(3)];
              const theta = path(W0.map(F.of), tolerance, (at, out) => {
                for (let i = 0; i < 3; i++) w[i] = F.at(at[i]!);
                pull(DATA, w, g);
                for (let i = 0; i < 3; i++) out[i] = g[i]! / Math.sqrt(metric(w[i]!));
              }).map((at) => [...at].map(F.at));
              const dual = path(W0.map(mirror), tolerance, (at, out) => {
                for (let i = 0; i < 3; i++) w[i] = inverse(at[i]!);
                pull(DATA, w, g);
                out.set(g);
              }).map((at) => [...at].map(inverse));
              return {
                residuals: theta.flatMap((row, k) => row.map((x, i) => x - dual[k]![i]!)),
                scale: Math.max(...theta.flat().map(Math.abs)),
              };
            },
          ),
        );
      });
    return { comparisons };
  },
};

const RULE = gaussLegendre(40);

/** θ(w) = ∫₀^w √ψ'' by Gauss quadrature, and its inverse by Newton's iteration. */
function inverseArcLength(metric: (w: number) => number) {
  const of = (w: number): number =>
    RULE.nodes.reduce((sum, x, k) => sum + RULE.weights[k]! * w * Math.sqrt(metric(w * x)), 0);
  const at = (theta: number): number => {
    let w = theta / Math.sqrt(metric(0));
    for (let k = 0; k < 60; k++) {
      const step = (of(w) - theta) / Math.sqrt(metric(w));
      w -= step;
      if (Math.abs(step) <= 1e-15 * Math.abs(w)) break;
    }
    return w;
  };
  return { of, at };
}

function path(
  start: readonly number[],
  tolerance: number,
  field: (at: Float64Array, out: Float64Array) => void,
): Float64Array[] {
  let [state, from] = [Float64Array.from(start), 0];
  return TIMES.map((to) => {
    state = Float64Array.from(
      integrateOde({ rate: (_, at, out) => field(at, out), start: state, from, to, tolerance }).y,
    );
    from = to;
    return state;
  });
}
