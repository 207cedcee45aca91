import { gaussLegendre } from '../numerics/gaussLegendre.ts';
import { EXPONENTIAL, GENERAL } from './dualMap.ts';
import type { BranchArrays, DualMap } from './dualMap.ts';
import { invertDualMap } from './dualPoint.ts';
import type { DualPoint } from './dualPoint.ts';
import { invertWeight, regularizerAtZero, sideOfZero } from './weightPoint.ts';

const rule = gaussLegendre(20);

/** ∫₀^x f by one 20-point rule. */
function integrate(f: (t: number) => number, x: number): number {
  let s = 0;
  for (let k = 0; k < 20; k++) s += rule.weights[k]! * f(rule.nodes[k]! * x);
  return s * x;
}

/** (e^{aL} - 1)/a, and L at a = 0. */
const growth = (a: number, l: number): number => (a === 0 ? l : Math.expm1(a * l) / a);

/** ∫₀^L (e^{al} - 1) e^{bl} dl, positive terms only where the closed form would cancel. */
function shiftedGrowth(a: number, b: number, l: number): number {
  if (Math.abs(l) * (Math.abs(a) + Math.abs(b)) > 8) return growth(a + b, l) - growth(b, l);
  return integrate((t) => Math.expm1(a * t) * Math.exp(b * t), l);
}

/** log(1 + B s) at a point that may lie next to a pole. */
function logBase(rate: number, s: number, depth: number, barrier: number): number {
  const shift = rate * s;
  if (!(shift < -0.5)) return Math.log1p(shift);
  const reach = rate * barrier;
  if (!(depth > 0) || !Number.isFinite(reach)) return Math.log1p(shift);
  if (Math.abs(1 + reach) < 1e-15) return -depth;
  return Math.log(1 + reach - reach * Math.exp(-depth));
}

/** ∫₀^s σ h_b'(σ) dσ (`moment`) or ∫₀^s (h_b(σ) - h_b(0)) dσ of one branch: never negative. */
function branchIntegral(b: BranchArrays, i: number, p: DualPoint, barrier: number, moment: boolean): number {
  if (b.kind === GENERAL) {
    const f = moment ? (t: number) => t * b.slope!(t, i) : (t: number) => b.value!(t, i) - b.origin[i]!;
    return adaptive(f, p.s);
  }
  const a = b.amplitude[i]!;
  if (a === 0) return 0;
  const rate = b.rate[i]!;
  if (b.kind === EXPONENTIAL) {
    const x = rate * p.s;
    if (Math.abs(x) < 4) return (a / rate) * integrate(moment ? (t) => t * Math.exp(t) : Math.expm1, x);
    return (a / rate) * (moment ? (x - 1) * Math.exp(x) + 1 : Math.expm1(x) - x);
  }
  const e = b.exponent[i]!;
  if (e === 1) return (a * rate * p.s * p.s) / 2;
  const l = logBase(rate, p.s, p.depth, barrier);
  return moment ? ((a * e) / rate) * shiftedGrowth(1, e, l) : (a / rate) * shiftedGrowth(e, 1, l);
}

/**
 * ∫₀^x f by halving until two rules agree, each piece to the precision of the whole: where f itself is only known to
 * rounding (1 − tanh² far out, say) its small pieces would never agree to their own.
 */
function adaptive(f: (t: number) => number, x: number): number {
  const over = (from: number, to: number) => integrate((t) => f(from + t), to - from);
  const rough = Math.abs(over(0, x / 2) + over(x / 2, x));
  const piece = (from: number, to: number, whole: number, level: number): number => {
    const middle = (from + to) / 2;
    const [left, right] = [over(from, middle), over(middle, to)];
    const halves = left + right;
    if (level >= DEEPEST || Math.abs(whole - halves) <= 1e-14 * Math.max(Math.abs(halves), rough / 8))
      return halves;
    return piece(from, middle, left, level + 1) + piece(middle, to, right, level + 1);
  };
  return piece(0, x, over(0, x), 0);
}

/** Halvings of an interval at most. */
const DEEPEST = 30;

/**
 * Q_i(w_i), the Bregman divergence of coordinate i from the start weight: ∫₀^s σ h'(σ) dσ at h(s) = w, a sum of
 * non-negative terms. +Infinity outside the range of the map.
 */
export function coordinateRegularizer(map: DualMap, i: number, rise: number): number {
  const point: DualPoint = { s: 0, slope: 0, depth: 0 };
  if (rise === 0) return 0;
  return invertDualMap(map, i, rise, point) ? regularizerAt(map, i, rise, point) : Infinity;
}

/** The same from the weight, which near an end of the range at 0 says more than the rise; there Q has its closed value. */
function weightRegularizer(map: DualMap, i: number, w: number): number {
  const point: DualPoint = { s: 0, slope: 0, depth: 0 };
  const rise = w - map.initial[i]!;
  if (rise === 0) return 0;
  if (invertWeight(map, i, w, point)) return regularizerAt(map, i, rise, point);
  return w === 0 && sideOfZero(map, i) !== 0 ? regularizerAtZero(map, i) : Infinity;
}

function regularizerAt(map: DualMap, i: number, rise: number, point: DualPoint): number {
  if (point.s < map.low[i]! * (1 + 1e-12) || point.s > map.high[i]! * (1 + 1e-12)) return Infinity;
  const barrier = rise > 0 ? map.poleHigh[i]! : map.poleLow[i]!;
  let total = 0;
  for (const b of map.branches) total += branchIntegral(b, i, point, barrier, true);
  return total;
}

/** Q(w) = D_ψ(w, w(0)), summed over the coordinates; its closed value at a weight 0 where the range ends; +Infinity outside. */
export function regularizerValue(map: DualMap, w: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < map.d; i++) total += weightRegularizer(map, i, w[i]!);
  return total;
}

/** ψ*_i(s) = ∫₀^s h_i of one coordinate, for s between the barriers. */
export function coordinateDualPotential(map: DualMap, i: number, s: number): number {
  const barrier = s > 0 ? map.poleHigh[i]! : map.poleLow[i]!;
  const point: DualPoint = { s, slope: 0, depth: Number.isFinite(barrier) ? -Math.log1p(-s / barrier) : NaN };
  let total = map.initial[i]! * s;
  for (const b of map.branches) total += branchIntegral(b, i, point, barrier, false);
  return total;
}
