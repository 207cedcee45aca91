import { HypentropyError } from '../errors.ts';
import type { Loss } from '../theory/loss.ts';

/** Throws HypentropyError for another loss than the squared one, which absent means. */
export function requireSquared(loss: Loss | undefined): void {
  if (loss === undefined || loss.name === 'squared') return;
  throw new HypentropyError(
    'loss',
    `a list of maps is checked with the squared loss alone: got '${loss.name}'`,
    'leave --loss out',
  );
}
