import type { CoupledMap } from '../../simulation/coupledMap.ts';
import { integrateOde } from '../../simulation/integrateOde.ts';

/** A point of a training path: parameters, weights and the accumulated signal ∫ Xᵀ(y − Xw) dt. */
export interface PathPoint {
  readonly t: number;
  readonly theta: Float64Array;
  readonly w: Float64Array;
  readonly s: Float64Array;
}

/** X row by row with y. */
export interface Measurements {
  readonly X: Float64Array;
  readonly y: Float64Array;
}

/** −∇L(w) = Xᵀ(y − Xw). */
export function pull({ X, y }: Measurements, w: Float64Array, out: Float64Array): void {
  const d = w.length;
  out.fill(0);
  for (let m = 0; m < y.length; m++) {
    let residual = y[m]!;
    for (let i = 0; i < d; i++) residual -= X[m * d + i]! * w[i]!;
    for (let i = 0; i < d; i++) out[i]! += X[m * d + i]! * residual;
  }
}

/** Gradient flow of the squared loss on the parameters of a map, at the times asked for. */
export function trainingPath(
  map: CoupledMap,
  theta0: Float64Array,
  data: Measurements,
  times: readonly number[],
  tolerance: number,
): PathPoint[] {
  const { d, p } = map;
  const [jacobian, w, g] = [new Float64Array(d * p), new Float64Array(d), new Float64Array(d)];
  const rate = (_: number, state: Float64Array, out: Float64Array): void => {
    const theta = state.subarray(0, p);
    map.value(theta, w);
    map.jacobian(theta, jacobian);
    pull(data, w, g);
    for (let a = 0; a < p; a++) {
      out[a] = 0;
      for (let i = 0; i < d; i++) out[a]! += jacobian[i * p + a]! * g[i]!;
    }
    out.set(g, p);
  };
  let state = new Float64Array(p + d);
  state.set(theta0);
  let from = 0;
  return times.map((t) => {
    state = Float64Array.from(integrateOde({ rate, start: state, from, to: t, tolerance }).y);
    from = t;
    const at = new Float64Array(d);
    map.value(state.subarray(0, p), at);
    return { t, theta: state.slice(0, p), w: at, s: state.slice(p) };
  });
}
