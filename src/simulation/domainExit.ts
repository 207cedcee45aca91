import type { FlowPoint, FlowProblem } from './flowPoint.ts';

/**
 * A parameter that runs into the boundary θ = 0 of its domain in finite time: near it f ∝ |θ|^p with p = θ f′/f < 1, so
 * that θ reaches zero after |θ/θ′| / (1 − p). Returns the entry (branch · d + coordinate) and that time once it is below
 * `horizon`, else null. Additive maps only; a boundary is where `map.outside` says so.
 */
export function domainExit(
  problem: FlowProblem,
  point: FlowPoint,
  horizon: number,
): { entry: number; remaining: number } | null {
  const { map, theta0, d } = problem;
  if (!map.additive) return null;
  const { theta, f, slope, hessian } = point;
  let found: { entry: number; remaining: number } | null = null;
  for (let e = 0; e < theta.length; e++) {
    const value = theta[e]!;
    if (Math.abs(value) > 1e-4 * Math.abs(theta0[e]!)) continue;
    const rate = f[e]! * slope[e % d]!;
    if (!(rate * value < 0)) continue;
    const power = (value * hessian[e]!) / f[e]!;
    if (!(power < 1 - 1e-6)) continue;
    const remaining = Math.abs(value / rate) / (1 - power);
    if (remaining > horizon && Math.abs(value) > 1e-280) continue;
    const mirrored = theta.slice();
    mirrored[e] = -value;
    if (map.outside(theta0, mirrored) !== e) continue;
    if (!found || remaining < found.remaining) found = { entry: e, remaining };
  }
  return found;
}
