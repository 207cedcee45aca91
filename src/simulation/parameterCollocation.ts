import { linearCombination } from '../numerics/linearCombination.ts';
import type { ParameterCollocation } from '../numerics/powerCollocation.ts';
import { MOST_SWEEPS } from '../numerics/powerCollocation.ts';
import type { FlowProblem } from './flowPoint.ts';

/** The collocation equations of any map at so many points: by the kernel where it knows the map, else here. */
export function parameterCollocation(problem: FlowProblem, points: number): ParameterCollocation {
  const { map, kernel, theta0 } = problem;
  const byKernel =
    map.powers && kernel.powerCollocation
      ? kernel.powerCollocation({ branches: map.powers, theta0 }, points)
      : null;
  return byKernel ?? plainCollocation(problem, points);
}

function plainCollocation(
  { map, d, k, theta0, allocate }: FlowProblem,
  points: number,
): ParameterCollocation {
  const kd = k * d;
  const several = (): Float64Array[] => Array.from({ length: points }, () => allocate(kd));
  const start = { theta: allocate(kd), delta: allocate(kd), f: allocate(kd), weight: allocate(kd) };
  const [changes, theta, f, rates] = [several(), several(), several(), several()];
  const delta = allocate(kd);
  const increments = new Float64Array(points * d);
  const change = changes[points - 1]!;
  const before = allocate(kd);

  /** out ← out + f(0) · by, branch by branch. */
  function addScaled(by: Float64Array, from: number, out: Float64Array): void {
    for (let j = 0, at = 0; j < k; j++)
      for (let i = 0; i < d; i++, at++) out[at]! += start.f[at]! * by[from + i]!;
  }

  /** The points from their changes; false outside the domain. */
  function place(): boolean {
    for (let q = 0; q < points; q++) {
      const [t, c] = [theta[q]!, changes[q]!];
      for (let i = 0; i < kd; i++) t[i] = start.theta[i]! + c[i]!;
      if (map.outside(theta0, t) >= 0) return false;
      map.gradient(t, f[q]!);
    }
    return true;
  }

  function moved(since: Float64Array): number {
    let worst = 0;
    for (let i = 0; i < kd; i++) {
      const v = Math.abs(change[i]! - since[i]!) * start.weight[i]!;
      if (!(v <= worst)) worst = v;
    }
    return worst;
  }

  return {
    rates,
    increments,
    change,
    start(point) {
      start.theta.set(point.theta);
      start.delta.set(point.delta);
      start.f.set(point.f);
      start.weight.set(point.weight);
      for (const c of changes) c.fill(0);
    },
    solve(slopes, integrals, enough) {
      const entry = change.slice();
      for (let count = 0; ; count++) {
        if (count === MOST_SWEEPS || !place()) return Infinity;
        for (let q = 0; q < points; q++) {
          const [out, factors, from] = [rates[q]!, f[q]!, q * d];
          for (let j = 0, at = 0; j < k; j++)
            for (let i = 0; i < d; i++, at++) out[at] = (factors[at]! - start.f[at]!) * slopes[from + i]!;
        }
        before.set(change);
        for (let q = 0; q < points; q++) {
          linearCombination(integrals.subarray(q * points, (q + 1) * points), 1, rates, changes[q]!);
          addScaled(slopes, (points + q) * d, changes[q]!);
        }
        const last = moved(before);
        if (!(last < Infinity)) return Infinity;
        if (last <= enough) break;
      }
      if (!place()) return Infinity;
      for (let q = 0; q < points; q++) {
        for (let i = 0; i < kd; i++) delta[i] = start.delta[i]! + changes[q]![i]!;
        map.increment(theta0, theta[q]!, delta, increments.subarray(q * d, (q + 1) * d));
      }
      return moved(entry);
    },
  };
}
