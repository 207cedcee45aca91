/**
 * out = factor · Σ_j row_j from_j (+ out when `add`), vectors of equal length, four at a time; zero entries are skipped.
 */
export function linearCombination(
  row: readonly number[] | Float64Array,
  factor: number,
  from: readonly Float64Array[],
  out: Float64Array,
  add = false,
): void {
  const length = out.length;
  let filled = add;
  let j = 0;
  const count = row.length;
  while (j < count) {
    while (j < count && row[j] === 0) j++;
    if (j === count) break;
    const a = from[j]!;
    const ca = factor * row[j++]!;
    while (j < count && row[j] === 0) j++;
    const b = j < count ? from[j]! : a;
    const cb = j < count ? factor * row[j++]! : 0;
    while (j < count && row[j] === 0) j++;
    const c = j < count ? from[j]! : a;
    const cc = j < count ? factor * row[j++]! : 0;
    while (j < count && row[j] === 0) j++;
    const d = j < count ? from[j]! : a;
    const cd = j < count ? factor * row[j++]! : 0;
    if (filled)
      for (let i = 0; i < length; i++) out[i]! += ca * a[i]! + cb * b[i]! + (cc * c[i]! + cd * d[i]!);
    else for (let i = 0; i < length; i++) out[i] = ca * a[i]! + cb * b[i]! + (cc * c[i]! + cd * d[i]!);
    filled = true;
  }
  if (!filled) out.fill(0);
}
