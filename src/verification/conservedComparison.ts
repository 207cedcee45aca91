import type { FlowCheckpoint } from '../simulation/flowResult.ts';
import { EPSILON } from './epsilon.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { dualProduct } from './dualDefect.ts';
import { measured } from './measured.ts';
import type { Measured } from './measured.ts';

/**
 * The theory's conserved quantities: along the flow G_j(θ) − G_j(θ(0)) is the same for all branches of a coordinate, G_j
 * the clocks of the theory. Compared with that of the first moving branch at every checkpoint, relative to the largest
 * |G_j| or |Xᵀν| of the path; the budget is the sum of both branches' dual defects plus rounding. Null when no
 * coordinate has two moving branches.
 */
export function conservedComparison(
  flow: ComparedFlow,
  checkpoints: readonly FlowCheckpoint[],
): Measured | null {
  const { model, branches, numbers, clocks, clockSensitivities, k, d, starts } = flow;
  const order = branches.map((b) => model.parameters.indexOf(b.parameters[0]!));
  const theta = new Float64Array(k);
  const sensitivity = new Float64Array(order.length);
  const atStart = new Float64Array(order.length);
  const now = new Float64Array(order.length);
  const result = measured();
  let scale = 0;
  for (const c of checkpoints)
    for (const v of dualProduct(flow, c.nu).s) scale = Math.max(scale, Math.abs(v));
  for (let i = 0; i < d; i++) {
    const moving = order.flatMap((j, b) => (numbers.resting[j * d + i] === 0 ? [b] : []));
    if (moving.length < 2) continue;
    for (let j = 0; j < k; j++) theta[j] = starts[j * d + i]!;
    clocks(theta, atStart);
    for (const c of checkpoints) {
      for (let j = 0; j < k; j++) theta[j] = c.theta[j * d + i]!;
      clocks(theta, now);
      clockSensitivities(theta, sensitivity);
      const change = (b: number): number => now[b]! - atStart[b]!;
      // that of G itself, and that of θ
      const rounding = (b: number): number =>
        4 * EPSILON * (Math.abs(now[b]!) + Math.abs(atStart[b]!) + sensitivity[b]!);
      const defect = (b: number): number => c.budget?.[order[b]! * d + i] ?? Infinity;
      const first = moving[0]!;
      for (const b of moving) scale = Math.max(scale, Math.abs(now[b]!));
      for (const other of moving.slice(1)) {
        const floor = rounding(first) + rounding(other);
        result.add(
          i,
          c.t,
          Math.abs(change(first) - change(other)),
          defect(first) + defect(other) + floor,
          floor,
        );
      }
    }
  }
  const found = result.finish(scale);
  return found.compared === 0 ? null : found;
}
