/** ln Γ(x) for x > 0 to about 1e-14: the recurrence to x >= 12, then Stirling's series (Abramowitz & Stegun 6.1.41). */
export function logGamma(x: number): number {
  let [shift, at] = [0, x];
  while (at < 12) shift -= Math.log(at++);
  const square = 1 / (at * at);
  let series = 0;
  for (const c of STIRLING) series = series * square + c;
  return shift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series / at;
}

/** B_2k / (2k (2k - 1)), the highest first. */
const STIRLING = [-691 / 360_360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];

/**
 * The regularized incomplete beta function I_x(a, b), the distribution function of the beta distribution, by its
 * continued fraction (Abramowitz & Stegun 26.5.8) with Lentz's method; relative error about 1e-13 (a + b).
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const logFront = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1) || Number.MIN_VALUE)];
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || Number.MIN_VALUE);
      c = 1 + term / c || Number.MIN_VALUE;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return (Math.exp(logFront) * fraction) / a;
}
