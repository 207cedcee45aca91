import { solveLinear } from '../../numerics/solveLinear.ts';
import { integrateOde } from '../../simulation/integrateOde.ts';
import { createRandom } from '../../random.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import type { Experiment } from '../experiment.ts';
import { smallProblem } from './algorithmCase.ts';
import { unlessOpen } from './unlessOpen.ts';

const TOLERANCES = [1e-10, 1e-12] as const;
const STARTS = [1.5, 0.9] as const;
const TIME = 1e5;

/** F3: one neuron w = a v follows a mirror flow in the time dτ = a dt, whose mirror coordinate is v itself. */
export const warpedTime: Experiment = {
  id: 'warped-time',
  title: 'A single neuron is a mirror flow in a time of its own',
  text: `Gradient flow of w = a v, v of 6 entries, on 3 samples from random v(0) and a(0) = ${STARTS.join(' or ')} (positive and negative a^2 - |v|^2): the end w, where it comes to rest, beside the solution of X w' = X w with v - v(0) in the row space of X and |w| = |v| sqrt(|v|^2 + delta), found by Newton's method; and the derivative b(r) of the radial potential at the end beside |v|.`,
  run(context) {
    const problem = smallProblem(context.seed, 3, 6);
    const { X, y, n, d } = problem;
    const normal = normalNumbers(createRandom(context.seed + 17));
    const v0 = Float64Array.from({ length: d }, () => 0.5 * normal());
    const comparisons = STARTS.flatMap((a0) => {
      const start = Float64Array.from([a0, ...v0]);
      const delta = a0 * a0 - v0.reduce((s, v) => s + v * v, 0);
      const [r, g] = [new Float64Array(n), new Float64Array(d)];
      let [positive, rested] = [true, 0];
      const run = (tolerance: number): Float64Array => {
        const end = integrateOde({
          start,
          from: 0,
          to: TIME,
          tolerance,
          signal: context.signal,
          deadline: context.deadline,
          maximumSteps: 50_000,
          rate: (_, at, out) => {
            const a = at[0]!;
            g.fill(0);
            for (let m = 0; m < n; m++) {
              r[m] = -y[m]!;
              for (let i = 0; i < d; i++) r[m]! += X[m * d + i]! * a * at[i + 1]!;
              for (let i = 0; i < d; i++) g[i]! += X[m * d + i]! * r[m]!;
            }
            out[0] = 0;
            for (let i = 0; i < d; i++) {
              out[0]! -= g[i]! * at[i + 1]!;
              out[i + 1] = -a * g[i]!;
            }
          },
          onStep: (_, at) => {
            positive &&= at[0]! > 0;
            return r.every((v) => Math.abs(v) < 1e-10);
          },
        });
        if (end.outcome === 'stopped') rested++;
        return Float64Array.from(end.y);
      };
      const [loose, tight] = [run(TOLERANCES[0]), run(TOLERANCES[1])];
      const weight = (end: Float64Array): Float64Array => end.slice(1).map((v) => end[0]! * v);
      const w = weight(tight);
      const reached = Float64Array.from({ length: n }, (_, m) =>
        w.reduce((s, x, i) => s + X[m * d + i]! * x, 0),
      );
      const solution = newton({ ...problem, y: reached }, v0, delta, tight.slice(1));
      const size = w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      const gap = (p: Float64Array, q: Float64Array): number =>
        p.reduce((m, v, i) => Math.max(m, Math.abs(v - q[i]!)), 0) / size;
      const length = (p: Float64Array): number => Math.sqrt(p.reduce((s, v) => s + v * v, 0));
      const [rho, speed] = [length(w), length(tight.slice(1))];
      const b = Math.sqrt(Math.sqrt(rho * rho + (delta * delta) / 4) - delta / 2);
      const error = gap(w, weight(loose)) + 1e3 * Number.EPSILON;
      const trouble = !positive
        ? 'a did not stay positive: nothing is claimed'
        : rested < 2
          ? 'the flow did not come to rest'
          : solution === null
            ? "Newton's method failed"
            : null;
      return [
        unlessOpen(trouble, {
          name: `end-${a0}`,
          discrepancy: solution === null ? NaN : gap(w, solution),
          budget: 4 * error,
          unit: 'relative to max|w|',
          text: `delta = ${delta.toPrecision(3)}; the budget is four times the change from tolerance ${TOLERANCES[0]} to ${TOLERANCES[1]}, and rounding. a stays positive.`,
        }),
        unlessOpen(trouble, {
          name: `radial-${a0}`,
          discrepancy: Math.abs(b - speed) / speed,
          budget: 4 * error,
          unit: 'relative to |v|',
          text: 'b(r) = sqrt(sqrt(r^2 + delta^2/4) - delta/2) at r = |w|, the derivative of the radial potential.',
        }),
      ];
    });
    return Promise.resolve({ comparisons });
  },
};

/** w = v sqrt(|v|² + δ), v = v(0) + Xᵀμ, with X w = y, from the multipliers of a nearby v; null where Newton's method fails. */
function newton(
  { X, y, n, d }: { X: Float64Array; y: Float64Array; n: number; d: number },
  v0: Float64Array,
  delta: number,
  near: Float64Array,
): Float64Array | null {
  const gram = Float64Array.from({ length: n * n }, (_, at) => {
    let s = 0;
    for (let i = 0; i < d; i++) s += X[Math.floor(at / n) * d + i]! * X[(at % n) * d + i]!;
    return s;
  });
  const mu = Float64Array.from({ length: n }, (_, m) => {
    let s = 0;
    for (let i = 0; i < d; i++) s += X[m * d + i]! * (near[i]! - v0[i]!);
    return s;
  });
  if (!solveLinear(gram.slice(), mu, n)) return null;
  const weightAt = (): { v: Float64Array; w: Float64Array; a: number } => {
    const v = v0.map((own, i) => {
      let s = own;
      for (let m = 0; m < n; m++) s += X[m * d + i]! * mu[m]!;
      return s;
    });
    const a = Math.sqrt(v.reduce((s, x) => s + x * x, 0) + delta);
    return { v, a, w: v.map((x) => a * x) };
  };
  for (let k = 0; k < 50; k++) {
    const { v, a, w } = weightAt();
    const residual = Float64Array.from({ length: n }, (_, m) => {
      let s = y[m]!;
      for (let i = 0; i < d; i++) s -= X[m * d + i]! * w[i]!;
      return s;
    });
    // dw = (a + v vᵀ/a) Xᵀ dμ
    const Xv = Float64Array.from({ length: n }, (_, m) => {
      let s = 0;
      for (let i = 0; i < d; i++) s += X[m * d + i]! * v[i]!;
      return s;
    });
    const matrix = gram.map((q, at) => a * q + (Xv[Math.floor(at / n)]! * Xv[at % n]!) / a);
    const before = residual.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    if (!solveLinear(matrix, residual, n)) return null;
    for (let m = 0; m < n; m++) mu[m]! += residual[m]!;
    if (before < 1e-14) return weightAt().w;
  }
  return weightAt().w;
}
