/** κ|x|² beyond which the plain Woodbury formula leaves fewer than five digits of a Newton correction. */
const STRONG = 1e11;

/** s_i, or 0 where it is rounding error only: at equilibrium its sign would decide over growth or decay at random. */
export function knownSlope(slope: number, rounding: number): number {
  return Math.abs(slope) > rounding ? slope : 0;
}

/**
 * The features to eliminate first, given κ_i|x_i|²: none while the plain formula is accurate, else those that stand out,
 * at most n of them.
 */
export function strongFeatures(magnitude: Float64Array, n: number): number[] {
  const strong: number[] = [];
  const d = magnitude.length;
  let largest = 0;
  for (let i = 0; i < d; i++) if (magnitude[i]! > largest) largest = magnitude[i]!;
  if (!(largest > STRONG)) return strong;
  const ascending = magnitude.slice().sort();
  const threshold = 1e3 * Math.max(1, d > n ? ascending[d - 1 - n]! : 0);
  for (let i = 0; i < d; i++) if (magnitude[i]! > threshold) strong.push(i);
  return strong;
}
