import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import { evaluateDualMap } from './dualMap.ts';
import type { PathPoint } from './pathPoint.ts';
import type { WeightedSystem } from './weightedSystem.ts';

/** How far a point is from solving its equations. */
export interface StepSize {
  /** ‖δw‖∞ / ‖w - w(0)‖∞ and ‖δν‖ / ‖ν‖ of the full Newton step. */
  step: number;
  dual: number;
  /** Gap between weights and multipliers, and residual, before it. */
  gap: number;
  residual: number;
}

/**
 * The Newton step at a point, for whichever variable leads each coordinate: `compute` finds it, `shorten` makes it safe,
 * `apply` takes it and hands a coordinate that would leave its tame range to its other variable.
 */
export class NewtonStep {
  readonly #point: PathPoint;
  readonly #system: WeightedSystem;
  readonly dNu: Float64Array;
  readonly ds: Float64Array;
  readonly dw: Float64Array;
  readonly #floor: Float64Array;
  readonly #next: Float64Array;
  readonly #risen: Float64Array;
  readonly #slope: Float64Array;

  constructor(point: PathPoint, system: WeightedSystem) {
    const { n, d } = point.problem.kernel;
    this.#point = point;
    this.#system = system;
    this.dNu = new Float64Array(n);
    [this.ds, this.dw, this.#floor, this.#next, this.#risen, this.#slope] = Array.from(
      { length: 6 },
      () => new Float64Array(d),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  }

  /**
   * A small ridge keeps ν in place where the weights are so small that a residual of rounding size would move it: there
   * the data no longer determine ν.
   */
  compute(): StepSize {
    const p = this.#point;
    const nuNorm = euclideanNorm(p.nu);
    const ridge = nuNorm > 0 ? (100 * Number.EPSILON * p.targetNorm) / nuNorm : 0;
    for (let i = 0; i < p.s.length; i++)
      this.#floor[i] = Math.abs(p.sOfWeight[i]!) + nuNorm * p.columnNorm[i]!;
    this.#system.factor(p.slope, ridge, p.magnification(), this.#floor);
    this.#system.solve(p.residual, p.gap, this.dNu, this.ds, this.dw);
    return {
      step: maxNorm(this.dw) / Math.max(maxNorm(p.rise), Number.MIN_VALUE),
      dual: nuNorm > 0 ? euclideanNorm(this.dNu) / nuNorm : 0,
      gap: p.significantGap(),
      residual: p.relativeResidual(),
    };
  }

  /** The step for ν alone that fits x_i·ν = h⁻¹(w_i) best, weights above `negligible` held. */
  computeFit(negligible: number): void {
    const p = this.#point;
    this.#system.fit(p.slope, 0, p.gap, this.dNu, this.ds);
    for (let i = 0; i < p.rise.length; i++) {
      this.dw[i] = Math.abs(p.rise[i]!) < negligible ? p.slope[i]! * (this.ds[i]! - p.gap[i]!) : 0;
    }
  }

  /** Whether the step leaves every x_i·ν between its barriers, up to rounding. */
  feasible(): boolean {
    const { poleLow, poleHigh } = this.#point.problem.map;
    for (let i = 0; i < this.ds.length; i++) {
      const next = this.#point.s[i]! + this.ds[i]!;
      if (next > poleHigh[i]! * (1 + 1e-9) || next < poleLow[i]! * (1 + 1e-9)) return false;
    }
    return true;
  }

  /**
   * Scales the step so that ν changes by at most a half, no weight by more than the largest one, and no leading weight
   * loses more than nine tenths that could pass through zero otherwise.
   */
  shorten(dual: number): void {
    const { rise, led } = this.#point;
    const { dNu, ds, dw } = this;
    const reach = maxNorm(dw);
    const largest = maxNorm(rise);
    let excess = Math.max(1, 2 * dual, reach / largest);
    for (let i = 0; i < rise.length; i++) {
      const matters = led[i] === 1 && Math.abs(rise[i]!) > 0.1 * Math.min(reach, largest);
      if (matters) excess = Math.max(excess, -dw[i]! / (0.9 * rise[i]!));
    }
    if (excess === 1) return;
    for (let j = 0; j < dNu.length; j++) dNu[j]! /= excess;
    for (let i = 0; i < ds.length; i++) {
      ds[i]! /= excess;
      dw[i]! /= excess;
    }
  }

  /** Takes the step; `refresh` of the point is left to the caller. */
  apply(): void {
    const { nu, rise, led, s, kappa, columnNorm, targetNorm, problem } = this.#point;
    const { riseLow, riseHigh } = problem.map;
    for (let j = 0; j < nu.length; j++) nu[j]! += this.dNu[j]!;
    this.#evaluateInside();
    for (let i = 0; i < rise.length; i++) {
      const next = s[i]! + this.ds[i]!;
      const moved = rise[i]! + this.dw[i]!;
      const inRange = moved > kappa * riseLow[i]! && moved < kappa * riseHigh[i]!;
      const ratio = moved / rise[i]!;
      // What the weight would be if x_i·ν led; infinite when that is too near a barrier.
      const risen = this.#risen[i]!;
      if (led[i] === 0) {
        const overshoots = Math.abs(risen) > 2 * Math.abs(moved) && (ratio > 1 || rise[i] === 0);
        if (inRange && overshoots) {
          led[i] = 1;
          rise[i] = moved;
        }
      } else if (ratio > 2 && Math.abs(risen) * columnNorm[i]! < 1e-3 * targetNorm) led[i] = 0;
      else if (
        inRange &&
        (ratio > 0.02 || (rise[i]! * next < 0 && !(Math.abs(risen) <= 3 * Math.abs(moved))))
      )
        rise[i] = moved;
      else if (risen !== Infinity && !(this.#point.steep(i) && Math.abs(risen) > 0.05 * Math.abs(rise[i]!)))
        led[i] = 0;
      else rise[i]! *= ratio > 1 ? 10 : 0.02;
    }
  }

  /** κ (h - h(0)) at s + δs into #risen, infinite where s + δs is outside or next to a barrier. */
  #evaluateInside(): void {
    const p = this.#point;
    for (let i = 0; i < this.ds.length; i++) {
      const next = p.s[i]! + this.ds[i]!;
      this.#next[i] = p.staysInside(i, next) ? next : NaN;
    }
    evaluateDualMap(p.problem.map, this.#next, this.#risen, this.#slope);
    for (let i = 0; i < this.ds.length; i++) {
      this.#risen[i] = Number.isNaN(this.#next[i]!) ? Infinity : p.kappa * this.#risen[i]!;
    }
  }

  /**
   * Near the solution, after `apply`: lets the weight lead wherever it magnifies the rounding of s, unless it is
   * negligible both ways.
   */
  leadByConditioning(): void {
    const { rise, led, s, kappa, problem } = this.#point;
    for (let i = 0; i < s.length; i++) {
      const next = s[i]! + this.ds[i]!;
      this.#next[i] = next > problem.map.poleLow[i]! && next < problem.map.poleHigh[i]! ? next : NaN;
    }
    evaluateDualMap(problem.map, this.#next, this.#risen, this.#slope);
    const negligible = 1e-14 * maxNorm(rise);
    for (let i = 0; i < s.length; i++) {
      const risen = kappa * this.#risen[i]!;
      if (Number.isNaN(risen)) continue;
      const small = Math.abs(risen) < negligible;
      if (led[i] === 1 && small && Math.abs(rise[i]!) < negligible) led[i] = 0;
      else if (
        led[i] === 0 &&
        !small &&
        Math.abs(kappa * this.#slope[i]! * this.#next[i]!) > 4 * Math.abs(risen)
      ) {
        led[i] = 1;
        rise[i] = risen;
      }
    }
  }
}
