import { accurateResidual } from '../numerics/accurateResidual.ts';
import type { BoundaryFace } from '../prediction/boundaryFace.ts';
import type { Minimiser } from '../prediction/minimiser.ts';
import { gather, gatherColumns } from '../prediction/restrictMap.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import { comparedFlow } from './comparedFlow.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { EPSILON } from './epsilon.ts';
import { interpolators } from './interpolators.ts';
import type { Interpolators } from './interpolators.ts';
import type { RunLimits } from './runFlow.ts';

/** Where the limit is looked for: all coordinates, or the free ones of the face on which all solutions lie. */
export interface LimitFace {
  readonly flow: ComparedFlow;
  readonly predicted: Minimiser;
  readonly others: Interpolators;
  /** The end of a run on these coordinates alone; ν is the same, since s = Xᵀν holds coordinate by coordinate. */
  restrict(run: FlowResult): FlowResult;
  /** Coordinates on the face, and those that are 0 there. */
  readonly coordinates: readonly number[];
  readonly boundary: BoundaryFace | null;
}

/** The face of a prediction: everything, unless it lies on the boundary. */
export function limitFace(
  flow: ComparedFlow,
  predicted: Minimiser,
  others: Interpolators,
  seed: number,
  limits: RunLimits,
): LimitFace {
  const { d, n, k, X, y, theory, starts, observed } = flow;
  const { face, onFace } = predicted;
  if (face === undefined || onFace === undefined) {
    const coordinates = Array.from({ length: d }, (_, i) => i);
    return { flow, predicted, others, restrict: (run) => run, coordinates, boundary: null };
  }
  const { free } = face;
  const entries = Array.from({ length: k }, (_, j) => free.map((i) => j * d + i)).flat();
  const problem = { X: gatherColumns(X, n, d, free), y, n, d: free.length, observed };
  const own = comparedFlow(theory, gather(starts, entries), problem);
  const restrict = (run: FlowResult): FlowResult => ({
    ...run,
    w: gather(run.w, free),
    theta: gather(run.theta, entries),
    budget: run.budget && gather(run.budget, entries),
    checkpoints: [],
  });
  const onlyHere = interpolators(own, seed, limits);
  return { flow: own, predicted: onFace, others: onlyHere, restrict, coordinates: free, boundary: face };
}

/**
 * Bounds of the weights that are 0 in every solution, from the residual r = y − Xw alone: with the multiplier μ of the
 * face Σ w_i (Xᵀμ)_i = −r·μ up to the rounding that the face states, and no term is negative.
 */
export function zeroBounds(
  { X, y, n, d }: ComparedFlow,
  { multiplier, slack, rounding }: BoundaryFace,
  w: Float64Array,
): Float64Array {
  const r = new Float64Array(n);
  accurateResidual(X, n, d, w, y, r);
  let [sum, size] = [0, 0];
  for (let m = 0; m < n; m++) {
    sum += r[m]! * multiplier[m]!;
    size += Math.abs(r[m]! * multiplier[m]!);
  }
  return slack.map((v, j) => (Math.abs(sum) + EPSILON * (n + 2) * size) / v + rounding[j]!);
}
