import { factorLu, solveLu } from '../../numerics/lu.ts';
import { softmax } from '../../simulation/marginLoss.ts';
import { createDualMap } from '../../prediction/dualMap.ts';
import { limitDirection } from '../../prediction/limitDirection.ts';
import { linearProgram } from '../../prediction/linearProgram.ts';
import { dualOf, marginsOf } from '../../prediction/marginMinimiser.ts';
import { minimise } from '../../prediction/minimiser.ts';
import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import type { Experiment } from '../experiment.ts';
import { boundKept, brief, within } from '../within.ts';
import { separableData } from './separableData.ts';
import type { SeparableData } from './separableData.ts';

type Norm = 'l1' | 'l2' | 'linf';
const NORMS: readonly Norm[] = ['l1', 'l2', 'linf'];
const DUAL: Record<Norm, Norm> = { l1: 'linf', l2: 'l2', linf: 'l1' };
const STEP = 0.02;
const STEPS = 100_000;
/** Relative accuracy asked of the linear program. */
const PROGRAM = 1e-9;
const MARKS = [1000, 10_000, STEPS];

const sizeOf: Record<Norm, (v: ArrayLike<number>) => number> = {
  l1: (v) => Array.from(v).reduce((s, x) => s + Math.abs(x), 0),
  l2: (v) => Math.hypot(...Array.from(v)),
  linf: (v) => Array.from(v).reduce((m, x) => Math.max(m, Math.abs(x)), 0),
};

/** The direction of norm 1 along which s grows fastest: one coordinate, s itself, or all signs. */
function steepest(norm: Norm, s: Float64Array): Float64Array {
  if (norm === 'linf') return s.map(Math.sign);
  if (norm === 'l2') return s.map((v) => v / sizeOf.l2(s));
  const top = s.reduce((best, v, i) => (Math.abs(v) > Math.abs(s[best]!) ? i : best), 0);
  return s.map((v, i) => (i === top ? Math.sign(v) : 0));
}

/** The largest margin of a weight of norm 1. */
async function largestMargin(norm: Norm, { n, d, Z }: SeparableData): Promise<number> {
  const ones = new Float64Array(d).fill(1);
  if (norm !== 'linf') {
    const power = norm === 'l2' ? 1 : 0;
    const found = await limitDirection({ power, positive: ones, negative: ones }, Z, n, d, null);
    return 'why' in found ? NaN : 1 / sizeOf[norm](found.w);
  }
  // min t subject to Z w ≥ 1, −t ≤ w ≤ t
  const columns = d + 1;
  const A = new Float64Array((n + 2 * d) * columns);
  for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) A[m * columns + i] = Z[m * d + i]!;
  for (let i = 0; i < d; i++)
    for (const [row, sign] of [[n + i, 1], [n + d + i, -1]] as const) {
      A[row * columns + i] = sign;
      A[row * columns + d] = 1;
    } // prettier-ignore
  const solved = await linearProgram({
    cost: Float64Array.from({ length: columns }, (_, i) => (i === d ? 1 : 0)),
    A,
    b: Float64Array.from({ length: n + 2 * d }, (_, m) => (m < n ? 1 : 0)),
    lower: new Float64Array(columns).fill(-Infinity),
    upper: new Float64Array(columns).fill(Infinity),
  });
  return 1 / solved!.x[d]!;
}

export const steepestMargin: Experiment = {
  id: 'steepest-margin',
  title: 'Steepest descent in a norm reaches the largest margin of that norm',
  text:
    `Exponential loss, 5 samples of 8 features, ${STEPS} steps of length ${STEP} of steepest descent in the l1 norm (one coordinate at a time), the l2 norm and the l-infinity norm (signs). After length T the margin over the norm lies below the largest margin ` +
    'gamma* of that norm and above gamma* - eta B^2 e^(eta B)/2 - ln(n)/T, B the largest dual norm of a sample; so each comes within that distance of its own margin. On regression the same methods end at no weight of least norm, and the end depends on the step.',
  async run(context) {
    const data = separableData(5, 8, context.seed);
    const { n, d, Z } = data;
    const comparisons: ComparisonRecord[] = [];
    const series: FigureRecord['series'] = [];
    for (const norm of NORMS) {
      const best = await largestMargin(norm, data);
      const longest = Math.max(...Array.from({ length: n }, (_, m) => sizeOf[DUAL[norm]](Z.subarray(m * d, (m + 1) * d))));
      const w = new Float64Array(d);
      const p = new Float64Array(n);
      const [reached, bound]: [number[], number[]] = [[], []];
      for (let k = 1; k <= STEPS; k++) {
        softmax(marginsOf(Z, n, d, w).map((m) => -m), p);
        const move = steepest(norm, dualOf(Z, n, d, p));
        for (let i = 0; i < d; i++) w[i]! += STEP * move[i]!;
        if (!MARKS.includes(k)) continue;
        reached.push(Math.min(...marginsOf(Z, n, d, w)) / sizeOf[norm](w));
        bound.push((STEP * longest ** 2 * Math.exp(STEP * longest)) / 2 + Math.log(n) / (k * STEP));
      }
      const text = reached.map((v, k) => `${v.toPrecision(6)} after ${MARKS[k]!}`).join(', ');
      comparisons.push(
        boundKept(`${norm}-below`, Math.max(...reached) / best, 1e-9, `Margin over the ${norm} norm ${text}; the largest is ${best.toPrecision(8)}.`),
        boundKept(`${norm}-above`, Math.max(...reached.map((v, k) => (best - v) / bound[k]!)), 1e-9, `What is missing of the largest ${norm} margin over the bound, which is ${brief(bound.at(-1)!)} at the end.`),
      );
      series.push({ name: norm, x: MARKS, y: reached.map((v) => v / best) });
      comparisons.push(...regression(norm, data, await leastNorm(norm, data)));
    }
    return {
      comparisons,
      figures: [{ id: 'margins', title: 'Margin over the largest of the same norm', x: { name: 'steps', scale: 'log' }, y: { name: 'share', scale: 'linear' }, series }],
    };
  },
}; // prettier-ignore

/** Steepest descent of the squared loss for Z w = 1 from two step sizes. Least-norm ends for l2 alone. */
function regression(norm: Norm, { n, d, Z }: SeparableData, least: number): ComparisonRecord[] {
  const ends = [1, 0.5].map((share) => {
    const w = new Float64Array(d);
    // smoothness in this norm: |Z v|² ≤ Σ_m |z_m|_*² |v|²
    let smooth = 0;
    for (let m = 0; m < n; m++) smooth += sizeOf[DUAL[norm]](Z.subarray(m * d, (m + 1) * d)) ** 2;
    for (let k = 0; k < 60_000; k++) {
      const s = dualOf(Z, n, d, marginsOf(Z, n, d, w).map((m) => 1 - m));
      const size = sizeOf[DUAL[norm]](s);
      if (size < 1e-13) break;
      const move = steepest(norm, s);
      for (let i = 0; i < d; i++) w[i]! += (share / smooth) * size * move[i]!;
    }
    return w;
  });
  const [a, b] = ends as [Float64Array, Float64Array];
  const residual = Math.max(...ends.map((w) => Math.max(...marginsOf(Z, n, d, w).map((m) => Math.abs(m - 1)))));
  const excess = sizeOf[norm](b) / least - 1;
  // a residual r moves a solution by at most |Z⁺| |r|
  const error = Math.sqrt(n * d) * pseudoInverseSize(Z, n, d) * (residual + n * Number.EPSILON);
  const apart = Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));
  if (norm === 'l2')
    return [
      within({
        name: 'l2-regression',
        discrepancy: Math.abs(excess),
        budget: error / least,
        unit: 'relative to the least norm',
        text: `Squared loss: gradient descent ends at the least l2 norm, at both step sizes; residual ${residual.toExponential(1)}.`,
      }),
    ];
  return [
    boundKept(
      `${norm}-regression`,
      (error / least + PROGRAM) / Math.max(excess, 1e-300),
      0,
      `Squared loss: steepest descent in the ${norm} norm ends ${brief(100 * excess)} % above the least ${norm} norm of a solution, at half the step ${brief(apart)} away: its norm does not tell its end. Error of the ends over that excess.`,
    ),
  ];
} // prettier-ignore

/** A bound of the largest singular value of Z⁺: the root of the trace of (Z Zᵀ)⁻¹. */
function pseudoInverseSize(Z: Float64Array, n: number, d: number): number {
  const gram = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++) for (let i = 0; i < d; i++) gram[a * n + b]! += Z[a * d + i]! * Z[b * d + i]!;
  const lu = factorLu(gram, n);
  if (lu === null) return Infinity;
  let trace = 0;
  for (let m = 0; m < n; m++) {
    const unit = new Float64Array(n);
    unit[m] = 1;
    solveLu(lu, unit);
    trace += unit[m]!;
  }
  return Math.sqrt(trace);
}

const identityMap = (d: number) =>
  createDualMap(d, [{ kind: 'power', amplitude: 1, rate: 1, exponent: 1 }], 0);

/** The least norm of a solution of Z w = 1. */
async function leastNorm(norm: Norm, { n, d, Z }: SeparableData): Promise<number> {
  if (norm === 'l2')
    return sizeOf.l2(minimise({ map: identityMap(d), X: Z, y: new Float64Array(n).fill(1), n, d }).w);
  // w = p − q in [−t, t] or of least sum
  const columns = 2 * d + 1;
  const rows = 2 * n + (norm === 'linf' ? 2 * d : 0);
  const A = new Float64Array(rows * columns);
  for (let m = 0; m < n; m++)
    for (let i = 0; i < d; i++)
      for (const [row, sign] of [[m, 1], [n + m, -1]] as const) {
        A[row * columns + i] = sign * Z[m * d + i]!;
        A[row * columns + d + i] = -sign * Z[m * d + i]!;
      } // prettier-ignore
  if (norm === 'linf')
    for (let i = 0; i < 2 * d; i++) {
      A[(2 * n + i) * columns + i] = -1;
      A[(2 * n + i) * columns + 2 * d] = 1;
    }
  const solved = await linearProgram({
    cost: Float64Array.from({ length: columns }, (_, i) => (i === 2 * d ? 1 : norm === 'l1' ? 1 : 0)),
    A,
    b: Float64Array.from({ length: rows }, (_, m) => (m < n ? 1 : m < 2 * n ? -1 : 0)),
    lower: new Float64Array(columns),
    upper: new Float64Array(columns).fill(Infinity),
  });
  const w = Float64Array.from({ length: d }, (_, i) => solved!.x[i]! - solved!.x[d + i]!);
  return sizeOf[norm](w);
}
