import { euclideanNorm } from '../numerics/norms.ts';
import { createDualMap } from './dualMap.ts';
import { kktPoint } from './kktPoint.ts';
import { linearProgram } from './linearProgram.ts';
import { dualOf, marginMinimiser, marginsOf } from './marginMinimiser.ts';
import type { MarginNorm } from './marginNorm.ts';

/** A stationary point of min Σ c_i |w_i|^(1+β)/(1+β) subject to Z w ≥ 1, with what certifies it. */
export interface LimitDirection {
  /** Smallest margin 1. */
  readonly w: Float64Array;
  /** Multipliers λ ≥ 0: (Zᵀλ)_i = ± c_i |w_i|^β where w_i ≠ 0. */
  readonly multipliers: Float64Array;
  readonly support: readonly number[];
  readonly active: readonly number[];
  /** Largest violation of the first-order conditions, each relative to its terms. */
  readonly violation: number;
  readonly unique: boolean;
  /** For ℓ1: the largest |Zᵀλ|_i / c_i off the support, 1 when degenerate. */
  readonly slack: number | null;
  /** What kind of point it is, in words. */
  readonly text: string;
}

/** Where a simulated run has got to: its weight, and its forces p on the samples. */
export interface ReachedDirection {
  readonly w: Float64Array;
  readonly force: Float64Array;
  readonly support: readonly number[];
  readonly active: readonly number[];
}

/**
 * The limit direction of a flow with growing margins. β = 1: the unique ℓ2 maximum margin, by the active-set method. β = 0:
 * the (weighted) ℓ1 maximum margin, by a linear program polished on its support. β < 0: the stationary point on the support
 * and active samples on which the run has settled, which need not be a global maximum. Null where there is none.
 */
export async function limitDirection(
  norm: MarginNorm,
  Z: Float64Array,
  n: number,
  d: number,
  reached: ReachedDirection | null,
): Promise<LimitDirection | { readonly why: string }> {
  const found = await solutionOf(norm, Z, n, d, reached);
  if ('why' in found) return found;
  const first = firstEquals(Z, n, d);
  const active = [...new Set(found.active.map((m) => first[m]!))];
  return { ...found, active, multipliers: sharedByEquals(first, found.multipliers) };
}

async function solutionOf(
  norm: MarginNorm,
  Z: Float64Array,
  n: number,
  d: number,
  reached: ReachedDirection | null,
): Promise<LimitDirection | { readonly why: string }> {
  if (norm.power === 1) return euclidean(norm, Z, n, d);
  if (norm.power === 0) return polyhedral(norm, Z, n, d);
  if (norm.power > 0) return { why: `the limit problem with the power ${norm.power + 1} is not solved here` };
  if (reached === null) return { why: 'the limit depends on the support on which the flow settles' };
  return stationary(norm, Z, n, d, reached);
}

/** For every sample the first one equal to it. */
export function firstEquals(Z: Float64Array, n: number, d: number): Int32Array {
  const rows = new Map<string, number>();
  return Int32Array.from({ length: n }, (_, m) => {
    const key = Z.subarray(m * d, (m + 1) * d).join();
    if (!rows.has(key)) rows.set(key, m);
    return rows.get(key)!;
  });
}

/** Multipliers of equal samples are only determined in sum; a flow has the same force on each. */
function sharedByEquals(first: Int32Array, multipliers: Float64Array): Float64Array {
  const [sum, count] = [new Float64Array(first.length), new Float64Array(first.length)];
  multipliers.forEach((v, m) => {
    sum[first[m]!]! += v;
    count[first[m]!]! += 1;
  });
  return multipliers.map((_, m) => sum[first[m]!]! / count[first[m]!]!);
}

function euclidean({ positive }: MarginNorm, Z: Float64Array, n: number, d: number) {
  const rate = positive.map((c) => 1 / c);
  const map = createDualMap(d, [{ kind: 'power', amplitude: 1, rate, exponent: 1 }], 0);
  const found = marginMinimiser({ map, Z, n, d, margin: 1 });
  if (found.outcome !== 'converged') return { why: `the largest margin was not found: ${found.outcome}` };
  const s = dualOf(Z, n, d, found.nu);
  const violation = found.w.reduce((worst, v, i) => Math.max(worst, Math.abs(s[i]! - positive[i]! * v)), 0);
  return {
    w: found.w,
    multipliers: found.nu,
    support: Array.from({ length: d }, (_, i) => i),
    active: found.support,
    violation: Math.max(violation / euclideanNorm(s), 1 - Math.min(...found.margins)),
    unique: true,
    slack: null,
    text: 'the unique l2 maximum margin',
  };
}

/** Weights and multipliers of the linear program below this share of the largest are its zeros. */
const ZERO = 1e-8;

async function polyhedral({ positive, negative }: MarginNorm, Z: Float64Array, n: number, d: number) {
  const A = new Float64Array(2 * n * d);
  for (let m = 0; m < n; m++)
    for (let i = 0; i < d; i++) {
      A[m * 2 * d + i] = Z[m * d + i]!;
      A[m * 2 * d + d + i] = -Z[m * d + i]!;
    }
  const weights = [...positive, ...negative];
  const solved = await linearProgram({
    cost: weights.map((c) => (c < Infinity ? c : 0)),
    A,
    b: new Float64Array(n).fill(1),
    lower: new Float64Array(2 * d),
    upper: weights.map((c) => (c < Infinity ? Infinity : 0)),
  });
  if (solved === null) return { why: 'no weight has positive margins on all samples' };
  const w = Float64Array.from({ length: d }, (_, i) => solved.x[i]! - solved.x[d + i]!);
  const largest = w.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const heaviest = Math.max(...solved.dual);
  const support = [...w.keys()].filter((i) => Math.abs(w[i]!) > ZERO * largest);
  const active = [...solved.dual.keys()].filter((m) => solved.dual[m]! > ZERO * heaviest);
  const problem = { Z, d, power: 0, positive, negative };
  const polished =
    active.length === support.length
      ? kktPoint(problem, { w, multipliers: solved.dual, support, active })
      : null;
  const found = polished ?? { w, multipliers: solved.dual };
  const s = dualOf(Z, n, d, found.multipliers);
  const share = s.map((v, i) => (v > 0 ? v / positive[i]! : -v / negative[i]!));
  const off = share.filter((_, i) => !support.includes(i));
  const slack = off.reduce((most, v) => Math.max(most, v), 0);
  const short = 1 - Math.min(...marginsOf(Z, n, d, found.w));
  const over = share.reduce((most, v) => Math.max(most, v - 1), 0);
  const below = -Math.min(0, ...found.multipliers) / heaviest;
  const flipped = support.some((i) => found.w[i]! * w[i]! <= 0) ? 1 : 0;
  return {
    ...found,
    support,
    active,
    violation: Math.max(short, over, below, flipped),
    unique: polished !== null && slack < 1 - 1e-9 && active.every((m) => found.multipliers[m]! > 0),
    slack,
    text:
      polished === null
        ? 'an l1 maximum margin that is not the only one'
        : 'the l1 maximum margin of the linear program',
  };
}

function stationary(norm: MarginNorm, Z: Float64Array, n: number, d: number, reached: ReachedDirection) {
  const { support, force } = reached;
  const first = firstEquals(Z, n, d);
  const margin = Math.min(...marginsOf(Z, n, d, reached.w));
  const w = reached.w.map((v) => v / margin);
  const problem = { Z, d, ...norm };
  // λ is proportional to the forces; stationarity tells the factor
  const s = dualOf(Z, n, d, force);
  const at = (i: number): number =>
    (w[i]! > 0 ? norm.positive[i]! : norm.negative[i]!) * Math.abs(w[i]!) ** norm.power;
  let [top, bottom] = [0, 0];
  for (const i of support) {
    top += at(i) * Math.abs(s[i]!);
    bottom += s[i]! ** 2;
  }
  const multipliers = new Float64Array(n);
  force.forEach((p, m) => (multipliers[first[m]!]! += (p * top) / bottom));
  let active = [...new Set(reached.active.map((m) => first[m]!))];
  let found = kktPoint(problem, { w, multipliers, support, active });
  // a sample that would pull has no force; one with a margin that is too small has
  for (let trial = 0; trial < n && found !== null; trial++) {
    const { multipliers: own, w: at } = found;
    const margins = marginsOf(Z, n, d, at);
    const kept = active.filter((m) => own[m]! > 0);
    const short = [...margins.keys()].filter((m) => !active.includes(first[m]!) && margins[m]! < 1 - 1e-9);
    if (kept.length === active.length && short.length === 0) break;
    active =
      kept.length < active.length
        ? kept
        : [...active, short.reduce((a, b) => (margins[b]! < margins[a]! ? b : a))];
    found = kktPoint(problem, {
      w,
      multipliers: own.map((v) => (v > 0 ? v : Math.max(...own) / n)),
      support,
      active,
    });
  }
  if (found === null) return { why: 'no stationary point was found near the direction of the run' };
  const margins = marginsOf(Z, n, d, found.w);
  const below = -Math.min(0, ...found.multipliers) / Math.max(...found.multipliers);
  const flipped = support.some((i) => found.w[i]! * w[i]! <= 0) ? 1 : 0;
  return {
    ...found,
    support,
    active,
    violation: Math.max(1 - Math.min(...margins), below, flipped),
    unique: false,
    slack: null,
    text: 'a stationary point on the support on which the run settles',
  };
}
