/**
 * A convex loss of one sample as numbers, for predictions f given by how far they lie below the prediction z at which the
 * loss is least for the target: gap = z − f, which keeps its relative accuracy as the flow comes to rest.
 */
export interface SampleLoss {
  readonly name: string;
  /** z, the prediction of least loss for a target. */
  readonly rest: (target: number) => number;
  /** −∂ℓ/∂f: positive below z. */
  readonly pull: (gap: number, target: number) => number;
  /** ∂²ℓ/∂f² ≥ 0. */
  readonly curvature: (gap: number, target: number) => number;
  /** ℓ. */
  readonly value: (gap: number, target: number) => number;
}

/** Largest curvature that a Newton matrix is given, where ℓ'' is infinite. */
const LARGEST = 1e100;

/** √ℓ'' of every sample into `out`. */
export function curvatureRoots(
  loss: SampleLoss,
  gaps: Float64Array,
  targets: Float64Array,
  out: Float64Array,
): void {
  for (let m = 0; m < out.length; m++) {
    const curvature = loss.curvature(gaps[m]!, targets[m]!);
    out[m] = Math.sqrt(curvature < LARGEST ? curvature : LARGEST);
  }
}
