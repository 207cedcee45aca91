import { DOP853 } from '../numerics/dop853.ts';
import { linearCombination } from '../numerics/linearCombination.ts';
import { stepController } from './stepController.ts';

/** y' = f(t, y), written to `out`. NaN or infinite entries say that y is outside the domain. */
export type Rate = (t: number, y: Float64Array, out: Float64Array) => void;

export interface OdeOptions {
  readonly rate: Rate;
  readonly start: Float64Array;
  readonly from: number;
  readonly to: number;
  /** Relative tolerance of one step, in the max norm relative to the largest entry so far of each component. */
  readonly tolerance: number;
  /** Called after every accepted step; true ends the integration there. */
  readonly onStep?: (t: number, y: Float64Array, rate: Float64Array) => boolean;
  readonly maximumSteps?: number;
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | undefined;
}

export interface OdeResult {
  readonly t: number;
  readonly y: Float64Array;
  readonly steps: number;
  /** `stalled`: the step fell below rounding, as where the solution leaves the domain or blows up. */
  readonly outcome: 'end' | 'stopped' | 'step-limit' | 'stalled' | 'aborted';
}

/** Steps between two looks at the clock. */
const LOOK = 64;

/**
 * Integrates a small system by the explicit pair of order 8(5,3) of Dormand and Prince with step size control, as in
 * Hairer, Nørsett & Wanner I, II.10.
 */
export function integrateOde(options: OdeOptions): OdeResult {
  const { rate, start, from, to, tolerance, maximumSteps = 200_000 } = options;
  const size = start.length;
  const y = Float64Array.from(start);
  const stages = Array.from(DOP853.b, () => new Float64Array(size));
  const first = stages[0]!;
  const [change, next, estimate] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const largest = y.map(Math.abs);
  const overall = () => largest.reduce((m, v) => Math.max(m, v), 0) || 1;
  const control = stepController(() => 5);
  let t = from;
  let steps = 0;
  rate(t, y, first);
  const speed = first.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  let h = Math.min(to - from, speed > 0 ? (0.01 * overall()) / speed : to - from);
  const finish = (outcome: OdeResult['outcome']): OdeResult => ({ t, y, steps, outcome });
  while (t < to) {
    if (steps >= maximumSteps) return finish('step-limit');
    if (steps % LOOK === 0 && isOver(options)) return finish('aborted');
    const last = h >= to - t;
    const step = last ? to - t : h;
    if (!(step > 4 * Number.EPSILON * Math.abs(t)) || step < 1e-300) return finish('stalled');
    for (let s = 1; s < stages.length; s++) {
      linearCombination(DOP853.a[s]!, step, stages, change);
      for (let i = 0; i < size; i++) next[i] = y[i]! + change[i]!;
      rate(t + DOP853.c[s]! * step, next, stages[s]!);
    }
    const floor = overall() * 1e-3;
    const worst = (row: readonly number[]): number => {
      linearCombination(row, step, stages, estimate);
      let m = 0;
      for (let i = 0; i < size; i++) {
        const e = Math.abs(estimate[i]!) / (tolerance * Math.max(largest[i]!, floor));
        m = e <= m ? m : Number.isNaN(e) ? Infinity : e;
      }
      return m;
    };
    const [e5, e3] = [worst(DOP853.e5), worst(DOP853.e3)];
    const scale = Math.sqrt(e5 * e5 + 0.01 * e3 * e3);
    const error = scale === Infinity ? Infinity : scale > 0 ? (e5 * e5) / scale : 0;
    if (!(error <= 1)) {
      h = control.rejected(step, error, DOP853.order);
      continue;
    }
    linearCombination(DOP853.b, step, stages, change);
    for (let i = 0; i < size; i++) {
      y[i]! += change[i]!;
      largest[i] = Math.max(largest[i]!, Math.abs(y[i]!));
    }
    t = last ? to : t + step;
    steps++;
    rate(t, y, first);
    h = control.accepted(step, error, DOP853.order);
    if (options.onStep?.(t, y, first) === true) return finish('stopped');
  }
  return finish('end');
}

const isOver = ({ signal, deadline }: OdeOptions): boolean =>
  signal?.aborted === true || (deadline !== undefined && performance.now() > deadline);
