import { incompleteBeta } from './incompleteBeta.ts';

/** The mean of a sample with half the width of its two-sided confidence interval. */
export interface MeanEstimate {
  readonly mean: number;
  readonly halfWidth: number;
  readonly count: number;
}

/**
 * Student's interval for the mean of independent draws, missed with probability `risk`: exact for normal draws, and in
 * the limit of many draws wherever their variance is finite; without one it means nothing.
 */
export function meanInterval(draws: ArrayLike<number>, risk: number): MeanEstimate {
  const count = draws.length;
  let [mean, squares] = [0, 0];
  for (let i = 0; i < count; i++) {
    const away = draws[i]! - mean;
    mean += away / (i + 1);
    squares += away * (draws[i]! - mean);
  }
  const error = Math.sqrt(squares / (count - 1) / count);
  return { mean, halfWidth: studentQuantile(risk / 2, count - 1) * error, count };
}

/** The t with P(T > t) = `tail` <= 1/2 for Student's distribution with `degrees` degrees of freedom. */
export function studentQuantile(tail: number, degrees: number): number {
  const excess = (t: number): number =>
    0.5 * incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)) - tail;
  let high = 1;
  while (excess(high) > 0 && high < 1e300) high *= 2;
  return bisect(excess, 0, high);
}

/**
 * The interval of Clopper and Pearson (1934) for the chance of an event seen `hits` times in `trials` independent trials;
 * each of its ends is missed with probability at most `risk`/2, whatever the chance.
 */
export function binomialInterval(hits: number, trials: number, risk: number): [number, number] {
  // P(at least `hits`) and P(at most `hits`) as functions of the chance
  const low = hits === 0 ? 0 : bisect((p) => incompleteBeta(hits, trials - hits + 1, p) - risk / 2, 0, 1);
  const high =
    hits === trials ? 1 : bisect((p) => incompleteBeta(trials - hits, hits + 1, 1 - p) - risk / 2, 0, 1);
  return [low, high];
}

/**
 * Half the width of the band about the empirical distribution function of `count` independent draws that the true one
 * leaves with probability at most `risk`, for every distribution (Dvoretzky, Kiefer & Wolfowitz; constant of Massart 1990).
 */
export const distributionBand = (count: number, risk: number): number =>
  Math.sqrt(Math.log(2 / risk) / (2 * count));

/** The zero of a monotone function between two points of different sign, to rounding. */
function bisect(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const rises = f(high) > f(low);
  for (let k = 0; k < 200; k++) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (f(middle) > 0 === rises) high = middle;
    else low = middle;
  }
  return 0.5 * (low + high);
}
