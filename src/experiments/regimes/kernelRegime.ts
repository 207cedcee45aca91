import { maxNorm } from '../../numerics/norms.ts';
import type { Expression } from '../../expression/expression.ts';
import type { ComparisonRecord } from '../../records.ts';
import { minimise } from '../../prediction/minimiser.ts';
import type { Experiment } from '../experiment.ts';
import { law, orderIs, type AtScale } from './asymptotics.ts';
import { formulaAt } from './formulaAt.ts';
import { leastSquares } from './least.ts';
import {
  depthNumber, drawProblem, l2Norm, limitAt, networkMap, quarticCoefficient, streamOf, theoryOfDepth,
} from './network.ts'; // prettier-ignore

type Three = [AtScale, AtScale, AtScale];
const three = (at: (share: number) => AtScale): Three => [at(1), at(2), at(4)];

export const depthTwoKernelLimit: Experiment = {
  id: 'depth-two-kernel-limit',
  title: 'Large scales at depth 2: a weighted l2 norm',
  text: 'psi over w^2/(16 alpha^2 w0^2) for three shapes, and the distance of the limit on 3 x 6 normal data from the interpolator of least sum w^2/w0^2, at three scales that double: both tend to it with errors of order alpha^-4. Another weight or order refutes.',
  run({ seed }) {
    const comparisons: ComparisonRecord[] = [];
    const theory = theoryOfDepth('2');
    const [u, v] = theory.model.parameters.map((p) => theory.model.init.get(p)!);
    const names = { P: theory.parametricPotential, W: theory.inverseMirrorMap };
    for (const shape of [0.5, 1, 2]) {
      const ratios = three((share) => {
        const start = 2 * shape * share;
        const values = { s: 1 / (8 * start * start), ...nameValues([u, v], start) };
        const value = formulaAt('P/(W^2/(16*A^2))'.replace('A', nameOf(u)), names, values);
        return { h: 1 / start, value, error: Number.EPSILON };
      });
      comparisons.push(...law(`potential-${shape}`, ratios, 4, `Shape w0 = ${shape}, at a weight near 1.`));
    }
    const problem = drawProblem(streamOf(seed, 0), 3, 6);
    const shape = [1, 2, 0.5, 1.5, 1, 0.8];
    const target = leastSquares(
      problem,
      Float64Array.from(shape, (w0) => w0 * w0),
    );
    const sizes = three((share) => {
      const alpha = 4 * share;
      const { w, errorBound } = minimise({ map: networkMap('2', alpha, 6, shape), ...problem });
      const value = maxNorm(w.map((x, i) => x - target[i]!));
      return { h: 1 / alpha, value, error: maxNorm(errorBound) + 16 * Number.EPSILON };
    });
    comparisons.push(
      orderIs(
        'distance',
        sizes,
        4,
        'Distance to the weighted least-squares interpolator, order 4 in 1/alpha.',
      ),
    );
    return Promise.resolve({ comparisons });
  },
};

const nameOf = (e: Expression | undefined): string => (e?.kind === 'symbol' ? e.name : '');
const nameValues = (starts: readonly (Expression | undefined)[], value: number): Record<string, number> =>
  Object.fromEntries(starts.map((e) => [nameOf(e), value]));

const DEPTHS = ['2', '3', '4', '8', 'inf'] as const;

export const nextOrderKernelLimit: Experiment = {
  id: 'next-order-kernel-limit',
  title: 'First correction to the kernel limit',
  text: `The limit minus the least-squares interpolator w2 over 8 k_D alpha^(-2D) (I - P)(w2^3), on 4 x 9 normal data at alpha^D = 8, 16, 32 for depths ${DEPTHS.join(', ')}, as a projection on the predicted direction and as the size of what is left; the excess of the squared norm falls like alpha^(-4D). A wrong constant or direction leaves a ratio other than 1.`,
  run({ seed }) {
    const comparisons: ComparisonRecord[] = [];
    DEPTHS.forEach((depth, part) => {
      const problem = drawProblem(streamOf(seed, part), 4, 9);
      const w2 = leastSquares(problem);
      const cubed = w2.map((x) => x ** 3);
      // (I − P) v: v minus the shortest vector with the same X v
      const image = Float64Array.from({ length: problem.n }, (_, m) =>
        cubed.reduce((sum, x, i) => sum + x * problem.X[m * problem.d + i]!, 0),
      );
      const inRows = leastSquares({ ...problem, y: image });
      const direction = cubed.map((x, i) => 8 * quarticCoefficient(depth) * (x - inRows[i]!));
      const norm = l2Norm(direction);
      const measured = [8, 16, 32].map((mu) => {
        const { w, errorBound } = limitAt(depth, mu, problem);
        const moved = w.map((x, i) => (x - w2[i]!) * mu * mu);
        const along = moved.reduce((sum, x, i) => sum + x * direction[i]!, 0) / norm ** 2;
        const rest = l2Norm(moved.map((x, i) => x - along * direction[i]!)) / norm;
        const error = ((l2Norm(errorBound) + 32 * Number.EPSILON * l2Norm(w2)) * mu * mu) / norm;
        return { h: 1 / mu, along, rest, error };
      });
      const pick = (key: 'along' | 'rest'): Three =>
        measured.map((m) => ({ h: m.h, value: m[key], error: m.error })) as Three;
      comparisons.push(
        ...law(`constant-${depth}`, pick('along'), 2, `Depth ${depth}, component along the prediction.`),
        orderIs(
          `direction-${depth}`,
          pick('rest'),
          2,
          `Depth ${depth}, share across the prediction, order 2 in alpha^-D.`,
        ),
      );
    });
    return Promise.resolve({ comparisons });
  },
};

export const metricExpansion: Experiment = {
  id: 'metric-expansion',
  title: 'Metric, and its change with the weight',
  text: "At w = 0 the inverse metric 2 D^2 alpha^(2D-2), enclosed; and (h'(s)/h'(0) - 1) over (p+1)(p+2)/(8 p^2) (w/alpha^D)^2 at three weights that halve, for depths 2, 3, 4, 5, 6, 8 and infinity at alpha = 1, from the parametric metric of the engine. A wrong constant refutes.",
  run() {
    const comparisons: ComparisonRecord[] = [];
    for (const depth of ['2', '3', '4', '5', '6', '8', 'inf']) {
      const theory = theoryOfDepth(depth);
      const starts = theory.model.parameters.map((p) => theory.model.init.get(p)!);
      const at = depth === 'inf' ? 0 : 1;
      const names = { G: theory.parametricMetric, W: theory.inverseMirrorMap };
      const D = depthNumber(depth);
      const origin = 1 / (2 * D * D);
      const constant = 24 * quarticCoefficient(depth);
      const ratios = three((share) => {
        const values = { s: (0.4 * origin) / share, ...nameValues(starts, at) };
        const h = formulaAt('W', names, values);
        const value =
          formulaAt(`(${origin === 0.5 ? '1/2' : `1/(2*${D}^2)`}/G - 1)/W^2`, names, values) / constant;
        return { h, value, error: 8 * Number.EPSILON };
      });
      comparisons.push(...law(`kernel-change-${depth}`, ratios, 2, `Depth ${depth}.`));
    }
    return Promise.resolve({ comparisons });
  },
};
