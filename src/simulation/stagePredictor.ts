import type { RadauTableau } from '../numerics/radauTableau.ts';
import { multiplyStages } from '../numerics/stageMatrix.ts';
import type { FlowPoint, FlowProblem } from './flowPoint.ts';

/**
 * Start values for the stages Z of a collocation step, from the previous one. A component that follows its own growth
 * law repeats the shape P(x), 0 ≤ x ≤ 1, of its previous step: stretched by the ratio of h s f′ and scaled by the ratio
 * of h θ′ it is exact for exponential growth at any step size and for θ ∝ (t* − t)^−p at steps in proportion to t* − t.
 * A component at its equilibrium has no law of its own; there, and everywhere while that has lately served better, the
 * polynomial is continued instead.
 */
export interface StagePredictor {
  /** Fills Z (s blocks of k·d). */
  predict(point: FlowPoint, h: number, Z: Float64Array): void;
  /** How many Newton iterations the last prediction cost. */
  judge(iterations: number): void;
  /** Keeps the stages of an accepted step that started at `point`. */
  remember(point: FlowPoint, h: number, Z: Float64Array): void;
}

export function stagePredictor(problem: FlowProblem, tableau: RadauTableau): StagePredictor {
  const { d, k, map, weightedNorms, allocate } = problem;
  const kd = k * d;
  const s = tableau.stages;
  const previous = allocate(s * kd);
  const shape = allocate(s * kd);
  const previousRate = allocate(kd);
  const previousGrowth = allocate(kd);
  const continuation = allocate(s * s);
  const all = tableau.c.map((_, e) => e);
  const thirds = Float64Array.of((s - 1) >> 1, s - 2, s - 1);
  let previousStep = 0;
  // recent Newton iterations with either way; the one not used is credited a little at every step
  let byShape = false;
  const iterations = { shape: 3, polynomial: 3 };

  /**
   * Weights that continue the polynomial of the previous step: of full degree for steps that do not grow, else a cubic
   * through four of its points, because they multiply rounding errors by about (1 + ratio)^degree.
   */
  function setContinuation(ratio: number): void {
    const used = ratio <= 1.2 || s === 3 ? all : thirds;
    continuation.fill(0);
    for (let c = 0; c < s; c++) {
      const x = 1 + tableau.c[c]! * ratio;
      for (let a = 0; a < used.length; a++) {
        const ca = tableau.c[used[a]!]!;
        let basis = x / ca;
        for (let b = 0; b < used.length; b++) {
          const cb = tableau.c[used[b]!]!;
          if (a !== b) basis *= (x - cb) / (ca - cb);
        }
        continuation[c * s + used[a]!] = basis;
      }
      continuation[c * s + s - 1]! -= 1;
    }
  }

  /** s ∂²F/∂θ² of one component. */
  function growthRate(point: FlowPoint, i: number, at: number): number {
    const j = (at - i) / d;
    return point.slope[i]! * point.hessian[map.additive ? at : (j * k + j) * d + i]!;
  }

  return {
    predict(point, h, Z) {
      byShape = iterations.shape < iterations.polynomial;
      Z.fill(0);
      if (previousStep === 0) return;
      const ratio = h / previousStep;
      setContinuation(ratio);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) {
          const at = j * d + i;
          const f = point.f[at]!;
          const scale = (ratio * f * point.slope[i]!) / previousRate[at]!;
          if (!byShape || h * f * f * weightedNorms[i]! > 3 || !(Math.abs(scale) < 20)) {
            for (let c = 0; c < s; c++) {
              let value = 0;
              for (let e = 0; e < s; e++) value += continuation[c * s + e]! * previous[e * kd + at]!;
              Z[c * kd + at] = value;
            }
            continue;
          }
          let stretch = (ratio * growthRate(point, i, at)) / previousGrowth[at]!;
          if (!(stretch > 0.05 && stretch < 3)) stretch = Math.min(ratio, 3);
          for (let c = 0; c < s; c++) {
            const x = stretch * tableau.c[c]!;
            let value = 0;
            for (let e = s - 1; e >= 0; e--) value = value * x + shape[e * kd + at]!;
            Z[c * kd + at] = scale * tableau.c[c]! * value;
          }
        }
    },
    judge(used) {
      const [now, other] = byShape ? (['shape', 'polynomial'] as const) : (['polynomial', 'shape'] as const);
      iterations[now] += 0.5 * (used - iterations[now]);
      iterations[other] -= 0.1;
    },
    remember(point, h, Z) {
      previous.set(Z);
      previousStep = h;
      multiplyStages(tableau.monomials, s, Z, shape, kd);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) {
          const at = j * d + i;
          previousRate[at] = point.f[at]! * point.slope[i]!;
          previousGrowth[at] = growthRate(point, i, at);
        }
    },
  };
}
