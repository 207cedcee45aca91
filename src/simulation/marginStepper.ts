import { linearCombination } from '../numerics/linearCombination.ts';
import type { RosenbrockTableau } from '../numerics/rodas5p.ts';
import { weightedMaximum } from './flowPoint.ts';
import { evaluateMargins } from './marginPoint.ts';
import type { MarginPoint, MarginProblem } from './marginPoint.ts';
import { marginSystem } from './marginSystem.ts';

/** One step of the margin flow: it leaves the change of θ and of ν. */
export interface MarginStepper {
  readonly change: Float64Array;
  readonly changeNu: Float64Array;
  /** Error estimate in the weighted norm; Infinity when the step cannot be computed at this size. */
  attempt(point: MarginPoint, h: number): number;
}

/**
 * The Rosenbrock method of `tableau` on the margin flow; ν is a component of the same method, its Jacobian row ∂p/∂θ. The
 * flow is stiff: differences of margins decay in the clock at the rate Z JJᵀ Zᵀ, which grows with the margin.
 */
export function marginStepper(problem: MarginProblem, tableau: RosenbrockTableau): MarginStepper {
  const { n, d, k, map, theta0, allocate } = problem;
  const kd = k * d;
  const stages = tableau.m.length;
  const system = marginSystem(problem);
  const U = Array.from({ length: stages }, () => allocate(kd));
  const V = Array.from({ length: stages }, () => allocate(n));
  const [theta, delta, f, change, estimate] = Array.from({ length: 5 }, () => allocate(kd)) as Five;
  const [increment, slope] = [allocate(d), allocate(d)];
  const [margins, force, q, changeNu] = Array.from({ length: 4 }, () => allocate(n)) as Five;
  return {
    change,
    changeNu,
    attempt(point, h) {
      const shift = 1 / (h * tableau.gamma);
      if (!system.factor(point, shift)) return Infinity;
      for (let stage = 0; stage < stages; stage++) {
        const [b, v] = [U[stage]!, V[stage]!];
        let [factors, slopes] = [point.f, point.slope];
        v.set(point.residual);
        if (stage > 0) {
          linearCombination(tableau.a[stage]!, 1, U, change);
          for (let e = 0; e < kd; e++) {
            theta[e] = point.theta[e]! + change[e]!;
            delta[e] = point.delta[e]! + change[e]!;
          }
          if (map.outside(theta0, theta) >= 0) return Infinity;
          evaluateMargins(problem, theta, delta, increment, margins, force, slope, f);
          [factors, slopes] = [f, slope];
          v.set(force);
        }
        for (let e = 0; e < kd; e++) b[e] = factors[e]! * slopes[e % d]!;
        linearCombination(tableau.c[stage]!, 1 / h, U, b, true);
        linearCombination(tableau.c[stage]!, 1 / h, V, v, true);
        system.solve(b, q);
        for (let m = 0; m < n; m++) v[m] = (v[m]! - q[m]!) / shift;
      }
      linearCombination(tableau.m, 1, U, change);
      linearCombination(tableau.m, 1, V, changeNu);
      linearCombination(tableau.e, 1, U, estimate);
      const error = weightedMaximum(estimate, point.weight);
      return Number.isFinite(error) ? error : Infinity;
    },
  };
}

type Five = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
