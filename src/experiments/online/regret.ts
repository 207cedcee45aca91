import { createRandom, type Random } from '../../random.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import type { Experiment } from '../experiment.ts';
import { drawMany } from '../drawMany.ts';
import { boundKept, brief, within } from '../within.ts';
import { divergence, euclid, hypentropy, pNorm, simplex, type Geometry } from './geometry.ts';

const D = 12;
const ROUNDS = 400;
const SEQUENCES = 12;
const BALL = 1;
const GEOMETRIES: readonly Geometry[] = [
  euclid(D),
  simplex(D),
  pNorm(D, 1.2),
  hypentropy(D, 0.1, null),
  hypentropy(D, 0.1, BALL),
];

/** L3.1: the regret of mirror descent, as an identity and as a bound. */
export const regret: Experiment = {
  id: 'regret',
  title: 'The regret of mirror descent',
  text:
    `Mirror descent on ${ROUNDS} linear losses of dual norm 1 in ${D} dimensions, random, drifting or chosen against the last weight, ${SEQUENCES} sequences each, at the step size that the bound asks for: ` +
    'eta times the regret beside D(u, w_1) - D(u, w_T+1) + sum of D(w_k, w_k+1), and the regret over D(u, w_1)/eta + eta/(2 sigma) sum |g|^2. One regret above its bound would refute it.',
  async run(context) {
    const random = createRandom(context.seed);
    const comparisons = [];
    for (const geometry of GEOMETRIES) {
      let [identity, budget, tightest] = [0, 0, 0];
      await drawMany(context, 3 * SEQUENCES, (index) => {
        const found = play(geometry, index % 3, random);
        if (found.defect / found.rounding >= identity / (budget || 1))
          [identity, budget] = [found.defect, found.rounding];
        tightest = Math.max(tightest, found.ratio);
      });
      if (geometry.exact)
        comparisons.push(
          within({
            name: `identity: ${geometry.name}`,
            discrepancy: identity,
            budget,
            unit: 'relative to the sum of the terms',
            text: 'The identity at the sequence nearest to its budget, which is rounding.',
          }),
        );
      if (geometry.sigma > 0)
        comparisons.push(
          boundKept(
            `bound: ${geometry.name}`,
            tightest,
            8 * Number.EPSILON * ROUNDS,
            `Largest regret over its bound in ${3 * SEQUENCES} sequences: ${brief(tightest)}.`,
          ),
        );
    }
    return { comparisons };
  },
};

/** One sequence: the defect of the identity, its rounding, and the regret over its bound. */
function play(
  geometry: Geometry,
  kind: number,
  random: Random,
): { defect: number; rounding: number; ratio: number } {
  const normal = normalNumbers(random);
  const bias = Float64Array.from({ length: D }, () => normal());
  const sum = new Float64Array(D);
  // a comparator that is good against the bias, inside every set
  const best = bias.reduce((m, x, i) => (Math.abs(x) > Math.abs(bias[m]!) ? i : m), 0);
  const onSimplex = geometry.start.every((x) => x > 0);
  const u = new Float64Array(D).fill(onSimplex ? 0.01 / (D - 1) : 0);
  u[best] = onSimplex ? 0.99 : -0.9 * BALL * Math.sign(bias[best]!);
  if (onSimplex && bias[best]! > 0) bias.forEach((x, i) => (bias[i] = -x));
  const first = divergence(geometry, u, geometry.start);
  const sigma = geometry.sigma > 0 ? geometry.sigma : 1 / (4 * (BALL + 2 * D * 0.01));
  const eta = Math.sqrt((2 * sigma * first.value) / ROUNDS);
  let w: Float64Array = geometry.start.slice();
  let [linear, steps, squares, size] = [0, 0, 0, first.size];
  for (let k = 0; k < ROUNDS; k++) {
    const raw = Float64Array.from({ length: D }, (_, i) =>
      kind === 0
        ? normal()
        : kind === 1
          ? bias[i]! + normal()
          : Math.sign(w[i]!) * Math.abs(w[i]!) + 0.1 * normal() + 0.3 * bias[i]!,
    );
    const scale = geometry.dualNorm(raw);
    const g = raw.map((x) => x / scale);
    const next = geometry.step(w, g, eta);
    for (let i = 0; i < D; i++) {
      linear += g[i]! * (w[i]! - u[i]!);
      size += eta * Math.abs(g[i]!) * (Math.abs(w[i]!) + Math.abs(u[i]!));
      sum[i]! += g[i]!;
    }
    const moved = divergence(geometry, w, next);
    steps += moved.value;
    size += moved.size;
    squares += geometry.dualNorm(g) ** 2;
    w = next;
  }
  const last = divergence(geometry, u, w);
  const defect = Math.abs(eta * linear - (first.value - last.value + steps)) / size;
  const bound = first.value / eta + (eta / (2 * sigma)) * squares;
  return { defect, rounding: 8 * Number.EPSILON * Math.sqrt(ROUNDS), ratio: linear / bound };
}
