import { createRandom } from '../../random.ts';
import { integrateOde } from '../../simulation/integrateOde.ts';
import { mirrorDescent } from '../../simulation/mirrorDescent.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { depthMap } from '../../simulation/powerMap.ts';
import type { Experiment } from '../experiment.ts';
import { within } from '../within.ts';
import { smallProblem } from './algorithmCase.ts';

const SCALE = 0.5;
const STEP = 0.02;
const TOLERANCES = [1e-11, 1e-13] as const;
const SIZE = 3;

/** The weight of one coordinate as a function of its dual variable, from u = v = SCALE. */
const DUAL_MAPS: Record<number, (s: number) => number> = {
  2: (s) => 2 * SCALE ** 2 * Math.sinh(4 * s),
  3: (s) => (1 / SCALE - 3 * s) ** -3 - (1 / SCALE + 3 * s) ** -3,
};

/** F2: a step of mirror descent is the flow with the gradient held; for U Uᵀ a matrix exponential. */
export const frozenGradient: Experiment = {
  id: 'frozen-gradient',
  title: 'A step of mirror descent is the flow with the gradient held',
  text: `Twenty steps of size ${STEP} for u^D - v^D, D = 2 and 3, from ${SCALE}: the parameters moved along the gradient of the map with the loss gradient held, beside w = grad psi*(-sum of eta g) in closed form; and for W = U U^T of size ${SIZE}, which has no potential, the flow U' = -2 G U with a held symmetric G beside exp(-2 eta G) U.`,
  async run(context) {
    const problem = smallProblem(context.seed);
    const { X, n, d } = problem;
    const comparisons = [];
    for (const D of [2, 3]) {
      const ends: Float64Array[] = [];
      let nu = new Float64Array(n);
      for (const tolerance of TOLERANCES) {
        const run = await mirrorDescent({
          kind: 'mirror',
          map: depthMap(D),
          theta0: new Float64Array(2 * d).fill(SCALE),
          ...problem,
          step: STEP,
          tolerance,
          stop: 0,
          maximumSteps: 20,
          signal: context.signal,
          deadline: context.deadline,
        });
        ends.push(run.w);
        nu = Float64Array.from(run.nu);
      }
      let [worst, error, size] = [0, 0, 0];
      for (let i = 0; i < d; i++) {
        let s = 0;
        for (let m = 0; m < n; m++) s += X[m * d + i]! * nu[m]!;
        worst = Math.max(worst, Math.abs(ends[1]![i]! - DUAL_MAPS[D]!(s)));
        error = Math.max(error, Math.abs(ends[1]![i]! - ends[0]![i]!));
        size = Math.max(size, Math.abs(ends[1]![i]!));
      }
      comparisons.push(
        within({
          name: `step-depth-${D}`,
          discrepancy: worst / size,
          budget: error / size + 2e3 * Number.EPSILON,
          unit: 'relative to max|w|',
          text: `Twenty steps at depth ${D}; the budget is the change from tolerance ${TOLERANCES[0]} to ${TOLERANCES[1]} of the flow within a step, and rounding.`,
        }),
      );
    }
    comparisons.push(matrixStep(context.seed));
    return { comparisons };
  },
};

/** U' = −2GU for the time η beside the exponential by its series. */
function matrixStep(seed: number) {
  const normal = normalNumbers(createRandom(seed));
  const random = (): Float64Array => Float64Array.from({ length: SIZE * SIZE }, () => normal());
  const [A, U] = [random(), random()];
  const G = A.map((v, at) => (v + A[(at % SIZE) * SIZE + Math.floor(at / SIZE)]!) / 2);
  const times = (P: Float64Array, Q: Float64Array): Float64Array =>
    Float64Array.from({ length: SIZE * SIZE }, (_, at) => {
      let sum = 0;
      for (let k = 0; k < SIZE; k++) sum += P[Math.floor(at / SIZE) * SIZE + k]! * Q[k * SIZE + (at % SIZE)]!;
      return sum;
    });
  const eta = 0.3;
  const run = (tolerance: number): Float64Array =>
    integrateOde({
      start: U,
      from: 0,
      to: eta,
      tolerance,
      rate: (_, at, out) => out.set(times(G, Float64Array.from(at)).map((v) => -2 * v)),
    }).y as Float64Array;
  const [loose, tight] = [run(TOLERANCES[0]), run(TOLERANCES[1])];
  let term = U;
  let exact = U.slice();
  for (let k = 1; k <= 40; k++) {
    term = times(G, term).map((v) => (-2 * eta * v) / k);
    exact = exact.map((v, at) => v + term[at]!);
  }
  const size = exact.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const gap = (P: Float64Array, Q: Float64Array): number =>
    P.reduce((m, v, at) => Math.max(m, Math.abs(v - Q[at]!)), 0) / size;
  return within({
    name: 'matrix-step',
    discrepancy: gap(tight, exact),
    budget: gap(tight, loose) + 2e3 * Number.EPSILON,
    unit: 'relative to max|U|',
    text: 'One step for U U^T; the exponential by its power series.',
  });
}
