import { linearCombination } from '../numerics/linearCombination.ts';
import type { RosenbrockTableau } from '../numerics/rodas5p.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import { evaluateFlow, weightedMaximum } from './flowPoint.ts';
import { shiftedSystem } from './shiftedSystem.ts';

/** The Rosenbrock method of `tableau` on the flow; ν is a component of the same method (its Jacobian row is −ΛX fᵀ). */
export function rosenbrockStepper(problem: FlowProblem, tableau: RosenbrockTableau): Stepper {
  const { n, d, k, map, theta0, allocate } = problem;
  const kd = k * d;
  const stages = tableau.m.length;
  const system = shiftedSystem(problem);
  const U = Array.from({ length: stages }, () => allocate(kd));
  const V = Array.from({ length: stages }, () => allocate(n));
  const theta = allocate(kd);
  const delta = allocate(kd);
  const increment = allocate(d);
  const pull = allocate(n);
  const slope = allocate(d);
  const f = allocate(kd);
  const q = allocate(n);
  const change = allocate(kd);
  const changeNu = allocate(n);
  const estimate = allocate(kd);
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
          v.set(point.pull);
        } else {
          linearCombination(tableau.a[stage]!, 1, U, change);
          for (let i = 0; i < kd; i++) {
            theta[i] = point.theta[i]! + change[i]!;
            delta[i] = point.delta[i]! + change[i]!;
          }
          if (map.outside(theta0, theta) >= 0) return Infinity;
          evaluateFlow(problem, theta, delta, increment, pull, slope, f);
          evaluations++;
          for (let j = 0; j < k; j++) for (let i = 0; i < d; i++) b[j * d + i] = f[j * d + i]! * slope[i]!;
          v.set(pull);
        }
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
