import { factorLu, solveLu } from '../numerics/lu.ts';
import type { Lu } from '../numerics/lu.ts';
import { invertPositive } from '../numerics/smallCholesky.ts';
import type { MarginPoint, MarginProblem } from './marginPoint.ts';

/** Solves (shift − J) U = b for the Jacobian J of θ′ = f Zᵀp, and gives ∂p/∂θ U besides. */
export interface MarginSystem {
  /** False when the shift is too small for a stable step. */
  factor(point: MarginPoint, shift: number): boolean;
  /** b[k·d] ← U, q[n] ← −(∂p/∂θ) U. */
  solve(b: Float64Array, q: Float64Array): void;
}

/**
 * J = diag(s H) − f ZᵀC Z fᵀ with C = (diag p − p pᵀ) diag(a), a the steepness. With B = shift − diag(s H), block by
 * block, and G = Z (fᵀB⁻¹f) Zᵀ the Woodbury identity leaves one n × n system (1 + G C) q = Z fᵀB⁻¹b.
 */
export function marginSystem(problem: MarginProblem): MarginSystem {
  const { n, d, k, map, kernel, allocate } = problem;
  const blocks = map.additive ? 1 : k;
  const inverse = allocate(blocks * k * d);
  const kappa = allocate(d);
  const gram = allocate(n * n);
  const weighted = allocate(n);
  const projected = allocate(d);
  const back = allocate(d);
  const small = new Float64Array(k * k);
  const smallInverse = new Float64Array(k * k);
  const beta = allocate(k * d);
  let lu: Lu | null = null;
  let at: MarginPoint | null = null;

  /** out ← B⁻¹ b; b and out must differ. */
  function applyInverse(b: Float64Array, out: Float64Array): void {
    if (map.additive) for (let e = 0; e < k * d; e++) out[e] = inverse[e]! * b[e]!;
    else
      for (let i = 0; i < d; i++)
        for (let a = 0; a < k; a++) {
          let sum = 0;
          for (let c = 0; c < k; c++) sum += inverse[(a * k + c) * d + i]! * b[c * d + i]!;
          out[a * d + i] = sum;
        }
  }

  function invertBlocks({ slope, hessian }: MarginPoint, shift: number): boolean {
    if (map.additive) {
      for (let e = 0; e < k * d; e++) {
        const b = shift - slope[e % d]! * hessian[e]!;
        if (!(b > 0)) return false;
        inverse[e] = 1 / b;
      }
      return true;
    }
    for (let i = 0; i < d; i++) {
      for (let a = 0; a < k * k; a++)
        small[a] = (a % (k + 1) === 0 ? shift : 0) - slope[i]! * hessian[a * d + i]!;
      if (!invertPositive(small, smallInverse, k)) return false;
      for (let a = 0; a < k * k; a++) inverse[a * d + i] = smallInverse[a]!;
    }
    return true;
  }

  /** out[n] ← C v. */
  function changeOfForce(v: Float64Array): void {
    const { residual: p, steepness } = at!;
    let mean = 0;
    for (let m = 0; m < n; m++) mean += p[m]! * steepness[m]! * v[m]!;
    for (let m = 0; m < n; m++) v[m] = p[m]! * (steepness[m]! * v[m]! - mean);
  }

  return {
    factor(point, shift) {
      at = point;
      if (!invertBlocks(point, shift)) return false;
      const { f, residual: p, steepness } = point;
      applyInverse(f, beta);
      kappa.fill(0);
      for (let e = 0; e < k * d; e++) kappa[e % d]! += f[e]! * beta[e]!;
      kernel.gram(kappa, gram);
      for (let m = 0; m < n; m++) {
        weighted[m] = 0;
        for (let l = 0; l < n; l++) weighted[m]! += gram[m * n + l]! * p[l]!;
      }
      for (let m = 0; m < n; m++)
        for (let l = 0; l < n; l++)
          gram[m * n + l] = (m === l ? 1 : 0) + (gram[m * n + l]! - weighted[m]!) * p[l]! * steepness[l]!;
      lu = factorLu(gram, n);
      return lu !== null;
    },
    solve(b, q) {
      const { f } = at!;
      applyInverse(b, beta);
      projected.fill(0);
      for (let e = 0; e < k * d; e++) projected[e % d]! += f[e]! * beta[e]!;
      kernel.forward(projected, q);
      solveLu(lu!, q);
      changeOfForce(q);
      kernel.backward(q, back);
      for (let e = 0; e < k * d; e++) b[e]! -= f[e]! * back[e % d]!;
      applyInverse(b, beta);
      b.set(beta);
    },
  };
}
