import { invertPositive } from '../numerics/smallCholesky.ts';

/** Excess risk of the minimum-norm least-squares estimate on one design, in the mean over noise and signs of β. */
export interface ConditionalRisk {
  readonly bias: number;
  readonly variance: number;
}

/** Features with covariance diag(λ), a parameter of independent random signs with squares β², noise of variance σ². */
export interface RiskModel {
  readonly eigenvalues: Float64Array;
  readonly betaSquares: Float64Array;
  readonly noise: number;
}

/** A row-major n × d design with independent rows N(0, diag(λ)). */
export function gaussianDesign(n: number, eigenvalues: Float64Array, normal: () => number): Float64Array {
  const scales = eigenvalues.map(Math.sqrt);
  const d = scales.length;
  return Float64Array.from({ length: n * d }, (_, k) => scales[k % d]! * normal());
}

/**
 * Bias Σ βᵢ² [(I - P) Σ (I - P)]ᵢᵢ with the projector P on the row space, and variance σ² tr(Σ X⁺X⁺ᵀ): what the estimate X⁺y
 * loses on the design X in the mean, computed from X alone. NaN when X has not full rank.
 */
export function conditionalRisk(X: Float64Array, n: number, model: RiskModel): ConditionalRisk {
  return n < model.eigenvalues.length ? interpolating(X, n, model) : leastSquares(X, n, model);
}

function interpolating(
  X: Float64Array,
  n: number,
  { eigenvalues, betaSquares, noise }: RiskModel,
): ConditionalRisk {
  const d = eigenvalues.length;
  const gram = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += X[a * d + i]! * X[b * d + i]!;
      gram[a * n + b] = sum;
    }
  const inverse = new Float64Array(n * n);
  if (!invertPositive(gram, inverse, n)) return { bias: NaN, variance: NaN };
  // K = (XXᵀ)⁻¹ X, so that X⁺ = Kᵀ and P = XᵀK
  const K = new Float64Array(n * d);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++) {
      const g = inverse[a * n + b]!;
      for (let i = 0; i < d; i++) K[a * d + i]! += g * X[b * d + i]!;
    }
  let [bias, variance] = [0, 0];
  for (let k = 0; k < n * d; k++) variance += noise * eigenvalues[k % d]! * K[k]! ** 2;
  const row = new Float64Array(d);
  for (let i = 0; i < d; i++) {
    if (betaSquares[i] === 0) continue;
    row.fill(0);
    row[i] = 1;
    for (let a = 0; a < n; a++) {
      const x = X[a * d + i]!;
      for (let j = 0; j < d; j++) row[j]! -= x * K[a * d + j]!;
    }
    for (let j = 0; j < d; j++) bias += betaSquares[i]! * eigenvalues[j]! * row[j]! ** 2;
  }
  return { bias, variance };
}

function leastSquares(X: Float64Array, n: number, { eigenvalues, noise }: RiskModel): ConditionalRisk {
  const d = eigenvalues.length;
  const gram = new Float64Array(d * d);
  for (let a = 0; a < n; a++)
    for (let i = 0; i < d; i++) {
      const x = X[a * d + i]!;
      for (let j = 0; j <= i; j++) gram[i * d + j]! += x * X[a * d + j]!;
    }
  const inverse = new Float64Array(d * d);
  if (!invertPositive(gram, inverse, d)) return { bias: NaN, variance: NaN };
  let variance = 0;
  for (let i = 0; i < d; i++) variance += noise * eigenvalues[i]! * inverse[i * d + i]!;
  return { bias: 0, variance };
}
