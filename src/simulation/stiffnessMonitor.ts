import { norm } from '../numerics/norm.ts';
import type { FlowPoint, FlowProblem } from './flowPoint.ts';
import { scaleRows } from './scaledRows.ts';

/** Decides when the explicit method has to give way to the implicit one. */
export interface StiffnessMonitor {
  /** To be told of every accepted explicit step. */
  observe(point: FlowPoint, h: number, t: number): void;
  readonly stiff: boolean;
  /** Longest step that the explicit method can take without exciting the fastest mode. */
  readonly longestStep: number;
}

/** Steps at the edge of stability before anything is decided. */
const WINDOW = 8;
/** |hλ| from which a step counts as limited by stability, and the largest one allowed (real stability interval 6). */
const EDGE = 4;
const LARGEST = 5.5;
/** Steps that the implicit method is taken to need for what is left. */
const IMPLICIT_STEPS = 12;

/**
 * The fastest mode of the flow decays at the rate λmax(√Λ X diag(|f|²) Xᵀ √Λ), followed by one power iteration a step. Steps
 * limited by it are not yet a reason to change: while the residual falls fast enough, the explicit method reaches the
 * end sooner than the implicit one with its n × n systems.
 */
export function stiffnessMonitor(problem: FlowProblem, stopResidual: number): StiffnessMonitor {
  const { kernel, n, d, k, allocate } = problem;
  const kd = k * d;
  const explicitCost = 12 * (2 * n * d + 40 * kd);
  const implicitCost = 5 * 0.5 * n * n * d + 5 * n * n * n + 3.5 * (20 * n * d + 150 * kd) + 20 * kd;
  const affordable = (IMPLICIT_STEPS * implicitCost) / explicitCost;
  const startSize = norm(problem.startResidual);
  const mode = allocate(n);
  for (let m = 0; m < n; m++) mode[m] = 1 + ((m * 7) % 5);
  const image = allocate(n);
  const projected = allocate(d);
  const times: number[] = [];
  const residuals: number[] = [];
  let atEdge = 0;
  let stiff = false;
  let longestStep = Infinity;

  function fastestRate(point: FlowPoint): number {
    const size = norm(mode);
    const root = point.curvatureRoot;
    if (root !== null) scaleRows(mode, root);
    kernel.backward(mode, projected);
    for (let i = 0; i < d; i++) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += point.f[j * d + i]! ** 2;
      projected[i]! *= sum / size;
    }
    kernel.forward(projected, image);
    if (root !== null) scaleRows(image, root);
    const value = norm(image);
    // a little of everything keeps a mode that has just become fast in sight
    for (let m = 0; m < n; m++)
      mode[m] = image[m]! / (value > 0 ? value : 1) + 1e-3 * (mode[m]! < 0 ? -1 : 1);
    return value;
  }

  return {
    get stiff() {
      return stiff;
    },
    get longestStep() {
      return longestStep;
    },
    observe(point, h, t) {
      const rate = fastestRate(point);
      longestStep = rate > 0 ? LARGEST / rate : Infinity;
      atEdge = h * rate > EDGE ? atEdge + 1 : Math.max(0, atEdge - 0.5);
      times.push(t);
      residuals.push(norm(point.residual));
      if (times.length <= WINDOW) return;
      const before = residuals.shift()!;
      const span = t - times.shift()!;
      if (atEdge < WINDOW) return;
      const now = residuals.at(-1)!;
      const decay = Math.log(before / now) / span;
      const remaining = Math.log(now / (stopResidual * startSize));
      const stepsLeft = decay > 0 ? (remaining / decay) * (rate / LARGEST) : Infinity;
      stiff = stepsLeft > affordable;
    },
  };
}
