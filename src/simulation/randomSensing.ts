import { HypentropyError } from '../errors.ts';
import { fromSpectrum, jointDiagonalization } from '../numerics/jointDiagonalization.ts';
import { createRandom, RANDOM_NAME } from '../random.ts';
import { normalNumbers } from './normalNumbers.ts';

export interface RandomSensingSizes {
  /** Measurements. */
  samples: number;
  /** Rows and columns of a matrix. */
  size: number;
  /** Eigenvalues 1 of the true matrix; the others are 1/20, so that the solutions do not all lie at the edge of the positive matrices. */
  rank: number;
  /** Standard deviation of the noise added to y. */
  noise: number;
  commuting: boolean;
  seed: number;
}

/** The small eigenvalues of the true matrix. */
const SMALL = 0.05;
const LARGEST = 50;

/**
 * Symmetric measurement matrices, a row of X each, and y_k = ⟨A_k, W*⟩ plus noise: with a common random basis and independent
 * standard normal eigenvalues where they commute, with independent normal entries otherwise. Throws HypentropyError
 * `data` when the sizes do not fit together.
 */
export function randomSensing({ samples, size, rank, noise, commuting, seed }: RandomSensingSizes) {
  if (size > LARGEST)
    throw new HypentropyError('data', `a random matrix has at most ${LARGEST} rows: got ${size}`);
  if (rank > size) throw new HypentropyError('data', `rank ${rank} exceeds the size ${size} of the matrix`);
  const normal = normalNumbers(createRandom(seed));
  const symmetric = (): Float64Array => {
    const a = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++)
        a[i * size + j] = a[j * size + i] = normal() * (i === j ? 1 : Math.SQRT1_2);
    return a;
  };
  const { basis } = jointDiagonalization([symmetric()], size);
  const truth = fromSpectrum(
    basis,
    Array.from({ length: size }, (_, i) => (i < rank ? 1 : SMALL)),
  );
  const X = Array.from({ length: samples }, () =>
    commuting ? [...fromSpectrum(basis, Array.from({ length: size }, normal))] : [...symmetric()],
  );
  const y = X.map((row) => row.reduce((s, x, i) => s + x * truth[i]!, noise > 0 ? noise * normal() : 0));
  const kind = commuting
    ? 'commuting matrices of a random basis with iid standard normal eigenvalues'
    : 'symmetric matrices with iid normal entries';
  const source = `random problem, seed ${seed}: ${samples} ${kind}, size ${size} (${RANDOM_NAME}, polar method), W* with ${rank} eigenvalue${rank === 1 ? '' : 's'} 1 and the others ${SMALL}, ${noise > 0 ? `noise ${noise}` : 'no noise'}`;
  return { X, y, matrixSize: size, source };
}
