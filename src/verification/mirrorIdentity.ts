import { invertWeight } from '../prediction/weightPoint.ts';
import type { FlowCheckpoint } from '../simulation/flowResult.ts';
import { EPSILON } from './epsilon.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { dualDefect, dualProduct, inverseRounding } from './dualDefect.ts';
import { measured } from './measured.ts';
import type { Measured } from './measured.ts';

/** Share of max|s| that rounding of one dual coordinate may take before the weight no longer tells it. */
const BLIND = 1e-9;

/**
 * ∇ψ(w(t)) − ∇ψ(w(0)) against Xᵀν(t), ν = ∫(y − Xw) dt as the simulation integrated it, for every coordinate and
 * checkpoint; relative to the largest |Xᵀν| of the path. The budget is the simulation's dual defect plus rounding.
 * Where h is so flat that the weight does not determine its dual coordinate the pair is left out.
 */
export function mirrorIdentity(flow: ComparedFlow, checkpoints: readonly FlowCheckpoint[]): Measured {
  const { dual, d, n } = flow;
  const result = measured();
  const products = checkpoints.map((c) => dualProduct(flow, c.nu));
  const scale = products.reduce((worst, { s }) => s.reduce((m, v) => Math.max(m, Math.abs(v)), worst), 0);
  const point = { s: 0, slope: 0, depth: 0 };
  checkpoints.forEach((c, index) => {
    const { s, size } = products[index]!;
    const defect = dualDefect(flow, c.budget);
    const rounded = flow.weightRounding(c.theta, c.w);
    for (let i = 0; i < d; i++) {
      const rise = c.w[i]! - dual.initial[i]!;
      const weight = rounded[i]!;
      if (!invertWeight(dual, i, c.w[i]!, point)) {
        // Outside the range of h: the theory is wrong, unless rounding alone carries the weight there.
        if (rise <= dual.riseHigh[i]! + weight && rise >= dual.riseLow[i]! - weight) result.skip();
        else result.add(i, c.t, Infinity, defect[i]!, 0);
        continue;
      }
      const rounding = inverseRounding(dual, i, c.w[i]!, point, weight) + EPSILON * (n + 2) * size[i]!;
      if (rounding > BLIND * scale && rounding > 0.1 * Math.abs(s[i]!)) result.skip();
      else result.add(i, c.t, Math.abs(point.s - s[i]!), defect[i]! + rounding, rounding);
    }
  });
  return result.finish(scale);
}
