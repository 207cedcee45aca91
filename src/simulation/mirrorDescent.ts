import { InterruptedError } from '../errors.ts';
import { createKernel } from '../numerics/kernel.ts';
import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import type { DescentOptions, DescentOutcome, DescentResult } from './descent.ts';
import { integrateOde } from './integrateOde.ts';

/** Mirror descent and natural gradient descent on the parameters, without a potential. */
export type MirrorOptions = Omit<DescentOptions, 'batch' | 'noise' | 'momentum' | 'seed'> & {
  readonly kind: 'mirror' | 'natural';
  /** Tolerance of the flow within a step. */
  readonly tolerance: number;
};

/** Growth of the residual at which a run counts as diverged. */
const DIVERGED = 1e8;

/**
 * Each step holds the gradient g of ½|Xw − y|² in w and moves θ along ∇F: for the time η, θ' = −g ∇F (mirror descent;
 * Gunasekar, Woodworth and Srebro 2021), or until w has moved by −η |∇F(θ_k)|² g, θ' = ∇F/|∇F|² in w (natural gradient
 * descent). Yields to the event loop about every 25 ms.
 */
export async function mirrorDescent(options: MirrorOptions): Promise<DescentResult> {
  const { kind, map, theta0, X, y, n, d, step, stop, maximumSteps, tolerance, onStep } = options;
  const kernel = createKernel(X, n, d);
  let theta = theta0.slice();
  const [w, image, r, x] = [
    new Float64Array(d),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(d),
  ];
  const [f, nu, multipliers] = [new Float64Array(theta.length), new Float64Array(n), new Float64Array(n)];
  const residual = (): number => {
    map.value(theta, w);
    kernel.forward(w, image);
    for (let m = 0; m < n; m++) r[m] = y[m]! - image[m]!;
    return euclideanNorm(r);
  };
  const speeds = (at: Float64Array, out: Float64Array): void => {
    map.gradient(at, f);
    out.fill(0);
    for (let j = 0; j < f.length; j++) out[j % d]! += f[j]! * f[j]!;
  };
  const [squared, now] = [new Float64Array(d), new Float64Array(d)];
  const start = residual() || 1;
  let [steps, steepest] = [0, 0];
  let last = performance.now();
  const finish = (outcome: DescentOutcome): DescentResult => ({
    outcome,
    theta,
    w: w.slice(),
    steps,
    residual: residual() / start,
    nu,
  });
  for (;;) {
    const size = residual() / start;
    if (size <= stop) return finish('converged');
    if (!(size < DIVERGED)) return finish('diverged');
    if (steps >= maximumSteps) return finish('not converged');
    if (options.signal?.aborted === true) throw new InterruptedError('aborted', 'the run was interrupted');
    if (performance.now() > (options.deadline ?? Infinity)) return finish('aborted');
    if (performance.now() - last > 25) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
    for (let m = 0; m < n; m++) multipliers[m] = step * (options.pull?.(r[m]!, m) ?? r[m]!);
    kernel.backward(multipliers, x);
    for (let i = 0; i < d; i++) x[i] = -x[i]!;
    const slope = maxNorm(x);
    if (steps === 0) steepest = slope;
    if (slope <= stop * steepest) return finish('converged');
    onStep?.(theta, x, multipliers);
    for (let m = 0; m < n; m++) nu[m]! += multipliers[m]!;
    speeds(theta, squared);
    const moved = integrateOde({
      start: theta,
      from: 0,
      to: 1,
      tolerance,
      maximumSteps: 5000,
      rate: (_, at, out) => {
        if (kind === 'natural') speeds(at, now);
        map.gradient(at, f);
        for (let j = 0; j < out.length; j++) {
          const i = j % d;
          out[j] = -x[i]! * f[j]! * (kind === 'natural' ? squared[i]! / now[i]! : 1);
        }
      },
    });
    if (moved.outcome !== 'end') return finish('diverged');
    theta = Float64Array.from(moved.y);
    steps++;
  }
}
