import {
  factorComplexSymmetric,
  lowerSolveComplex,
  solveComplexSymmetric,
} from '../numerics/complexSymmetric.ts';
import type { FlowProblem, Linearisation } from './flowPoint.ts';
import { scaleGram, scaleRows } from './scaledRows.ts';
import type { SharedGram } from './sharedGram.ts';
import { knownSlope, strongFeatures } from './strongFeatures.ts';

/** The system of `shiftedSystem` with a complex shift σ, as collocation methods need it; same formulas. */
export interface ComplexShiftedSystem {
  /** False when Re(σ − s H) is not positive or a pivot vanishes. */
  factor(point: Linearisation, re: number, im: number, shared?: SharedGram): boolean;
  /** U overwrites b (k·d real and imaginary parts); q[2n] = ΛX fᵀ U, real then imaginary part. */
  solve(br: Float64Array, bi: Float64Array, q: Float64Array): void;
}

export function complexShiftedSystem(problem: FlowProblem): ComplexShiftedSystem {
  const { n, d, k, kernel, map, X, weightedNorms: norms, slopeRounding, allocate } = problem;
  const size = map.additive ? k * d : k * k * d;
  const invR = allocate(size);
  const invI = allocate(size);
  const kapR = allocate(d);
  const kapI = allocate(d);
  const magnitude = allocate(d);
  const weakR = allocate(d);
  const weakI = allocate(d);
  const matR = allocate(n * n);
  const matI = allocate(n * n);
  const projected = allocate(2 * d);
  const back = allocate(2 * d);
  const rR = allocate(n);
  const rI = allocate(n);
  const held = allocate(2 * k);
  const gr = allocate(k);
  const gi = allocate(k);
  const vr = allocate(k);
  const vi = allocate(k);
  const block = [allocate(k * k), allocate(k * k)] as const;
  let f = allocate(0) as Float64Array;
  let root: Float64Array | null = null;

  let strong: number[] = [];
  let columns = allocate(0);
  let halfR = allocate(0);
  let halfI = allocate(0);
  let smallR = allocate(0);
  let smallI = allocate(0);
  let termsR = allocate(0);
  let termsI = allocate(0);
  const etaR = allocate(n);
  const etaI = allocate(n);

  function invertAdditive(point: Linearisation, re: number, im: number): boolean {
    kapR.fill(0);
    kapI.fill(0);
    const { slope, hessian } = point;
    const im2 = im * im;
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < d; i++) {
        const at = j * d + i;
        const b = re - knownSlope(slope[i]!, slopeRounding[i]!) * hessian[at]!;
        if (!(b > 0)) return false;
        const scale = 1 / (b * b + im2);
        const ff = f[at]! * f[at]!;
        invR[at] = b * scale;
        invI[at] = -im * scale;
        kapR[i]! += ff * b * scale;
        kapI[i]! -= ff * im * scale;
      }
    }
    return true;
  }

  function invertBlocks(point: Linearisation, re: number, im: number): boolean {
    const { slope, hessian } = point;
    const [br, bi] = block;
    for (let i = 0; i < d; i++) {
      const known = knownSlope(slope[i]!, slopeRounding[i]!);
      for (let a = 0; a < k; a++)
        for (let b = 0; b < k; b++) {
          br[a * k + b] = (a === b ? re : 0) - known * hessian[(a * k + b) * d + i]!;
          bi[a * k + b] = a === b ? im : 0;
        }
      if (!factorComplexSymmetric(br, bi, k)) return false;
      kapR[i] = 0;
      kapI[i] = 0;
      for (let b = 0; b < k; b++) {
        vr.fill(0);
        vi.fill(0);
        vr[b] = 1;
        solveComplexSymmetric(br, bi, k, vr, vi);
        for (let a = 0; a < k; a++) {
          invR[(a * k + b) * d + i] = vr[a]!;
          invI[(a * k + b) * d + i] = vi[a]!;
          kapR[i]! += f[a * d + i]! * vr[a]! * f[b * d + i]!;
          kapI[i]! += f[a * d + i]! * vi[a]! * f[b * d + i]!;
        }
      }
      if (!(kapR[i]! >= 0)) return false;
    }
    return true;
  }

  /** v ← B⁻¹ v, all coordinates. */
  function applyInverse(vr: Float64Array, vi: Float64Array): void {
    if (map.additive) {
      for (let i = 0; i < k * d; i++) {
        const r = vr[i]!;
        const m = vi[i]!;
        vr[i] = invR[i]! * r - invI[i]! * m;
        vi[i] = invR[i]! * m + invI[i]! * r;
      }
      return;
    }
    for (let i = 0; i < d; i++) {
      for (let a = 0; a < k; a++) {
        held[a] = vr[a * d + i]!;
        held[k + a] = vi[a * d + i]!;
      }
      for (let a = 0; a < k; a++) {
        let sr = 0;
        let si = 0;
        for (let b = 0; b < k; b++) {
          const at = (a * k + b) * d + i;
          sr += invR[at]! * held[b]! - invI[at]! * held[k + b]!;
          si += invR[at]! * held[k + b]! + invI[at]! * held[b]!;
        }
        vr[a * d + i] = sr;
        vi[a * d + i] = si;
      }
    }
  }

  function factorStrong(): boolean {
    const count = strong.length;
    if (halfR.length < count * n) {
      columns = allocate(count * n);
      halfR = allocate(count * n);
      halfI = allocate(count * n);
      smallR = allocate(count * count);
      smallI = allocate(count * count);
      termsR = allocate(count * k);
      termsI = allocate(count * k);
    }
    for (let a = 0; a < count; a++) {
      for (let m = 0; m < n; m++) {
        const x = X[m * d + strong[a]!]! * (root === null ? 1 : root[m]!);
        columns[a * n + m] = x;
        halfR[a * n + m] = x;
        halfI[a * n + m] = 0;
      }
      lowerSolveComplex(matR, matI, n, halfR, halfI, a * n);
    }
    for (let a = 0; a < count; a++)
      for (let b = 0; b <= a; b++) {
        let sr = 0;
        let si = 0;
        for (let m = 0; m < n; m++) {
          const pr = matR[m * n + m]!;
          const pi = matI[m * n + m]!;
          const xr = halfR[a * n + m]!;
          const xi = halfI[a * n + m]!;
          const yr = halfR[b * n + m]!;
          const yi = halfI[b * n + m]!;
          const zr = xr * yr - xi * yi;
          const zi = xr * yi + xi * yr;
          sr += pr * zr - pi * zi;
          si += pr * zi + pi * zr;
        }
        if (a === b) {
          const i = strong[a]!;
          const scale = kapR[i]! ** 2 + kapI[i]! ** 2;
          sr += kapR[i]! / scale;
          si -= kapI[i]! / scale;
        }
        smallR[a * count + b] = sr;
        smallI[a * count + b] = si;
      }
    return factorComplexSymmetric(smallR, smallI, count);
  }

  /** U of one strong coordinate, as in `shiftedSystem`. */
  function solveStrongCoordinate(i: number, a: number, ur: Float64Array, ui: Float64Array): void {
    const scale = 1 / (kapR[i]! ** 2 + kapI[i]! ** 2);
    const pr = kapR[i]! * scale;
    const pi = -kapI[i]! * scale;
    const pullR = pr * etaR[a]! - pi * etaI[a]!;
    const pullI = pr * etaI[a]! + pi * etaR[a]!;
    gr.fill(0);
    gi.fill(0);
    for (let j = 0; j < k; j++)
      for (let c = 0; c < k; c++) {
        if (map.additive && c !== j) continue;
        const at = (map.additive ? j : j * k + c) * d + i;
        gr[j]! += invR[at]! * f[c * d + i]!;
        gi[j]! += invI[at]! * f[c * d + i]!;
      }
    for (let j = 0; j < k; j++) {
      let sr = 0;
      let si = 0;
      for (let m = 0; m < k; m++) {
        const cr = f[m * d + i]! * termsR[a * k + j]! - f[j * d + i]! * termsR[a * k + m]!;
        const ci = f[m * d + i]! * termsI[a * k + j]! - f[j * d + i]! * termsI[a * k + m]!;
        sr += gr[m]! * cr - gi[m]! * ci;
        si += gr[m]! * ci + gi[m]! * cr;
      }
      vr[j] = pr * sr - pi * si;
      vi[j] = pr * si + pi * sr;
    }
    for (let j = 0; j < k; j++) {
      let sr = gr[j]! * pullR - gi[j]! * pullI;
      let si = gr[j]! * pullI + gi[j]! * pullR;
      for (let c = 0; c < k; c++) {
        if (map.additive && c !== j) continue;
        const at = (map.additive ? j : j * k + c) * d + i;
        sr += invR[at]! * vr[c]! - invI[at]! * vi[c]!;
        si += invR[at]! * vi[c]! + invI[at]! * vr[c]!;
      }
      ur[j * d + i] = sr;
      ui[j * d + i] = si;
    }
  }

  return {
    factor(point, re, im, shared) {
      f = point.f;
      root = point.curvatureRoot;
      if (!(map.additive ? invertAdditive(point, re, im) : invertBlocks(point, re, im))) return false;
      if (shared) {
        strong = shared.strong;
        const size = re * re + im * im;
        const firstR = re / size;
        const firstI = -im / size;
        const secondR = firstR * firstR - firstI * firstI;
        const secondI = 2 * firstR * firstI;
        for (let e = 0; e < n * n; e++) {
          const zeroth = shared.constant[e]!;
          const linear = shared.linear[e]!;
          matR[e] = firstR * zeroth + secondR * linear;
          matI[e] = firstI * zeroth + secondI * linear;
        }
      } else {
        for (let i = 0; i < d; i++) magnitude[i] = Math.hypot(kapR[i]!, kapI[i]!) * norms[i]!;
        strong = strongFeatures(magnitude, n);
        weakR.set(kapR);
        weakI.set(kapI);
        for (const i of strong) {
          weakR[i] = 0;
          weakI[i] = 0;
        }
        kernel.gram(weakR, matR);
        kernel.gram(weakI, matI);
        if (root !== null) {
          scaleGram(matR, root);
          scaleGram(matI, root);
        }
      }
      for (let m = 0; m < n; m++) matR[m * n + m]! += 1;
      if (!factorComplexSymmetric(matR, matI, n)) return false;
      return strong.length === 0 || factorStrong();
    },
    solve(br, bi, q) {
      const count = strong.length;
      for (let a = 0; a < count; a++)
        for (let j = 0; j < k; j++) {
          termsR[a * k + j] = br[j * d + strong[a]!]!;
          termsI[a * k + j] = bi[j * d + strong[a]!]!;
        }
      applyInverse(br, bi);
      projected.fill(0);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) {
          projected[i]! += f[j * d + i]! * br[j * d + i]!;
          projected[d + i]! += f[j * d + i]! * bi[j * d + i]!;
        }
      for (let a = 0; a < count; a++) {
        const i = strong[a]!;
        const scale = 1 / (kapR[i]! ** 2 + kapI[i]! ** 2);
        etaR[a] = (projected[i]! * kapR[i]! + projected[d + i]! * kapI[i]!) * scale;
        etaI[a] = (projected[d + i]! * kapR[i]! - projected[i]! * kapI[i]!) * scale;
        projected[i] = 0;
        projected[d + i] = 0;
      }
      kernel.forwardMany(projected, q, 2);
      if (root !== null) scaleRows(q, root);
      for (let m = 0; m < n; m++) {
        rR[m] = q[m]!;
        rI[m] = q[n + m]!;
      }
      solveComplexSymmetric(matR, matI, n, rR, rI);
      if (count > 0) {
        for (let a = 0; a < count; a++) {
          let sr = 0;
          let si = 0;
          for (let m = 0; m < n; m++) {
            const x = columns[a * n + m]!;
            sr += x * rR[m]!;
            si += x * rI[m]!;
          }
          etaR[a]! -= sr;
          etaI[a]! -= si;
        }
        solveComplexSymmetric(smallR, smallI, count, etaR, etaI);
        for (let m = 0; m < n; m++) {
          rR[m] = q[m]!;
          rI[m] = q[n + m]!;
        }
        for (let a = 0; a < count; a++)
          for (let m = 0; m < n; m++) {
            const x = columns[a * n + m]!;
            rR[m]! += x * etaR[a]!;
            rI[m]! += x * etaI[a]!;
          }
        solveComplexSymmetric(matR, matI, n, rR, rI);
      }
      for (let m = 0; m < n; m++) {
        q[m] = rR[m]!;
        q[n + m] = rI[m]!;
      }
      if (root !== null) scaleRows(q, root);
      kernel.backwardMany(q, back, 2);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) {
          let gr = 0;
          let gi = 0;
          if (map.additive) {
            gr = invR[j * d + i]! * f[j * d + i]!;
            gi = invI[j * d + i]! * f[j * d + i]!;
          } else
            for (let c = 0; c < k; c++) {
              gr += invR[(j * k + c) * d + i]! * f[c * d + i]!;
              gi += invI[(j * k + c) * d + i]! * f[c * d + i]!;
            }
          br[j * d + i]! -= gr * back[i]! - gi * back[d + i]!;
          bi[j * d + i]! -= gr * back[d + i]! + gi * back[i]!;
        }
      for (let a = 0; a < count; a++) solveStrongCoordinate(strong[a]!, a, br, bi);
    },
  };
}
