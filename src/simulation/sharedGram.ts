import type { FlowProblem, Linearisation } from './flowPoint.ts';
import { scaleGram } from './scaledRows.ts';
import { knownSlope, strongFeatures } from './strongFeatures.ts';

/**
 * What the shifted systems of one step have in common, with the rows of X scaled by √ℓ''. For a shift σ the weights are κ(σ) = fᵀ(σ − sH)⁻¹f, which for
 * growth rates below σ is fᵀf/σ + s fᵀHf/σ² to first order: two Gram matrices serve every shift. That is exact enough
 * for a simplified Newton iteration, whose Jacobian is frozen anyway; strong features stay exact.
 */
export interface SharedGram {
  strong: number[];
  /** X diag(fᵀf) Xᵀ and X diag(s fᵀHf) Xᵀ over the other features, n × n. */
  readonly constant: Float64Array;
  readonly linear: Float64Array;
  update(point: Linearisation, shift: number): void;
}

export function sharedGram(problem: FlowProblem): SharedGram {
  const { n, d, k, map, kernel, weightedNorms, slopeRounding, allocate } = problem;
  const constant = allocate(n * n);
  const linear = allocate(n * n);
  const zeroth = allocate(d);
  const first = allocate(d);
  const magnitude = allocate(d);
  const shared: SharedGram = {
    strong: [],
    constant,
    linear,
    update({ f, slope, hessian, curvatureRoot }, shift) {
      for (let i = 0; i < d; i++) {
        const s = knownSlope(slope[i]!, slopeRounding[i]!);
        let sum = 0;
        let rate = 0;
        for (let a = 0; a < k; a++) {
          const fa = f[a * d + i]!;
          sum += fa * fa;
          if (map.additive) rate += fa * fa * s * hessian[a * d + i]!;
          else for (let b = 0; b < k; b++) rate += fa * f[b * d + i]! * s * hessian[(a * k + b) * d + i]!;
        }
        zeroth[i] = sum;
        const bound = 0.5 * shift * sum;
        first[i] = Math.max(-bound, Math.min(bound, rate));
        magnitude[i] = (sum / shift) * weightedNorms[i]!;
      }
      shared.strong = strongFeatures(magnitude, n);
      for (const i of shared.strong) {
        zeroth[i] = 0;
        first[i] = 0;
      }
      kernel.gram(zeroth, constant);
      kernel.gram(first, linear);
      if (curvatureRoot === null) return;
      scaleGram(constant, curvatureRoot);
      scaleGram(linear, curvatureRoot);
    },
  };
  return shared;
}
