import { HypentropyError } from '../errors.ts';
import { accurateResidual } from '../numerics/accurateResidual.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import { createKernel } from '../numerics/kernel.ts';
import { boundaryFace } from './boundaryFace.ts';
import type { BoundaryFace } from './boundaryFace.ts';
import { createDualMap } from './dualMap.ts';
import type { Branch, DualMap, PerCoordinate } from './dualMap.ts';
import { weightRange } from './dualPoint.ts';
import { certify } from './certificate.ts';
import { dampedDualNewton } from './dampedDualNewton.ts';
import { faceMinimiser } from './faceMinimiser.ts';
import { mixedNewton } from './mixedNewton.ts';
import type { NewtonProgress } from './mixedNewton.ts';
import { projectOnRange } from './rangeProjection.ts';
import { regularizerValue } from './regularizer.ts';
import { gatherColumns, restrictMap } from './restrictMap.ts';

export interface MinimiserProblem {
  /** The dual map, or its branches (with the start weights, when they are not the branches' sum at 0). */
  map?: DualMap;
  branches?: readonly Branch[];
  initial?: PerCoordinate;
  /** Row-major n × d. */
  X: Float64Array;
  y: Float64Array;
  n: number;
  d: number;
  signal?: AbortSignal | undefined;
  onIteration?: ((progress: NewtonProgress) => void) | undefined;
  /** Default 400. */
  maxIterations?: number;
}

export interface Minimiser {
  /** argmin Q(w) subject to X w = y; on the least-squares set when X w = y has no solution. */
  w: Float64Array;
  /** Multipliers, n of them, with Xᵀν = ∇ψ(w) up to rounding. */
  nu: Float64Array;
  /** ∇ψ(w), from w. */
  s: Float64Array;
  /** ‖P y - X w‖ / ‖y‖, P the projector onto the range of X. */
  residual: number;
  iterations: number;
  method: string;
  rank: number;
  interpolates: boolean;
  /** ‖y - P y‖ / ‖y‖. */
  defect: number;
  /** First-order bound on the error of each weight, rounding included. */
  errorBound: Float64Array;
  outcome: 'converged' | 'left the domain' | 'stalled';
  /** What to try, or where the domain ends; empty when converged. */
  advice: string;
  /** Q(w) = D_ψ(w, w(0)); +Infinity outside the domain. */
  Q: number;
  /**
   * Where all solutions lie on the boundary of the range: the face, on which w is the minimiser of Q of the other
   * coordinates alone (all solutions agree in the rest of Q, which may be infinite), and that minimiser.
   */
  face?: BoundaryFace;
  onFace?: Minimiser;
}

/**
 * The minimiser of the Bregman divergence Q(w) = D_ψ(w, w(0)) subject to X w = y for a separable mirror map
 * ∇ψ = h⁻¹: w = h(Xᵀν) with X h(Xᵀν) = y (Gunasekar, Lee, Soudry & Srebro 2018). Rank-deficient X and inconsistent y
 * are solved in the least-squares sense, which is where gradient flow of the squared loss goes. Where every solution in the
 * closed range has weights 0 at its end there is no finite ν: there s of the free coordinates is still Xᵀν all along the
 * flow, so that its limit minimises Q over them with the others at 0. Throws HypentropyError
 * for data of the wrong shape or not finite, InterruptedError when stopped by the signal.
 */
export function minimise(problem: MinimiserProblem): Minimiser {
  const found = interiorMinimiser(problem);
  const map = problem.map ?? createDualMap(problem.d, problem.branches ?? [], problem.initial);
  return found.outcome === 'left the domain' ? found : (onBoundary(problem, map, found) ?? found);
}

/** The minimiser on the face of the boundary where all solutions lie; null when there is none. */
function onBoundary(problem: MinimiserProblem, map: DualMap, found: Minimiser): Minimiser | null {
  const { X, y, n, d } = problem;
  const face = boundaryFace(map, X, n, y, found.w, found.nu);
  if (face === null || face.free.length === 0) return null;
  const columns = gatherColumns(X, n, d, face.free);
  const reduced = restrictMap(map, face.free);
  const onFace = interiorMinimiser({ ...problem, map: reduced, X: columns, d: face.free.length });
  if (onFace.outcome !== 'converged') return null;
  const { method, rank } = found;
  const placed = faceMinimiser(map, X, n, y, face, onFace, reduced, columns);
  const iterations = found.iterations + onFace.iterations;
  return {
    ...placed,
    iterations,
    method: `${method}, on the boundary`,
    rank,
    Q: regularizerValue(map, placed.w),
  };
}

function interiorMinimiser(problem: MinimiserProblem): Minimiser {
  const { X, y, n, d } = problem;
  checkData(problem);
  const map = problem.map ?? createDualMap(d, problem.branches ?? [], problem.initial);
  const kernel = createKernel(X, n, d);
  const range = projectOnRange(X, n, d, y, kernel);
  const yNorm = euclideanNorm(y);
  const target = new Float64Array(range.rank);
  accurateResidual(range.x, range.rank, d, map.initial, range.y, target);
  const start = {
    w: map.initial.slice(),
    nu: new Float64Array(n),
    s: new Float64Array(d),
    errorBound: new Float64Array(d),
  };
  const about = { rank: range.rank, interpolates: range.interpolates, defect: range.defect };
  // the rotation to full rank rounds y
  const rounding = (range.rank < n ? 8 : 1) * Number.EPSILON * euclideanNorm(range.y);
  if (range.rank === 0 || euclideanNorm(target) <= rounding) {
    const residual = yNorm > 0 ? euclideanNorm(target) / yNorm : 0;
    return {
      ...start,
      residual,
      iterations: 0,
      method: 'start',
      ...about,
      outcome: 'converged',
      advice: '',
      Q: 0,
    };
  }
  const options = {
    signal: problem.signal,
    onIteration: problem.onIteration,
    maxIterations: problem.maxIterations ?? 400,
  };
  const dual = { map, kernel: range.kernel, x: range.x, target };
  let method = 'path following by mixed Newton';
  let found = mixedNewton(dual, options);
  let checked = certify(dual, range.y, found.rise, found.nu);
  let iterations = found.iterations;
  if (!checked.holds) {
    const reached = dampedDualNewton(dual, options.maxIterations, problem.signal);
    if (reached !== null) {
      const plain = { ...found, ...reached, stalled: false };
      const polished = mixedNewton(dual, { ...options, start: reached.nu });
      for (const candidate of [polished, plain]) {
        const better = certify(dual, range.y, candidate.rise, candidate.nu);
        if (checked.holds || !better.holds) continue;
        [found, checked] = [candidate, better];
        method = 'damped dual Newton';
      }
      iterations += polished.iterations;
    }
  } else if (!found.followed) method = 'mixed Newton';
  const outside = checked.holds ? firstOutside(map, checked.s) : -1;
  const outcome = outside >= 0 ? 'left the domain' : checked.holds ? 'converged' : 'stalled';
  return {
    w: checked.w,
    nu: range.lift(found.nu),
    s: checked.s,
    residual: yNorm > 0 ? checked.residual / yNorm : checked.residual,
    iterations,
    method: found.graded ? `${method}, graded least squares` : method,
    ...about,
    errorBound: checked.bound,
    outcome,
    advice: outcome === 'converged' ? '' : adviceFor(map, outside, checked.w, outcome),
    Q: outside >= 0 ? Infinity : regularizerValue(map, checked.w),
  };
}

/** The coordinate that is furthest outside the domain of its map, or -1. */
function firstOutside(map: DualMap, s: Float64Array): number {
  let worst = -1;
  let excess = 1 + 1e-12;
  for (let i = 0; i < map.d; i++) {
    const share = Math.max(s[i]! / map.high[i]!, s[i]! / map.low[i]!);
    if (share > excess) {
      excess = share;
      worst = i;
    }
  }
  return worst;
}

function adviceFor(map: DualMap, outside: number, w: Float64Array, outcome: string): string {
  if (outcome === 'left the domain') {
    const [low, high] = weightRange(map, outside);
    const bound = w[outside]! > high ? high : low;
    return (
      `coordinate ${outside + 1} would have to reach ${w[outside]!.toPrecision(6)}, beyond the bound ${bound.toPrecision(6)} ` +
      'of the model; use a larger initial scale or a depth of at least 2'
    );
  }
  const confined = mostConfined(map, w);
  if (confined !== null)
    return (
      `no solution of X w = y was found in the range of the model (${confined}); check that the data have one there, ` +
      'or use a map that takes every weight, such as u^2 - v^2'
    );
  return 'the dual problem is too badly conditioned in double precision: use an initial scale nearer to 1';
}

/** The range of a weight that lies outside it, else of any weight with a finite end; null when there is none. */
function mostConfined(map: DualMap, w: Float64Array): string | null {
  let found: string | null = null;
  for (let i = 0; i < map.d; i++) {
    const [low, high] = weightRange(map, i);
    if (!Number.isFinite(low) && !Number.isFinite(high)) continue;
    const isOutside = !(w[i]! > low && w[i]! < high);
    if (found === null || isOutside) found = rangeText(`w_${i + 1}`, low, high);
    if (isOutside) break;
  }
  return found;
}

function rangeText(name: string, low: number, high: number): string {
  const [above, below] = [Number.isFinite(low), Number.isFinite(high)];
  if (above && below) return `${Number(low.toPrecision(6))} < ${name} < ${Number(high.toPrecision(6))}`;
  return above ? `${name} > ${Number(low.toPrecision(6))}` : `${name} < ${Number(high.toPrecision(6))}`;
}

function checkData({ X, y, n, d, map }: MinimiserProblem): void {
  if (X.length !== n * d || y.length !== n) {
    throw new HypentropyError(
      'data',
      `expected X with ${n}×${d} entries and y with ${n}: got ${X.length} and ${y.length}`,
    );
  }
  if (map !== undefined && map.d !== d) {
    throw new HypentropyError('data', `the dual map has ${map.d} coordinates, X has ${d} columns`);
  }
  const bad = X.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0)
    throw new HypentropyError(
      'data',
      `X has the entry ${X[bad]} in row ${Math.floor(bad / d) + 1}, column ${(bad % d) + 1}`,
    );
  const badTarget = y.findIndex((v) => !Number.isFinite(v));
  if (badTarget >= 0)
    throw new HypentropyError('data', `y has the entry ${y[badTarget]} in row ${badTarget + 1}`);
}
