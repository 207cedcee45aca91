import { HypentropyError } from '../errors.ts';
import type { Loss } from '../theory/loss.ts';

/** Throws HypentropyError for a loss with which a flow is not simulated yet; absent means squared. */
export function requireSquared(loss: Loss | undefined): void {
  if (loss === undefined || loss.name === 'squared') return;
  throw new HypentropyError(
    'loss',
    `a check with the loss '${loss.name}' is not available yet`,
    'use squared; derive, evaluate and verify take every loss, since the potential does not depend on it',
  );
}
