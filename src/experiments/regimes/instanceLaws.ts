import { minimise } from '../../prediction/minimiser.ts';
import type { ComparisonRecord } from '../../records.ts';
import type { LinearProblem } from '../../verification/comparedFlow.ts';
import { solveLinear } from '../../numerics/solveLinear.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { law, limitIsOne, orderIs, type AtScale } from './asymptotics.ts';
import { leastAbsolute, supportOf } from './least.ts';
import { depthNumber, dualExponent, drawProblem, l1Norm, limitAt, networkMap, streamOf } from './network.ts';

type Three = [AtScale, AtScale, AtScale];

/** A problem whose solution of least ℓ1 norm is unique, with what decides the approach to it. */
export interface Vertex {
  readonly problem: LinearProblem;
  readonly w: Float64Array;
  readonly support: readonly number[];
  /** Xᵀν₀ with ν₀ the solution of c_S = sign(w_S) of least norm in the span of X_S, and the directions that leave c_S alone. */
  readonly base: Float64Array;
  readonly free: readonly Float64Array[];
}

/**
 * Draws problems until the certificate of one is strict: |c_i| < `most` off the support for the least max |c_i|. With
 * `planted` entries of w*; without, y is arbitrary and the certificate is determined.
 */
export function drawVertex(seed: number, n: number, d: number, planted: number, most = 0.9): Vertex {
  for (let part = 0; ; part++) {
    const problem = drawProblem(streamOf(seed, part), n, d, planted);
    const least = leastAbsolute(problem);
    if (least === null) continue;
    const support = supportOf(least.w);
    if (support.length !== (planted || n)) continue;
    const vertex = vertexOf(problem, least.w, support);
    if (vertex !== null && leastMax(vertex) < most) return vertex;
  }
}

export function vertexOf(problem: LinearProblem, w: Float64Array, support: readonly number[]): Vertex | null {
  const { X, n, d } = problem;
  const free: Float64Array[] = [];
  // the rows of an n × n system: x_i·ν = sign w_i on the support, completed by unit vectors
  const extra = n - support.length;
  const solve = (right: (row: number) => number): Float64Array | null => {
    const a = new Float64Array(n * n);
    const b = Float64Array.from({ length: n }, (_, row) => right(row));
    support.forEach((i, row) => {
      for (let m = 0; m < n; m++) a[row * n + m] = X[m * d + i]!;
    });
    for (let k = 0; k < extra; k++) a[(support.length + k) * n + k] = 1;
    return solveLinear(a, b, n) ? b : null;
  };
  const image = (nu: Float64Array): Float64Array =>
    Float64Array.from({ length: d }, (_, i) => nu.reduce((sum, v, m) => sum + v * X[m * d + i]!, 0));
  const nu0 = solve((row) => (row < support.length ? Math.sign(w[support[row]!]!) : 0));
  if (nu0 === null) return null;
  for (let k = 0; k < extra; k++) {
    const nu = solve((row) => (row === support.length + k ? 1 : 0));
    if (nu === null) return null;
    free.push(image(nu));
  }
  return { problem, w, support, base: image(nu0), free };
}

const offSupport = ({ problem, support }: Vertex): number[] =>
  Array.from({ length: problem.d }, (_, i) => i).filter((i) => !support.includes(i));

/**
 * c* = min max_{i∉S} |c_i| over certificates c. With at most one free direction: the least value of a maximum of |a + t b|,
 * which is the largest over pairs of the value at which two of them meet (de la Vallée Poussin).
 */
export function leastMax(vertex: Vertex): number {
  const off = offSupport(vertex);
  const [b] = vertex.free;
  if (b === undefined) return Math.max(...off.map((i) => Math.abs(vertex.base[i]!)));
  let worst = 0;
  for (const i of off)
    for (const j of off) {
      if (i >= j) continue;
      const [ai, aj, bi, bj] = [vertex.base[i]!, vertex.base[j]!, b[i]!, b[j]!];
      // min over t of max(|ai + t bi|, |aj + t bj|) = |ai bj − aj bi|/(|bi| + |bj|)
      worst = Math.max(worst, Math.abs(ai * bj - aj * bi) / (Math.abs(bi) + Math.abs(bj)));
    }
  return worst;
}

/** The certificate where a convex function of c has its minimum, for one free direction, by bisection on its slope. */
function centre(vertex: Vertex, slope: (c: number) => number): Float64Array {
  const [b] = vertex.free;
  if (b === undefined) return vertex.base;
  const off = offSupport(vertex);
  let [low, high] = [-Infinity, Infinity];
  for (const i of off) {
    const [p, q] = [(-1 - vertex.base[i]!) / b[i]!, (1 - vertex.base[i]!) / b[i]!];
    low = Math.max(low, Math.min(p, q));
    high = Math.min(high, Math.max(p, q));
  }
  const at = (t: number): Float64Array => vertex.base.map((c, i) => c + t * b[i]!);
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    const c = at(middle);
    if (off.reduce((sum, i) => sum + b[i]! * slope(c[i]!), 0) > 0) high = middle;
    else low = middle;
  }
  return at((low + high) / 2);
}

export const depthTwoRate: Experiment = {
  id: 'depth-two-rate',
  title: 'How fast depth 2 approaches the least l1 norm: an exponent of the instance',
  text: 'The largest weight off the support of the unique solution of least l1 norm against alpha^(2(1 - c*)), c* the least largest off-support entry of a certificate: three problems in which the certificate is determined, with the constant predicted too, and three with a planted support and a free direction, where c* is found by the theorem of de la Vallee Poussin. Another exponent or constant refutes.',
  run({ seed }) {
    const comparisons: ComparisonRecord[] = [];
    for (const k of [0, 1, 2]) {
      const vertex = drawVertex(seed + 100 * k, 3, 8, 0);
      const c = leastMax(vertex);
      const lead = offSupport(vertex).find((i) => Math.abs(vertex.base[i]!) === c)!;
      // 4 s = c ln(1/α²) + d with d_S = sign(w_S) ln |w_S|: the weight is ± α² e^{|4 s|}
      const shift = shiftOf(vertex)[lead]! * Math.sign(vertex.base[lead]!);
      const decades = 4 / (1 - c);
      const ratios = [0, 1, 2].map((j) => {
        const mu = 10 ** (-decades * (1 + 0.25 * j));
        const { w, errorBound } = limitAt('2', mu, vertex.problem);
        const predicted = mu ** (1 - c) * Math.exp(shift);
        return {
          h: mu ** (1 - c),
          value: Math.abs(w[lead]!) / predicted,
          error: errorBound[lead]! / predicted + 1e-13 * decades,
        };
      }) as Three;
      // the remainder is a sum of powers of alpha, one for each coordinate off the support
      comparisons.push(limitIsOne(`determined-${k + 1}`, ratios, 1, `2(1 - c*) = ${brief(2 * (1 - c))}.`));
    }
    for (const k of [0, 1, 2]) {
      const vertex = drawVertex(seed + 100 * k + 50, 4, 9, 3);
      const c = leastMax(vertex);
      const sizes = [1, 2, 3].map((j) => {
        const mu = 10 ** ((-4 * j) / (1 - c));
        const { w, errorBound } = limitAt('2', mu, vertex.problem);
        const off = offSupport(vertex);
        const value = Math.max(...off.map((i) => Math.abs(w[i]!)));
        return { h: mu, value, error: Math.max(...off.map((i) => errorBound[i]!)) + 1e-13 * value };
      }) as Three;
      comparisons.push(
        orderIs(
          `planted-${k + 1}`,
          sizes,
          1 - c,
          `Exponent in alpha^2, predicted ${(1 - c).toPrecision(6)}.`,
        ),
      );
    }
    return Promise.resolve({ comparisons });
  },
};

/** Xᵀν₁ with x_i·ν₁ = sign(w_i) ln|w_i| on a support of n entries. */
function shiftOf({ problem: { X, n, d }, w, support }: Vertex): Float64Array {
  const a = new Float64Array(n * n);
  const b = Float64Array.from(support, (i) => Math.sign(w[i]!) * Math.log(Math.abs(w[i]!)));
  support.forEach((i, row) => {
    for (let m = 0; m < n; m++) a[row * n + m] = X[m * d + i]!;
  });
  solveLinear(a, b, n);
  return Float64Array.from({ length: d }, (_, i) => b.reduce((sum, v, m) => sum + v * X[m * d + i]!, 0));
}

const DEPTHS = ['3', '4', '6', '8'] as const;

export const barrierCentre: Experiment = {
  id: 'barrier-centre',
  title: 'Small scales at depth above 2: the centre of a barrier',
  text: `Off-support weights over alpha^D h_D(c), c the certificate that minimises the barrier sum (1-c)^(-2/(D-2)) + (1+c)^(-2/(D-2)), and the excess of the l1 norm over alpha^D sum |h_D(c)|(1 - |c|), at three scales, on 4 x 8 data with a planted support of 3 (one free direction) for depths ${DEPTHS.join(', ')}. Ratios that do not tend to 1 with an error of order alpha^(D-2) refute.`,
  run({ seed }) {
    const comparisons: ComparisonRecord[] = [];
    DEPTHS.forEach((depth, k) => {
      const vertex = drawVertex(seed + 100 * k, 4, 8, 3, 0.8);
      const D = Number(depth);
      const [p, q] = [dualExponent(depth), 2 / (D - 2)];
      const c = centre(vertex, (x) => (1 - x) ** (-q - 1) - (1 + x) ** (-q - 1));
      const h = (x: number): number => (1 - x) ** -p - (1 + x) ** -p;
      const off = offSupport(vertex);
      const lead = off.reduce((a, b) => (Math.abs(c[b]!) > Math.abs(c[a]!) ? b : a));
      const constant = off.reduce((sum, i) => sum + Math.abs(h(c[i]!)) * (1 - Math.abs(c[i]!)), 0);
      const least = l1Norm(vertex.w);
      const measured = [0, 1, 2].map((j) => {
        // the next term is smaller by h^(2/(D-2)): scales so far apart that it falls by 4
        const small = 1e-2 / 4 ** (j * Math.max(1, (D - 2) / 2));
        const mu = small ** (D / (D - 2));
        const found = limitAt(depth, mu, vertex.problem);
        // Σ|w| − ‖w*‖₁ = Σ_off |w|(1 − |c|) for any certificate, without cancellation
        const excess = off.reduce((sum, i) => sum + Math.abs(found.w[i]!) - c[i]! * found.w[i]!, 0);
        const error = Math.max(...off.map((i) => found.errorBound[i]! / Math.abs(found.w[i]!))) + 1e-12;
        return {
          h: small,
          weight: found.w[lead]! / (mu * h(c[lead]!)),
          excess: excess / (mu * constant),
          error,
        };
      });
      const pick = (key: 'weight' | 'excess'): Three =>
        measured.map((m) => ({ h: m.h, value: m[key], error: m.error })) as Three;
      comparisons.push(
        ...law(`weight-${depth}`, pick('weight'), 1, `Depth ${depth}, the largest weight off the support.`),
        ...law(
          `excess-${depth}`,
          pick('excess'),
          1,
          `Depth ${depth}, excess of the l1 norm ${brief(least)}.`,
        ),
      );
    });
    return Promise.resolve({ comparisons });
  },
};

export const infiniteDepth: Experiment = {
  id: 'infinite-depth',
  title: 'Infinite depth is the central path of basis pursuit',
  text: 'At depth infinity and three scales mu on 4 x 10 data: the optimality condition of max y.nu + mu sum log(1 - (X^T nu)^2) at the multipliers of the limit, the gap |w|_1 - y.nu against mu sum 2|c|/(1+|c|), and that gap over d mu; and the distance of the limits at depths 25, 50, 100 from that of infinite depth, which falls like 1/D. Another objective, gap or order refutes.',
  run({ seed }) {
    const comparisons: ComparisonRecord[] = [];
    const problem = drawProblem(streamOf(seed, 0), 4, 10);
    const { X, y, n, d } = problem;
    const columnMax = (i: number): number => Math.max(...y.map((_, m) => Math.abs(X[m * d + i]!)));
    for (const mu of [1, 0.1, 1e-3]) {
      const found = limitAt('inf', mu, problem);
      const nu = found.nu.map((v) => v * mu);
      const c = Float64Array.from({ length: d }, (_, i) =>
        nu.reduce((sum, v, m) => sum + v * X[m * d + i]!, 0),
      );
      const gradient = y.map(
        (v, m) => v - c.reduce((sum, x, i) => sum + (mu * 2 * x * X[m * d + i]!) / (1 - x * x), 0),
      );
      // the gradient of the barrier amplifies rounding of c by its own slope
      const rounding = c.reduce(
        (sum, x, i) => sum + mu * columnMax(i) * ((2 * (1 + x * x)) / (1 - x * x) ** 2),
        0,
      );
      comparisons.push(
        within({
          name: `central-path-${mu}`,
          discrepancy: Math.max(...gradient.map(Math.abs)),
          budget: 64 * Number.EPSILON * (n + d) * (rounding + l1Norm(y)),
          unit: 'largest entry of the gradient',
          text: `Gradient of the barrier problem at the multipliers of the limit, mu = ${mu}; budget: rounding.`,
        }),
      );
      const dual = nu.reduce((sum, v, m) => sum + v * y[m]!, 0);
      const gap = c.reduce((sum, x) => sum + (2 * mu * Math.abs(x)) / (1 + Math.abs(x)), 0);
      const norm = l1Norm(found.w);
      comparisons.push(
        within({
          name: `gap-${mu}`,
          discrepancy: Math.abs(norm - dual - gap),
          budget:
            l1Norm(found.errorBound) +
            16 * d * Number.EPSILON * (norm + Math.abs(dual)) +
            d * d * Number.EPSILON,
          unit: 'difference of the gaps',
          text: `Gap ${brief(norm - dual)} between l1 norm and dual value; it is ${brief((norm - dual) / (d * mu))} of its bound d mu.`,
        }),
      );
    }
    const target = limitAt('inf', 0.1, problem);
    const sizes = ['25', '50', '100'].map((depth) => {
      const found = minimise({ map: networkMap(depth, 0.1 ** (1 / depthNumber(depth)), d), ...problem });
      const value = Math.max(...found.w.map((v, i) => Math.abs(v - target.w[i]!)));
      return { h: 1 / depthNumber(depth), value, error: 2 * Math.max(...found.errorBound) + 1e-14 };
    }) as Three;
    comparisons.push(
      orderIs(
        'distance',
        sizes,
        1,
        `Distance at alpha^D = 0.1 times depth: ${sizes.map((s) => brief(s.value / s.h)).join(', ')}.`,
      ),
    );
    return Promise.resolve({ comparisons });
  },
};
