/**
 * Step sizes from error estimates: the elementary rule h ← 0.9 h error^(−1/q), held down by Gustafsson's predictive one
 * (K. Gustafsson, Control-theoretic techniques for stepsize selection in implicit Runge–Kutta methods, ACM TOMS 20 (1994)
 * 496), which expects the trend of the last step to go on: on the way to a fast transition every step is shorter
 * than the one before, and the elementary rule alone would have every second one rejected.
 */
export interface StepController {
  /** Size of the next step after an accepted one; `error` relative to the tolerance, of order `order` in h. */
  accepted(h: number, error: number, order: number): number;
  /** Size of the next attempt; `error` may be Infinity where the step could not be computed. */
  rejected(h: number, error: number, order: number): number;
  /** Forgets the trend, for a change of method. */
  reset(): void;
}

const SAFETY = 0.9;

export function stepController(largestGrowth: () => number): StepController {
  let lastStep = 0;
  let lastError = 1;
  let afterRejection = false;
  return {
    accepted(h, error, order) {
      const e = Math.max(error, 1e-10);
      let factor = SAFETY * e ** (-1 / order);
      if (lastStep > 0)
        factor = Math.min(factor, SAFETY * (h / lastStep) * (lastError / (e * e)) ** (1 / order));
      factor = Math.max(0.2, Math.min(afterRejection ? 1 : largestGrowth(), factor));
      lastStep = h;
      lastError = Math.max(e, 1e-2);
      afterRejection = false;
      return h * factor;
    },
    rejected(h, error, order) {
      afterRejection = true;
      return h * (Number.isFinite(error) ? Math.max(0.1, Math.min(0.9, 0.8 * error ** (-1 / order))) : 0.25);
    },
    reset() {
      lastStep = 0;
    },
  };
}
