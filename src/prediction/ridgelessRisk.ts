/** Expected excess risk of a linear estimate: what is left without noise, and what noise adds. */
export interface Risk {
  readonly bias: number;
  readonly variance: number;
}

/**
 * Expected excess risk of the minimum-norm least-squares estimate from n samples x ~ N(0, I_d) with noise of variance σ²,
 * exact for every n and d; `signal` is |β|². The inverse Wishart mean is infinite for |d - n| <= 1
 * (Breiman & Freedman 1983; Belkin, Hsu & Xu 2020).
 */
export function isotropicRisk(n: number, d: number, signal: number, noise: number): Risk {
  if (d > n + 1) return { bias: signal * (1 - n / d), variance: (noise * n) / (d - n - 1) };
  if (d < n - 1) return { bias: 0, variance: (noise * d) / (n - d - 1) };
  return { bias: d > n ? signal * (1 - n / d) : 0, variance: Infinity };
}

/** The limit of `isotropicRisk` for n, d → ∞ with d/n = γ ≠ 1 (Hastie, Montanari, Rosset & Tibshirani 2022). */
export function limitRisk(gamma: number, signal: number, noise: number): Risk {
  if (gamma > 1) return { bias: signal * (1 - 1 / gamma), variance: noise / (gamma - 1) };
  return { bias: 0, variance: gamma < 1 ? (noise * gamma) / (1 - gamma) : Infinity };
}

/**
 * The κ > 0 with Σ λᵢ/(λᵢ + κ) = n, for positive eigenvalues λ more than n in number: the ridge that interpolation
 * amounts to. Newton's iteration in ln κ from below Σλ/n; relative error of a few roundings.
 */
export function effectiveRidge(eigenvalues: ArrayLike<number>, n: number): number {
  const d = eigenvalues.length;
  if (!(d > n)) return 0;
  // Σ λ/(λ + κ) falls in κ; both ends bracket the root
  let [low, high] = [0, 0];
  for (let i = 0; i < d; i++) high += eigenvalues[i]! / n;
  let kappa = high * (1 - n / d);
  for (let k = 0; k < 200; k++) {
    let [excess, slope] = [-n, 0];
    for (let i = 0; i < d; i++) {
      const share = eigenvalues[i]! / (eigenvalues[i]! + kappa);
      excess += share;
      slope -= share * (1 - share);
    }
    if (excess > 0) low = kappa;
    else high = kappa;
    const newton = kappa * Math.exp(-excess / slope);
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (Math.abs(next - kappa) <= 2 * Number.EPSILON * kappa) return next;
    kappa = next;
  }
  return kappa;
}

/**
 * The deterministic equivalent of bias and variance for x = Σ^½ z, Σ = diag(λ), d > n, and parameter β (Hastie et al.
 * 2022): its relative error is of order 1/n.
 */
export function ridgelessRisk(
  eigenvalues: ArrayLike<number>,
  beta: ArrayLike<number>,
  n: number,
  noise: number,
): Risk {
  const kappa = effectiveRidge(eigenvalues, n);
  let [degrees, left] = [0, 0];
  for (let i = 0; i < eigenvalues.length; i++) {
    const lambda = eigenvalues[i]!;
    const total = lambda + kappa;
    degrees += (lambda / total) ** 2;
    left += (lambda * (kappa * beta[i]!) ** 2) / (total * total);
  }
  return { bias: left / (1 - degrees / n), variance: (noise * degrees) / (n - degrees) };
}

/** The effective ranks r_k = Σ_{i>k} λᵢ/λ_{k+1} and R_k = (Σ_{i>k} λᵢ)²/Σ_{i>k} λᵢ² (Bartlett, Long, Lugosi & Tsigler 2020). */
export interface EffectiveRanks {
  /** The least k with r_k >= factor · n. */
  readonly k: number;
  readonly r: number;
  readonly R: number;
}

/** Effective ranks at k*, for eigenvalues that do not increase; null when no k has r_k >= factor · n. */
export function effectiveRanks(
  eigenvalues: ArrayLike<number>,
  n: number,
  factor: number,
): EffectiveRanks | null {
  const d = eigenvalues.length;
  // tails from the small end, so that they do not cancel
  const sums = new Float64Array(d + 1);
  const squares = new Float64Array(d + 1);
  for (let i = d - 1; i >= 0; i--) {
    sums[i] = sums[i + 1]! + eigenvalues[i]!;
    squares[i] = squares[i + 1]! + eigenvalues[i]! ** 2;
  }
  for (let k = 0; k < d; k++) {
    const r = sums[k]! / eigenvalues[k]!;
    if (r >= factor * n) return { k, r, R: sums[k]! ** 2 / squares[k]! };
  }
  return null;
}
