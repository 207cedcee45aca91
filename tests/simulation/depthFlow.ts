import { createRandom } from '../../src/random.ts';
import { depthMap } from '../../src/simulation/powerMap.ts';
import { normalNumbers } from '../../src/simulation/normalNumbers.ts';
import type { FlowCheckpoint, FlowOptions } from '../../src/simulation/flowResult.ts';

export interface Data {
  X: Float64Array;
  y: Float64Array;
  n: number;
  d: number;
}

/** Random normal X and y = X w* with `sparsity` entries ±1, or y random normal when `sparsity` is 0. */
export function randomData(n: number, d: number, sparsity: number, seed: number): Data {
  const random = createRandom(seed);
  const normal = normalNumbers(random);
  const X = Float64Array.from({ length: n * d }, () => normal());
  const y = Float64Array.from({ length: n }, () => (sparsity === 0 ? normal() : 0));
  for (let q = 0; q < sparsity; q++) {
    const sign = random.integer(0, 1) === 0 ? 1 : -1;
    for (let m = 0; m < n; m++) y[m]! += sign * X[m * d + q]!;
  }
  return { X, y, n, d };
}

/** u^D − v^D from u = v = scale. */
export function depthOptions(
  data: Data,
  depth: number,
  scale: number,
  more: Partial<FlowOptions> = {},
): FlowOptions {
  return { ...data, map: depthMap(depth), theta0: new Float64Array(2 * data.d).fill(scale), ...more };
}

/** G(θ) − G(θ0) for the branch ±θ^D, G = ∫ dθ / (D θ^{D−1}), by its closed form. */
export function dualCoordinate(depth: number, theta: number, start: number, sign: number): number {
  // log(θ/θ0), accurate for θ near θ0 and for θ near 0
  const ratio =
    Math.abs(theta / start - 1) < 0.5 ? Math.log1p((theta - start) / start) : Math.log(theta / start);
  const value =
    depth === 2
      ? ratio / 2
      : depth === 1
        ? theta - start
        : (start ** (2 - depth) * Math.expm1((2 - depth) * ratio)) / (depth * (2 - depth));
  return sign * value;
}

/** Largest |G_j(θ_j) − G_j(θ_j(0)) − (Xᵀν)_i| / budget, and the largest violation and budget in units of the dual range. */
export function violation(
  { X, n, d }: Data,
  depth: number,
  scale: number,
  at: Pick<FlowCheckpoint, 'theta' | 'nu' | 'budget'>,
): { ratio: number; violation: number; budget: number } {
  let ratio = 0;
  let worst = 0;
  let budget = 0;
  const unit = scale ** (2 - depth) / depth;
  for (let i = 0; i < d; i++) {
    let s = 0;
    for (let m = 0; m < n; m++) s += X[m * d + i]! * at.nu[m]!;
    for (const j of [0, 1]) {
      const e = at.budget![j * d + i]!;
      const theta = at.theta[j * d + i]!;
      const v = Math.abs(dualCoordinate(depth, theta, scale, j === 0 ? 1 : -1) - s);
      // the returned θ is rounded, however little it moved
      const rounding = (2 * Number.EPSILON * theta ** (2 - depth)) / depth;
      ratio = Math.max(ratio, v / (e + rounding));
      worst = Math.max(worst, v / unit);
      budget = Math.max(budget, e / unit);
    }
  }
  return { ratio, violation: worst, budget };
}

/**
 * The minimiser of Q subject to Xw = y by Newton's method on the dual, w = h(Xᵀλ), with q± = 1 ∓ cXᵀλ updated
 * multiplicatively; depth ≥ 2, small n.
 */
export function dualLimit({ X, y, n, d }: Data, depth: number, scale: number): Float64Array {
  const p = depth / (depth - 2);
  const plus = new Float64Array(d).fill(1);
  const minus = new Float64Array(d).fill(1);
  const sigma = new Float64Array(d);
  const w = new Float64Array(d);
  const weight = (s: number, a: number, b: number): number =>
    depth === 2
      ? 2 * scale ** 2 * Math.sinh(s)
      : scale ** depth *
        2 *
        Math.sinh(p * (Math.abs(s) < 0.5 ? Math.atanh(s) : Math.log(b / a) / 2)) *
        (a * b) ** (-p / 2);
  for (let iteration = 0; iteration < 1000; iteration++) {
    const residual = y.slice();
    const K = new Float64Array(n * n);
    for (let i = 0; i < d; i++) {
      w[i] = weight(sigma[i]!, plus[i]!, minus[i]!);
      const kappa =
        depth === 2
          ? 2 * scale ** 2 * Math.cosh(sigma[i]!)
          : p * scale ** depth * (plus[i]! ** (-p - 1) + minus[i]! ** (-p - 1));
      for (let a = 0; a < n; a++) {
        residual[a]! -= X[a * d + i]! * w[i]!;
        for (let b = 0; b < n; b++) K[a * n + b]! += kappa * X[a * d + i]! * X[b * d + i]!;
      }
    }
    if (Math.hypot(...residual) <= 1e-15 * Math.hypot(...y)) break;
    const step = solve(K, residual, n);
    const ds = Float64Array.from({ length: d }, (_, i) => step.reduce((s, v, m) => s + v * X[m * d + i]!, 0));
    let length = 1;
    for (let i = 0; i < d; i++) {
      if (depth === 2) length = Math.min(length, 3 / Math.abs(ds[i]!));
      else if (ds[i]! > 0) length = Math.min(length, (0.9 * plus[i]!) / ds[i]!);
      else length = Math.min(length, (-0.9 * minus[i]!) / ds[i]!);
    }
    // the dual is concave: halve until its derivative along the step is not negative
    for (let halving = 0; halving < 50; halving++) {
      let slope = step.reduce((s, v, m) => s + v * y[m]!, 0);
      const scaleOfSlope = Math.abs(slope);
      for (let i = 0; i < d; i++)
        slope -=
          ds[i]! *
          weight(sigma[i]! + length * ds[i]!, plus[i]! - length * ds[i]!, minus[i]! + length * ds[i]!);
      if (slope >= -1e-14 * scaleOfSlope) break;
      length /= 2;
    }
    for (let i = 0; i < d; i++) {
      sigma[i]! += length * ds[i]!;
      plus[i]! -= length * ds[i]!;
      minus[i]! += length * ds[i]!;
    }
  }
  return w;
}

function solve(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  const rows = Array.from({ length: n }, (_, i) => [...matrix.slice(i * n, (i + 1) * n), right[i]!]);
  for (let j = 0; j < n; j++) {
    const pivot = rows
      .slice(j)
      .reduce((best, row, i) => (Math.abs(row[j]!) > Math.abs(rows[best]![j]!) ? i + j : best), j);
    [rows[j], rows[pivot]] = [rows[pivot]!, rows[j]!];
    for (let i = 0; i < n; i++) {
      if (i === j) continue;
      const factor = rows[i]![j]! / rows[j]![j]!;
      for (let m = j; m <= n; m++) rows[i]![m]! -= factor * rows[j]![m]!;
    }
  }
  return Float64Array.from(rows, (row, i) => row[n]! / row[i]!);
}

export function maximum(v: Iterable<number>): number {
  let worst = 0;
  for (const x of v) worst = Math.max(worst, Math.abs(x));
  return worst;
}

/** max|a − b| / max|b|. */
export function relativeDistance(a: Float64Array, b: Float64Array): number {
  return maximum(a.map((v, i) => v - b[i]!)) / maximum(b);
}
