import type { ModelRequest } from '../requests.ts';
import { HypentropyError } from '../errors.ts';
import { readAlgorithm } from '../theory/algorithm.ts';
import type { Algorithm } from '../theory/algorithm.ts';
import type { Loss } from '../theory/loss.ts';
import { isCoupled } from '../theory/readCoupled.ts';

/** The algorithm of a request; null for gradient flow. Throws HypentropyError where it has no theory for the model or loss. */
export function algorithmOf(request: ModelRequest, loss: Loss): Algorithm | null {
  if (request.algorithm === undefined) return null;
  const algorithm = readAlgorithm(request.algorithm);
  if (algorithm.name === 'flow') return null;
  if (isCoupled(request) || request.matrix !== undefined)
    throw new HypentropyError(
      'algorithm',
      `${algorithm.title} has no theory for several coupled outputs`,
      'use a map of one coordinate, or leave --algorithm out',
    );
  if (loss.kind !== 'regression' || (algorithm.squared && loss.name !== 'squared'))
    throw new HypentropyError(
      'algorithm',
      `${algorithm.title} is available for ${algorithm.squared ? 'the squared loss' : 'regression losses'}: got '${loss.name}'`,
      'leave one of --loss and --algorithm out',
    );
  return algorithm;
}
