import { InterruptedError } from '../errors.ts';
import { createKernel } from '../numerics/kernel.ts';
import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import { createRandom } from '../random.ts';
import { normalNumbers } from './normalNumbers.ts';
import type { ParametrizationMap } from './parametrizationMap.ts';

/** A regression problem with the map of its weights and their start. */
export interface DescentProblem {
  readonly map: ParametrizationMap;
  /** k × d, branch by branch. */
  readonly theta0: Float64Array;
  /** Row-major n × d. */
  readonly X: Float64Array;
  readonly y: Float64Array;
  readonly n: number;
  readonly d: number;
  /** −∂ℓ/∂f of a sample at the gap y − f; the gap itself, that of the squared loss, when absent. */
  readonly pull?: ((gap: number, sample: number) => number) | undefined;
}

export interface DescentOptions extends DescentProblem {
  readonly step: number;
  /** Samples drawn, without replacement, a step; all of them when absent. Their gradient counts n/batch times. */
  readonly batch?: number | undefined;
  /** Standard deviation of normal noise on every label of every step. */
  readonly noise?: number | undefined;
  /** β of heavy-ball: θ_{k+1} = θ_k − η ∇L + β (θ_k − θ_{k−1}). */
  readonly momentum?: number | undefined;
  readonly seed?: number | undefined;
  /** Converged at |y − Xw| ≤ stop · |y − Xw(0)| or, for full gradients, |Xᵀ(y − Xw)| ≤ stop times that at the start. */
  readonly stop: number;
  readonly maximumSteps: number;
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | undefined;
  /** Called before each step with θ_k, x = η times the gradient in w, and η times the residuals in it. */
  readonly onStep?: ((theta: Float64Array, x: Float64Array, multipliers: Float64Array) => void) | undefined;
}

export type DescentOutcome = 'converged' | 'diverged' | 'not converged' | 'aborted';

export interface DescentResult {
  readonly outcome: DescentOutcome;
  readonly theta: Float64Array;
  readonly w: Float64Array;
  readonly steps: number;
  /** |y − Xw| / |y − Xw(0)|. */
  readonly residual: number;
  /** Σ η (y − Xw), weighted as drawn: the dual coordinates are Xᵀ of it. */
  readonly nu: Float64Array;
}

/** Growth of the residual at which a run counts as diverged. */
const DIVERGED = 1e8;
/** Steps between two looks at the clock. */
const LOOK = 256;

/**
 * Gradient descent of ½|Xw − y|², or of another loss with its minimum at f = y, on the parameters of w = F(θ): full or sampled gradients, label noise, heavy-ball momentum.
 * Yields to the event loop about every 25 ms.
 */
export async function descend(options: DescentOptions): Promise<DescentResult> {
  const { map, theta0, X, y, n, d, step, batch, noise, momentum = 0, stop, maximumSteps, onStep } = options;
  const random = createRandom(options.seed ?? 1);
  const normal = normalNumbers(random);
  const kernel = createKernel(X, n, d);
  const theta = theta0.slice();
  const [w, image, r, multipliers] = [
    new Float64Array(d),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
  ];
  const [x, f, velocity, nu] = [
    new Float64Array(d),
    new Float64Array(theta.length),
    new Float64Array(theta.length),
    new Float64Array(n),
  ];
  const order = Array.from({ length: n }, (_, m) => m);
  const residual = (): number => {
    map.value(theta, w);
    kernel.forward(w, image);
    for (let m = 0; m < n; m++) r[m] = y[m]! - image[m]!;
    return euclideanNorm(r);
  };
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
    if (steps % LOOK === 0) {
      const now = performance.now();
      if (options.signal?.aborted === true) throw new InterruptedError('aborted', 'the run was interrupted');
      if (now > (options.deadline ?? Infinity)) return finish('aborted');
      if (now - last > 25) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        last = performance.now();
      }
    }
    multipliers.fill(0);
    const drawn = batch ?? n;
    for (let b = 0; b < drawn; b++) {
      if (batch !== undefined) {
        const other = random.integer(b, n - 1);
        [order[b], order[other]] = [order[other]!, order[b]!];
      }
      const m = order[b]!;
      const error = (options.pull?.(r[m]!, m) ?? r[m]!) + (noise === undefined ? 0 : noise * normal());
      multipliers[m] = ((step * n) / drawn) * error;
    }
    kernel.backward(multipliers, x);
    for (let i = 0; i < d; i++) x[i] = -x[i]!;
    const slope = maxNorm(x);
    if (steps === 0) steepest = slope;
    if (batch === undefined && noise === undefined && slope <= stop * steepest) return finish('converged');
    onStep?.(theta, x, multipliers);
    map.gradient(theta, f);
    for (let m = 0; m < n; m++) nu[m]! += multipliers[m]!;
    for (let j = 0; j < theta.length; j++) {
      velocity[j] = momentum * velocity[j]! - x[j % d]! * f[j]!;
      theta[j]! += velocity[j]!;
    }
    steps++;
  }
}
