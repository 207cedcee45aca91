import { HypentropyError } from '../errors.ts';
import { createRandom, RANDOM_NAME } from '../random.ts';
import { normalNumbers } from './normalNumbers.ts';

export interface RandomProblemSizes {
  samples: number;
  features: number;
  /** Number of entries of the true weight that are +1 or -1; the others are 0. */
  sparsity: number;
  /** Standard deviation of the noise added to y. */
  noise: number;
  seed: number;
}

export interface RandomProblem {
  /** samples rows of features entries. */
  X: number[][];
  y: number[];
  /** The true weight w*. */
  w: number[];
  /** The generator in words. */
  source: string;
}

/** Entries of X. */
const LARGEST = 10_000_000;

/**
 * X with independent standard normal entries, w* with `sparsity` entries of -1 or 1 at random places,
 * y = X w* plus normal noise. The same numbers on every engine; X does not depend on sparsity or noise.
 * Throws HypentropyError `data` when the sizes do not fit together.
 */
export function randomProblem({
  samples,
  features,
  sparsity,
  noise,
  seed,
}: RandomProblemSizes): RandomProblem {
  if (sparsity > features) {
    throw new HypentropyError('data', `sparsity ${sparsity} exceeds the number of features ${features}`);
  }
  if (samples * features > LARGEST) {
    throw new HypentropyError(
      'data',
      `a random problem has at most ${LARGEST} entries: got ${samples} samples x ${features} features`,
    );
  }
  const random = createRandom(seed);
  const normal = normalNumbers(random);
  const X = Array.from({ length: samples }, () => Array.from({ length: features }, () => normal()));

  const w = new Array<number>(features).fill(0);
  const places = w.map((_, i) => i);
  for (let i = 0; i < sparsity; i++) {
    const j = random.integer(i, features - 1);
    [places[i], places[j]] = [places[j]!, places[i]!];
    w[places[i]] = random.integer(0, 1) === 0 ? 1 : -1;
  }

  const y = X.map((row) => row.reduce((total, x, i) => (w[i] === 0 ? total : total + x * w[i]!), 0));
  if (noise > 0) for (let i = 0; i < samples; i++) y[i]! += noise * normal();

  const ending = noise > 0 ? `y = X w* + ${noise} times standard normal noise` : 'y = X w*, no noise';
  const source =
    `random problem, seed ${seed}: X ${samples} x ${features} iid standard normal ` +
    `(${RANDOM_NAME}, polar method), w* with ${sparsity} entries +-1, ${ending}`;
  return { X, y, w, source };
}
