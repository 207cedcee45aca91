import { HypentropyError } from '../errors.ts';
import type { MatrixModel } from '../theory/matrixModel.ts';

/** The simulation follows size² entries a factor. */
const LARGEST = 16;

/** The size of square matrices with so many entries. Throws HypentropyError `data` where there is none, or too large a one. */
export function sizeOf(entries: number): number {
  const d = Math.round(Math.sqrt(entries));
  if (d * d !== entries)
    throw new HypentropyError(
      'data',
      `measurement matrices must be square: got ${entries} entries`,
      'give the data as {"A": [[[...], ...], ...], "y": [...]}, one square matrix a measurement',
    );
  if (d > LARGEST)
    throw new HypentropyError(
      'data',
      `measurement matrices of size ${d} are too large: at most ${LARGEST} are simulated`,
    );
  return d;
}

/** For a symmetric W the symmetric parts; a product of two factors needs symmetric matrices from the start. */
export function symmetricMeasurements(
  { symmetric, name }: MatrixModel,
  X: Float64Array,
  n: number,
  d: number,
): { X: Float64Array; symmetrized: boolean } {
  const result = X.slice();
  let symmetrized = false;
  for (let k = 0; k < n; k++)
    for (let i = 0; i < d; i++)
      for (let j = 0; j < i; j++) {
        const [a, b] = [k * d * d + i * d + j, k * d * d + j * d + i];
        if (X[a] === X[b]) continue;
        const isRounding = Math.abs(X[a]! - X[b]!) <= 8 * Number.EPSILON * Math.abs(X[a]!);
        if (!symmetric && !isRounding)
          throw new HypentropyError(
            'data',
            `${name} needs symmetric measurement matrices: A[${k}][${i}][${j}] is ${X[a]}, A[${k}][${j}][${i}] is ${X[b]}`,
            `use U*U' or U*U' - V*V', where only the symmetric parts count`,
          );
        symmetrized ||= !isRounding;
        result[a] = result[b] = 0.5 * (X[a]! + X[b]!);
      }
  return { X: result, symmetrized };
}
