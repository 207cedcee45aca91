/**
 * out = M · from for a small s × s matrix M (flat, row-major) acting on s vectors of length `length` stored one after
 * another. The usual stage numbers are written out, so that each output is one pass over the inputs.
 */
export function multiplyStages(
  m: Float64Array,
  s: number,
  from: Float64Array,
  out: Float64Array,
  length: number,
): void {
  const l = length;
  for (let c = 0; c < s; c++) {
    const r = c * s;
    const at = c * l;
    if (s === 7) {
      const m0 = m[r + 0]!;
      const m1 = m[r + 1]!;
      const m2 = m[r + 2]!;
      const m3 = m[r + 3]!;
      const m4 = m[r + 4]!;
      const m5 = m[r + 5]!;
      const m6 = m[r + 6]!;
      for (let i = 0; i < l; i++)
        out[at + i] =
          m0 * from[i]! +
          m1 * from[l + i]! +
          m2 * from[2 * l + i]! +
          m3 * from[3 * l + i]! +
          (m4 * from[4 * l + i]! + m5 * from[5 * l + i]! + m6 * from[6 * l + i]!);
    } else if (s === 5) {
      const m0 = m[r + 0]!;
      const m1 = m[r + 1]!;
      const m2 = m[r + 2]!;
      const m3 = m[r + 3]!;
      const m4 = m[r + 4]!;
      for (let i = 0; i < l; i++)
        out[at + i] =
          m0 * from[i]! +
          m1 * from[l + i]! +
          m2 * from[2 * l + i]! +
          (m3 * from[3 * l + i]! + m4 * from[4 * l + i]!);
    } else if (s === 3) {
      const m0 = m[r + 0]!;
      const m1 = m[r + 1]!;
      const m2 = m[r + 2]!;
      for (let i = 0; i < l; i++) out[at + i] = m0 * from[i]! + m1 * from[l + i]! + m2 * from[2 * l + i]!;
    } else {
      for (let i = 0; i < l; i++) {
        let sum = 0;
        for (let e = 0; e < s; e++) sum += m[r + e]! * from[e * l + i]!;
        out[at + i] = sum;
      }
    }
  }
}
