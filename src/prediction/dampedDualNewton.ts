import { InterruptedError } from '../errors.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import { evaluateDualMap } from './dualMap.ts';
import type { DualProblem } from './pathPoint.ts';
import { createWeightedSystem } from './weightedSystem.ts';

/**
 * Newton with line search on the concave dual ⟨target, ν⟩ - Σ ∫₀^{x_i·ν} (h_i - h_i(0)), from ν = 0: slower than the path,
 * but it needs nothing of h but that it increases. A step goes at most 0.95 of the way to a barrier and is halved until
 * the directional derivative, which decreases along it, is no less than minus half its start. Returns the multipliers of
 * least residual, and the rise there; null when it never got below a millionth of the target.
 */
export function dampedDualNewton(
  problem: DualProblem,
  maxIterations: number,
  signal?: AbortSignal,
): { nu: Float64Array; rise: Float64Array } | null {
  const { map, kernel, x, target } = problem;
  const { n, d } = kernel;
  const system = createWeightedSystem(kernel, x);
  const nu = new Float64Array(n);
  const dNu = new Float64Array(n);
  const residual = new Float64Array(n);
  const [s, ds, next, rise, slope, dw, zero] = Array.from({ length: 7 }, () => new Float64Array(d)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  /** residual ← target - X rise at `at`; its product with δν. */
  const derivative = (at: Float64Array): number => {
    evaluateDualMap(map, at, rise, slope);
    kernel.forward(rise, residual);
    let product = 0;
    for (let j = 0; j < n; j++) {
      residual[j] = target[j]! - residual[j]!;
      product += residual[j]! * dNu[j]!;
    }
    return product;
  };
  const targetNorm = euclideanNorm(target);
  let best = Infinity;
  let bestNu = nu;
  let bestRise = rise;
  let idle = 0;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (signal?.aborted) throw new InterruptedError('aborted', 'the minimiser was stopped');
    derivative(s);
    const size = euclideanNorm(residual) / targetNorm;
    if (!(size < best)) idle++;
    else {
      idle = 0;
      best = size;
      bestNu = nu.slice();
      bestRise = rise.slice();
    }
    if (best < 1e-15 || !Number.isFinite(size) || (idle > 5 && best < 1e-6)) break;
    system.factor(slope, 0, 1, zero);
    system.solve(residual, zero, dNu, ds, dw);
    const start = derivative(s);
    if (!(start > 0 && start < Infinity)) break;
    let length = 1;
    for (let i = 0; i < d; i++) {
      const barrier = ds[i]! > 0 ? map.poleHigh[i]! : map.poleLow[i]!;
      if (ds[i] !== 0) length = Math.min(length, (0.95 * (barrier - s[i]!)) / ds[i]!);
    }
    for (let halving = 0; halving < 80; halving++, length /= 2) {
      for (let i = 0; i < d; i++) next[i] = s[i]! + length * ds[i]!;
      if (derivative(next) >= -0.5 * start) break;
    }
    s.set(next);
    for (let j = 0; j < n; j++) nu[j]! += length * dNu[j]!;
  }
  return best < 1e-6 ? { nu: bestNu, rise: bestRise } : null;
}
