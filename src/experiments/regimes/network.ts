import { createRandom, type Random } from '../../random.ts';
import { minimise, type Minimiser } from '../../prediction/minimiser.ts';
import type { DualMap } from '../../prediction/dualMap.ts';
import { invertDualMap } from '../../prediction/dualPoint.ts';
import { coordinateRegularizer } from '../../prediction/regularizer.ts';
import { theoryBranches, theoryDualMap } from '../../prediction/theoryBranches.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import type { SeparableTheory } from '../../theory/separableTheory.ts';
import type { LinearProblem } from '../../verification/comparedFlow.ts';
import { networkStarts, networkTheory } from '../../verification/sweepCell.ts';

/** The depth as a number; infinite depth counts as 1 where it stands for the power α^D = μ or the factor D². */
export const depthNumber = (depth: string): number => (depth === 'inf' ? 1 : Number(depth));

/** p = D/(D − 2), the exponent of the dual map; Infinity at depth 2, 1 at infinite depth. */
export const dualExponent = (depth: string): number => {
  const D = depthNumber(depth);
  return depth === 'inf' ? 1 : D === 2 ? Infinity : D / (D - 2);
};

/** k_D = (p + 1)(p + 2)/(192 p²), the quartic coefficient of −q̂_D. */
export const quarticCoefficient = (depth: string): number => {
  const p = dualExponent(depth);
  return p === Infinity ? 1 / 192 : ((p + 1) * (p + 2)) / (192 * p * p);
};

const THEORIES = new Map<string, SeparableTheory>();

/** The engine's theory of the network of one depth, derived once. */
export function theoryOfDepth(depth: string): SeparableTheory {
  const theory = THEORIES.get(depth) ?? networkTheory(depth);
  THEORIES.set(depth, theory);
  return theory;
}

/** The dual map of the network u^D − v^D from u = v = α (times the shape, one entry a coordinate) as numbers. */
export function networkMap(depth: string, alpha: number, d: number, shape?: ArrayLike<number>): DualMap {
  const theory = theoryOfDepth(depth);
  const starts = networkStarts(theory, alpha, d);
  if (shape !== undefined) for (let at = 0; at < starts.length; at++) starts[at]! *= shape[at % d]!;
  return theoryDualMap(theoryBranches(theory, starts, d), d);
}

/** The limit of the network at one scale of the weights, μ = α^D. */
export const limitAt = (depth: string, mu: number, problem: LinearProblem): Minimiser =>
  minimise({ map: networkMap(depth, mu ** (1 / depthNumber(depth)), problem.d), ...problem });

/** q̂_D of the theory: D² ψ of one weight at α = 1, its inverse, and the dual variable z. */
export function shapePotential(depth: string): {
  readonly value: (omega: number) => number;
  readonly slope: (omega: number) => number;
  readonly inverse: (q: number) => number;
} {
  const map = networkMap(depth, 1, 1);
  const factor = depthNumber(depth) ** 2;
  const point = { s: 0, slope: 0, depth: 0 };
  const value = (omega: number): number => factor * coordinateRegularizer(map, 0, omega);
  const slope = (omega: number): number => {
    invertDualMap(map, 0, omega, point);
    return factor * point.s;
  };
  return {
    value,
    slope,
    inverse(q) {
      // q̂ is convex and grows at least linearly: Newton's iteration from above falls to the root
      let omega = 2 * Math.sqrt(q) + 4 * q + 1;
      while (value(omega) < q) omega *= 2;
      for (let step = 0; step < 200; step++) {
        const next = omega - (value(omega) - q) / slope(omega);
        if (!(next < omega * (1 - 1e-15))) break;
        omega = next;
      }
      return omega;
    },
  };
}

/** A standard normal problem with an arbitrary y, and with y = X w* for a planted w* of ±1 where `planted` > 0. */
export function drawProblem(random: Random, n: number, d: number, planted = 0): LinearProblem {
  const normal = normalNumbers(random);
  const X = Float64Array.from({ length: n * d }, () => normal());
  const truth = new Float64Array(d);
  for (let k = 0; k < planted;) {
    const i = random.integer(0, d - 1);
    if (truth[i] !== 0) continue;
    truth[i] = random.integer(0, 1) === 0 ? 1 : -1;
    k++;
  }
  const y = Float64Array.from({ length: n }, (_, m) =>
    planted === 0 ? normal() : truth.reduce((sum, w, i) => sum + w * X[m * d + i]!, 0),
  );
  return { X, y, n, d };
}

/** A stream of its own for a part of an experiment. */
export const streamOf = (seed: number, part: number): Random => createRandom(seed + 7919 * (part + 1));

export const l1Norm = (w: ArrayLike<number>): number =>
  Array.from(w).reduce((sum, v) => sum + Math.abs(v), 0);
export const l2Norm = (w: ArrayLike<number>): number => Math.hypot(...Array.from(w));
