import { compileVector } from '../expression/compile.ts';
import { differentiate } from '../expression/differentiate.ts';
import type { Expression } from '../expression/expression.ts';
import { solveLinear } from '../numerics/solveLinear.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { EPSILON } from './epsilon.ts';

/** The labels of a model's orbits as numbers: as many as there are parameters, a clock and what its branch keeps. */
export interface Labels {
  readonly quantities: readonly Expression[];
  readonly rates: readonly (0 | 1)[];
  /** k × d: q(θ) − q(θ(0)) − rate·(Xᵀν)_i − shift. */
  balance(end: { theta: Float64Array; nu: Float64Array }, shifts: Float64Array | null): Float64Array;
  /** k × d: rounding of the same. */
  rounding(end: { theta: Float64Array; nu: Float64Array; steps: number }): Float64Array;
  /**
   * k × d: bound of |∇ψ(w)_i − s_i| on the branch of each parameter when its labels are off by at most `error` (k × d) at θ:
   * |δ_G| + Σ_c |δ_c| |⟨∇F, A⁻¹e_c⟩|/|∇F|², A the Jacobian of the labels, to first order.
   */
  defect(theta: Float64Array, error: Float64Array): Float64Array;
  /** ∂q/∂θ at one point of one coordinate, row by row. */
  readonly jacobian: (theta: ArrayLike<number>, out: { [j: number]: number }) => void;
}

/** Steps of an integrator round less than this often each in a way that adds up. */
const PER_STEP = 4;

export function labelsOf(
  { branches, model }: SeparableTheory,
  starts: Float64Array,
  { X, n, d }: { X: Float64Array; n: number; d: number },
): Labels {
  const { parameters } = model;
  const k = parameters.length;
  const quantities = branches.flatMap((b) => [b.flow.clock, ...b.flow.conserved]);
  const rates = branches.flatMap((b) => [1 as const, ...b.flow.conserved.map(() => 0 as const)]);
  const firsts = branches.map((_, b) =>
    branches.slice(0, b).reduce((sum, c) => sum + 1 + c.flow.conserved.length, 0),
  );
  const values = compileVector(quantities, parameters);
  const jacobian = compileVector(
    quantities.flatMap((q) => parameters.map((p) => differentiate(q, p))),
    parameters,
  );
  const speeds = compileVector(
    parameters.map((p) => differentiate(model.map, p)),
    parameters,
  );
  const blocks = branches.map((b, at) => ({
    own: b.parameters.map((p) => parameters.indexOf(p)),
    first: firsts[at]!,
  }));
  const speed = new Float64Array(k);
  const at = new Float64Array(k);
  const [now, before, slopes] = [new Float64Array(k), new Float64Array(k), new Float64Array(k * k)];
  const load = (theta: Float64Array, i: number): void => {
    for (let j = 0; j < k; j++) at[j] = theta[j * d + i]!;
  };
  return {
    quantities,
    rates,
    jacobian,
    balance({ theta, nu }, shifts) {
      const result = new Float64Array(k * d);
      for (let i = 0; i < d; i++) {
        let s = 0;
        for (let m = 0; m < n; m++) s += X[m * d + i]! * nu[m]!;
        load(starts, i);
        values(at, before);
        load(theta, i);
        values(at, now);
        for (let l = 0; l < k; l++)
          result[l * d + i] = now[l]! - before[l]! - rates[l]! * s - (shifts?.[l * d + i] ?? 0);
      }
      return result;
    },
    defect(theta, error) {
      const result = new Float64Array(k * d);
      for (let i = 0; i < d; i++) {
        load(theta, i);
        jacobian(at, slopes);
        speeds(at, speed);
        for (const { own, first } of blocks) {
          let bound = error[first * d + i]!;
          const size = own.reduce((sum, j) => sum + speed[j]! ** 2, 0);
          for (let c = 1; c < own.length; c++) {
            const unit = Float64Array.from(own, (_, l) => (l === c ? 1 : 0));
            const block = Float64Array.from(
              { length: own.length ** 2 },
              (_, at2) => slopes[(first + Math.floor(at2 / own.length)) * k + own[at2 % own.length]!]!,
            );
            const moved = solveLinear(block, unit, own.length)
              ? own.reduce((sum, j, l) => sum + speed[j]! * unit[l]!, 0)
              : Infinity;
            bound += (error[(first + c) * d + i]! * Math.abs(moved)) / size;
          }
          for (const j of own) result[j * d + i] = bound;
        }
      }
      return result;
    },
    rounding({ theta, nu, steps }) {
      const result = new Float64Array(k * d);
      for (let i = 0; i < d; i++) {
        let size = 0;
        for (let m = 0; m < n; m++) size += Math.abs(X[m * d + i]! * nu[m]!);
        for (const state of [starts, theta]) {
          load(state, i);
          values(at, now);
          jacobian(at, slopes);
          for (let l = 0; l < k; l++) {
            let moved = Math.abs(now[l]!) + rates[l]! * size;
            for (let j = 0; j < k; j++) moved += Math.abs(at[j]! * slopes[l * k + j]!);
            result[l * d + i]! += PER_STEP * EPSILON * (steps + n) * moved;
          }
        }
      }
      return result;
    },
  };
}
