import { HypentropyError } from '../errors.ts';
import { createArena } from '../numerics/arena.ts';
import { createKernel } from '../numerics/kernel.ts';
import { norm } from '../numerics/norm.ts';
import type { FlowProblem } from './flowPoint.ts';
import type { FlowOptions } from './flowResult.ts';

const NOTHING = new Float64Array(0);

/**
 * Checks the data and evaluates what does not change along the path. Throws HypentropyError `data` for wrong lengths or
 * numbers that are not finite, `setting` for a tolerance outside (0, 1), `domain` for a start outside the map's domain.
 */
export function createProblem(options: FlowOptions): FlowProblem {
  const { map, n, d } = options;
  const k = map.k;
  const size = (what: string, have: number, want: number): void => {
    if (have !== want) throw new HypentropyError('data', `${what} must have ${want} numbers: got ${have}`);
  };
  size('X', options.X.length, n * d);
  size('y', options.y.length, n);
  size('theta0', options.theta0.length, k * d);
  const X = options.X instanceof Float64Array ? options.X : new Float64Array(options.X);
  const allocate = createArena();
  const y = allocate(n);
  y.set(options.y);
  const theta0 = allocate(k * d);
  theta0.set(options.theta0);
  const squaredNorms = allocate(d);
  for (let m = 0, at = 0; m < n; m++) for (let i = 0; i < d; i++, at++) squaredNorms[i]! += X[at]! * X[at]!;
  // finite norms tell of finite entries in one pass over X
  const checked = squaredNorms.every(Number.isFinite);
  for (const [what, values] of [
    ['X', checked ? NOTHING : X],
    ['y', y],
    ['theta0', theta0],
  ] as const) {
    let bad = 0;
    while (bad < values.length && Number.isFinite(values[bad]!)) bad++;
    if (bad < values.length)
      throw new HypentropyError('data', `${what} must hold finite numbers: entry ${bad} is ${values[bad]}`);
  }
  const tolerance = options.tolerance ?? 1e-8;
  if (!(tolerance > 0 && tolerance < 1))
    throw new HypentropyError('setting', `tolerance must lie between 0 and 1: got ${tolerance}`);
  const bad = map.outside(theta0, theta0);
  if (bad >= 0)
    throw new HypentropyError(
      'domain',
      `start value ${theta0[bad]} of parameter ${Math.floor(bad / d) + 1}, coordinate ${(bad % d) + 1} is outside the domain of ${map.name}`,
    );
  const kernel = options.kernel ?? createKernel(X, n, d, map.powers !== undefined);
  const w0 = allocate(d);
  map.value(theta0, w0);
  const startResidual = allocate(n);
  kernel.forward(w0, startResidual);
  const loss = options.loss ?? null;
  for (let m = 0; m < n; m++)
    startResidual[m] = (loss === null ? y[m]! : loss.rest(y[m]!)) - startResidual[m]!;

  // the best multiple of the first gradient shows the size of w
  const gradient = allocate(d);
  const image = allocate(n);
  kernel.backward(startResidual, gradient);
  kernel.forward(gradient, image);
  const gg = norm(gradient) ** 2;
  const ii = norm(image) ** 2;
  let weightScale = 0;
  for (let i = 0; i < d; i++) weightScale = Math.max(weightScale, Math.abs(gradient[i]!));
  weightScale *= ii > 0 ? gg / ii : 0;
  if (!(weightScale > 0)) weightScale = 1;
  const residualSize = norm(startResidual);
  let startPull = residualSize;
  if (loss !== null) {
    let sum = 0;
    for (let m = 0; m < n; m++) sum += loss.pull(startResidual[m]!, y[m]!) ** 2;
    startPull = Math.sqrt(sum);
  }
  const slopeRounding = allocate(d);
  for (let i = 0; i < d; i++) slopeRounding[i] = 2 ** -50 * Math.sqrt(squaredNorms[i]!) * residualSize;
  return {
    map,
    kernel,
    X,
    n,
    d,
    k,
    theta0,
    w0,
    loss,
    targets: y,
    startResidual,
    startPull,
    squaredNorms,
    weightedNorms: loss === null ? squaredNorms : allocate(d),
    slopeRounding,
    weightScale,
    allocate,
  };
}
