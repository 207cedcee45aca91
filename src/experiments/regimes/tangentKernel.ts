import { createKernel } from '../../numerics/kernel.ts';
import { maxNorm } from '../../numerics/norms.ts';
import type { ComparisonRecord } from '../../records.ts';
import { exponentialMap } from '../../simulation/exponentialMap.ts';
import type { FlowResult } from '../../simulation/flowResult.ts';
import { closureMap } from '../../simulation/closureMap.ts';
import type { ParametrizationMap } from '../../simulation/parametrizationMap.ts';
import { depthMap, powerMap } from '../../simulation/powerMap.ts';
import { simulateFlow } from '../../simulation/simulateFlow.ts';
import type { LinearProblem } from '../../verification/comparedFlow.ts';
import { jacobianSquares, kernelMovement } from '../../verification/tangentKernel.ts';
import type { Experiment, ExperimentContext } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { law, orderIs, type AtScale } from './asymptotics.ts';
import { leastSquares } from './least.ts';
import { depthNumber, drawProblem, quarticCoefficient, streamOf } from './network.ts';

type Three = [AtScale, AtScale, AtScale];

const mapOf = (depth: string): ParametrizationMap =>
  depth === 'inf' ? exponentialMap([1, -1]) : depthMap(Number(depth));
const startOf = (depth: string, alpha: number): number => (depth === 'inf' ? Math.log(alpha) : alpha);

/** The flow of a map from θ0 on a problem, simulated without any theory. */
const simulate = (
  map: ParametrizationMap,
  theta0: Float64Array,
  problem: LinearProblem,
  context: ExperimentContext,
): Promise<FlowResult> =>
  simulateFlow({
    map,
    theta0,
    ...problem,
    tolerance: 1e-12,
    stopResidual: 1e-14,
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });

export const kernelAtStart: Experiment = {
  id: 'kernel-at-start',
  title: 'Tangent kernel at the start',
  text: 'J J^T of the network from the closures of the simulation, and from differences of its map, against 2 D^2 alpha^(2D-2) w0^(2D-2), for depths 1, 3/2, 2, 3, 5 and (2 mu^2) infinity, three scales and unequal shapes. Another constant or power refutes.',
  run({ seed }) {
    const random = streamOf(seed, 0);
    let [closures, differences] = [0, 0];
    for (const depth of ['1', '1.5', '2', '3', '5', 'inf'])
      for (const alpha of [0.1, 1, 7]) {
        const D = Number(depth === 'inf' ? 1 : depth);
        const shape = Array.from({ length: 4 }, () => 0.5 + random.uniform());
        const starts = shape.map((w0) => startOf(depth, alpha * w0));
        const theta = Float64Array.from([...starts, ...starts]);
        const map = mapOf(depth);
        const own = jacobianSquares(map, theta, 4);
        shape.forEach((w0, i) => {
          const claimed = depth === 'inf' ? 2 * (alpha * w0) ** 2 : 2 * D * D * (alpha * w0) ** (2 * D - 2);
          closures = Math.max(closures, Math.abs(own[i]! / claimed - 1));
          // two central differences: the third derivative, at most D²/|θ|² times the first, and rounding of F over F' step
          const step = stepAt(starts[i]!);
          const third = depth === 'inf' ? 1 : (D / starts[i]!) ** 2;
          const rounding = (4 * Number.EPSILON * (depth === 'inf' ? 2 : starts[i]! / D)) / step;
          const allowed = 2 * (third * step * step + rounding);
          differences = Math.max(
            differences,
            Math.abs(differenceSquares(map, theta, i) / claimed - 1) / allowed,
          );
        });
      }
    return Promise.resolve({
      comparisons: [
        within({
          name: 'closures',
          discrepancy: closures,
          budget: 64 * Number.EPSILON,
          unit: 'relative',
          text: 'Derivatives of the simulation; budget: rounding of powers.',
        }),
        within({
          name: 'differences',
          discrepancy: differences,
          budget: 1,
          unit: 'relative difference over what is allowed',
          text: 'Central differences of the map with relative steps of 1e-5: allowed is what the third derivative and rounding make.',
        }),
      ],
    });
  },
};

/** Step of a central difference. */
const stepAt = (theta: number): number => 1e-5 * Math.max(Math.abs(theta), 1e-3);

/** Σ_j (∂w_i/∂θ_j)² by central differences of the map itself. */
function differenceSquares(map: ParametrizationMap, theta: Float64Array, i: number): number {
  const d = theta.length / map.k;
  const out = new Float64Array(d);
  let sum = 0;
  for (let j = 0; j < map.k; j++) {
    const at = j * d + i;
    const step = stepAt(theta[at]!);
    const value = (shift: number): number => {
      map.value(
        theta.map((v, k) => (k === at ? v + shift : v)),
        out,
      );
      return out[i]!;
    };
    sum += ((value(step) - value(-step)) / (2 * step)) ** 2;
  }
  return sum;
}

export const kernelScaling: Experiment = {
  id: 'kernel-scaling',
  title: 'A homogeneous map scales its tangent kernel',
  text: 'J J^T at c theta over c^(2(D-1)) that at theta, for random theta and c, of u^3 - v^3, of the product u v x (degree 3) and of u^2 v^3 (degree 5): 1 for every homogeneous map of degree D. Another power refutes.',
  run({ seed }) {
    const random = streamOf(seed, 0);
    const product = (name: string, powers: readonly number[]): ParametrizationMap =>
      closureMap({
        name,
        k: powers.length,
        value: (t) => powers.reduce((p, e, j) => p * t[j]! ** e, 1),
        gradient: (t, out) =>
          powers.forEach((e, j) => {
            out[j] = e * t[j]! ** (e - 1) * powers.reduce((p, f, o) => (o === j ? p : p * t[o]! ** f), 1);
          }),
        hessian: (_, out) => void out.fill(0),
      });
    const cases: [string, number, ParametrizationMap][] = [
      ['u^3 - v^3', 3, depthMap(3)],
      ['u v x', 3, product('u v x', [1, 1, 1])],
      ['u^2 v^3', 5, product('u^2 v^3', [2, 3])],
    ];
    const comparisons = cases.map(([name, D, map]) => {
      let worst = 0;
      for (let draw = 0; draw < 50; draw++) {
        const theta = Float64Array.from({ length: map.k }, () => 0.2 + 2 * random.uniform());
        const c = 10 ** (2 * random.uniform() - 1);
        const scaled = jacobianSquares(
          map,
          theta.map((t) => c * t),
          1,
        )[0]!;
        worst = Math.max(
          worst,
          Math.abs(scaled / (c ** (2 * D - 2) * jacobianSquares(map, theta, 1)[0]!) - 1),
        );
      }
      return within({
        name,
        discrepancy: worst,
        budget: 64 * Number.EPSILON,
        unit: 'relative',
        text: `Degree ${D}, 50 draws; budget: rounding of powers.`,
      });
    });
    return Promise.resolve({ comparisons });
  },
};

export const linearizedFlow: Experiment = {
  id: 'linearized-flow',
  title: 'The linearized model goes to the least deviation from the start in the norm of its kernel',
  text: 'The flow of w = F(theta0) + J (theta - theta0) for u^3 - v^3 from unequal u(0), v(0) on 3 x 7 data, simulated, against w0 + J J^T X^T (X J J^T X^T)^-1 (y - X w0); and the distance of the limit of the network itself from that of its linearization at alpha^D = 8, 16, 32 from equal starts, which falls like alpha^(-2D). Another limit or order refutes.',
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    const problem = drawProblem(streamOf(context.seed, 0), 3, 7);
    const { X, y, d } = problem;
    const [u, v] = [1.2, 0.7];
    // the linear model shifted so that it starts at F(θ0)
    const map = powerMap([
      { coefficient: 3 * u * u, exponent: 1 },
      { coefficient: -3 * v * v, exponent: 1 },
    ]);
    const start = u ** 3 - v ** 3;
    const offset = start - (3 * u ** 3 - 3 * v ** 3);
    const shift = y.map((_, m) => X.subarray(m * d, (m + 1) * d).reduce((a, x) => a + x * offset, 0));
    const shifted = { ...problem, y: y.map((t, m) => t - shift[m]!) };
    const run = await simulate(map, new Float64Array(2 * d).fill(u).fill(v, d), shifted, context);
    const fromStart = leastSquares({
      ...problem,
      y: y.map((t, m) => t - X.subarray(m * d, (m + 1) * d).reduce((a, x) => a + x * start, 0)),
    });
    const off = maxNorm(run.w.map((w, i) => w + offset - (start + fromStart[i]!)));
    comparisons.push(
      within({
        name: 'limit',
        discrepancy: off,
        budget: limitError(shifted, run),
        unit: 'max|w - w*|',
        text: 'Limit of the linearized flow; J J^T is a multiple of the identity here, so that the norm of the kernel is the l2 norm. Budget: residual of the run carried back to the weights, and ten times its tolerance.',
      }),
    );
    const w2 = leastSquares(problem);
    const sizes: AtScale[] = [];
    for (const mu of [8, 16, 32]) {
      const network = await simulate(
        depthMap(3),
        new Float64Array(2 * d).fill(mu ** (1 / 3)),
        problem,
        context,
      );
      sizes.push({
        h: 1 / mu,
        value: maxNorm(network.w.map((w, i) => w - w2[i]!)),
        error: limitError(problem, network),
      });
    }
    comparisons.push(
      orderIs(
        'network',
        sizes as Three,
        2,
        'Distance of the network at depth 3 from its linearization, order 2 in alpha^-D.',
      ),
    );
    return { comparisons };
  },
};

/** Error of the end of a run: its tolerance, and its residual carried back by the least singular value of X. */
function limitError({ X, y, n, d }: LinearProblem, run: FlowResult): number {
  const back = y.map((t, m) => t - X.subarray(m * d, (m + 1) * d).reduce((a, x, i) => a + x * run.w[i]!, 0));
  const correction = leastSquares({ X, y: back, n, d });
  return 2 * maxNorm(correction) + 10 * 1e-12 * maxNorm(run.w);
}

/**
 * Largest relative error of an entry of J Jᵀ along a run of an additive map, to first order: every branch is off its path by
 * at most its dual defect, and f² moves with it by 2 f²|∂f/∂θ|; rounding added.
 */
function kernelError(map: ParametrizationMap, run: FlowResult, d: number): number {
  const f = new Float64Array(map.k * d);
  const hessian = new Float64Array(map.k * d);
  let worst = 0;
  for (const { theta, budget } of run.checkpoints) {
    map.gradient(theta, f);
    map.hessian(theta, hessian);
    const squares = jacobianSquares(map, theta, d);
    const moved = new Float64Array(d);
    f.forEach(
      (own, at) => (moved[at % d]! += 2 * own * own * Math.abs(hessian[at]!) * (budget?.[at] ?? Infinity)),
    );
    moved.forEach((m, i) => (worst = Math.max(worst, m / squares[i]! + 16 * Number.EPSILON)));
  }
  return worst;
}

export const laziness: Experiment = {
  id: 'laziness',
  title: 'How far the tangent kernel moves from large starts',
  text: '|K_t - K_0|/|K_0| along the simulated flow on 3 x 7 data over its leading order at the weights of that time, |X diag((p+1)(p+2)/(8 p^2) w^2) X^T|/|X X^T| alpha^(-2D): at the end with w the least-squares interpolator, and its maximum over the checkpoints, at alpha^D = 8, 16, 32 for depths 2, 3, 4 and infinity. Ratios that do not tend to 1 refute the diagnostic.',
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    const notes: string[] = [];
    for (const [part, depth] of ['2', '3', '4', 'inf'].entries()) {
      const problem = drawProblem(streamOf(context.seed, part), 3, 7);
      const { X, n, d } = problem;
      const kernel = createKernel(X, n, d);
      const ones = new Float64Array(d).fill(1);
      const constant = 24 * quarticCoefficient(depth);
      const leading = (w: Float64Array): number =>
        kernelMovement(
          kernel,
          w.map((x) => 1 + constant * x * x),
          ones,
        )!;
      const atEnd = leading(leastSquares(problem));
      const [ends, largest]: [AtScale[], AtScale[]] = [[], []];
      let beyond = 0;
      for (const mu of [8, 16, 32]) {
        const map = mapOf(depth);
        const theta0 = new Float64Array(2 * d).fill(startOf(depth, mu ** (1 / depthNumber(depth))));
        const run = await simulate(map, theta0, problem, context);
        const m0 = jacobianSquares(map, theta0, d);
        const moved = run.checkpoints.map(({ theta }) =>
          kernelMovement(kernel, jacobianSquares(map, theta, d), m0)!,
        );
        const [most, end] = [Math.max(...moved), moved.at(-1)!];
        beyond = Math.max(beyond, most / end - 1);
        const predicted = Math.max(...run.checkpoints.map(({ w }) => leading(w)));
        const error = kernelError(map, run, d) * mu * mu;
        ends.push({ h: 1 / mu, value: (end * mu * mu) / atEnd, error: error / atEnd });
        largest.push({ h: 1 / mu, value: (most * mu * mu) / predicted, error: error / predicted });
      }
      notes.push(
        `depth ${depth}: the maximum over the path exceeds the movement at the end by a share of ${brief(beyond)} at most`,
      );
      comparisons.push(
        ...law(`end-${depth}`, ends as Three, 2, `Depth ${depth}, at the end.`),
        ...law(`path-${depth}`, largest as Three, 2, `Depth ${depth}, maximum over the path.`),
      );
    }
    return { comparisons, notes };
  },
};
