import { pulledBack, type CoupledMap } from './coupledMap.ts';
import { integrateOde, type OdeResult } from './integrateOde.ts';

export interface CoupledFlowOptions {
  readonly map: CoupledMap;
  readonly theta0: Float64Array;
  /** n × d, row by row. */
  readonly X: Float64Array;
  readonly y: Float64Array;
  readonly tolerance: number;
  /** Relative size of Xᵀ(y − Xw) at which the flow counts as at rest. */
  readonly stop: number;
  readonly maximumSteps?: number;
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | undefined;
}

/** A point of the run: θ, w and the accumulated signal ∫ f Xᵀ(y − Xw) dt. */
export interface CoupledPoint {
  readonly t: number;
  readonly theta: Float64Array;
  readonly w: Float64Array;
  readonly dual: Float64Array;
}

export interface CoupledRun {
  readonly outcome: 'converged' | OdeResult['outcome'];
  readonly tolerance: number;
  readonly points: readonly CoupledPoint[];
  readonly end: CoupledPoint;
  /** |Xᵀ(y − Xw)| at the end relative to the start. */
  readonly residual: number;
  readonly steps: number;
  /** Parameters that were on the other side of 0 than at the start after some step. */
  readonly crossed: ReadonlySet<number>;
  /** How far w may still be from its limit: its speed over the rate at which the speed falls. */
  readonly remaining: number;
}

/** The residual falls by this factor between two recorded points. */
const BETWEEN = 0.3;
const MOST_POINTS = 40;
const MOST_STEPS = 20_000;

/**
 * Gradient flow θ' = Jᵀ Xᵀ(y − Xw) of the squared loss on a map with shared parameters, with the accumulated signal
 * integrated beside it. It knows the map, its Jacobian and the data; `map.factor` only weighs what is accumulated.
 */
export function coupledFlow(options: CoupledFlowOptions): CoupledRun {
  const { map, theta0, X, y, stop } = options;
  const { d, p } = map;
  const n = y.length;
  const jacobian = new Float64Array(d * p);
  const w = new Float64Array(d);
  const residual = new Float64Array(n);
  const slope = new Float64Array(d);
  const theta = new Float64Array(p);
  const signalAt = (at: Float64Array): void => {
    map.value(at, w);
    for (let m = 0; m < n; m++) {
      let sum = y[m]!;
      for (let i = 0; i < d; i++) sum -= X[m * d + i]! * w[i]!;
      residual[m] = sum;
    }
    for (let i = 0; i < d; i++) {
      let sum = 0;
      for (let m = 0; m < n; m++) sum += X[m * d + i]! * residual[m]!;
      slope[i] = sum;
    }
  };
  const rate = (_: number, state: Float64Array, out: Float64Array): void => {
    theta.set(state.subarray(0, p));
    signalAt(theta);
    pulledBack(map, theta, slope, jacobian, out);
    const f = map.factor === undefined ? 1 : map.factor(theta);
    for (let i = 0; i < d; i++) out[p + i] = f * slope[i]!;
  };
  const start = new Float64Array(p + d);
  start.set(theta0);
  const size = (): number => Math.sqrt(slope.reduce((s, v) => s + v * v, 0));
  signalAt(theta0);
  const initial = size();
  const pointOf = (t: number, state: Float64Array): CoupledPoint => {
    const at = state.slice(0, p);
    const value = new Float64Array(d);
    map.value(at, value);
    return { t, theta: at, w: value, dual: state.slice(p) };
  };
  const points: CoupledPoint[] = [];
  let recorded = initial;
  // the last two places where the signal had fallen by a fixed factor tell its rate
  let before = { t: 0, size: initial };
  let decay = 0;
  let current = initial;
  const crossed = new Set<number>();
  const run =
    initial === 0
      ? null
      : integrateOde({
          rate,
          start,
          from: 0,
          to: Number.MAX_VALUE,
          tolerance: options.tolerance,
          maximumSteps: options.maximumSteps ?? MOST_STEPS,
          signal: options.signal,
          deadline: options.deadline,
          onStep(t, state) {
            theta.set(state.subarray(0, p));
            signalAt(theta);
            for (let a = 0; a < p; a++) if (state[a]! * theta0[a]! < 0) crossed.add(a);
            current = size();
            if (current < BETWEEN * recorded && points.length < MOST_POINTS) {
              points.push(pointOf(t, state));
              recorded = current;
            }
            if (current < BETWEEN * before.size) {
              decay = Math.log(before.size / current) / (t - before.t);
              before = { t, size: current };
            }
            return current <= stop * initial;
          },
        });
  const end = pointOf(run?.t ?? 0, run?.y ?? start);
  map.jacobian(end.theta, jacobian);
  signalAt(end.theta);
  let speed = 0;
  for (let l = 0; l < d; l++) {
    let sum = 0;
    for (let i = 0; i < d; i++)
      for (let a = 0; a < p; a++) sum += jacobian[l * p + a]! * jacobian[i * p + a]! * slope[i]!;
    speed = Math.max(speed, Math.abs(sum));
  }
  return {
    outcome: run === null || run.outcome === 'stopped' ? 'converged' : run.outcome,
    tolerance: options.tolerance,
    points,
    end,
    residual: initial === 0 ? 0 : size() / initial,
    steps: run?.steps ?? 0,
    crossed,
    remaining: speed === 0 ? 0 : decay > 0 ? speed / decay : Infinity,
  };
}
