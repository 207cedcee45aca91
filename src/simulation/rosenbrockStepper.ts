import type { RosenbrockTableau } from '../numerics/rodas5p.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import { evaluateFlow, weightedMaximum } from './flowPoint.ts';
import { shiftedSystem } from './shiftedSystem.ts';

/** The Rosenbrock method of `tableau` on the flow; ν is a component of the same method (its Jacobian row is −X fᵀ). */
export function rosenbrockStepper(problem: FlowProblem, tableau: RosenbrockTableau): Stepper {
  const { n, d, k, map, theta0 } = problem;
  const kd = k * d;
  const stages = tableau.m.length;
  const system = shiftedSystem(problem);
  const U = Array.from({ length: stages }, () => new Float64Array(kd));
  const V = Array.from({ length: stages }, () => new Float64Array(n));
  const theta = new Float64Array(kd);
  const delta = new Float64Array(kd);
  const increment = new Float64Array(d);
  const residual = new Float64Array(n);
  const slope = new Float64Array(d);
  const f = new Float64Array(kd);
  const q = new Float64Array(n);
  const change = new Float64Array(kd);
  const changeNu = new Float64Array(n);
  const estimate = new Float64Array(kd);
  let evaluations = 0;

  return {
    name: tableau.name,
    order: tableau.order,
    estimateOrder: tableau.order,
    change,
    changeNu,
    get evaluations() {
      return evaluations;
    },
    attempt(point: FlowPoint, h: number): number {
      const shift = 1 / (h * tableau.gamma);
      if (!system.factor(point, shift)) return Infinity;
      for (let stage = 0; stage < stages; stage++) {
        const b = U[stage]!;
        const v = V[stage]!;
        if (stage === 0) {
          for (let j = 0; j < k; j++)
            for (let i = 0; i < d; i++) b[j * d + i] = point.f[j * d + i]! * point.slope[i]!;
          v.set(point.residual);
        } else {
          addScaled(change, tableau.a[stage]!, 1, U, true);
          for (let i = 0; i < kd; i++) {
            theta[i] = point.theta[i]! + change[i]!;
            delta[i] = point.delta[i]! + change[i]!;
          }
          if (map.outside(theta0, theta) >= 0) return Infinity;
          evaluateFlow(problem, theta, delta, increment, residual, slope, f);
          evaluations++;
          for (let j = 0; j < k; j++) for (let i = 0; i < d; i++) b[j * d + i] = f[j * d + i]! * slope[i]!;
          v.set(residual);
        }
        addScaled(b, tableau.c[stage]!, 1 / h, U, false);
        addScaled(v, tableau.c[stage]!, 1 / h, V, false);
        system.solve(b, q);
        for (let m = 0; m < n; m++) v[m] = (v[m]! - q[m]!) / shift;
      }
      addScaled(change, tableau.m, 1, U, true);
      addScaled(changeNu, tableau.m, 1, V, true);
      addScaled(estimate, tableau.e, 1, U, true);
      const error = weightedMaximum(estimate, point.weight);
      return Number.isFinite(error) ? error : Infinity;
    },
  };
}

/** out (+)= factor · Σ row_j from_j, skipping zeros. */
function addScaled(
  out: Float64Array,
  row: readonly number[],
  factor: number,
  from: readonly Float64Array[],
  reset: boolean,
): void {
  if (reset) out.fill(0);
  for (let j = 0; j < row.length; j++) {
    const c = factor * row[j]!;
    if (c === 0) continue;
    const source = from[j]!;
    for (let i = 0; i < out.length; i++) out[i]! += c * source[i]!;
  }
}
