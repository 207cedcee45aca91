import { applyQ, pivotedQr } from '../numerics/pivotedQr.ts';
import { choleskySmall, solveSmall } from '../numerics/smallCholesky.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import type { SampleLoss } from '../numerics/sampleLoss.ts';

/** The predictions f of least loss Σ ℓ(f_m, y_m) among those that some weight gives, f = Xw. */
export interface FittedMinimiser {
  readonly fitted: Float64Array;
  /** Bound of the Euclidean error of `fitted`; Infinity where the curvature of the loss gives none. */
  readonly error: number;
  /** Whether ℓ'' is shown positive in every direction of the range: then no other predictions are as good. */
  readonly curved: boolean;
  readonly iterations: number;
}

const MOST_ITERATIONS = 300;
/** Share of the slope along a step that may be left, with either sign, where the step is accepted. */
const LEFT = 0.9;
const EPSILON = Number.EPSILON;

/**
 * Minimises Σ ℓ((Ua)_m, y_m) over a, which may be stopped by throwing in `onIteration`, U an orthonormal basis of the range of X (n × d row-major): Newton's method with a
 * growing multiple of the identity where ℓ'' leaves the matrix singular. Along a step the slope of a convex function
 * only falls, so that the step is halved until the slope has not changed to more than its share of the other sign. The
 * error bound is ‖(UᵀΛU)⁻¹‖ times the gradient left and its rounding, with Λ the least of ℓ'' here, at either end of the
 * interval that the bound leaves each sample and at its own minimum, elsewhere inside which ℓ'' is taken to have no minimum.
 */
export function fittedMinimiser(
  X: Float64Array,
  n: number,
  d: number,
  y: Float64Array,
  loss: SampleLoss,
  onIteration: () => void = () => undefined,
): FittedMinimiser {
  const basis = rangeBasis(X, n, d);
  const r = basis.length;
  const z = Float64Array.from(y, (target) => loss.rest(target));
  const a = Float64Array.from(basis, (u) => dot(u, z));
  const gap = new Float64Array(n);
  const pull = new Float64Array(n);
  const matrix = new Float64Array(r * r);
  const measure = (at: Float64Array): Float64Array => {
    gap.set(z);
    basis.forEach((u, j) => u.forEach((v, m) => (gap[m]! -= at[j]! * v)));
    gap.forEach((g, m) => (pull[m] = loss.pull(g, y[m]!)));
    return Float64Array.from(basis, (u) => dot(u, pull));
  };
  const curvatures = (): Float64Array => gap.map((g, m) => curvatureOf(loss, g, y[m]!));
  const assemble = (weights: Float64Array, ridge: number): boolean => {
    for (let j = 0; j < r; j++)
      for (let k = 0; k <= j; k++) {
        let sum = 0;
        for (let m = 0; m < n; m++) sum += basis[j]![m]! * weights[m]! * basis[k]![m]!;
        matrix[j * r + k] = sum + (j === k ? ridge : 0);
      }
    return choleskySmall(matrix, r);
  };

  let slope = measure(a);
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS; iterations++) {
    onIteration();
    const size = euclideanNorm(slope);
    if (size <= 2 * EPSILON * euclideanNorm(pull)) break;
    const weights = curvatures();
    const typical = weights.reduce((sum, c) => sum + c, 0) / n;
    let ridge = 0;
    while (!assemble(weights, ridge)) ridge = Math.max(10 * ridge, 1e-12 * typical, 1e-12 * size);
    const step = slope.slice();
    solveSmall(matrix, r, step);
    const along = dot(step, slope);
    let share = 1;
    let next = a;
    let there = slope;
    for (let halving = 0; halving < 60; halving++, share *= 0.5) {
      next = a.map((v, j) => v + share * step[j]!);
      there = measure(next);
      if (Math.abs(dot(step, there)) <= LEFT * along) break;
    }
    const moved = share * euclideanNorm(step);
    const gains = euclideanNorm(there) < size;
    if (!gains && moved <= 1e-12 * (euclideanNorm(a) + euclideanNorm(z))) break;
    a.set(next);
    slope = there;
    if (moved <= 0.25 * EPSILON * euclideanNorm(a)) break;
  }
  slope = measure(a);
  const fitted = z.map((v, m) => v - gap[m]!);
  const here = curvatures();
  const errorAt = (weights: Float64Array): number => {
    if (!assemble(weights, 0) || !isSafe(matrix, r)) return Infinity;
    const rounding = pull.map(
      (p, m) => (n + 4) * Math.abs(p) + 4 * here[m]! * (Math.abs(z[m]!) + Math.abs(gap[m]!)),
    );
    return inverseNorm(matrix, r) * (euclideanNorm(slope) + EPSILON * euclideanNorm(rounding));
  };
  const estimate = 4 * errorAt(here);
  const least = here.map((c, m) =>
    Math.min(c, ...near(gap[m]!, estimate).map((g) => curvatureOf(loss, g, y[m]!))),
  );
  const bound = estimate < Infinity ? errorAt(least) : Infinity;
  const error = bound <= estimate ? bound + 4 * EPSILON * euclideanNorm(z) : Infinity;
  return { fitted, error, curved: estimate < Infinity, iterations };
}

/** Both ends of an interval of gaps, and 0 where it lies inside. */
const near = (gap: number, radius: number): number[] =>
  [gap - radius, gap + radius].concat(Math.abs(gap) < radius ? [0] : []);

/** Largest curvature that the matrices are given, where ℓ'' is infinite. */
const LARGEST = 1e100;
const curvatureOf = (loss: SampleLoss, gap: number, target: number): number =>
  Math.min(loss.curvature(gap, target), LARGEST);

/** ‖A⁻¹‖ in the Frobenius norm from the Cholesky factor of A. */
function inverseNorm(factor: Float64Array, r: number): number {
  let norm = 0;
  const column = new Float64Array(r);
  for (let j = 0; j < r; j++) {
    column.fill(0);
    column[j] = 1;
    solveSmall(factor, r, column);
    norm = Math.hypot(norm, euclideanNorm(column));
  }
  return norm;
}

/** Whether a Cholesky factor is that of a matrix safely away from singular ones. */
function isSafe(factor: Float64Array, r: number): boolean {
  let [least, most] = [Infinity, 0];
  for (let j = 0; j < r; j++) {
    least = Math.min(least, factor[j * r + j]!);
    most = Math.max(most, factor[j * r + j]!);
  }
  return r === 0 || least > 1e-6 * most;
}

/** Orthonormal columns that span the range of X. */
function rangeBasis(X: Float64Array, n: number, d: number): Float64Array[] {
  const columns = new Float64Array(n * d);
  for (let i = 0; i < d; i++) for (let m = 0; m < n; m++) columns[i * n + m] = X[m * d + i]!;
  const qr = pivotedQr(columns, n, d, Math.max(n, d) * EPSILON);
  return Array.from({ length: qr.rank }, (_, j) => {
    const u = new Float64Array(n);
    u[j] = 1;
    applyQ(qr, u);
    return u;
  });
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, m) => sum + v * b[m]!, 0);
