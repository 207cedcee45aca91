import type { LinearKernel } from '../numerics/kernel.ts';
import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import { evaluateDualMap } from './dualMap.ts';
import type { DualMap } from './dualMap.ts';
import { invertDualMap } from './dualPoint.ts';

/** X (w - w(0)) = target, X of full row rank: the problem in the form the solvers share, target = y - X w(0). */
export interface DualProblem {
  map: DualMap;
  kernel: LinearKernel;
  /** Row-major copy of the kernel's matrix. */
  x: Float64Array;
  target: Float64Array;
}

/** What determines a point: ν, κ, and the rise of the coordinates led by their weight. */
export interface PathState {
  nu: Float64Array;
  rise: Float64Array;
  led: Uint8Array;
  kappa: number;
}

/**
 * A primal-dual point of X κ (h(s) - h(0)) = target, s = Xᵀν. Each coordinate is led by one of its two variables: by
 * its weight (then s follows from h⁻¹, and `gap` = h⁻¹(w) - x_i·ν is driven to zero), or by x_i·ν (then the weight
 * follows from h and the gap is zero).
 */
export class PathPoint {
  readonly problem: DualProblem;
  nu: Float64Array;
  /** κ (h - h(0)) of every coordinate. */
  rise: Float64Array;
  /** 1 where the weight leads. */
  led: Uint8Array;
  kappa = 1;
  /** x_i·ν; h⁻¹ of the weight; κ h' there; their difference. */
  readonly s: Float64Array;
  readonly sOfWeight: Float64Array;
  readonly slope: Float64Array;
  readonly gap: Float64Array;
  /** target - X rise, exactly zero when it is all rounding. */
  readonly residual: Float64Array;
  readonly columnNorm: Float64Array;
  readonly targetNorm: number;
  readonly #trial: Float64Array;
  readonly #trialSlope: Float64Array;
  readonly #point = { s: 0, slope: 0, depth: 0 };

  constructor(problem: DualProblem) {
    const { n, d } = problem.kernel;
    this.problem = problem;
    this.nu = new Float64Array(n);
    this.residual = new Float64Array(n);
    this.led = new Uint8Array(d);
    [this.rise, this.s, this.sOfWeight, this.slope, this.gap, this.#trial, this.#trialSlope] = Array.from(
      { length: 7 },
      () => new Float64Array(d),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    this.columnNorm = new Float64Array(d);
    for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) this.columnNorm[i]! += problem.x[m * d + i]! ** 2;
    for (let i = 0; i < d; i++) this.columnNorm[i] = Math.sqrt(this.columnNorm[i]!);
    this.targetNorm = euclideanNorm(problem.target);
  }

  save(): PathState {
    return { nu: this.nu.slice(), rise: this.rise.slice(), led: this.led.slice(), kappa: this.kappa };
  }

  restore(state: PathState): void {
    this.nu = state.nu.slice();
    this.rise = state.rise.slice();
    this.led = state.led.slice();
    this.kappa = state.kappa;
    this.refresh();
  }

  /** Recomputes all that follows from ν, κ and the leading weights. */
  refresh(): void {
    const { map, kernel, target } = this.problem;
    const { rise, led, kappa, s, sOfWeight, slope, gap, residual } = this;
    kernel.backward(this.nu, s);
    evaluateDualMap(map, s, this.#trial, this.#trialSlope);
    let products = 0;
    for (let i = 0; i < map.d; i++) {
      if (led[i] === 1 && invertDualMap(map, i, rise[i]! / kappa, this.#point)) {
        sOfWeight[i] = this.#point.s;
        slope[i] = kappa * this.#point.slope;
        gap[i] = this.#point.s - s[i]!;
        const flat = Math.abs(slope[i]! * this.#point.s) < 0.1 * Math.abs(rise[i]!);
        if (flat && Math.abs(kappa * this.#trial[i]! - rise[i]!) < 0.3 * Math.abs(rise[i]!)) led[i] = 0;
      } else led[i] = 0;
      if (led[i] === 0) {
        rise[i] = kappa * this.#trial[i]!;
        slope[i] = kappa * this.#trialSlope[i]!;
        sOfWeight[i] = s[i]!;
        gap[i] = 0;
      }
      products += (rise[i]! * this.columnNorm[i]!) ** 2;
    }
    kernel.forward(rise, residual);
    for (let j = 0; j < residual.length; j++) residual[j] = target[j]! - residual[j]!;
    const rounding = 2 * Number.EPSILON * Math.max(this.targetNorm, Math.sqrt(products));
    if (euclideanNorm(residual) <= rounding) residual.fill(0);
  }

  /** ‖residual‖ / ‖target‖. */
  relativeResidual(): number {
    return euclideanNorm(this.residual) / this.targetNorm;
  }

  /** Whether the weight of coordinate i changes much faster, relatively, than its dual coordinate. */
  steep(i: number): boolean {
    return Math.abs(this.slope[i]! * this.sOfWeight[i]!) > 4 * Math.abs(this.rise[i]!);
  }

  /** The largest relative change of a weight per relative change of its dual coordinate. */
  magnification(): number {
    let worst = 1;
    for (let i = 0; i < this.rise.length; i++) {
      if (this.rise[i] === 0) continue;
      worst = Math.max(worst, Math.abs((this.slope[i]! * this.sOfWeight[i]!) / this.rise[i]!));
    }
    return worst;
  }

  /** Largest gap of any coordinate, relative to the largest s. */
  largestGap(): number {
    return maxNorm(this.gap) / Math.max(maxNorm(this.sOfWeight), Number.MIN_VALUE);
  }

  /** The same over weights that matter: a negligible one counts only where x_i·ν is beyond its barrier. */
  significantGap(): number {
    const { poleLow, poleHigh } = this.problem.map;
    const smallest = 1e-16 * maxNorm(this.rise);
    let worst = 0;
    for (let i = 0; i < this.rise.length; i++) {
      const beyond = !(this.s[i]! < poleHigh[i]! && this.s[i]! > poleLow[i]!);
      if (beyond || Math.abs(this.rise[i]!) > smallest) worst = Math.max(worst, Math.abs(this.gap[i]!));
    }
    return worst / Math.max(maxNorm(this.sOfWeight), Number.MIN_VALUE);
  }

  /** Whether `next` lies between the barriers and no nearer to one than a tenth of the distance of s. */
  staysInside(i: number, next: number): boolean {
    const low = this.problem.map.poleLow[i]!;
    const high = this.problem.map.poleHigh[i]!;
    const now = this.s[i]!;
    if (!(now > low && now < high && next > low && next < high)) return false;
    if (next > now) return high === Infinity || high - next > 0.1 * (high - now);
    return low === -Infinity || next - low > 0.1 * (now - low);
  }
}
