import { jointDiagonalization, type JointBasis } from '../numerics/jointDiagonalization.ts';
import { commutator } from '../numerics/matrixProduct.ts';
import { euclideanNorm } from '../numerics/norms.ts';

/** Whether measurement matrices commute, with the pair that commutes least. */
export interface Commutation {
  readonly commute: boolean;
  /** |AB - BA|/(|A||B|) of that pair in the Frobenius norm, and what rounding of its entries alone can make of it. */
  readonly largest: number;
  readonly rounding: number;
  /** Indices from zero; null for a single matrix. */
  readonly pair: readonly [number, number] | null;
  /** The common eigenvectors, where they commute. */
  readonly joint: JointBasis | null;
}

/** Symmetric matrices given in double precision commute where no commutator is larger than rounding of the entries can be. */
export function commutingMeasurements(matrices: readonly Float64Array[], d: number): Commutation {
  const rounding = 4 * (d + 2) * Number.EPSILON;
  let largest = 0;
  let pair: readonly [number, number] | null = matrices.length > 1 ? [0, 1] : null;
  matrices.forEach((a, i) => {
    for (let j = i + 1; j < matrices.length; j++) {
      const size = euclideanNorm(a) * euclideanNorm(matrices[j]!);
      const relative = size > 0 ? euclideanNorm(commutator(a, matrices[j]!, d)) / size : 0;
      if (relative > largest) [largest, pair] = [relative, [i, j]];
    }
  });
  const commute = largest <= rounding;
  return { commute, largest, rounding, pair, joint: commute ? jointDiagonalization(matrices, d) : null };
}
