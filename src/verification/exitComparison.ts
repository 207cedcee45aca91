import type { FlowResult } from '../simulation/flowResult.ts';
import { EPSILON } from './epsilon.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { dualDefect, dualProduct } from './dualDefect.ts';
import { measured } from './measured.ts';
import type { Measured } from './measured.ts';

/** A flow that left its domain: where the theory says that it must. */
export interface Exit {
  /** Zero-based. */
  readonly coordinate: number;
  /** The dual coordinate at which the theory's branch ends. */
  readonly bound: number;
  /** The accumulated negative gradient of the simulation there. */
  readonly reached: number;
  readonly measured: Measured;
}

/**
 * The exit of a simulated flow against the end of the theory's dual interval: when a parameter reaches zero, the
 * accumulated negative gradient (Xᵀν)_i must be at that end, and G_j(θ_j) − G_j(0) before it while θ_j is not quite zero.
 * Relative to the end; the budget is the dual defect plus rounding. Null when the theory has no end on that side.
 */
export function exitComparison(flow: ComparedFlow, run: FlowResult): Exit | null {
  const { dual, clocks, model, branches, k, d } = flow;
  if (run.left === undefined) return null;
  const i = run.left.coordinate;
  const { s, size } = dualProduct(flow, run.nu);
  const bound = s[i]! > 0 ? dual.high[i]! : dual.low[i]!;
  if (!Number.isFinite(bound)) return null;
  const theta = new Float64Array(k);
  for (let j = 0; j < k; j++) theta[j] = run.theta[j * d + i]!;
  const out = new Float64Array(branches.length);
  clocks(theta, out);
  const left = model.parameters[run.left.branch]!;
  const index = branches.findIndex((b) => b.parameters.includes(left));
  if (branches[index]!.clock === null) return null;
  const here = out[index]!;
  theta[run.left.branch] = 0;
  clocks(theta, out);
  const missing = Math.abs(here - out[index]!) * Math.sign(bound);
  const floor = EPSILON * (8 * Math.abs(bound) + 4 * size[i]!);
  const result = measured();
  result.add(i, run.t, Math.abs(s[i]! + missing - bound), dualDefect(flow, run.budget)[i]! + floor, floor);
  return { coordinate: i, bound, reached: s[i]!, measured: result.finish(Math.abs(bound)) };
}
