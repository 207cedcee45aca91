import { choleskySmall, invertPositive, solveSmall } from '../numerics/smallCholesky.ts';
import type { FlowProblem, Linearisation } from './flowPoint.ts';
import { scaleGram, scaleRows } from './scaledRows.ts';
import type { SharedGram } from './sharedGram.ts';
import { knownSlope, strongFeatures } from './strongFeatures.ts';

/**
 * Solves (σ − J) U = b for the Jacobian J = diag_i(s_i H_i) − f XᵀX fᵀ of the flow at a point (Woodbury): with
 * B_i = σ − s_i H_i and κ_i = f_iᵀ B_i⁻¹ f_i,
 *   (1 + X diag(κ) Xᵀ) q = X (fᵀ B⁻¹ b),   U = B⁻¹ (b − f Xᵀ q),   q = X fᵀ U.
 * For other losses than the squared one √Λ X, Λ = diag(ℓ''), takes the place of X, and q is returned as ΛX fᵀ U.
 *
 * Features with κ ≫ 1 sit at their equilibrium and b − f Xᵀq cancels there; they are then eliminated first, with their
 * change of weight η as unknowns: (κ_S⁻¹ + X_Sᵀ M⁻¹ X_S) η = β_S − X_Sᵀ M⁻¹ X_W κ_W β_W, M = 1 + X_W κ_W X_Wᵀ,
 * β = fᵀB⁻¹b / κ.
 */
export interface ShiftedSystem {
  /**
   * Factorises at a point, exactly or with Gram matrices `shared` by several shifts; false when σ − s H is not positive definite (the step is too long
   * for a growing mode).
   */
  factor(point: Linearisation, shift: number, shared?: SharedGram): boolean;
  /** U overwrites b (k·d); q[n] = ΛX fᵀ U, Λ = 1 for the squared loss. */
  solve(b: Float64Array, q: Float64Array): void;
}

export function shiftedSystem(problem: FlowProblem): ShiftedSystem {
  const { n, d, k, kernel, map, X, weightedNorms: norms, slopeRounding, allocate } = problem;
  const inverse = allocate(map.additive ? k * d : k * k * d);
  const kappa = allocate(d);
  const weak = allocate(d);
  const gram = allocate(n * n);
  const projected = allocate(d);
  const back = allocate(d);
  const magnitude = allocate(d);
  let slopes = allocate(0) as Float64Array;
  let root: Float64Array | null = null;
  let strong: number[] = [];
  let strongColumns = allocate(0);
  let strongHalf = allocate(0);
  let strongMatrix = allocate(0);
  let strongTerms = allocate(0);
  const strongRight = allocate(n);
  const combined = allocate(k);
  const rhs = allocate(n);

  function invertAdditive(point: Linearisation, shift: number): boolean {
    kappa.fill(0);
    const { slope, hessian, f } = point;
    let positive = true;
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < d; i++) {
        const at = j * d + i;
        const rate = knownSlope(slope[i]!, slopeRounding[i]!) * hessian[at]!;
        const b = shift - rate;
        if (!(b > 0)) positive = false;
        const inv = 1 / b;
        inverse[at] = inv;
        kappa[i]! += f[at]! * f[at]! * inv;
      }
    }
    return positive;
  }

  const block = allocate(k * k);
  const blockInverse = allocate(k * k);
  function invertBlocks(point: Linearisation, shift: number): boolean {
    const { slope, hessian, f } = point;
    let positive = true;
    for (let i = 0; i < d; i++) {
      const known = knownSlope(slope[i]!, slopeRounding[i]!);
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          const v = known * hessian[(a * k + b) * d + i]!;
          block[a * k + b] = (a === b ? shift : 0) - v;
        }
      }
      if (!invertPositive(block, blockInverse, k)) positive = false;
      let sum = 0;
      for (let a = 0; a < k; a++)
        for (let b = 0; b < k; b++) {
          inverse[(a * k + b) * d + i] = blockInverse[a * k + b]!;
          sum += f[a * d + i]! * blockInverse[a * k + b]! * f[b * d + i]!;
        }
      kappa[i] = sum;
    }
    return positive;
  }

  /** v (one coordinate's block of a k·d vector) ← B⁻¹ v. */
  const held = allocate(k);
  function applyInverse(v: Float64Array): void {
    if (map.additive) {
      for (let i = 0; i < k * d; i++) v[i]! *= inverse[i]!;
      return;
    }
    for (let i = 0; i < d; i++) {
      for (let a = 0; a < k; a++) held[a] = v[a * d + i]!;
      for (let a = 0; a < k; a++) {
        let sum = 0;
        for (let b = 0; b < k; b++) sum += inverse[(a * k + b) * d + i]! * held[b]!;
        v[a * d + i] = sum;
      }
    }
  }

  function factorStrong(): boolean {
    const count = strong.length;
    if (strongColumns.length < count * n) {
      strongColumns = allocate(count * n);
      strongHalf = allocate(count * n);
      strongMatrix = allocate(count * count);
      strongTerms = allocate(count * k);
    }
    for (let a = 0; a < count; a++) {
      const i = strong[a]!;
      for (let m = 0; m < n; m++) strongColumns[a * n + m] = X[m * d + i]! * (root === null ? 1 : root[m]!);
      // half-solved columns L⁻¹ x
      for (let m = 0; m < n; m++) {
        let s = strongColumns[a * n + m]!;
        for (let l = 0; l < m; l++) s -= gram[m * n + l]! * strongHalf[a * n + l]!;
        strongHalf[a * n + m] = s / gram[m * n + m]!;
      }
    }
    for (let a = 0; a < count; a++)
      for (let b = 0; b <= a; b++) {
        let s = a === b ? 1 / kappa[strong[a]!]! : 0;
        for (let m = 0; m < n; m++) s += strongHalf[a * n + m]! * strongHalf[b * n + m]!;
        strongMatrix[a * count + b] = s;
      }
    return choleskySmall(strongMatrix, count);
  }

  /** U of one strong coordinate: B⁻¹ [ Σ_m g_m (f_m b − f b_m) / κ + f η / κ ] with g = B⁻¹ f, free of cancellation. */
  function solveStrongCoordinate(i: number, a: number, u: Float64Array): void {
    const f = slopes;
    const pull = strongRight[a]! / kappa[i]!;
    for (let j = 0; j < k; j++) {
      let g = 0;
      if (map.additive) g = inverse[j * d + i]! * f[j * d + i]!;
      else for (let c = 0; c < k; c++) g += inverse[(j * k + c) * d + i]! * f[c * d + i]!;
      held[j] = g;
    }
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let m = 0; m < k; m++)
        sum += held[m]! * (f[m * d + i]! * strongTerms[a * k + j]! - f[j * d + i]! * strongTerms[a * k + m]!);
      combined[j] = sum / kappa[i]!;
    }
    for (let j = 0; j < k; j++) {
      let sum = held[j]! * pull;
      if (map.additive) sum += inverse[j * d + i]! * combined[j]!;
      else for (let c = 0; c < k; c++) sum += inverse[(j * k + c) * d + i]! * combined[c]!;
      u[j * d + i] = sum;
    }
  }

  return {
    factor(point, shift, shared) {
      slopes = point.f;
      root = point.curvatureRoot;
      const positive = map.additive ? invertAdditive(point, shift) : invertBlocks(point, shift);
      if (!positive) return false;
      if (shared) {
        strong = shared.strong;
        const first = 1 / shift;
        const second = first * first;
        for (let e = 0; e < n * n; e++) gram[e] = first * shared.constant[e]! + second * shared.linear[e]!;
      } else {
        for (let i = 0; i < d; i++) magnitude[i] = kappa[i]! * norms[i]!;
        strong = strongFeatures(magnitude, n);
        weak.set(kappa);
        for (const i of strong) weak[i] = 0;
        kernel.gram(weak, gram);
        if (root !== null) scaleGram(gram, root);
      }
      for (let m = 0; m < n; m++) gram[m * n + m]! += 1;
      if (!kernel.cholesky(gram)) return false;
      return strong.length === 0 || factorStrong();
    },
    solve(b, q) {
      const f = slopes;
      const count = strong.length;
      for (let a = 0; a < count; a++)
        for (let j = 0; j < k; j++) strongTerms[a * k + j] = b[j * d + strong[a]!]!;
      applyInverse(b);
      projected.fill(0);
      for (let j = 0; j < k; j++) for (let i = 0; i < d; i++) projected[i]! += f[j * d + i]! * b[j * d + i]!;
      if (count === 0) {
        kernel.forward(projected, q);
        if (root !== null) scaleRows(q, root);
        kernel.choleskySolve(gram, q);
      } else {
        // β_S − X_Sᵀ M⁻¹ X_W κ_W β_W
        for (let a = 0; a < count; a++) {
          const i = strong[a]!;
          strongRight[a] = projected[i]! / kappa[i]!;
          projected[i] = 0;
        }
        kernel.forward(projected, rhs);
        if (root !== null) scaleRows(rhs, root);
        q.set(rhs);
        kernel.choleskySolve(gram, q);
        for (let a = 0; a < count; a++) {
          let s = 0;
          for (let m = 0; m < n; m++) s += strongColumns[a * n + m]! * q[m]!;
          strongRight[a]! -= s;
        }
        solveSmall(strongMatrix, count, strongRight);
        // q = M⁻¹ (X_W κ_W β_W + X_S η)
        for (let a = 0; a < count; a++)
          for (let m = 0; m < n; m++) rhs[m]! += strongColumns[a * n + m]! * strongRight[a]!;
        q.set(rhs);
        kernel.choleskySolve(gram, q);
      }
      if (root !== null) scaleRows(q, root);
      kernel.backward(q, back);
      if (map.additive) {
        for (let j = 0; j < k; j++)
          for (let i = 0; i < d; i++) b[j * d + i]! -= inverse[j * d + i]! * f[j * d + i]! * back[i]!;
      } else {
        for (let i = 0; i < d; i++)
          for (let a = 0; a < k; a++) {
            let s = 0;
            for (let c = 0; c < k; c++) s += inverse[(a * k + c) * d + i]! * f[c * d + i]!;
            b[a * d + i]! -= s * back[i]!;
          }
      }
      for (let a = 0; a < count; a++) solveStrongCoordinate(strong[a]!, a, b);
    },
  };
}
