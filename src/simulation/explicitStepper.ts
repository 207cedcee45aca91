import type { ExplicitTableau } from '../numerics/dop853.ts';
import { linearCombination } from '../numerics/linearCombination.ts';
import type { PowerFlow } from '../numerics/powerFlow.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import { evaluateFlow, weightedMaximum } from './flowPoint.ts';

/** The explicit pair of `tableau` on the flow; ν is integrated with the same weights. */
export function explicitStepper(problem: FlowProblem, tableau: ExplicitTableau): Stepper {
  const { map, kernel, theta0, startResidual, loss } = problem;
  const flow =
    loss === null && map.powers && kernel.powerFlow
      ? kernel.powerFlow({ branches: map.powers, theta0, startResidual }, tableau)
      : null;
  return flow ? kernelStepper(problem, tableau, flow) : plainStepper(problem, tableau);
}

/** Steps carried out by the kernel. */
function kernelStepper(
  { n, d, k, allocate }: FlowProblem,
  tableau: ExplicitTableau,
  flow: PowerFlow,
): Stepper {
  const change = allocate(k * d);
  const changeNu = allocate(n);
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
    attempt(point, h) {
      evaluations += tableau.b.length - 1;
      return flow.step(point, h, change, changeNu);
    },
  };
}

function plainStepper(problem: FlowProblem, tableau: ExplicitTableau): Stepper {
  const { n, d, k, map, theta0, allocate } = problem;
  const kd = k * d;
  const stages = tableau.b.length;
  const rates = Array.from({ length: stages }, () => allocate(kd));
  const pulls = Array.from({ length: stages }, () => allocate(n));
  const theta = allocate(kd);
  const delta = allocate(kd);
  const increment = allocate(d);
  const slope = allocate(d);
  const f = allocate(kd);
  const change = allocate(kd);
  const changeNu = allocate(n);
  let evaluations = 0;

  function setRate(rate: Float64Array, slopes: Float64Array, factors: Float64Array): void {
    for (let j = 0, at = 0; j < k; j++)
      for (let i = 0; i < d; i++, at++) rate[at] = factors[at]! * slopes[i]!;
  }

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
      const { theta: start, delta: startDelta } = point;
      setRate(rates[0]!, point.slope, point.f);
      pulls[0]!.set(point.pull);
      for (let stage = 1; stage < stages; stage++) {
        linearCombination(tableau.a[stage]!, h, rates, change);
        for (let i = 0; i < kd; i++) {
          const c = change[i]!;
          theta[i] = start[i]! + c;
          delta[i] = startDelta[i]! + c;
        }
        if (map.outside(theta0, theta) >= 0) return Infinity;
        evaluateFlow(problem, theta, delta, increment, pulls[stage]!, slope, f);
        evaluations++;
        setRate(rates[stage]!, slope, f);
      }
      linearCombination(tableau.b, h, rates, change);
      linearCombination(tableau.b, h, pulls, changeNu);
      // Hairer, Nørsett & Wanner II.10: the fifth-order estimate, damped by the third-order one
      linearCombination(tableau.e5, h, rates, theta);
      const worst5 = weightedMaximum(theta, point.weight);
      linearCombination(tableau.e3, h, rates, theta);
      const worst3 = weightedMaximum(theta, point.weight);
      const scale = Math.sqrt(worst5 * worst5 + 0.01 * worst3 * worst3);
      const error = scale > 0 ? (worst5 * worst5) / scale : 0;
      return Number.isFinite(error) ? error : Infinity;
    },
  };
}
