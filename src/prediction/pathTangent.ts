import { euclideanNorm } from '../numerics/norms.ts';
import type { PathPoint } from './pathPoint.ts';
import type { WeightedSystem } from './weightedSystem.ts';

/** Residual, relative to the target, that a step along the path may leave behind. */
const BEND = 0.3;

/** Moves a point along the path of solutions in log κ, by the system just factored at (nearly) that point. */
export class PathTangent {
  readonly #point: PathPoint;
  readonly #system: WeightedSystem;
  /** dν, ds and dw by dlog κ. */
  readonly #nu: Float64Array;
  readonly #s: Float64Array;
  readonly #w: Float64Array;
  readonly #scratch: Float64Array;
  readonly #rhs: Float64Array;

  constructor(point: PathPoint, system: WeightedSystem) {
    const { n, d } = point.problem.kernel;
    this.#point = point;
    this.#system = system;
    [this.#nu, this.#rhs] = [new Float64Array(n), new Float64Array(n)];
    [this.#s, this.#w, this.#scratch] = [new Float64Array(d), new Float64Array(d), new Float64Array(d)];
  }

  /** Lowers κ by at most `limit` in its logarithm, and to no less than 1. Returns the decrease. */
  follow(limit: number): number {
    this.#compute();
    const { nu, rise, led, s, kappa } = this.#point;
    const decrease = Math.min(this.#trusted(limit), Math.log(kappa) + 1e-9);
    for (let j = 0; j < nu.length; j++) nu[j]! -= this.#nu[j]! * decrease;
    for (let i = 0; i < rise.length; i++) {
      const next = s[i]! - this.#s[i]! * decrease;
      if (this.#ledByWeight(i) || !this.#point.staysInside(i, next) || this.#nearsBarrier(i, next)) {
        led[i] = 1;
        rise[i]! *= shrinkage((this.#w[i]! / rise[i]!) * decrease);
      } else led[i] = 0;
    }
    this.#point.kappa = decrease >= Math.log(kappa) ? 1 : kappa * Math.exp(-decrease);
    this.#point.refresh();
    return decrease;
  }

  /**
   * dw/dlogκ = w + κ h' ds/dlogκ with X dw = 0: least squares for ds/dlogκ against -w/(κ h'), so that a weight that no
   * longer changes gets no rounding noise. (w stands for the rise.)
   */
  #compute(): void {
    const { rise } = this.#point;
    const { weights } = this.#system;
    this.#rhs.fill(0);
    for (let i = 0; i < rise.length; i++) this.#scratch[i] = -rise[i]! / weights[i]!;
    const floor = this.#scratch.map(Math.abs);
    this.#system.setFloor(floor);
    this.#system.solve(this.#rhs, this.#scratch, this.#nu, this.#s, this.#w);
  }

  /** The weight leads where it changes less than half as fast as κ, or is too steep to follow from s. */
  #ledByWeight(i: number): boolean {
    const { rise, led, slope, s } = this.#point;
    const size = Math.abs(rise[i]!);
    if (size === 0) return false;
    if (Math.abs(slope[i]! * s[i]!) < 0.1 * size) return false;
    return Math.abs(this.#w[i]!) < 0.5 * size || (led[i] === 1 && Math.abs(slope[i]! * s[i]!) > 1e4 * size);
  }

  #nearsBarrier(i: number, next: number): boolean {
    const { s, problem } = this.#point;
    if (!this.#point.steep(i)) return false;
    const barrier = next > s[i]! ? problem.map.poleHigh[i]! : problem.map.poleLow[i]!;
    return Number.isFinite(barrier) && (next - s[i]!) / (barrier - s[i]!) > 0.3;
  }

  /**
   * The largest decrease for which the tangent is trusted: s reaches no barrier, no growing weight comes to matter, and
   * the curvature of the path leaves a small residual.
   */
  #trusted(limit: number): number {
    const { rise, s, columnNorm, targetNorm, problem } = this.#point;
    const { map, kernel } = problem;
    let most = limit;
    for (let i = 0; i < rise.length; i++) {
      const size = Math.abs(rise[i]!);
      this.#scratch[i] = 0;
      if (size === 0) continue;
      const rate = this.#w[i]! / rise[i]!;
      const share = Math.min(1, Math.abs(rate), Math.abs(1 - rate));
      this.#scratch[i] = 0.5 * rise[i]! * share * share;
      if (rate < 0 && this.#point.steep(i)) {
        most = Math.min(most, Math.max(1, Math.log((1e-3 * targetNorm) / (size * columnNorm[i]!))) / -rate);
      }
      if (!this.#ledByWeight(i)) {
        const room = this.#s[i]! < 0 ? map.poleHigh[i]! - s[i]! : s[i]! - map.poleLow[i]!;
        if (room > 0) most = Math.min(most, room / Math.abs(this.#s[i]!));
      }
    }
    kernel.forward(this.#scratch, this.#rhs);
    const bend = euclideanNorm(this.#rhs);
    return Math.min(most, bend > 0 ? Math.sqrt((BEND * targetNorm) / bend) : Infinity);
  }
}

/** Factor by which a weight changes whose logarithm has the slope -change: a power law when it shrinks much. */
function shrinkage(change: number): number {
  return change > 0.7 ? Math.exp(-change) : 1 - Math.max(change, -1);
}
