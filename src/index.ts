/** The facade: few verbs over plain records. Everything behind it may change; this may only grow. */
import type { CheckRecord, ClaimRecord, EvaluationRecord, TheoryRecord } from './records.ts';
import type { CheckRequest, ClaimRequest, EvaluateRequest, ModelRequest, RunOptions } from './requests.ts';
import { HypentropyError } from './errors.ts';
import { evaluateAt } from './prediction/evaluateRequest.ts';
import { quantityNamed } from './prediction/evaluateQuantity.ts';
import { coordinateModel, readModel } from './theory/readModel.ts';
import { judgeClaim } from './verification/verifyClaim.ts';
import { deriveTheory, modelRecord, theoryOf } from './verification/deriveTheory.ts';
import { VERSION } from './version.ts';

export { HypentropyError } from './errors.ts';
export type * from './records.ts';
export type * from './requests.ts';
export type { ReadDataOptions } from './report/readData.ts';
export { readData } from './report/readData.ts';
export { requireLabels } from './report/readJsonData.ts';
export { randomProblem } from './simulation/randomProblem.ts';
export { render } from './report/render.ts';
export { FORMATS } from './requests.ts';

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

/**
 * One quantity of a theory at points, correctly rounded to the digits asked for. Throws DomainError with the
 * interval for a point outside the domain, HypentropyError for texts that cannot be read.
 */
export async function evaluate(request: EvaluateRequest, options: RunOptions): Promise<EvaluationRecord> {
  requireSquaredLoss(request.loss);
  const quantity = quantityNamed(request.quantity);
  const read = readModel(request);
  const limits = limitsOf(options);
  const values = evaluateAt(read, theoryOf, quantity, request.at, request.from, request.digits, limits);
  const model = coordinateModel(read);
  return {
    ...stamp(options),
    quantity,
    model: modelRecord(read, model, theoryOf(model)),
    digits: request.digits,
    values,
    verdict: 'enclosed',
  };
}

/**
 * Decides a claim, `NAME = formula` about a quantity of the model or an identity `left = right` in its symbols.
 * Throws FormulaError pointing into the claim, HypentropyError for models that cannot be read.
 */
export async function verifyClaim(request: ClaimRequest, options: RunOptions): Promise<ClaimRecord> {
  requireSquaredLoss(request.loss);
  const read = readModel(request);
  const model = coordinateModel(read);
  const theory = theoryOf(model);
  const judged = judgeClaim(request.claim, theory, request.upToScale, { seed: options.seed, points: 8, digits: 50 });
  return { ...stamp(options), claim: request.claim, model: modelRecord(read, model, theory), ...judged };
}

const limitsOf = ({ signal, budget }: RunOptions) => ({
  ...(signal === undefined ? {} : { signal }),
  ...(budget === undefined ? {} : { deadline: performance.now() + budget }),
});

function requireSquaredLoss(loss: string | undefined): void {
  if (loss !== undefined && loss.trim() !== 'squared')
    throw new HypentropyError('loss', `the loss '${loss}' is not available: got '${loss}'`, 'use `squared`; the theory of the potential does not depend on the loss');
}

const later = (): never => {
  throw new HypentropyError('unavailable', 'not available yet');
};
export const check = async (_r: CheckRequest, _o: RunOptions): Promise<CheckRecord> => later();
