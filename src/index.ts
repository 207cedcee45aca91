/** The facade: few verbs over plain records. Everything behind it may change; this may only grow. */
import type { CheckRecord, ClaimRecord, EvaluationRecord, TheoryRecord } from './records.ts';
import type { CheckRequest, ClaimRequest, EvaluateRequest, ModelRequest, RunOptions } from './report/requests.ts';
import { HypentropyError } from './errors.ts';
import { readModel } from './theory/readModel.ts';
import { deriveTheory } from './verification/deriveTheory.ts';
import { VERSION } from './version.ts';

export { HypentropyError } from './errors.ts';
export type * from './records.ts';
export type * from './report/requests.ts';
export type { ReadDataOptions } from './report/readData.ts';
export { readData } from './report/readData.ts';
export { requireLabels } from './report/readJsonData.ts';
export { randomProblem } from './simulation/randomProblem.ts';
export { render } from './report/render.ts';
export { FORMATS } from './report/requests.ts';

/** What every number and formula of a record is stated in. */
const CONVENTIONS = [
  'squared loss L(w) = |Xw - y|^2 / 2, summed over the samples; rows of X are samples',
  'gradient flow at unit rate on the parameters',
  'canonical potential: psi(w(0)) = 0 and grad psi(w(0)) = 0, so that grad psi(w(t)) is the accumulated negative gradient of the loss exactly',
];

const stamp = (options: RunOptions) => ({ schema: 1 as const, version: VERSION, seed: options.seed, conventions: CONVENTIONS });

/**
 * The theory of a model, step by step, each step with its verdict and evidence. Throws HypentropyError (or one of
 * its kinds) for a model that cannot be read or has no theory, and when interrupted.
 */
export async function derive(request: ModelRequest, options: RunOptions): Promise<TheoryRecord> {
  const started = performance.now();
  requireSquaredLoss(request.loss);
  const derived = await deriveTheory(readModel(request), options);
  return { ...stamp(options), ...derived, elapsed: performance.now() - started };
}

function requireSquaredLoss(loss: string | undefined): void {
  if (loss !== undefined && loss.trim() !== 'squared')
    throw new HypentropyError('loss', `the loss '${loss}' is not available: got '${loss}'`, 'use `squared`; the theory of the potential does not depend on the loss');
}

const later = (): never => {
  throw new HypentropyError('unavailable', 'not available yet');
};
export const evaluate = async (_r: EvaluateRequest, _o: RunOptions): Promise<EvaluationRecord> => later();
export const check = async (_r: CheckRequest, _o: RunOptions): Promise<CheckRecord> => later();
export const verifyClaim = async (_r: ClaimRequest, _o: RunOptions): Promise<ClaimRecord> => later();
