import { HypentropyError } from '../errors.ts';
import type { ParametrizationMap } from './parametrizationMap.ts';

/** Closures of one coordinate; `theta` has length k and must not be kept. */
export interface CoordinateClosures {
  name: string;
  k: number;
  value(theta: Float64Array): number;
  /** out[k] = ∂F/∂θ. */
  gradient(theta: Float64Array, out: Float64Array): void;
  /** out[k·k] = ∂²F/∂θ∂θ, row-major. */
  hessian(theta: Float64Array, out: Float64Array): void;
  /** True when F is a sum of functions of one parameter each. */
  additive?: boolean;
  /** F(θ0 + δ) − F(θ0) without cancellation; by subtraction when absent. */
  increment?(theta0: Float64Array, theta: Float64Array, delta: Float64Array): number;
  /** Index of the first parameter outside the domain of a flow started at θ0, or −1; the whole space when absent. */
  outside?(theta0: Float64Array, theta: Float64Array): number;
}

/** A separable map from closures for one coordinate. Throws HypentropyError (`parametrization`) unless k ≥ 1. */
export function closureMap(closures: CoordinateClosures): ParametrizationMap {
  const { k } = closures;
  if (!Number.isInteger(k) || k < 1)
    throw new HypentropyError('parametrization', `number of parameters must be a positive integer: got ${k}`);
  const additive = closures.additive === true;
  const point = new Float64Array(k);
  const start = new Float64Array(k);
  const shift = new Float64Array(k);
  const first = new Float64Array(k);
  const second = new Float64Array(k * k);
  const load = (from: Float64Array, into: Float64Array, i: number, d: number): void => {
    for (let j = 0; j < k; j++) into[j] = from[j * d + i]!;
  };

  const map: ParametrizationMap = {
    name: closures.name,
    k,
    additive,
    mayLeave: closures.outside !== undefined,
    value(theta, w) {
      const d = w.length;
      for (let i = 0; i < d; i++) {
        load(theta, point, i, d);
        w[i] = closures.value(point);
      }
    },
    increment(theta0, theta, delta, w) {
      const d = w.length;
      for (let i = 0; i < d; i++) {
        load(theta0, start, i, d);
        load(theta, point, i, d);
        load(delta, shift, i, d);
        w[i] = closures.increment
          ? closures.increment(start, point, shift)
          : closures.value(point) - closures.value(start);
      }
    },
    gradient(theta, f) {
      const d = f.length / k;
      for (let i = 0; i < d; i++) {
        load(theta, point, i, d);
        closures.gradient(point, first);
        for (let j = 0; j < k; j++) f[j * d + i] = first[j]!;
      }
    },
    hessian(theta, h) {
      const d = theta.length / k;
      for (let i = 0; i < d; i++) {
        load(theta, point, i, d);
        closures.hessian(point, second);
        if (additive) for (let j = 0; j < k; j++) h[j * d + i] = second[j * k + j]!;
        else for (let m = 0; m < k * k; m++) h[m * d + i] = second[m]!;
      }
    },
    outside(theta0, theta) {
      const d = theta.length / k;
      for (let i = 0; i < d; i++) {
        load(theta, point, i, d);
        for (let j = 0; j < k; j++) if (!Number.isFinite(point[j]!)) return j * d + i;
        if (!closures.outside) continue;
        load(theta0, start, i, d);
        const j = closures.outside(start, point);
        if (j >= 0) return j * d + i;
      }
      return -1;
    },
  };
  if (additive) {
    map.slope = (j, theta) => {
      point.fill(theta);
      closures.gradient(point, first);
      return first[j]!;
    };
  }
  return map;
}
