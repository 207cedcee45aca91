/** A comparison on one run: largest discrepancy and budget over all coordinates and checkpoints, in one unit. */
export interface Measured {
  readonly discrepancy: number;
  readonly budget: number;
  /** Part of the budget that no tighter tolerance removes: rounding, and the error of the prediction. */
  readonly floor: number;
  /** Largest quotient of discrepancy and budget of one coordinate at one checkpoint. */
  readonly ratio: number;
  /** Pairs of coordinate and checkpoint compared, and left out because nothing can be told there. */
  readonly compared: number;
  readonly skipped: number;
  /** Zero-based coordinate and time of the largest quotient. */
  readonly at: { coordinate: number; t: number };
}

/** Collects pairs (discrepancy, budget, floor) given in absolute terms and scales them at the end. */
export interface MeasuredBuilder {
  add(coordinate: number, t: number, discrepancy: number, budget: number, floor: number): void;
  skip(): void;
  /** Relative to `scale`; a scale of zero leaves the numbers as they are. */
  finish(scale: number): Measured;
}

export function measured(): MeasuredBuilder {
  let [discrepancy, budget, floor, ratio, compared, skipped] = [0, 0, 0, 0, 0, 0];
  let at = { coordinate: 0, t: 0 };
  return {
    add(coordinate, t, d, b, f) {
      compared++;
      if (Number.isNaN(d)) b = Infinity;
      discrepancy = worse(discrepancy, d);
      budget = worse(budget, b);
      floor = worse(floor, f);
      // A budget that does not exist bounds nothing; it counts as infinite, and the comparison stays undecided.
      const quotient = d === 0 || !(b < Infinity) ? 0 : d / b;
      if (quotient > ratio) {
        ratio = quotient;
        at = { coordinate, t };
      }
    },
    skip: () => void skipped++,
    finish(scale) {
      const unit = scale > 0 ? scale : 1;
      return {
        discrepancy: discrepancy / unit,
        budget: budget / unit,
        floor: floor / unit,
        ratio,
        compared,
        skipped,
        at,
      };
    },
  };
}

const worse = (a: number, b: number): number => (b <= a ? a : Number.isNaN(b) ? Infinity : b);
