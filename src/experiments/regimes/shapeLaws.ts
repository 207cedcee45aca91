import { gaussLegendre } from '../../numerics/gaussLegendre.ts';
import { maxNorm } from '../../numerics/norms.ts';
import { createDualMap, type GeneralBranch } from '../../prediction/dualMap.ts';
import { flowBranch } from '../../prediction/flowTable.ts';
import { minimise } from '../../prediction/minimiser.ts';
import type { ComparisonRecord } from '../../records.ts';
import { genericModel, readModel } from '../../theory/readModel.ts';
import type { LinearProblem } from '../../verification/comparedFlow.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { orderIs, type AtScale } from './asymptotics.ts';
import { leastMax, vertexOf } from './instanceLaws.ts';
import { leastSigned, leastSquares, supportOf, vertexSolution } from './least.ts';
import { depthNumber, drawProblem, l1Norm, networkMap, streamOf } from './network.ts';

type Three = [AtScale, AtScale, AtScale];

/** A distance that tells limits apart, relative to max|w|. */
const APART = 1e-3;

/** Distances of limits from a target, with numerical errors. */
function distances(
  limits: readonly { h: number; w: Float64Array; errorBound: Float64Array }[],
  target: Float64Array,
): Three {
  return limits.map(({ h, w, errorBound }) => ({
    h,
    value: maxNorm(w.map((v, i) => v - target[i]!)),
    error: maxNorm(errorBound) + 1e-14 * maxNorm(w),
  })) as Three;
}

/** That the limits stay away from another candidate: the least distance over `APART` max|w|, from below. */
const staysAway = (name: string, sizes: Three, w: Float64Array, text: string): ComparisonRecord =>
  within({
    name,
    discrepancy: (APART * maxNorm(w)) / sizes[2].value,
    budget: 1,
    unit: 'distance that would be seen over distance',
    text: `${text} Distance at the smallest scale: ${brief(sizes[2].value)}.`,
  });

/** A problem whose weighted and plain solutions of least ℓ1 norm differ, by their supports. */
function drawApart(
  seed: number,
  n: number,
  d: number,
  up: ArrayLike<number>,
  down: ArrayLike<number>,
  mu: number,
): {
  problem: LinearProblem;
  weighted: Float64Array;
  plain: Float64Array;
} {
  const ones = new Float64Array(d).fill(1);
  for (let part = 0; ; part++) {
    const problem = drawProblem(streamOf(seed, part), n, d);
    const [near, nearPlain] = [leastSigned(problem, up, down, mu), leastSigned(problem, ones, ones, mu)];
    if (near === null || nearPlain === null) continue;
    // the barrier tells the support; the vertex itself is solved for
    const weighted = vertexSolution(problem, supportOf(near));
    const plain = vertexSolution(problem, supportOf(nearPlain));
    if (weighted === null || plain === null) continue;
    const apart = maxNorm(weighted.map((v, i) => v - plain[i]!));
    const vertex = vertexOf(problem, plain, supportOf(plain));
    // depth 2 approaches it like alpha^(2(1 - c*))
    if (vertex === null || vertex.support.length !== n || leastMax(vertex) > 0.8) continue;
    const margins = Array.from(weighted, Math.abs).sort((a, b) => b - a);
    if (apart > 0.1 * maxNorm(weighted) && margins[n - 1]! > 0.05 * maxNorm(weighted))
      return { problem, weighted, plain };
  }
}

export const shapeInRichLimit: Experiment = {
  id: 'shape-in-rich-limit',
  title: 'The shape of the start weights the l1 norm above depth 2, and not at depth 2',
  text: 'Starts alpha w0 with unequal w0 on 3 x 7 data: at depths 3 and 4 the distance of the limit from the solution of least sum w0^(2-D)|w|, which falls like alpha^D, and from that of least l1 norm, which stays; at depth 2 it comes to the latter; at large scales the limit comes to the solution of least sum w^2/w0^(2D-2). Other weights refute.',
  run({ seed }) {
    const comparisons: ComparisonRecord[] = [];
    const [n, d] = [3, 7];
    const shape = [1, 2, 0.6, 1.4, 0.8, 1.7, 1.1];
    for (const depth of ['3', '4']) {
      const D = depthNumber(depth);
      const weights = shape.map((w0) => w0 ** (2 - D));
      const { problem, weighted, plain } = drawApart(seed, n, d, weights, weights, 1e-13);
      const limits = [1e-6, 1e-8, 1e-10].map((mu) => ({
        h: mu,
        ...minimise({ map: networkMap(depth, mu ** (1 / D), d, shape), ...problem }),
      }));
      comparisons.push(
        orderIs(
          `weighted-${depth}`,
          distances(limits, weighted),
          1,
          `Depth ${depth}, distance to the weighted solution, order 1 in alpha^D.`,
        ),
        staysAway(`plain-${depth}`, distances(limits, plain), plain, `Depth ${depth}, plain l1 solution.`),
      );
      const kernel = leastSquares(
        problem,
        Float64Array.from(shape, (w0) => w0 ** (2 * D - 2)),
      );
      const large = [16, 32, 64].map((mu) => ({
        h: 1 / mu,
        ...minimise({ map: networkMap(depth, mu ** (1 / D), d, shape), ...problem }),
      }));
      comparisons.push(
        orderIs(
          `kernel-${depth}`,
          distances(large, kernel),
          2,
          `Depth ${depth}, distance to the weighted least-squares solution, order 2 in alpha^-D.`,
        ),
      );
      if (depth === '4') continue;
      const two = [1e-20, 1e-30, 1e-40].map((mu) => ({
        h: mu,
        ...minimise({ map: networkMap('2', Math.sqrt(mu), d, shape), ...problem }),
      }));
      const [first, , last] = distances(two, plain);
      comparisons.push(
        within({
          name: 'plain-2',
          discrepancy: last.value,
          budget: first.value * 1e-20 ** (1 - 0.8) + last.error,
          unit: 'max|w - w*|',
          text: `Depth 2: the distance to the plain l1 solution falls from alpha^2 = 1e-20 to 1e-40 by at least the power 1 - 0.8 of their quotient, c* <= 0.8; at 1e-20 it is ${brief(first.value)}.`,
        }),
        staysAway(
          'weighted-2',
          distances(two, weighted),
          weighted,
          'Depth 2, the weighted solution of depth 3.',
        ),
      );
    }
    return Promise.resolve({ comparisons });
  },
};

/** The layers of one unit at ε = 1, the smallest in magnitude last, with μ_j² = a_j² − a_k². */
const LAYERS = [1.3, -0.9, 0.4];

/** ∫ from a to ±∞ of dx over Π √(x² + μ²): the ends of the dual interval of w = u v x, x = tan φ taking the line to an interval. */
export function dualEnds(layers: readonly number[], pieces = 64): [number, number] {
  const least = layers.at(-1)!;
  const mu = layers.slice(0, -1).map((a) => a * a - least * least);
  const rule = gaussLegendre(20);
  const integrate = (from: number, to: number): number => {
    let sum = 0;
    for (let k = 0; k < pieces; k++)
      rule.nodes.forEach((node, j) => {
        const phi = from + ((to - from) * (k + node)) / pieces;
        const x = Math.tan(phi);
        const speed = mu.reduce((p, m) => p * Math.sqrt(x * x + m), 1);
        sum += ((rule.weights[j]! * (to - from)) / pieces) * ((1 + x * x) / speed);
      });
    return sum;
  };
  const start = Math.atan(least);
  return [integrate(start, Math.PI / 2), integrate(-Math.PI / 2, start)];
}

/** The branch of w = u v x from the layers, followed by the engine in enclosed steps. */
function unitBranch(d: number): GeneralBranch {
  const model = genericModel(readModel({ parametrization: 'u*v*x', init: 'u=1, v=1, x=1' }));
  return flowBranch(model, Float64Array.from(LAYERS.flatMap((a) => new Array<number>(d).fill(a))), d);
}

export const untiedRichLimit: Experiment = {
  id: 'untied-rich-limit',
  title: 'Untied depth 3 from small starts: a signed, weighted l1 norm',
  text: 'w = u v x from epsilon times (1.3, -0.9, 0.4): the ends of the dual interval by quadrature of the product of the layers against those of the engine; the distance of the limit from the solution of least sum t+ w+ + t- w-, which falls like epsilon^3, and from that of least l1 norm, which stays. Other ends or weights refute.',
  run({ seed }) {
    const comparisons: ComparisonRecord[] = [];
    const [n, d] = [2, 5];
    // the product of the other two layers has the sign of a1 a2: w grows with x or against it
    const sign = Math.sign(LAYERS[0]! * LAYERS[1]!);
    const [ahead, behind] = dualEnds(LAYERS);
    const coarse = dualEnds(LAYERS, 32);
    const quadrature = Math.abs(coarse[0] / ahead - 1) + Math.abs(coarse[1] / behind - 1);
    const [up, down] = sign > 0 ? [ahead, behind] : [behind, ahead];
    // the map is homogeneous of degree 3: from epsilon times the start, h(s) is epsilon^3 h_1(epsilon s)
    const branch = unitBranch(d);
    const [lower, upper] = branch.domain!(0);
    const mapAt = (epsilon: number) =>
      createDualMap(d, [
        {
          kind: 'general',
          value: (s, i) => epsilon ** 3 * branch.value(epsilon * s, i),
          slope: (s, i) => epsilon ** 4 * branch.slope(epsilon * s, i),
          domain: () => [lower / epsilon, upper / epsilon],
        },
      ]);
    comparisons.push(
      within({
        name: 'ends',
        discrepancy: Math.max(Math.abs(upper / up - 1), Math.abs(lower / -down - 1)),
        budget: quadrature + 64 * Number.EPSILON,
        unit: 'relative',
        text: `Ends of the dual interval by 64 pieces of a 20-point rule against the enclosed flow, whose last step of 72 bits ends next to the pole; budget: change from 32 pieces, and rounding of the sums: t+ = ${up.toPrecision(8)}, t- = ${down.toPrecision(8)}.`,
      }),
    );
    const ones = new Float64Array(d).fill(1);
    const { problem, weighted, plain } = drawApart(
      seed,
      n,
      d,
      ones.map(() => up),
      ones.map(() => down),
      1e-13,
    );
    const limits = [0.02, 0.01, 0.005].map((epsilon) => ({
      h: epsilon,
      ...minimise({ map: mapAt(epsilon), ...problem }),
    }));
    comparisons.push(
      orderIs(
        'weighted',
        distances(limits, weighted),
        3,
        'Distance to the signed weighted solution, order 3 in epsilon.',
      ),
      staysAway(
        'plain',
        distances(limits, plain),
        plain,
        `Plain l1 solution, of l1 norm ${brief(l1Norm(plain))}.`,
      ),
    );
    return Promise.resolve({ comparisons });
  },
};
