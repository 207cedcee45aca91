import type { ModelRecord } from '../records.ts';
import type { RunOptions } from '../requests.ts';
import { toText } from '../expression/printText.ts';
import type { Algorithm } from '../theory/algorithm.ts';
import { readLoss } from '../theory/loss.ts';
import type { Loss } from '../theory/loss.ts';
import { VERSION } from '../version.ts';

/** What every number and formula of a record is stated in. */
const conventionsOf = ({ name, formula }: Loss, algorithm: Algorithm | null): string[] => [
  name === 'squared'
    ? 'squared loss L(w) = |Xw - y|^2 / 2, summed over the samples; rows of X are samples'
    : `loss L(w) = sum over the samples of ${toText(formula)} at f = Xw; rows of X are samples`,
  algorithm === null
    ? 'gradient flow at unit rate on the parameters'
    : `${algorithm.title} on the parameters; gradients of sampled losses count n/batch times, so that their mean is the gradient of L`,
];

/** And every potential, where the flow is a mirror flow in its own time. */
const OF_POTENTIALS = [
  'canonical potential: psi(w(0)) = 0 and grad psi(w(0)) = 0, so that grad psi(w(t)) is the accumulated negative gradient of the loss exactly',
];

/** What every record begins with. */
export const stamp = (
  options: RunOptions,
  loss: Loss,
  isMirrorFlow = true,
  algorithm: Algorithm | null = null,
) => ({
  schema: 1 as const,
  version: VERSION,
  seed: options.seed,
  conventions: [...conventionsOf(loss, algorithm), ...(isMirrorFlow ? OF_POTENTIALS : [])],
});

/** A record of a model under a loss. */
export const withLoss = (model: ModelRecord, { name }: Loss): ModelRecord => ({ ...model, loss: name });

/** The loss of records that are about none. */
export const SQUARED = readLoss(undefined);
