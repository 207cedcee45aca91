/** The minimiser of ½|Xw − y|² + penalty·|w|₁ with a proof by duality. */
export interface Lasso {
  readonly w: Float64Array;
  /** Objective at w minus a lower bound of all objectives. */
  readonly gap: number;
  readonly objective: number;
  readonly sweeps: number;
}

/**
 * Cyclic coordinate descent (Friedman, Hastie, Höfling and Tibshirani 2007) until the duality gap is rounding, or no longer
 * falls: any residual r = y − Xw, scaled so that |Xᵀr|∞ <= penalty, gives the lower bound ½|y|² − ½|r − y|².
 */
export function lasso(X: Float64Array, y: Float64Array, n: number, d: number, penalty: number): Lasso {
  const w = new Float64Array(d);
  const r = Float64Array.from(y);
  const squares = new Float64Array(d);
  for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) squares[i]! += X[m * d + i]! ** 2;
  const total = y.reduce((s, v) => s + v * v, 0) / 2;
  let best = Infinity;
  let since = 0;
  for (let sweeps = 1; ; sweeps++) {
    for (let i = 0; i < d; i++) {
      if (squares[i] === 0) continue;
      let product = 0;
      for (let m = 0; m < n; m++) product += X[m * d + i]! * r[m]!;
      const whole = product + squares[i]! * w[i]!;
      const next = (Math.sign(whole) * Math.max(0, Math.abs(whole) - penalty)) / squares[i]!;
      const change = next - w[i]!;
      if (change === 0) continue;
      w[i] = next;
      for (let m = 0; m < n; m++) r[m]! -= X[m * d + i]! * change;
    }
    const { gap, objective } = gapOf(X, y, n, d, penalty, w, r, total);
    since = gap < 0.5 * best ? 0 : since + 1;
    best = Math.min(best, gap);
    if (gap <= 1e-15 * total || (since > 500 && gap <= 1e-12 * total) || sweeps >= 100_000)
      return { w, gap, objective, sweeps };
  }
}

function gapOf(
  X: Float64Array,
  y: Float64Array,
  n: number,
  d: number,
  penalty: number,
  w: Float64Array,
  r: Float64Array,
  total: number,
): { gap: number; objective: number } {
  let most = 0;
  for (let i = 0; i < d; i++) {
    let product = 0;
    for (let m = 0; m < n; m++) product += X[m * d + i]! * r[m]!;
    most = Math.max(most, Math.abs(product));
  }
  const scale = most > penalty ? penalty / most : 1;
  const objective = r.reduce((s, v) => s + v * v, 0) / 2 + penalty * w.reduce((s, v) => s + Math.abs(v), 0);
  const bound = total - r.reduce((s, v, m) => s + (scale * v - y[m]!) ** 2, 0) / 2;
  return { gap: Math.max(0, objective - bound), objective };
}
