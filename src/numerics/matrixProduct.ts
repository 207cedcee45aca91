/** A B for square row-major matrices. */
export function matrixProduct(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const result = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let k = 0; k < d; k++) {
      const x = a[i * d + k]!;
      for (let j = 0; j < d; j++) result[i * d + j]! += x * b[k * d + j]!;
    }
  return result;
}

/** AB - BA. */
export function commutator(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const ba = matrixProduct(b, a, d);
  return matrixProduct(a, b, d).map((x, k) => x - ba[k]!);
}
