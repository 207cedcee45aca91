import { compileVector } from '../expression/compile.ts';
import type { ParametrizationMap } from '../simulation/parametrizationMap.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { EPSILON } from './epsilon.ts';

/** Error of the simulated weights as numbers: bounds of |w − F(θ)| for the returned w and θ, one a coordinate. */
export type WeightRounding = (theta: Float64Array, w: Float64Array) => Float64Array;

/**
 * Prepares the bound: rounding of w(0) and of w − w(0), which the simulation computes relative to itself when the map is
 * `accurate` and otherwise by subtracting terms of the size Σ|f_j|; the difference between w(0) of the simulation and
 * `initial` of the theory as far as rounding explains it; and what the returned w and the returned θ differ by, since the
 * simulation keeps θ − θ(0) beside θ and both are rounded on the way.
 */
export function weightRounding(
  theory: SeparableTheory,
  map: ParametrizationMap,
  accurate: boolean,
  starts: Float64Array,
  initial: Float64Array,
): WeightRounding {
  const d = initial.length;
  const { parameters } = theory.model;
  const parts = compileVector(
    theory.branches.map((b) => b.part),
    parameters,
  );
  const theta = new Float64Array(parameters.length);
  const values = new Float64Array(theory.branches.length);
  const sizeAt = (all: Float64Array, i: number): number => {
    for (let j = 0; j < theta.length; j++) theta[j] = all[j * d + i]!;
    parts(theta, values);
    return values.reduce((sum, v) => sum + Math.abs(v), 0);
  };
  const startSize = Float64Array.from({ length: d }, (_, i) => sizeAt(starts, i));
  const simulated = new Float64Array(d);
  map.value(starts, simulated);
  const startGap = simulated.map((w, i) => Math.min(Math.abs(w - initial[i]!), 16 * EPSILON * startSize[i]!));

  return (at, w) => {
    const value = new Float64Array(d);
    map.value(at, value);
    return value.map((own, i) => {
      const size = sizeAt(at, i) + startSize[i]!;
      const rise = Math.abs(w[i]! - initial[i]!);
      const rounding = EPSILON * ((accurate ? 18 * rise : 8 * size) + 2 * Math.abs(initial[i]!));
      return rounding + startGap[i]! + Math.max(0, Math.abs(w[i]! - own) - 8 * EPSILON * size);
    });
  };
}
