import type { ExplicitTableau } from '../numerics/dop853.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import { evaluateFlow } from './flowPoint.ts';

/** The explicit pair of `tableau` on the flow; ν is integrated with the same weights. */
export function explicitStepper(problem: FlowProblem, tableau: ExplicitTableau): Stepper {
  const { n, d, k, map, theta0 } = problem;
  const kd = k * d;
  const stages = tableau.b.length;
  const rates = Array.from({ length: stages }, () => new Float64Array(kd));
  const residuals = Array.from({ length: stages }, () => new Float64Array(n));
  const theta = new Float64Array(kd);
  const delta = new Float64Array(kd);
  const increment = new Float64Array(d);
  const slope = new Float64Array(d);
  const f = new Float64Array(kd);
  const change = new Float64Array(kd);
  const changeNu = new Float64Array(n);
  let evaluations = 0;

  /** out = h Σ row_j K_j, skipping zeros. */
  function combine(
    row: readonly number[],
    h: number,
    out: Float64Array,
    from: readonly Float64Array[],
  ): void {
    out.fill(0);
    for (let j = 0; j < row.length; j++) {
      const c = h * row[j]!;
      if (c === 0) continue;
      const source = from[j]!;
      for (let i = 0; i < out.length; i++) out[i]! += c * source[i]!;
    }
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
      const first = rates[0]!;
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) first[j * d + i] = point.f[j * d + i]! * point.slope[i]!;
      residuals[0]!.set(point.residual);
      for (let stage = 1; stage < stages; stage++) {
        combine(tableau.a[stage]!, h, change, rates);
        for (let i = 0; i < kd; i++) {
          theta[i] = point.theta[i]! + change[i]!;
          delta[i] = point.delta[i]! + change[i]!;
        }
        if (map.outside(theta0, theta) >= 0) return Infinity;
        evaluateFlow(problem, theta, delta, increment, residuals[stage]!, slope, f);
        evaluations++;
        const rate = rates[stage]!;
        for (let j = 0; j < k; j++) for (let i = 0; i < d; i++) rate[j * d + i] = f[j * d + i]! * slope[i]!;
      }
      combine(tableau.b, h, change, rates);
      combine(tableau.b, h, changeNu, residuals);

      let worst5 = 0;
      let worst3 = 0;
      for (let i = 0; i < kd; i++) {
        let e5 = 0;
        let e3 = 0;
        for (let j = 0; j < stages; j++) {
          const rate = rates[j]![i]!;
          e5 += tableau.e5[j]! * rate;
          e3 += tableau.e3[j]! * rate;
        }
        const weight = point.weight[i]!;
        worst5 = Math.max(worst5, Math.abs(e5) * weight);
        worst3 = Math.max(worst3, Math.abs(e3) * weight);
      }
      const scale = Math.sqrt(worst5 * worst5 + 0.01 * worst3 * worst3);
      const error = scale > 0 ? (h * worst5 * worst5) / scale : 0;
      return Number.isFinite(error) ? error : Infinity;
    },
  };
}
