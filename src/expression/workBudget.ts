/**
 * A budget of work for exact algebra, so that no input makes it run away: counted in coefficient operations, not in
 * time, so that the same input gives the same answer on every machine. One unit is about a tenth of a microsecond.
 */

/** Thrown when the budget is spent; algebra that fails for want of it is 'not shown'. */
export class BudgetSpent extends RangeError {
  constructor() {
    super('the formula is too large for exact algebra');
  }
}

let left = Infinity;

/** Charges units of work. Throws BudgetSpent when the budget of the enclosing `withinBudget` is spent. */
export function spend(units: number): void {
  left -= units;
  if (left < 0) throw new BudgetSpent();
}

/** Runs f with at most `units` of work, and with no more than what is left of an enclosing budget. */
export function withinBudget<T>(units: number, f: () => T): T {
  const outer = left;
  const granted = Math.min(outer, units);
  left = granted;
  try {
    return f();
  } finally {
    left = outer - (granted - left);
  }
}
