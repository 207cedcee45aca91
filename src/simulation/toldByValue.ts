/** Share of |w(0)| that the terms of F may have for F(θ) to be the better number. */
const SHARE = 0.25;

/**
 * Whether the weight of coordinate i is F(θ) rather than w(0) + (F(θ) − F(θ0)): where it is so much smaller than w(0), and
 * so are its terms |θ_j ∂F/∂θ_j|, that rounding of θ moves F(θ) less than w(0) is rounded. A weight that tends to 0 keeps
 * its relative accuracy in this way. `theta` and `f` = ∂F/∂θ are k × d.
 */
export function toldByValue(
  w: number,
  start: number,
  theta: Float64Array,
  f: Float64Array,
  i: number,
  k: number,
  d: number,
): boolean {
  let size = Math.abs(w);
  for (let e = i; e < k * d; e += d) size += Math.abs(theta[e]! * f[e]!);
  return size <= SHARE * Math.abs(start);
}
