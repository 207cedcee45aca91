import { dualOf, marginMinimiser } from '../prediction/marginMinimiser.ts';
import type { MarginMinimiser } from '../prediction/marginMinimiser.ts';
import { regularizerValue } from '../prediction/regularizer.ts';
import { invertWeight } from '../prediction/weightPoint.ts';
import type { MarginCheckpoint } from '../simulation/marginFlow.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { dualDefect } from './dualDefect.ts';
import { EPSILON } from './epsilon.ts';

/** A simulated weight w beside w_γ, the weight of least Q among those with the same smallest margin γ. */
export interface PathPoint {
  readonly at: MarginCheckpoint;
  readonly path: MarginMinimiser;
  /** D_ψ(w_γ, w), from the theory's mirror map. */
  readonly divergence: number;
  /** Σ ν_n (m_n − m_n(w_γ)), which bounds it when the theory is right, with integration error and rounding. */
  readonly slack: number;
  readonly rounding: number;
}

/**
 * Since ∇ψ(w) = Zᵀν with ν ≥ 0, and Q(w_γ) ≤ Q(w) because w has the margin γ too,
 *
 *     D_ψ(w_γ, w) = Q(w_γ) − Q(w) + ⟨ν, m(w) − m(w_γ)⟩ ≤ Σ ν_n (m_n(w) − m_n(w_γ)),
 *
 * at every finite time and for every potential. The right side is small while multipliers sit on samples of smallest
 * margin; it grows where the regularisation path would have a multiplier fall, which that of a flow cannot.
 */
export function pathPoint(flow: ComparedFlow, at: MarginCheckpoint): PathPoint {
  const { dual, X: Z, n, d } = flow;
  const order = [...at.force.keys()].filter((m) => at.force[m]! > 1e-6);
  const path = marginMinimiser({ map: dual, Z, n, d, margin: at.margin, guess: order });
  // a weight at the very end of its range does not tell its dual coordinate; there the integrated one stands for it
  const s = dualOf(Z, n, d, at.nu);
  const point = { s: 0, slope: 0, depth: 0 };
  for (let i = 0; i < d; i++) if (invertWeight(dual, i, at.w[i]!, point)) s[i] = point.s;
  const [q, own] = [path.Q, regularizerValue(dual, at.w)];
  let divergence = q - own;
  let rounding = 8 * EPSILON * (q + own);
  const defect = dualDefect(flow, at.budget);
  for (let i = 0; i < d; i++) {
    const moved = path.w[i]! - at.w[i]!;
    divergence -= s[i]! * moved;
    rounding += (defect[i]! + 8 * EPSILON * Math.abs(s[i]!)) * (Math.abs(path.w[i]!) + Math.abs(at.w[i]!));
    rounding += Math.abs(s[i]!) * path.errorBound[i]!;
  }
  const slack = at.nu.reduce((sum, v, m) => sum + v * (at.margins[m]! - path.margins[m]!), 0);
  return { at, path, divergence, slack, rounding };
}
