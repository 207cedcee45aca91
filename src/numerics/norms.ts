/** Largest absolute entry; NaN when an entry is NaN. */
export function maxNorm(v: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < v.length; i++) {
    const a = Math.abs(v[i]!);
    if (!(a <= largest)) {
      if (Number.isNaN(a)) return NaN;
      largest = a;
    }
  }
  return largest;
}

/** Euclidean norm, without overflow or underflow of the squares. */
export function euclideanNorm(v: Float64Array): number {
  const scale = maxNorm(v);
  if (!(scale > 0) || scale === Infinity) return scale;
  let sum = 0;
  for (let i = 0; i < v.length; i++) {
    const ratio = v[i]! / scale;
    sum += ratio * ratio;
  }
  return scale * Math.sqrt(sum);
}
