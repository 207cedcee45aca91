import { norm } from '../numerics/norm.ts';
import type { FlowPoint, FlowProblem } from './flowPoint.ts';

/** Largest relative change of ∂F/∂θ over a whole run, as the first gradient foretells it, that counts as lazy. */
const LAZY = 0.3;
/** Evaluations of the gradient that a run with the frozen kernel saves, and its work for each parameter. */
const SAVED = 150;
const PER_PARAMETER = 2500;

/**
 * Whether the flow is likely to keep its tangent kernel (the lazy regime), and the kernel's eigenvectors cost less than they save. Multiplications are counted.
 */
export function paysToFreeze(problem: FlowProblem, point: FlowPoint): boolean {
  const { n, d, k, loss } = problem;
  const price = 0.5 * n * n * d + 10 * n ** 3 + PER_PARAMETER * k * d;
  return loss === null && price < SAVED * 2 * n * d && foretoldChange(problem, point) < LAZY;
}

/** Σ_j (∂F/∂θ_j)² of every feature, its share in the tangent kernel. */
export function squaredSlopes({ k, d }: FlowProblem, f: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let j = 0, at = 0; j < k; j++) for (let i = 0; i < d; i++, at++) out[i]! += f[at]! * f[at]!;
}

/** max_i |F″| |Δw| / |F′|², with the change Δw of the best multiple of the first gradient in w. */
function foretoldChange({ d, k, weightScale }: FlowProblem, { f, hessian }: FlowPoint): number {
  let worst = 0;
  for (let i = 0; i < d; i++) {
    let square = 0;
    for (let j = 0; j < k; j++) square += f[j * d + i]! ** 2;
    for (let at = i; at < hessian.length; at += d) {
      const change = (Math.abs(hessian[at]!) * weightScale) / square;
      if (!(change <= worst)) worst = change;
    }
  }
  return worst;
}

/** Rate at which |y − Xw| decays, −(log |r|)′ = |f s|² / |r|². */
export function decayRate({ k, d }: FlowProblem, { f, slope, residual }: FlowPoint): number {
  let sum = 0;
  for (let j = 0, at = 0; j < k; j++) for (let i = 0; i < d; i++, at++) sum += (f[at]! * slope[i]!) ** 2;
  return sum / norm(residual) ** 2;
}
