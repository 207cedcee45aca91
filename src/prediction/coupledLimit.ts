import { orthonormalRows } from '../numerics/orthonormalRows.ts';
import { solveLinear } from '../numerics/solveLinear.ts';
import { driven, type CoupledMap } from '../simulation/coupledMap.ts';
import { integrateOde } from '../simulation/integrateOde.ts';

/** w as a function of the dual variables and its derivative M, d × d; false where it has no value. */
export type DualValue = (s: Float64Array, w: Float64Array, slope: Float64Array) => boolean;

/**
 * The dual map of a commuting map (after its change of time): θ(s) at the end of the straight line from 0 to s, along which
 * θ' = Jᵀ s/f. That the way does not matter is what the theory says.
 */
export function straightLineMap(map: CoupledMap, theta0: Float64Array, tolerance: number): DualValue {
  const { d, p } = map;
  const jacobian = new Float64Array(d * p);
  return (s, w, slope) => {
    const rate = driven(map, (_, out) => void out.set(s));
    const run = integrateOde({ rate, start: theta0, from: 0, to: 1, tolerance, maximumSteps: 5000 });
    if (run.outcome !== 'end') return false;
    map.value(run.y, w);
    map.jacobian(run.y, jacobian);
    const scale = map.factor === undefined ? 1 : 1 / map.factor(run.y);
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) {
        let sum = 0;
        for (let a = 0; a < p; a++) sum += jacobian[i * p + a]! * jacobian[j * p + a]!;
        slope[i * d + j] = scale * sum;
      }
    return w.every(Number.isFinite) && slope.every(Number.isFinite);
  };
}

export interface CoupledLimit {
  readonly w: Float64Array;
  readonly s: Float64Array;
  /** |Xᵀ(y − Xw)| relative to its value at the start. */
  readonly residual: number;
  readonly iterations: number;
  readonly outcome: 'converged' | 'stalled';
}

const MOST_ITERATIONS = 80;
const MOST_HALVINGS = 40;
/** Relative residual from which on Newton steps only polish. */
const SMALL = 1e-12;

/**
 * Where the theory says that the flow ends: w(s) with s in the row space of X and Xᵀ(y − Xw(s)) = 0, by damped Newton in
 * coordinates of the row space (minimum of the convex function ψ*(s) − ⟨s, target⟩ where Xw = y can be solved).
 */
export function coupledLimit(dual: DualValue, X: Float64Array, y: Float64Array, d: number): CoupledLimit {
  const n = y.length;
  const Q = orthonormalRows(X, n, d);
  const r = Q.length / d;
  const [s, w, slope] = [new Float64Array(d), new Float64Array(d), new Float64Array(d * d)];
  const gram = new Float64Array(d * d);
  const target = new Float64Array(d);
  for (let m = 0; m < n; m++)
    for (let i = 0; i < d; i++) {
      target[i]! += X[m * d + i]! * y[m]!;
      for (let j = 0; j < d; j++) gram[i * d + j]! += X[m * d + i]! * X[m * d + j]!;
    }
  const defect = (weights: Float64Array, out: Float64Array): number => {
    let total = 0;
    for (let i = 0; i < d; i++) {
      let sum = target[i]!;
      for (let j = 0; j < d; j++) sum -= gram[i * d + j]! * weights[j]!;
      out[i] = sum;
      total += sum * sum;
    }
    return Math.sqrt(total);
  };
  const g = new Float64Array(d);
  if (!dual(s, w, slope)) return { w, s, residual: NaN, iterations: 0, outcome: 'stalled' };
  const initial = defect(w, g) || 1;
  let size = defect(w, g);
  const [trial, tried, next] = [new Float64Array(d), new Float64Array(d), new Float64Array(d * d)];
  const rest = new Float64Array(d);
  const [matrix, step, product] = [new Float64Array(r * r), new Float64Array(r), new Float64Array(d * d)];
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS && size > 0; iterations++) {
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += gram[i * d + k]! * slope[k * d + j]!;
        product[i * d + j] = sum;
      }
    for (let a = 0; a < r; a++) {
      let right = 0;
      for (let i = 0; i < d; i++) right += Q[a * d + i]! * g[i]!;
      step[a] = right;
      for (let b = 0; b < r; b++) {
        let sum = 0;
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++) sum += Q[a * d + i]! * product[i * d + j]! * Q[b * d + j]!;
        matrix[a * r + b] = sum;
      }
    }
    if (!solveLinear(matrix, step, r)) break;
    let factor = 1;
    let better = false;
    for (let k = 0; k < MOST_HALVINGS && !better; k++, factor /= 2) {
      for (let i = 0; i < d; i++) {
        let sum = s[i]!;
        for (let a = 0; a < r; a++) sum += factor * Q[a * d + i]! * step[a]!;
        trial[i] = sum;
      }
      if (!dual(trial, tried, next)) continue;
      const reached = defect(tried, rest);
      if (!(reached < size)) {
        if (size <= SMALL * initial) break;
        continue;
      }
      better = true;
      size = reached;
      s.set(trial);
      w.set(tried);
      slope.set(next);
      g.set(rest);
    }
    if (!better) break;
  }
  return {
    w,
    s,
    residual: size / initial,
    iterations,
    outcome: size <= 1e-9 * initial ? 'converged' : 'stalled',
  };
}
