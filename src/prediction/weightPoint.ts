import { EXPONENTIAL, GENERAL, POWER } from './dualMap.ts';
import type { BranchArrays, DualMap } from './dualMap.ts';
import { invertDualMap } from './dualPoint.ts';
import type { DualPoint } from './dualPoint.ts';

/** Share of the start weight below which the weight itself tells s better than its distance to the start. */
const NEARER = 0.5;

/**
 * -1 or 1 where the weights of coordinate i end at 0 as s tends to that infinity (a positive-only map at -1, a
 * negative-only one at 1), else 0. Every branch then has the sign of w(0) and h(s) is their plain sum.
 */
export function sideOfZero(map: DualMap, i: number): -1 | 0 | 1 {
  const start = map.initial[i]!;
  if (start === 0) return 0;
  const side = start > 0 ? -1 : 1;
  const [pole, end] = side < 0 ? [map.poleLow[i]!, map.riseLow[i]!] : [map.poleHigh[i]!, map.riseHigh[i]!];
  if (Number.isFinite(pole) || !(Math.abs(start + end) <= 2 * Number.EPSILON * Math.abs(start))) return 0;
  for (const b of map.branches) {
    if (b.kind === GENERAL) return 0;
    const a = b.amplitude[i]!;
    if (a !== 0 && (Math.sign(a) !== -side || (b.kind === POWER && b.exponent[i]! > 0))) return 0;
  }
  return side;
}

/**
 * Solves h_i(s) = w into `out`. Where the range ends at 0 and w is nearer to that end than to the start, the branches
 * are inverted as they stand, so that s keeps the relative accuracy of w however small it is; elsewhere the same as
 * `invertDualMap`. False when w is outside the open range.
 */
export function invertWeight(map: DualMap, i: number, w: number, out: DualPoint): boolean {
  const start = map.initial[i]!;
  const near = Math.abs(w) < NEARER * Math.abs(start) && w * start > 0;
  const side = near ? sideOfZero(map, i) : 0;
  if (side === 0) return invertDualMap(map, i, w - start, out);
  const present = map.branches.filter((b) => b.amplitude[i] !== 0);
  // in m = s·side, of which h is a decreasing sum of one sign: the root lies between those of single branches
  const alone = (share: number): number[] => present.map((b) => side * branchInverse(b, i, w / share));
  let low = Math.max(...alone(1));
  let high = Math.max(...alone(present.length));
  if (!Number.isFinite(low) || !Number.isFinite(high)) return false;
  let x = low;
  for (let iteration = 0; iteration < 200 && present.length > 1; iteration++) {
    const value = tailAt(present, i, side * x, out);
    if (Math.abs(value) >= Math.abs(w)) low = Math.max(low, x);
    if (Math.abs(value) <= Math.abs(w)) high = Math.min(high, x);
    let next = x + side * ((Math.log(w / value) * value) / out.slope);
    if (!(next >= low && next <= high)) next = low + (high - low) / 2;
    const still = Math.abs(next - x) <= 1.2e-16 * Math.abs(x);
    x = next;
    if (still) break;
  }
  tailAt(present, i, side * x, out);
  out.s = side * x;
  out.depth = NaN;
  return true;
}

/** s at which one branch alone, as it stands, has the value w. */
function branchInverse(b: BranchArrays, i: number, w: number): number {
  const ratio = w / b.amplitude[i]!;
  const rate = b.rate[i]!;
  return b.kind === EXPONENTIAL
    ? Math.log(ratio) / rate
    : Math.expm1(Math.log(ratio) / b.exponent[i]!) / rate;
}

/** Sum of the branches at s; its slope is left in `out`. */
function tailAt(branches: readonly BranchArrays[], i: number, s: number, out: DualPoint): number {
  let [value, slope] = [0, 0];
  for (const b of branches) {
    const [a, r, e] = [b.amplitude[i]!, b.rate[i]!, b.exponent[i]!];
    const base = 1 + r * s;
    const own = b.kind === EXPONENTIAL ? a * Math.exp(r * s) : a * base ** e;
    value += own;
    slope += b.kind === EXPONENTIAL ? own * r : (own * e * r) / base;
  }
  out.slope = slope;
  return value;
}

/**
 * Limit of Q_i = ∫₀^s σ h′(σ) dσ where the weight reaches 0, the end of its range on `sideOfZero`: A/B for A e^{Bs} and
 * A/(B (E + 1)) for A (1 + B s)^E with E < -1; +Infinity for a slower branch (w = e^u, where Q contains -log w).
 */
export function regularizerAtZero(map: DualMap, i: number): number {
  let total = 0;
  for (const b of map.branches) {
    const a = b.amplitude[i]!;
    if (a === 0) continue;
    const e = b.exponent[i]!;
    if (b.kind === EXPONENTIAL) total += a / b.rate[i]!;
    else total += e < -1 ? a / (b.rate[i]! * (e + 1)) : Infinity;
  }
  return total;
}
