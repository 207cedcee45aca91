import { InterruptedError } from '../errors.ts';
import { createKernel } from '../numerics/kernel.ts';
import { euclideanNorm } from '../numerics/norms.ts';
import { createRandom } from '../random.ts';
import type { DescentProblem } from './descent.ts';
import { normalNumbers } from './normalNumbers.ts';

export interface StochasticFlowOptions extends DescentProblem {
  /** η: the noise has the variance of gradients of single samples drawn at this step size. */
  readonly eta: number;
  /** Time of one step. */
  readonly step: number;
  /** Draws of the Brownian motion that one step sums: 2 gives the path of 1 at half the step. */
  readonly draws: number;
  readonly seed: number;
  readonly stop: number;
  readonly maximumSteps: number;
  /** Called before each step with θ and the variance q dt of each weight's driving path. */
  readonly onStep?: ((theta: Float64Array, variance: Float64Array) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | undefined;
}

export interface StochasticFlowResult {
  readonly outcome: 'converged' | 'diverged' | 'not converged' | 'aborted';
  readonly theta: Float64Array;
  readonly w: Float64Array;
  /** Multipliers of the accumulated gradient, noise included: the dual coordinates are Xᵀ of it. */
  readonly nu: Float64Array;
  /** ∫ L dt. */
  readonly lossIntegral: number;
  readonly time: number;
  readonly steps: number;
  readonly residual: number;
}

/**
 * dθ = −∇F(θ)(g dt + sqrt(2ηL) Xᵀ dB), L = ½|Xw − y|², B a Brownian motion of one entry a sample, Itô sense (Pesme,
 * Pillaud-Vivien and Flammarion 2021, in the convention of a sum over samples). A step holds L and g: each weight then has
 * one driving path S of variance q dt, and θ follows the ordinary equation θ' = ∇F ΔS − ½ ∇²F ∇F q dt over unit time, the
 * Stratonovich form, by the classical Runge–Kutta method.
 */
export async function stochasticFlow(options: StochasticFlowOptions): Promise<StochasticFlowResult> {
  const { map, theta0, X, y, n, d, eta, step, draws, seed, stop, maximumSteps } = options;
  const normal = normalNumbers(createRandom(seed));
  const kernel = createKernel(X, n, d);
  const theta = theta0.slice();
  const [w, image, r, multipliers, nu] = [
    new Float64Array(d),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
  ];
  const k = theta.length / d;
  const additive = map.additive;
  const [x, variance, squares] = [new Float64Array(d), new Float64Array(d), new Float64Array(d)];
  for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) squares[i]! += X[m * d + i]! ** 2;
  const f = new Float64Array(theta.length);
  const hessian = new Float64Array(additive ? theta.length : k * theta.length);
  const stage = new Float64Array(theta.length);
  const rates = [0, 1, 2, 3].map(() => new Float64Array(theta.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const rate = (at: Float64Array, out: Float64Array): void => {
    map.gradient(at, f);
    map.hessian(at, hessian);
    for (let j = 0; j < out.length; j++) {
      const i = j % d;
      const row = (j - i) / d;
      let bent = 0;
      if (additive) bent = hessian[j]! * f[j]!;
      else for (let c = 0; c < k; c++) bent += hessian[(row * k + c) * d + i]! * f[c * d + i]!;
      out[j] = f[j]! * x[i]! - 0.5 * bent * variance[i]!;
    }
  };
  let [lossIntegral, steps, first] = [0, 0, 0];
  let last = performance.now();
  const finish = (outcome: StochasticFlowResult['outcome'], size: number): StochasticFlowResult => ({
    outcome,
    theta,
    w: w.slice(),
    nu,
    lossIntegral,
    time: steps * step,
    steps,
    residual: size / first,
  });
  for (;;) {
    map.value(theta, w);
    kernel.forward(w, image);
    for (let m = 0; m < n; m++) r[m] = y[m]! - image[m]!;
    const size = euclideanNorm(r);
    if (steps === 0) first = size || 1;
    if (size <= stop * first) return finish('converged', size);
    if (!(size < 1e8 * first)) return finish('diverged', size);
    if (steps >= maximumSteps) return finish('not converged', size);
    if (steps % 256 === 0) {
      const now = performance.now();
      if (options.signal?.aborted === true) throw new InterruptedError('aborted', 'the run was interrupted');
      if (now > (options.deadline ?? Infinity)) return finish('aborted', size);
      if (now - last > 25) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        last = performance.now();
      }
    }
    const loss = (size * size) / 2;
    const strength = Math.sqrt((2 * eta * loss * step) / draws);
    for (let m = 0; m < n; m++) {
      let sum = 0;
      for (let k = 0; k < draws; k++) sum += normal();
      multipliers[m] = step * r[m]! + strength * sum;
      nu[m]! += multipliers[m]!;
    }
    kernel.backward(multipliers, x);
    for (let i = 0; i < d; i++) variance[i] = 2 * eta * loss * squares[i]! * step;
    options.onStep?.(theta, variance);
    const [one, two, three, four] = rates;
    rate(theta, one);
    for (const [from, share, to] of [
      [one, 0.5, two],
      [two, 0.5, three],
      [three, 1, four],
    ] as const) {
      for (let j = 0; j < stage.length; j++) stage[j] = theta[j]! + share * from[j]!;
      rate(stage, to);
    }
    for (let j = 0; j < theta.length; j++)
      theta[j]! += (one[j]! + 2 * two[j]! + 2 * three[j]! + four[j]!) / 6;
    lossIntegral += loss * step;
    steps++;
  }
}
