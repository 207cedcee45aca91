/** X with its rows multiplied by √ℓ'' of their samples, for the Newton matrices of other losses than the squared one. */

/** D G D for D = diag(root), G n × n. */
export function scaleGram(gram: Float64Array, root: Float64Array): void {
  const n = root.length;
  for (let a = 0, e = 0; a < n; a++) for (let b = 0; b < n; b++, e++) gram[e]! *= root[a]! * root[b]!;
}

/** Rows of one vector, or of several one after the other, multiplied in place. */
export function scaleRows(v: Float64Array, root: Float64Array): void {
  const n = root.length;
  for (let e = 0; e < v.length; e++) v[e]! *= root[e % n]!;
}
