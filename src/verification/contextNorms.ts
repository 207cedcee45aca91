import { euclideanNorm } from '../numerics/norms.ts';
import { effectiveExponent } from '../prediction/effectiveExponent.ts';
import type { FlowComparison } from './compareFlow.ts';
import { inverseMetric, inverseMetricAtStart, jacobianSquares, kernelMovement } from './tangentKernel.ts';

const l1 = (w: Float64Array): number => w.reduce((sum, v) => sum + Math.abs(v), 0);
const l2 = euclideanNorm;

/** Norms of the limit, predicted or else simulated, beside those of the solutions of least ℓ1 and ℓ2 norm, and its distance from each. */
export function contextNorms(compared: FlowComparison): Record<string, number | null> {
  const { predicted, run, others } = compared;
  const { w } = predicted.outcome === 'stalled' ? run : predicted;
  const scale = w.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const distance = (v: Float64Array): number =>
    w.reduce((m, x, i) => Math.max(m, Math.abs(x - v[i]!)), 0) / scale;
  return {
    'l1 norm of the limit': finite(l1(w)),
    'least l1 norm': others.l1 && finite(l1(others.l1)),
    'l1 norm of the least-l2 solution': finite(l1(others.l2)),
    'l2 norm of the limit': finite(l2(w)),
    'least l2 norm': finite(l2(others.l2)),
    'l2 norm of the least-l1 solution': others.l1 && finite(l2(others.l1)),
    'distance to the least-l1 solution / max|w|': others.l1 && finite(distance(others.l1)),
    'distance to the least-l2 solution / max|w|': finite(distance(others.l2)),
    'excess l1 norm of the limit': others.l1 && excess(l1(w), l1(others.l1)),
    'excess l2 norm of the limit': excess(l2(w), l2(others.l2)),
    ...kernelContext(compared),
  };
}

/** Share by which a norm exceeds the least one. */
const excess = (norm: number, least: number): number | null => (least > 0 ? finite(norm / least - 1) : null);

/** How far the tangent kernel and the parameters move: near 0 the model is as good as linear in its parameters. */
function kernelContext({ flow, predicted, run }: FlowComparison): Record<string, number | null> {
  const { map, dual, kernel, starts, d } = flow;
  const m0 = jacobianSquares(map, starts, d);
  let [kernelMoved, parametersMoved]: (number | null)[] = [0, 0];
  const size = l2(starts);
  for (const { theta } of run.checkpoints) {
    const moved: number | null =
      kernelMoved === null ? null : kernelMovement(kernel, jacobianSquares(map, theta, d), m0);
    kernelMoved = moved === null ? null : Math.max(kernelMoved ?? 0, moved);
    const change = l2(theta.map((v, at) => v - starts[at]!));
    parametersMoved = Math.max(parametersMoved ?? 0, change / size);
  }
  const end = predicted.outcome === 'converged' ? inverseMetric(dual, predicted.w) : null;
  return {
    'movement of the kernel, max |K_t - K_0| / |K_0|': kernelMoved && finite(kernelMoved),
    'movement of the kernel at the limit by the theory':
      end && kernelMovement(kernel, end, inverseMetricAtStart(dual)),
    'movement of the parameters, max |theta_t - theta_0| / |theta_0|': finite(parametersMoved ?? NaN),
    'exponent of the potential at the limit, <grad psi, w> / psi':
      predicted.outcome === 'converged' ? finite(effectiveExponent(dual, predicted)) : null,
  };
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
