import { choleskySmall, solveSmall } from '../../numerics/smallCholesky.ts';
import type { LinearProblem } from '../../verification/comparedFlow.ts';

/** A jump of the weights from one saddle to the next. */
export interface Jump {
  /** In units of ¼ log(1/α²). */
  readonly time: number;
  /** The coordinate whose dual variable reaches the end of its box. */
  readonly joins: number;
  readonly weights: Float64Array;
}

/** Gradients below this share of the first count as zero. */
const ZERO = 1e-12;

/**
 * The limit of the flow of u² − v² from u = v = α → 0 (Pesme and Flammarion 2023): with σ = 4s/log(1/α²) in the box [−1, 1],
 * σ' = −∇L(w) while w rests; where a coordinate reaches ±1, w jumps to the least squares over the coordinates at the ends of
 * the box, with the signs of those ends. For few coordinates: the subsets are tried one by one.
 */
export function saddleProcess(problem: LinearProblem): Jump[] {
  const { d } = problem;
  const sigma = new Float64Array(d);
  let weights: Float64Array = new Float64Array(d);
  const jumps: Jump[] = [];
  const first = Math.max(...gradientAt(problem, weights).map(Math.abs));
  for (let time = 0; jumps.length < 8 * d;) {
    const gradient = gradientAt(problem, weights);
    let [wait, joins] = [Infinity, -1];
    for (let i = 0; i < d; i++) {
      const speed = -gradient[i]!;
      if (Math.abs(speed) <= ZERO * first) continue;
      const own = (Math.sign(speed) - sigma[i]!) / speed;
      if (own > 1e-12 && own < wait) [wait, joins] = [own, i];
    }
    if (joins < 0) break;
    time += wait;
    for (let i = 0; i < d; i++) {
      if (Math.abs(gradient[i]!) <= ZERO * first) continue;
      sigma[i] = Math.max(-1, Math.min(1, sigma[i]! - wait * gradient[i]!));
    }
    sigma[joins] = Math.sign(sigma[joins]!);
    weights = signedLeastSquares(problem, sigma);
    jumps.push({ time, joins, weights });
  }
  return jumps;
}

function gradientAt({ X, y, n, d }: LinearProblem, w: Float64Array): Float64Array {
  const gradient = new Float64Array(d);
  for (let m = 0; m < n; m++) {
    let r = -y[m]!;
    for (let i = 0; i < d; i++) r += X[m * d + i]! * w[i]!;
    for (let i = 0; i < d; i++) gradient[i]! += X[m * d + i]! * r;
  }
  return gradient;
}

/** Least squares over w_i σ_i ≥ 0 where |σ_i| = 1 and w_i = 0 elsewhere. */
function signedLeastSquares(problem: LinearProblem, sigma: Float64Array): Float64Array {
  const { X, y, n, d } = problem;
  const ends = Array.from(sigma.keys()).filter((i) => Math.abs(sigma[i]!) === 1);
  let best = { loss: Infinity, w: new Float64Array(d) };
  for (let mask = 0; mask < 2 ** ends.length; mask++) {
    const support = ends.filter((_, j) => (mask >> j) & 1);
    const k = support.length;
    const matrix = new Float64Array(k * k);
    const right = new Float64Array(k);
    for (let m = 0; m < n; m++)
      support.forEach((i, a) => {
        right[a]! += X[m * d + i]! * y[m]!;
        support.forEach((j, b) => (matrix[a * k + b]! += X[m * d + i]! * X[m * d + j]!));
      });
    if (!choleskySmall(matrix, k)) continue;
    solveSmall(matrix, k, right);
    if (support.some((i, a) => right[a]! * sigma[i]! < 0)) continue;
    const w = new Float64Array(d);
    support.forEach((i, a) => (w[i] = right[a]!));
    let loss = 0;
    for (let m = 0; m < n; m++) {
      let r = -y[m]!;
      for (let i = 0; i < d; i++) r += X[m * d + i]! * w[i]!;
      loss += r * r;
    }
    if (loss < best.loss) best = { loss, w };
  }
  return best.w;
}
