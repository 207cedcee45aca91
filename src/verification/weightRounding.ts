import { compileVector } from '../expression/compile.ts';
import type { ParametrizationMap } from '../simulation/parametrizationMap.ts';
import { toldByValue } from '../simulation/toldByValue.ts';
import type { Block } from '../theory/blocksOf.ts';
import { EPSILON } from './epsilon.ts';

/** Error of the simulated weights as numbers: bounds of |w − F(θ)| for the returned w and θ, one a coordinate. */
export type WeightRounding = (theta: Float64Array, w: Float64Array) => Float64Array;

/** Rounding of a weight that underflows. */
const SMALLEST = 4 * Number.MIN_VALUE;

/**
 * Prepares the bound. A weight that the simulation returns as F(θ) has the rounding of the terms of F and that of θ;
 * elsewhere: rounding of w(0) and of w − w(0), which the simulation computes relative to itself when the map is
 * `accurate` and otherwise by subtracting terms of the size Σ|F_j| at a rounded θ; and the difference between w(0) of the
 * simulation and `initial` of the theory as far as rounding explains it. θ is that of the budgets to rounding.
 */
export function weightRounding(
  branches: readonly Block[],
  parameters: readonly string[],
  map: ParametrizationMap,
  accurate: boolean,
  starts: Float64Array,
  initial: Float64Array,
): WeightRounding {
  const d = initial.length;
  const terms = branches.flatMap((b) => (b.part.kind === 'sum' ? b.part.terms : [b.part]));
  const parts = compileVector(terms, parameters);
  const theta = new Float64Array(parameters.length);
  const values = new Float64Array(terms.length);
  const sizeAt = (all: Float64Array, i: number): number => {
    for (let j = 0; j < theta.length; j++) theta[j] = all[j * d + i]!;
    parts(theta, values);
    return values.reduce((sum, v) => sum + Math.abs(v), 0);
  };
  const startSize = Float64Array.from({ length: d }, (_, i) => sizeAt(starts, i));
  const simulated = new Float64Array(d);
  map.value(starts, simulated);
  const startGap = simulated.map((w, i) => Math.min(Math.abs(w - initial[i]!), 16 * EPSILON * startSize[i]!));

  const speed = new Float64Array(starts.length);
  const sensitivityAt = (at: Float64Array, i: number): number =>
    theta.reduce((sum, _, j) => sum + Math.abs(at[j * d + i]! * speed[j * d + i]!), 0);

  return (at, w) => {
    map.gradient(at, speed);
    return w.map((own, i) => {
      if (toldByValue(own, simulated[i]!, at, speed, i, theta.length, d)) {
        const error = 8 * sizeAt(at, i) + sensitivityAt(at, i) + 2 * Math.abs(own);
        const gap = initial[i] === 0 ? startGap[i]! : startGap[i]! * Math.min(1, Math.abs(own / initial[i]!));
        return EPSILON * error + gap + SMALLEST;
      }
      const rise = Math.abs(own - initial[i]!);
      const error = accurate ? 18 * rise : 8 * (sizeAt(at, i) + startSize[i]!) + sensitivityAt(at, i);
      return EPSILON * (error + 2 * Math.abs(initial[i]!)) + startGap[i]!;
    });
  };
}
