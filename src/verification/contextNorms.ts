import { euclideanNorm } from '../numerics/norms.ts';
import type { FlowComparison } from './compareFlow.ts';

const l1 = (w: Float64Array): number => w.reduce((sum, v) => sum + Math.abs(v), 0);
const l2 = euclideanNorm;

/** Norms of the limit, predicted or else simulated, beside those of the solutions of least ℓ1 and ℓ2 norm, and its distance from each. */
export function contextNorms({ predicted, run, others }: FlowComparison): Record<string, number | null> {
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
  };
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
