/** A value with a bound of its error. */
export interface Known {
  readonly mean: number;
  readonly error: number;
}

/**
 * The limit at x = 0 of values at x, x/r and x/r² that are linear in x up to smaller terms: extrapolated from the last two;
 * the error adds to what theirs become the difference to the extrapolation of the first two, since those terms fall.
 */
export function linearLimit([first, second, third]: readonly [Known, Known, Known], r: number): Known {
  const limit = (a: Known, b: Known): number => (r * b.mean - a.mean) / (r - 1);
  const mean = limit(second, third);
  const measured = (r * third.error + second.error) / (r - 1);
  return { mean, error: Math.abs(mean - limit(first, second)) + measured };
}
