/** The collocation equations of a linear system, mode by mode: (1 + λ_m A) x_m = b_m with a small matrix A. */
export interface ModeEquations {
  /** Inverts the matrices for a new A, s × s row-major. */
  set(a: Float64Array): void;
  /** Replaces b by x: s vectors, one after another, with an entry for every mode. */
  solve(b: Float64Array): void;
}

export function modeEquations(rates: Float64Array, s: number): ModeEquations {
  const n = rates.length;
  const inverses = new Float64Array(n * s * s);
  const right = new Float64Array(s);
  return {
    set(a) {
      for (let m = 0; m < n; m++) invert(inverses.subarray(m * s * s, (m + 1) * s * s), a, rates[m]!, s);
    },
    solve(b) {
      for (let m = 0; m < n; m++) {
        for (let j = 0; j < s; j++) right[j] = b[j * n + m]!;
        for (let i = 0, at = m * s * s; i < s; i++) {
          let sum = 0;
          for (let j = 0; j < s; j++, at++) sum += inverses[at]! * right[j]!;
          b[i * n + m] = sum;
        }
      }
    },
  };
}

/** out = (1 + λA)⁻¹ by Gauss–Jordan elimination; the pivots are those of a matrix with spectrum in the right half plane. */
function invert(out: Float64Array, a: Float64Array, rate: number, s: number): void {
  for (let e = 0; e < s * s; e++) out[e] = rate * a[e]!;
  for (let i = 0; i < s; i++) out[i * s + i]! += 1;
  for (let p = 0; p < s; p++) {
    const pivot = 1 / out[p * s + p]!;
    out[p * s + p] = 1;
    for (let j = 0; j < s; j++) out[p * s + j]! *= pivot;
    for (let i = 0; i < s; i++) {
      if (i === p) continue;
      const factor = out[i * s + p]!;
      out[i * s + p] = 0;
      for (let j = 0; j < s; j++) out[i * s + j]! -= factor * out[p * s + j]!;
    }
  }
}
