import { compileVector } from '../../expression/compile.ts';
import { parse } from '../../expression/parse.ts';
import { commutator } from '../../numerics/matrixProduct.ts';
import { createRandom } from '../../random.ts';
import type { ComparisonRecord } from '../../records.ts';
import { driven, type CoupledMap } from '../../simulation/coupledMap.ts';
import { integrateOde } from '../../simulation/integrateOde.ts';
import { identityStarts, matrixMap } from '../../simulation/matrixMap.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { readCoupled } from '../../theory/readCoupled.ts';
import { coupledStarts, simulatedMap } from '../../verification/coupledClosures.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';

/** Maps that do not commute, with J [∇F_1, ∇F_2] at their parameters. */
const ROWS = [
  { map: '[x, x*y]', init: 'x=1, y=1/2', bracket: ['0', 'x'] },
  { map: '[x, x^2*y]', init: 'x=1, y=1/2', bracket: ['2*y', '4*x*y^2 + 2*x^3'] },
  { map: '[x, y*exp(x)]', init: 'x=1/3, y=1/2', bracket: ['y*exp(x)', '(1 + y^2)*exp(2*x)'] },
  { map: '[a*b, a*c]', init: 'a=1, b=1/2, c=1/3', bracket: ['-a*c', 'a*b'] },
  { map: '[a^2 - b^2, 2*a*b]', init: 'a=1, b=1/2', bracket: ['-16*a*b - 16*a*b', '16*a^2 - 16*b^2'] },
] as const;

const STEPS = [0.02, 0.01, 0.005, 0.0025];
const TOLERANCE = 1e-13;

export const orderGaps: Experiment = {
  id: 'order-gaps',
  title: 'The order of two signals where fields do not commute',
  text: `Each output driven for a time h, in both orders, h = ${STEPS.join(', ')}: the gap over h^2, extrapolated to h = 0, against J times the Lie bracket; for U U' against 4 (CW - WC), C = BA - AB; and at W = I, where this vanishes, the gap over h^3 against 8 ([A,[A,B]] + [B,[A,B]]).`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const { map, init, bracket } of ROWS)
      await drawMany(context, 1, () => {
        const model = readCoupled({ parametrization: map, init });
        const theta0 = coupledStarts(model);
        const predicted = new Float64Array(2);
        compileVector(bracket.map((b) => parse(b)), model.parameters)(theta0, predicted); // prettier-ignore
        const [first, second] = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
        const text = `J [grad F_1, grad F_2] = (${bracket.join(', ')}).`;
        comparisons.push(
          gapComparison(map, simulatedMap(model), theta0, [first, second], 2, predicted, text),
        );
      });
    await drawMany(context, 1, () => comparisons.push(...matrixGaps(context.seed)));
    return { comparisons };
  },
};

function matrixGaps(seed: number): ComparisonRecord[] {
  const d = 3;
  const normal = normalNumbers(createRandom(seed));
  const symmetric = (): Float64Array => {
    const a = new Float64Array(d * d);
    for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) a[i * d + j] = a[j * d + i] = normal();
    return a;
  };
  const [A, B] = [symmetric(), symmetric()];
  const map = matrixMap("U*U'", [{ sign: 1, left: 0, right: 0 }], 1, d);
  const U = Float64Array.from({ length: d * d }, () => normal());
  const W = new Float64Array(d * d);
  map.value(U, W);
  const C = commutator(B, A, d);
  const first = commutator(C, W, d).map((x) => 4 * x);
  const AB = commutator(A, B, d);
  const second = commutator(A, AB, d).map((x, k) => 8 * (x + commutator(B, AB, d)[k]!));
  return [
    gapComparison("U*U'", map, U, [A, B], 2, first, 'Symmetric A, B and a general U of size 3: 4 (CW - WC), C = BA - AB.'),
    gapComparison("U*U' at W = I", map, identityStarts([1], d), [A, B], 3, second, 'From U = I, where W commutes with everything: 8 ([A,[A,B]] + [B,[A,B]]).'),
  ]; // prettier-ignore
}

/** w after the first signal and then the second, minus w in the other order, each for a time h. */
function gapOf(
  map: CoupledMap,
  theta0: Float64Array,
  [a, b]: readonly [Float64Array, Float64Array],
  h: number,
): Float64Array {
  const end = (order: readonly Float64Array[]): Float64Array => {
    let theta = theta0;
    for (const signal of order) {
      const rate = driven(map, (_, out) => out.set(signal));
      theta = integrateOde({ rate, start: theta, from: 0, to: h, tolerance: TOLERANCE }).y;
    }
    const w = new Float64Array(map.d);
    map.value(theta, w);
    return w;
  };
  const other = end([b, a]);
  return end([a, b]).map((x, i) => x - other[i]!);
}

/**
 * The limit of gap/h^order by Richardson's extrapolation of all four steps against a prediction: the budget is how much the last
 * two extrapolations differ, and the integrator's tolerance over h^order.
 */
function gapComparison(
  name: string,
  map: CoupledMap,
  theta0: Float64Array,
  signals: readonly [Float64Array, Float64Array],
  order: number,
  predicted: Float64Array,
  text: string,
): ComparisonRecord {
  const ratios = STEPS.map((h) => gapOf(map, theta0, signals, h).map((x) => x / h ** order));
  let columns = ratios;
  let before = ratios;
  for (let k = 1; k < STEPS.length; k++) {
    before = columns;
    columns = columns.slice(1).map((fine, m) => fine.map((x, i) => x + (x - before[m]![i]!) / (2 ** k - 1)));
  }
  const largest = (v: Float64Array): number => v.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  const minus = (u: Float64Array, v: Float64Array): Float64Array => u.map((x, i) => x - v[i]!);
  const limit = columns[0]!;
  const w = new Float64Array(map.d);
  map.value(theta0, w);
  const scale = largest(predicted);
  const integration = (32 * TOLERANCE * Math.max(largest(w), 1)) / STEPS.at(-1)! ** order;
  return within({
    name,
    discrepancy: largest(minus(limit, predicted)) / scale,
    budget: (2 * largest(minus(limit, before.at(-1)!)) + integration) / scale,
    unit: 'relative to the prediction',
    text: `${text} Largest entry ${brief(scale)}; gap/h^${order} is ${ratios.map((r) => brief(largest(r))).join(', ')}, extrapolated ${brief(largest(limit))}.`,
  });
}
