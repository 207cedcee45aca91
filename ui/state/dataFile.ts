import { ComputeError } from '../worker/computer.ts';
import { LIMITS } from './permalink.ts';

/** Entries of a data file at most: the address holds each of them. */
const MOST_NUMBERS = 4000;

/** Throws ComputeError for more numbers than the page follows and its address holds. */
export function requireFit(X: readonly (readonly number[])[], name: string): void {
  const features = X[0]?.length ?? 0;
  if (X.length <= LIMITS.samples && features <= LIMITS.features && X.length * features <= MOST_NUMBERS)
    return;
  throw new ComputeError({
    code: 'data',
    message: `${name} holds ${X.length} samples of ${features} weights: the page takes at most ${LIMITS.samples} samples, ${LIMITS.features} weights and ${MOST_NUMBERS} numbers`,
    help: `hypentropy check --data ${name} takes larger files`,
  });
}
