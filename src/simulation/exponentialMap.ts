import { HypentropyError } from '../errors.ts';
import type { ParametrizationMap } from './parametrizationMap.ts';

/**
 * w = Σ_j c_j exp(θ_j) on the whole line, the limit of infinite depth.
 * Throws HypentropyError (`parametrization`) for a coefficient that is zero or not finite.
 */
export function exponentialMap(coefficients: readonly number[]): ParametrizationMap {
  const k = coefficients.length;
  if (k === 0) throw new HypentropyError('parametrization', 'an exponential map needs at least one branch');
  for (const [j, c] of coefficients.entries())
    if (!Number.isFinite(c) || c === 0)
      throw new HypentropyError(
        'parametrization',
        `coefficient of branch ${j + 1} must be a nonzero number: got ${c}`,
      );
  const c = [...coefficients];

  function derivative(theta: Float64Array, out: Float64Array): void {
    const d = out.length / k;
    for (let j = 0; j < k; j++)
      for (let i = j * d; i < (j + 1) * d; i++) out[i] = c[j]! * Math.exp(theta[i]!);
  }

  return {
    name: c.map((cj) => `${cj === 1 ? '' : `${cj}*`}exp(t)`).join(' + '),
    k,
    additive: true,
    value(theta, w) {
      const d = w.length;
      w.fill(0);
      for (let j = 0; j < k; j++) for (let i = 0; i < d; i++) w[i]! += c[j]! * Math.exp(theta[j * d + i]!);
    },
    increment(theta0, _theta, delta, w) {
      const d = w.length;
      w.fill(0);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++)
          w[i]! += c[j]! * Math.exp(theta0[j * d + i]!) * Math.expm1(delta[j * d + i]!);
    },
    gradient: derivative,
    hessian: derivative,
    outside(_theta0, theta) {
      for (let i = 0; i < theta.length; i++) if (!Number.isFinite(theta[i]!)) return i;
      return -1;
    },
    slope: (j, theta) => c[j]! * Math.exp(theta),
  };
}
