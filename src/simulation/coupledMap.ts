import type { Rate } from './integrateOde.ts';

/** A map of p shared parameters to d weights, as plain closures. */
export interface CoupledMap {
  readonly name: string;
  readonly d: number;
  readonly p: number;
  value(theta: Float64Array, w: Float64Array): void;
  /** J, d × p, row by row. */
  jacobian(theta: Float64Array, out: Float64Array): void;
  /** out ← Jᵀ signal, where that costs less than the Jacobian. */
  pullBack?(theta: Float64Array, signal: Float64Array, out: Float64Array): void;
  /** A positive function of the parameters by which a change of time speeds the dual variables up; absent: 1. */
  readonly factor?: (theta: Float64Array) => number;
}

/** θ' = Jᵀ s'(t)/f for a given signal s' of d entries. */
export function driven(map: CoupledMap, signal: (t: number, out: Float64Array) => void): Rate {
  const { d, p } = map;
  const jacobian = new Float64Array(d * p);
  const slope = new Float64Array(d);
  return (t, theta, out) => {
    signal(t, slope);
    pulledBack(map, theta, slope, jacobian, out);
    const scale = map.factor === undefined ? 1 : 1 / map.factor(theta);
    for (let a = 0; a < p; a++) out[a]! *= scale;
  };
}

/** out ← Jᵀ signal in its first p entries; `jacobian` is room for d × p numbers. */
export function pulledBack(
  map: CoupledMap,
  theta: Float64Array,
  signal: Float64Array,
  jacobian: Float64Array,
  out: Float64Array,
): void {
  if (map.pullBack !== undefined) return map.pullBack(theta, signal, out);
  const { d, p } = map;
  map.jacobian(theta, jacobian);
  for (let a = 0; a < p; a++) {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += jacobian[i * p + a]! * signal[i]!;
    out[a] = sum;
  }
}
