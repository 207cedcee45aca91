import { createRandom } from '../../random.ts';
import type { ComparisonRecord } from '../../records.ts';
import { coordinateModel, readModel } from '../../theory/readModel.ts';
import { theoryOf } from '../../verification/deriveTheory.ts';
import type { Experiment } from '../experiment.ts';
import { boundKept, brief, within } from '../within.ts';
import { law, type AtScale } from './asymptotics.ts';
import { formulaAt } from './formulaAt.ts';
import { networkMap, shapePotential } from './network.ts';

type Three = [AtScale, AtScale, AtScale];

/** The least value of a function of one variable that falls and then rises, by golden sections in the logarithm. */
function leastValue(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [Math.log(from), Math.log(to)];
  for (let step = 0; step < 120; step++) {
    const [x, y] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(Math.exp(x)) < f(Math.exp(y))) b = y;
    else a = x;
  }
  return f(Math.exp((a + b) / 2));
}

/** The multiplier λ of the least (u − 1)² + (v − 1)² with u² − v² = z: u = 1/(1 − λ), v = 1/(1 + λ). */
function rootOf(z: number): number {
  let [low, high] = [-1, 1];
  for (let step = 0; step < 200; step++) {
    const x = (low + high) / 2;
    if ((1 - x) ** -2 - (1 + x) ** -2 > z) high = x;
    else low = x;
  }
  return (low + high) / 2;
}

/** min (u − 1)² + (v − 1)² over u² − v² = z, from stationarity: u − 1 = λu and v − 1 = −λv. */
export function explicitPenalty(z: number): number {
  const x = rootOf(z);
  return x * x * ((1 - x) ** -2 + (1 + x) ** -2);
}

/** Its relative error where λ is known to one rounding of 1. */
const penaltyError = (z: number): number => (4 * Number.EPSILON) / Math.min(rootOf(z), 1 - rootOf(z));

const quartic = (U: number, z: number): number[] => [
  U ** 4, -6 * U ** 3, (12 - 2 * z * z) * U * U, -(8 + 10 * z * z) * U, z * z, z ** 4,
]; // prettier-ignore

export const explicitPenaltyCheck: Experiment = {
  id: 'explicit-penalty',
  title: 'Distance from the start is another regularizer than the implicit one',
  text: 'r(z) = min (u-1)^2 + (v-1)^2 over u^2 - v^2 = z: by the root of its stationarity condition against a search, in the quartic that is claimed for it, and in its expansion z - 2 sqrt(z) for large z; two weight vectors of equal psi and unequal r; and at depths 3, 4 the approach of the penalty to |w|^(2/D) where psi comes to |w|. A quartic that does not vanish, or equal penalties, refute.',
  run() {
    const points = [0.1, 0.5, 1, 3, 10, 100];
    const search = (z: number): number =>
      leastValue((v) => (Math.sqrt(z + v * v) - 1) ** 2 + (v - 1) ** 2, 1e-4, 2);
    const off = points.map((z) => {
      const least = explicitPenalty(z);
      const u = 1 / (1 - rootOf(z));
      const v = 1 / (1 + rootOf(z));
      // rounding of u and v moves the squares by twice their roots
      const rounding = (8 * Number.EPSILON * (u * Math.abs(u - 1) + v * Math.abs(v - 1))) / least;
      return { error: Math.abs(search(z) / least - 1), rounding: rounding + penaltyError(z) };
    });
    const residual = Math.max(
      ...points.map((z) => {
        const terms = quartic(explicitPenalty(z), z);
        return Math.abs(terms.reduce((a, b) => a + b, 0)) / terms.reduce((a, b) => a + Math.abs(b), 0);
      }),
    );
    const comparisons: ComparisonRecord[] = [
      within({
        name: 'search',
        discrepancy: Math.max(...off.map((o) => o.error / o.rounding)),
        budget: 1,
        unit: 'relative difference over its rounding',
        text: `Root of the stationarity condition against golden sections at z = ${points.join(', ')}.`,
      }),
      within({
        name: 'quartic',
        discrepancy: residual,
        budget: 4 * Math.max(...points.map(penaltyError)) + 16 * Number.EPSILON,
        unit: 'sum of the terms over sum of their sizes',
        text: 'Quartic U^4 - 6U^3 + (12 - 2z^2)U^2 - (8 + 10z^2)U + z^2 + z^4 at U = r(z); budget: four times the relative error of r.',
      }),
    ];
    const large = [1e4, 1.6e5, 2.56e6].map((z) => ({
      h: 1 / Math.sqrt(z),
      value: (explicitPenalty(z) - z) / (-2 * Math.sqrt(z)),
      error: 1e-14 * Math.sqrt(z),
    })) as Three;
    comparisons.push(...law('large', large, 1, 'Second term -2 sqrt(z) for large z.'));
    comparisons.push(unequalPenalties());
    for (const D of [3, 4]) comparisons.push(...depthPenalty(D));
    return Promise.resolve({ comparisons });
  },
};

/** Two vectors (a, a) and (b, 0) with equal ψ: if R were a function of ψ their penalties would agree. */
function unequalPenalties(): ComparisonRecord {
  const { value, inverse } = shapePotential('2');
  const b = inverse(2 * value(1));
  const [two, one] = [2 * explicitPenalty(1), explicitPenalty(b)];
  // b is known to the error of q̂ and of its inverse, some hundred roundings
  const errors = penaltyError(1) + penaltyError(b) + 400 * Number.EPSILON;
  return within({
    name: 'not-a-function',
    discrepancy: errors / Math.abs(two / one - 1),
    budget: 1,
    unit: 'errors over difference',
    text: `(1, 1) and (${brief(b)}, 0) have the same potential; their penalties are ${two.toPrecision(6)} and ${one.toPrecision(6)}.`,
    room: Infinity,
  });
}

/** α → 0 at depth D: the least (u − α)² + (v − α)² with u^D − v^D = 1 tends to 1 = |w|^{2/D}, with −2α next. */
function depthPenalty(D: number): ComparisonRecord[] {
  const ratios = [0.02, 0.01, 0.005].map((alpha) => {
    const least = leastValue((v) => ((1 + v ** D) ** (1 / D) - alpha) ** 2 + (v - alpha) ** 2, 1e-6, 1);
    return { h: alpha, value: (least - 1) / (-2 * alpha), error: 1e-14 / alpha };
  }) as Three;
  return law(`depth-${D}`, ratios, 1, `Depth ${D}: penalty of w = 1 minus 1, over -2 alpha.`);
}

const DRAWS = 400;

export const fibreNorm: Experiment = {
  id: 'fibre-norm',
  title: 'Least norm of the parameters of a weight',
  text: `The least u^2 + v^2 with u^D - v^D = w, by a search, against |w|^(2/D) for D = 2, 3, 4, 6; and sum u_j^2 over D |w|^(2/D) for ${DRAWS} random products w = u_1 ... u_D, which must not be below 1 and is 1 where all |u_j| are equal. A smaller norm refutes.`,
  run({ seed }) {
    const comparisons: ComparisonRecord[] = [];
    const random = createRandom(seed);
    for (const D of [2, 3, 4, 6]) {
      let [least, search] = [Infinity, 0];
      for (const w of [0.01, 1, 50]) {
        const found = leastValue((v) => (w + v ** D) ** (2 / D) + v * v, 1e-12, 10 * w);
        search = Math.max(search, Math.abs(found / w ** (2 / D) - 1));
      }
      for (let k = 0; k < DRAWS; k++) {
        const u = Array.from({ length: D }, () => 4 * random.uniform() - 2);
        const w = Math.abs(u.reduce((a, b) => a * b, 1));
        least = Math.min(least, u.reduce((a, b) => a + b * b, 0) / (D * w ** (2 / D)));
      }
      comparisons.push(
        within({
          name: `difference-${D}`,
          discrepancy: search,
          budget: 64 * Number.EPSILON,
          unit: 'relative',
          text: `D = ${D}: least u^2 + v^2 on the fibre; budget: rounding of the powers.`,
        }),
        boundKept(
          `product-${D}`,
          1 / least,
          64 * Number.EPSILON,
          `D = ${D}: D |w|^(2/D) over the sum of squares.`,
        ),
      );
    }
    return Promise.resolve({ comparisons });
  },
};

const DEPTHS = ['2', '3', '4', '6', '8', 'inf'] as const;
const GRID = 60;

export const localExponent: Experiment = {
  id: 'local-exponent',
  title: 'The exponent of the potential falls from 2 to 1',
  text: `s w/psi(w) along the parametric potential of the engine, enclosed, at ${GRID} dual variables that come from 1e-6 to within 1e-12 of the end of their interval, for depths ${DEPTHS.join(', ')}: the largest increase from one to the next, and the ends. An increase, or a value outside (1, 2), refutes.`,
  run() {
    const comparisons = DEPTHS.flatMap((depth): ComparisonRecord[] => {
      const theory = theoryOf(coordinateModel(readModel({ depth, scale: '1' })), false);
      const names = { P: theory.parametricPotential, W: theory.inverseMirrorMap };
      const end = networkMap(depth, 1, 1).high[0]!;
      const exponents = Array.from({ length: GRID }, (_, k) => {
        const t = 10 ** (-6 + (7.1 * k) / (GRID - 1));
        const s = Number.isFinite(end) ? end * Math.tanh(t) : t;
        return formulaAt('s*W/P', names, { s });
      });
      const increase = exponents.slice(1).map((e, k) => e - exponents[k]!);
      const range = `from ${exponents[0]!.toPrecision(8)} to ${exponents.at(-1)!.toPrecision(8)}`;
      return [
        within({
          name: `falls-${depth}`,
          discrepancy: Math.max(0, ...increase),
          budget: 2 * Number.EPSILON,
          unit: 'increase of the exponent',
          text: `Depth ${depth}: ${range}; budget: rounding of two values.`,
          room: 1,
        }),
        boundKept(
          `between-${depth}`,
          Math.max(...exponents.map((e) => Math.max(e / 2, 1 / e))),
          Number.EPSILON,
          `Depth ${depth}: largest of exponent/2 and 1/exponent.`,
        ),
      ];
    });
    return Promise.resolve({ comparisons });
  },
};
