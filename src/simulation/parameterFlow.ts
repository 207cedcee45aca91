import { InterruptedError } from '../errors.ts';
import { createKernel } from '../numerics/kernel.ts';
import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import type { DescentProblem } from './descent.ts';
import { integrateOde } from './integrateOde.ts';

/** A motion of the parameters other than plain gradient flow. */
export interface ParameterFlowOptions extends DescentProblem {
  /** Rate of each of the k parameters; 1 when absent. */
  readonly rates?: ArrayLike<number> | undefined;
  /** λ(t) of weight decay λ/2 |θ|². */
  readonly decay?: ((t: number) => number) | undefined;
  /** Factor of the residuals in the integral ν; 1 when absent. */
  readonly weighting?: ((t: number) => number) | undefined;
  /** Times at which the decay jumps. */
  readonly breaks?: readonly number[] | undefined;
  /** λ of λθ'' + θ' = −∇L from rest; 0 when absent. */
  readonly inertia?: number | undefined;
  /** Integrals along the path of functions of θ, θ' and the gradient in w. */
  readonly integrands?: {
    readonly count: number;
    readonly fill: (theta: Float64Array, velocity: Float64Array, g: Float64Array, out: Float64Array) => void;
  };
  readonly tolerance: number;
  /** Converged where the residual, or the gradient in w, is at most this share of the first and, with inertia, the motion has ceased likewise. */
  readonly stop: number;
  /** What must be small: the residual y − Xw, or all speeds θ' with no parameter growing. */
  readonly until: 'fitted' | 'still';
  readonly maximumTime: number;
  readonly maximumSteps?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | undefined;
  readonly onStep?: (t: number, theta: Float64Array) => void;
}

export interface ParameterFlowResult {
  readonly outcome: 'converged' | 'not converged' | 'aborted' | 'stalled';
  readonly t: number;
  readonly theta: Float64Array;
  readonly w: Float64Array;
  readonly velocity: Float64Array;
  /** |y − Xw| / |y − Xw(0)|. */
  readonly residual: number;
  /** ∫ (y − Xw) dt, or with the weighting. */
  readonly nu: Float64Array;
  readonly integrals: Float64Array;
  readonly steps: number;
  /** Whether some parameter has changed its sign. */
  readonly crossed: boolean;
}

/** Relative growth of a parameter, per unit of time, below which it counts as at rest. */
const GROWTH = 1e-9;
/** Steps of the integrator before the event loop is served. */
const PIECE = 400;

/**
 * Integrates gradient flow of ½|Xw − y|² with rates, weight decay or inertia on plain parameters by an explicit method of
 * order 8, with ∫(y − Xw)dt and other integrals beside it.
 */
export async function parameterFlow(options: ParameterFlowOptions): Promise<ParameterFlowResult> {
  const { map, theta0, X, y, n, d, rates, decay, inertia = 0, integrands, until, stop } = options;
  const kernel = createKernel(X, n, d);
  const size = theta0.length;
  const extra = integrands?.count ?? 0;
  const hasInertia = inertia > 0;
  const at = { velocity: size, nu: size * (hasInertia ? 2 : 1), end: 0 };
  const start = new Float64Array(at.nu + n + extra);
  start.set(theta0);
  const [w, image, r, g] = [
    new Float64Array(d),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(d),
  ];
  const pulls = new Float64Array(n);
  const [f, speed] = [new Float64Array(size), new Float64Array(size)];
  const read = (state: Float64Array): void => {
    map.value(state.subarray(0, size), w);
    kernel.forward(w, image);
    for (let m = 0; m < n; m++) r[m] = y[m]! - image[m]!;
  };
  const rate = (t: number, state: Float64Array, out: Float64Array): void => {
    const theta = state.subarray(0, size);
    read(state);
    for (let m = 0; m < n; m++) pulls[m] = options.pull?.(r[m]!, m) ?? r[m]!;
    kernel.backward(pulls, g);
    for (let i = 0; i < d; i++) g[i] = -g[i]!;
    map.gradient(theta, f);
    const lambda = decay?.(t) ?? 0;
    const share = options.weighting?.(t) ?? 1;
    for (let j = 0; j < size; j++) {
      const force = -(rates?.[Math.floor(j / d)] ?? 1) * g[j % d]! * f[j]! - lambda * theta[j]!;
      if (hasInertia) {
        speed[j] = state[at.velocity + j]!;
        out[at.velocity + j] = (force - speed[j]!) / inertia;
      } else speed[j] = force;
      out[j] = speed[j]!;
    }
    for (let m = 0; m < n; m++) out[at.nu + m] = share * pulls[m]!;
    integrands?.fill(theta, speed, g, out.subarray(at.nu + n));
  };
  read(start);
  const first = euclideanNorm(r) || 1;
  rate(0, start, new Float64Array(start.length));
  const scale = Math.max(maxNorm(theta0), 1e-300);
  let fastest = hasInertia ? maxNorm(g) * maxNorm(f) : maxNorm(speed);
  const steepest = maxNorm(g);
  let crossed = false;
  const isOver = (state: Float64Array): boolean => {
    for (let j = 0; j < size; j++) crossed ||= state[j]! * theta0[j]! < 0;
    fastest = Math.max(fastest, maxNorm(speed));
    const still = maxNorm(speed) <= stop * fastest;
    // a parameter that is small may still grow, away from a saddle
    if (until === 'still') return still && speed.every((v, j) => !(v / state[j]! > GROWTH));
    const fitted = euclideanNorm(r) <= stop * first || maxNorm(g) <= stop * steepest;
    return fitted && (!hasInertia || maxNorm(speed) <= stop * scale);
  };
  let state = start;
  let t = 0;
  let steps = 0;
  const ends = [
    ...(options.breaks ?? []).filter((b) => b > 0 && b < options.maximumTime),
    options.maximumTime,
  ];
  let outcome: ParameterFlowResult['outcome'] = 'not converged';
  const earliest = until === 'fitted' && decay !== undefined ? (ends.at(-2) ?? 0) : 0;
  pieces: for (const end of ends) {
    while (t < end) {
      const part = integrateOde({
        rate,
        start: state,
        from: t,
        to: end,
        tolerance: options.tolerance,
        maximumSteps: PIECE,
        signal: options.signal,
        deadline: options.deadline,
        onStep: (time, now) => {
          options.onStep?.(time, now.subarray(0, size));
          return time >= earliest && isOver(now);
        },
      });
      state = Float64Array.from(part.y);
      t = part.t;
      steps += part.steps;
      if (options.signal?.aborted === true) throw new InterruptedError('aborted', 'the run was interrupted');
      if (part.outcome === 'stopped') outcome = 'converged';
      if (part.outcome === 'aborted' || part.outcome === 'stalled') outcome = part.outcome;
      if (outcome !== 'not converged' || steps >= (options.maximumSteps ?? 100_000)) break pieces;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  rate(t, state, new Float64Array(state.length));
  return {
    outcome,
    t,
    theta: state.slice(0, size),
    w: w.slice(),
    velocity: speed.slice(),
    residual: euclideanNorm(r) / first,
    nu: state.slice(at.nu, at.nu + n),
    integrals: state.slice(at.nu + n),
    steps,
    crossed,
  };
}
