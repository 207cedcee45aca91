import { HypentropyError } from '../errors.ts';
import type { ParametrizationMap } from './parametrizationMap.ts';

/** One summand c·θ^D. */
export interface PowerBranch {
  coefficient: number;
  exponent: number;
}

/** Kernels raise to powers by repeated multiplication. */
const LARGEST_KERNEL_POWER = 16;

/**
 * w = Σ_j c_j θ_j^{D_j} with real D_j ≥ 1. A branch with D = 1 lives on the whole line; every other one keeps the sign
 * of its start (positive for non-integer D), because its zero is a rest point (D ≥ 2) or the end of the flow (D < 2).
 * Throws HypentropyError (`parametrization`) for an exponent below 1 or no branch.
 */
export function powerMap(branches: readonly PowerBranch[]): ParametrizationMap {
  const k = branches.length;
  if (k === 0) throw new HypentropyError('parametrization', 'a power map needs at least one branch');
  for (const [j, { exponent, coefficient }] of branches.entries()) {
    if (!(exponent >= 1 && Number.isFinite(exponent)))
      throw new HypentropyError(
        'parametrization',
        `exponent of branch ${j + 1} must be a number of at least 1: got ${exponent}`,
      );
    if (!Number.isFinite(coefficient) || coefficient === 0)
      throw new HypentropyError(
        'parametrization',
        `coefficient of branch ${j + 1} must be a nonzero number: got ${coefficient}`,
      );
  }
  const c = branches.map((b) => b.coefficient);
  const D = branches.map((b) => b.exponent);
  const terms = branches.map((b) => `${b.coefficient === 1 ? '' : `${b.coefficient}*`}t^${b.exponent}`);

  return {
    name: terms.join(' + '),
    k,
    additive: true,
    mayLeave: D.some((e) => e > 1 && e < 2),
    ...(D.every((e) => Number.isInteger(e) && e <= LARGEST_KERNEL_POWER) ? { powers: branches } : {}),
    value(theta, w) {
      const d = w.length;
      w.fill(0);
      for (let j = 0; j < k; j++) {
        const at = j * d;
        for (let i = 0; i < d; i++) w[i]! += c[j]! * power(theta[at + i]!, D[j]!);
      }
    },
    increment(theta0, theta, delta, w) {
      const d = w.length;
      w.fill(0);
      for (let j = 0; j < k; j++) {
        const at = j * d;
        const cj = c[j]!;
        const Dj = D[j]!;
        if (Dj === 1) {
          for (let i = 0; i < d; i++) w[i]! += cj * delta[at + i]!;
        } else if (Dj === 2) {
          for (let i = 0; i < d; i++) w[i]! += cj * delta[at + i]! * (theta[at + i]! + theta0[at + i]!);
        } else if (Dj === 3) {
          for (let i = 0; i < d; i++) {
            const a = theta[at + i]!;
            const b = theta0[at + i]!;
            w[i]! += cj * delta[at + i]! * (a * a + b * (a + b));
          }
        } else if (Dj === 4) {
          for (let i = 0; i < d; i++) {
            const a = theta[at + i]!;
            const b = theta0[at + i]!;
            w[i]! += cj * delta[at + i]! * ((a + b) * (a * a + b * b));
          }
        } else if (Dj === 6) {
          for (let i = 0; i < d; i++) {
            const a = theta[at + i]!;
            const b = theta0[at + i]!;
            const aa = a * a;
            const bb = b * b;
            w[i]! += cj * delta[at + i]! * ((a + b) * (aa * aa + bb * (aa + bb)));
          }
        } else if (Number.isInteger(Dj)) {
          // a^D − b^D = (a − b) Σ a^j b^(D−1−j): no cancellation for a, b of one sign
          for (let i = 0; i < d; i++) {
            const a = theta[at + i]!;
            const b = theta0[at + i]!;
            let sum = a + b;
            let p = b;
            for (let m = 2; m < Dj; m++) {
              p *= b;
              sum = sum * a + p;
            }
            w[i]! += cj * delta[at + i]! * sum;
          }
        } else {
          for (let i = 0; i < d; i++) {
            const b = theta0[at + i]!;
            if (b === 0) continue;
            w[i]! += cj * b ** Dj * Math.expm1(Dj * Math.log1p(delta[at + i]! / b));
          }
        }
      }
    },
    gradient(theta, f) {
      const d = f.length / k;
      for (let j = 0; j < k; j++) {
        fillPower(c[j]! * D[j]!, theta, D[j]! - 1, f, j * d, (j + 1) * d);
      }
    },
    hessian(theta, h) {
      const d = h.length / k;
      for (let j = 0; j < k; j++) {
        const factor = c[j]! * D[j]! * (D[j]! - 1);
        if (factor === 0) h.fill(0, j * d, (j + 1) * d);
        else fillPower(factor, theta, D[j]! - 2, h, j * d, (j + 1) * d);
      }
    },
    outside(theta0, theta) {
      const d = theta.length / k;
      for (let j = 0; j < k; j++) {
        if (D[j] === 1) continue;
        const integer = Number.isInteger(D[j]!);
        for (let i = j * d; i < (j + 1) * d; i++) {
          const a = theta[i]!;
          const b = theta0[i]!;
          if (b === 0 ? a !== 0 || D[j]! < 2 : !(integer ? a * b > 0 : a > 0 && b > 0)) return i;
        }
      }
      return -1;
    },
    slope(j, theta) {
      return c[j]! * D[j]! * power(theta, D[j]! - 1);
    },
  };
}

/** w = u^D − v^D, the diagonal linear network of depth D. */
export function depthMap(depth: number): ParametrizationMap {
  return powerMap([
    { coefficient: 1, exponent: depth },
    { coefficient: -1, exponent: depth },
  ]);
}

/** out[i] = factor · x[i]^e for from ≤ i < end; a loop of its own for every small integer e. */
function fillPower(
  factor: number,
  x: Float64Array,
  e: number,
  out: Float64Array,
  from: number,
  end: number,
): void {
  if (e === 0) out.fill(factor, from, end);
  else if (e === 1) for (let i = from; i < end; i++) out[i] = factor * x[i]!;
  else if (e === 2) for (let i = from; i < end; i++) out[i] = factor * (x[i]! * x[i]!);
  else if (e === 3) for (let i = from; i < end; i++) out[i] = factor * (x[i]! * (x[i]! * x[i]!));
  else if (e === 4)
    for (let i = from; i < end; i++) {
      const square = x[i]! * x[i]!;
      out[i] = factor * (square * square);
    }
  else if (e === 5)
    for (let i = from; i < end; i++) {
      const square = x[i]! * x[i]!;
      out[i] = factor * (x[i]! * (square * square));
    }
  else for (let i = from; i < end; i++) out[i] = factor * power(x[i]!, e);
}

/** x^e, by repeated multiplication when e is a small integer. */
function power(x: number, e: number): number {
  if (e === 1) return x;
  if (e === 2) return x * x;
  if (e === 0) return 1;
  if (e > 0 && e <= 64 && Number.isInteger(e)) {
    let result = 1;
    let base = x;
    for (let m = e; ; base *= base) {
      if (m & 1) result *= base;
      m >>= 1;
      if (m === 0) return result;
    }
  }
  return x ** e;
}
