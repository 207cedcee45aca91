import { gradedFactor } from './gradedFactor.ts';
import type { GradedFactor } from './gradedFactor.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import type { LinearKernel } from '../numerics/kernel.ts';

/**
 * The Newton equations of the dual, for weights h = κ h'(s) > 0 and a small ridge ε:
 *
 *     (X diag(h) Xᵀ + ε I) δν = r + X diag(h) g,   δs = Xᵀ δν,   δw = h (δs - g).
 *
 * Solved by Cholesky on the n × n matrix, or, when the weights spread over many orders of magnitude, by QR of
 * diag(h)^½ Xᵀ with rows sorted by size, whose result is accurate row by row: δw of a coordinate with a huge weight
 * is then not lost in the rounding of δs.
 */
export interface WeightedSystem {
  /**
   * Factors for these weights, by Cholesky when its error, grown by `magnification` (the largest relative change of a
   * weight per relative change of its dual coordinate), stays small, else by QR. `floor[d]` is the size of the numbers
   * whose difference g is, hence of its rounding error.
   */
  factor(weights: Float64Array, ridge: number, magnification: number, floor: Float64Array): void;
  /** Replaces the floor for the next `solve`. */
  setFloor(floor: Float64Array): void;
  /** Solves for r[n] and g[d] into dNu[n], ds[d], dw[d]. */
  solve(r: Float64Array, g: Float64Array, dNu: Float64Array, ds: Float64Array, dw: Float64Array): void;
  /** Least squares alone: dNu minimises |diag(h)^½ (Xᵀ dNu - g)|² + ε |dNu|², by QR; ds = Xᵀ dNu. */
  fit(weights: Float64Array, ridge: number, g: Float64Array, dNu: Float64Array, ds: Float64Array): void;
  /** The weights factored last. */
  readonly weights: Float64Array;
  /** How many factorizations of each kind there were. */
  readonly factorizations: { cholesky: number; qr: number };
}

export function createWeightedSystem(kernel: LinearKernel, x: Float64Array): WeightedSystem {
  const { n, d } = kernel;
  const factorizations = { cholesky: 0, qr: 0 };
  const gram = new Float64Array(n * n);
  const scale = new Float64Array(n);
  const largest = new Float64Array(d);
  const columnNorm = new Float64Array(d);
  for (let m = 0; m < n; m++) {
    for (let i = 0; i < d; i++) {
      largest[i] = Math.max(largest[i]!, Math.abs(x[m * d + i]!));
      columnNorm[i] = Math.hypot(columnNorm[i]!, x[m * d + i]!);
    }
  }
  const rhs = new Float64Array(n);
  const correction = new Float64Array(n);
  const product = new Float64Array(n);
  const work = new Float64Array(d);
  let weights = new Float64Array(d);
  let ridge = 0;
  let floor: Float64Array = new Float64Array(d);
  let graded: GradedFactor | null = null;

  /** K scaled to unit diagonal, factored. False when it is not safely positive definite. */
  function factorCholesky(magnification: number): boolean {
    if (!(magnification < 1e10)) return false;
    factorizations.cholesky++;
    kernel.gram(weights, gram);
    for (let j = 0; j < n; j++) {
      const diagonal = gram[j * n + j]! + ridge;
      if (!(diagonal > 0 && diagonal < Infinity)) return false;
      scale[j] = 1 / Math.sqrt(diagonal);
    }
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < j; k++) gram[j * n + k]! *= scale[j]! * scale[k]!;
      gram[j * n + j] = 1;
    }
    if (!kernel.cholesky(gram)) return false;
    let smallest = 1;
    for (let j = 0; j < n; j++) smallest = Math.min(smallest, gram[j * n + j]!);
    return smallest * smallest > Math.max(1e-10, 1e3 * Number.EPSILON * magnification);
  }

  function factorGraded(): GradedFactor {
    factorizations.qr++;
    return gradedFactor(kernel, x, weights, ridge, largest);
  }

  /** dNu ← K⁻¹ b. */
  function applyCholesky(b: Float64Array, dNu: Float64Array): void {
    for (let j = 0; j < n; j++) dNu[j] = b[j]! * scale[j]!;
    kernel.choleskySolve(gram, dNu);
    for (let j = 0; j < n; j++) dNu[j]! *= scale[j]!;
  }

  return {
    factorizations,
    get weights() {
      return weights;
    },
    factor(nextWeights, nextRidge, magnification, nextFloor) {
      weights = nextWeights.slice();
      floor = nextFloor;
      ridge = nextRidge;
      graded = factorCholesky(magnification) ? null : factorGraded();
    },
    setFloor(next) {
      floor = next;
    },
    solve(r, g, dNu, ds, dw) {
      // First what g asks for. Of Xᵀ δν - g only what exceeds rounding counts: a huge weight would magnify the rest.
      if (graded === null) {
        for (let i = 0; i < d; i++) work[i] = weights[i]! * g[i]!;
        kernel.forward(work, product);
        applyCholesky(product, dNu);
      } else graded.leastSquares(g, dNu);
      kernel.backward(dNu, ds);
      const size = euclideanNorm(dNu);
      for (let i = 0; i < d; i++) {
        const e = ds[i]! - g[i]!;
        dw[i] = Math.abs(e) <= 4e-16 * (floor[i]! + size * columnNorm[i]!) ? 0 : weights[i]! * e;
      }
      // Then what is missing in X δw + ε δν = r.
      const rounds = graded === null ? 2 : 1;
      for (let round = 0; round < rounds; round++) {
        kernel.forward(dw, product);
        for (let j = 0; j < n; j++) rhs[j] = r[j]! - product[j]! - ridge * dNu[j]!;
        if (graded === null) {
          applyCholesky(rhs, correction);
          kernel.backward(correction, work);
          for (let i = 0; i < d; i++) dw[i]! += weights[i]! * work[i]!;
        } else graded.correct(rhs, correction, dw);
        for (let j = 0; j < n; j++) dNu[j]! += correction[j]!;
      }
      kernel.backward(dNu, ds);
    },
    fit(nextWeights, nextRidge, g, dNu, ds) {
      weights = nextWeights.slice();
      ridge = nextRidge;
      factorGraded().leastSquares(g, dNu);
      kernel.backward(dNu, ds);
    },
  };
}
