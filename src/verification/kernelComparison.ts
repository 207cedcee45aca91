import { invertWeight } from '../prediction/weightPoint.ts';
import type { ComparisonRecord } from '../records.ts';
import type { FlowCheckpoint } from '../simulation/flowResult.ts';
import type { FlowComparison } from './compareFlow.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { comparisonRecord, decideComparison } from './decideComparison.ts';
import { weightError } from './dualDefect.ts';
import { EPSILON } from './epsilon.ts';
import { measured } from './measured.ts';
import type { Measured } from './measured.ts';
import { nothingMoved } from './nothingMoved.ts';
import { jacobianSquares } from './tangentKernel.ts';

/**
 * The tangent kernel of the simulation against that of the theory, K = X diag(1/ψ″(w)) Xᵀ at the simulated weights, on
 * runs of increasing accuracy. The largest relative discrepancy ρ of one entry of J Jᵀ bounds that of K in every unitarily
 * invariant norm, because −ρK ≤ ΔK ≤ ρK. Empty where nothing moved.
 */
export function kernelComparison(
  { flow, run, runs }: Pick<FlowComparison, 'flow' | 'run' | 'runs'>,
  accepted: number,
): ComparisonRecord[] {
  if (nothingMoved(run)) return [];
  const levels = runs.map((r) => ({
    tolerance: r.tolerance,
    measured: measureKernel(flow, r.run.checkpoints),
  }));
  const decision = decideComparison(levels, accepted);
  const { ratio } = decision.best.measured;
  const share = `Largest share of its budget that any coordinate and checkpoint uses: ${ratio.toPrecision(2)}.`;
  return [
    comparisonRecord('kernel', 'relative to J J^T', `${KERNEL_CLAIM} ${share}`, levels, decision, undefined),
  ];
}

/** What is compared, in words. */
export const KERNEL_CLAIM =
  "Squared Jacobian J J^T of the simulated parameters against 1/psi''(w) of the theory at the simulated weights, entry by entry: the largest relative discrepancy bounds that of the tangent kernel X J J^T X^T.";

/**
 * Every branch of a coordinate sits at a dual variable within its own defect δ_b of that of the path, so that h(s) = w holds
 * at a mean of these, weighted by the branches' shares ω_b of h′; the branch is then off by Σ_{c≠b} ω_c (δ_b + δ_c), and
 * its part f² of J Jᵀ by 2 f²|∂f/∂θ| times that, to first order. Rounding of w moves s by its own share.
 */
export function measureKernel(flow: ComparedFlow, checkpoints: readonly FlowCheckpoint[]): Measured {
  const { map, dual, numbers, k, d } = flow;
  const f = new Float64Array(k * d);
  const hessian = new Float64Array(map.additive ? k * d : k * k * d);
  const point = { s: 0, slope: 0, depth: 0 };
  const result = measured();
  for (const c of checkpoints) {
    map.gradient(c.theta, f);
    map.hessian(c.theta, hessian);
    const squares = jacobianSquares(map, c.theta, d);
    const rounded = flow.weightRounding(c.theta, c.w);
    for (let i = 0; i < d; i++) {
      const own = squares[i]!;
      if (!(own > 0) || !invertWeight(dual, i, c.w[i]!, point)) {
        result.skip();
        continue;
      }
      const defect = (j: number): number =>
        numbers.resting[j * d + i] === 1 ? 0 : (c.budget?.[j * d + i] ?? Infinity);
      const told = weightError(dual, i, c.w[i]!, point, rounded[i]!) / point.slope;
      // next to a pole the distance to it is known to its own precision
      const shift = told + (Number.isFinite(point.depth) ? 0 : 6 * EPSILON * Math.abs(point.s));
      let [budget, floor] = [0, 4 * (k + 4) * EPSILON * own];
      for (let j = 0; j < k; j++) {
        const at = j * d + i;
        const bend = bendOf(flow, f, hessian, j, i, Math.sqrt(own));
        let off = 0;
        for (let o = 0; o < k; o++) {
          if (o === j && map.additive) continue;
          const share = map.additive ? f[o * d + i]! ** 2 / own : 1;
          if (share > 0) off += share * (defect(j) + defect(o));
        }
        if (bend > 0) budget += bend * off;
        floor += bend * shift + 4 * EPSILON * roundingOf(f[at]!, bend, c.theta[at]!);
      }
      result.add(i, c.t, Math.abs(own - point.slope) / own, (budget + floor) / own, floor / own);
    }
  }
  return result.finish(1);
}

/**
 * Σ_o 2|f_j H_jo f_o|, the change of f_j² with the dual variable. Of a map that is not additive the budget estimates a
 * deviation along the curve; off the curve θ is taken to deviate as far, which puts |f| in place of f_o.
 */
function bendOf(
  { map, k, d }: ComparedFlow,
  f: Float64Array,
  hessian: Float64Array,
  j: number,
  i: number,
  size: number,
): number {
  const own = f[j * d + i]!;
  if (map.additive) return 2 * Math.abs(hessian[j * d + i]!) * own * own;
  let bend = 0;
  for (let o = 0; o < k; o++) bend += 2 * Math.abs(own * hessian[(j * k + o) * d + i]!) * size;
  return bend;
}

/** Change of f² where θ is rounded by its own size: d(f²)/dθ θ = bend θ / f. */
const roundingOf = (f: number, bend: number, theta: number): number =>
  f === 0 ? 0 : Math.abs((bend * theta) / f);
