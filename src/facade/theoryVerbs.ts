import type { ClaimRecord, DesignRecord, EvaluationRecord, TheoryRecord } from '../records.ts';
import type { ClaimRequest, DesignRequest, EvaluateRequest, ModelRequest, RunOptions } from '../requests.ts';
import { digestOf } from '../derivation/digest.ts';
import { isLatex } from '../expression/parseLatex.ts';
import { evaluateCoupled } from '../prediction/evaluateCoupled.ts';
import { evaluateAt } from '../prediction/evaluateRequest.ts';
import { quantityNamed } from '../prediction/evaluateQuantity.ts';
import { isSolved } from '../theory/unsolvedFlow.ts';
import { readLoss } from '../theory/loss.ts';
import { coordinateModel, readModel } from '../theory/readModel.ts';
import { isCoupled, readCoupled } from '../theory/readCoupled.ts';
import { judgeCoupledClaim } from '../verification/coupledClaim.ts';
import { infixClaim } from '../verification/latexClaim.ts';
import { judgeUnsolvedClaim } from '../verification/unsolvedClaim.ts';
import { judgeClaim, judgeIdentity, namesQuantity, withCondition } from '../verification/verifyClaim.ts';
import { designTheory } from '../verification/designTheory.ts';
import { coupledRecord, deriveCoupled } from '../verification/deriveCoupled.ts';
import { deriveAlgorithm } from '../verification/deriveAlgorithm.ts';
import { deriveMatrix } from '../verification/deriveMatrix.ts';
import { deriveTheory, flowTheoryOf, modelRecord } from '../verification/deriveTheory.ts';
import { withLossSteps } from '../verification/withLossSteps.ts';
import { algorithmOf } from './algorithmOf.ts';
import { stamp, withLoss } from './stamp.ts';
import { limitsOf } from './limitsOf.ts';

/**
 * The theory of a model, step by step, each step with its verdict and evidence. Throws HypentropyError (or one of
 * its kinds) for a model that cannot be read or has no theory, and when interrupted.
 */
export async function derive(request: ModelRequest, options: RunOptions): Promise<TheoryRecord> {
  const started = performance.now();
  const loss = readLoss(request.loss);
  const { matrix } = request;
  const algorithm = algorithmOf(request, loss);
  const deadline = started + (options.budget ?? Infinity);
  const theory =
    matrix !== undefined
      ? await deriveMatrix({ ...request, matrix }, options)
      : isCoupled(request)
        ? await deriveCoupled(readCoupled(request), options)
        : algorithm === null
          ? await deriveTheory(readModel(request), options)
          : await deriveAlgorithm(readModel(request), algorithm, options);
  const derived = await withLossSteps(theory, loss, options, deadline);
  const holds = derived.mirrorFlow.holds === true;
  const model = withLoss(derived.model, loss);
  const record = { ...stamp(options, loss, holds, algorithm), ...derived, model };
  const digest = options.claims === true ? { digest: digestOf(record) } : {};
  return { ...record, ...digest, elapsed: performance.now() - started };
}

/**
 * One quantity of a theory at points, correctly rounded to the digits asked for. Throws DomainError with the
 * interval for a point outside the domain, HypentropyError for texts that cannot be read.
 */
export async function evaluate(request: EvaluateRequest, options: RunOptions): Promise<EvaluationRecord> {
  const loss = readLoss(request.loss);
  const quantity = quantityNamed(request.quantity);
  if (isCoupled(request)) {
    const model = readCoupled(request);
    const { at, from, digits } = request;
    const values = evaluateCoupled(model, quantity, at, from, digits, limitsOf(options));
    const record = withLoss(coupledRecord(model), loss);
    return { ...stamp(options, loss), quantity, model: record, digits, values, verdict: 'enclosed' };
  }
  const read = readModel(request);
  const limits = limitsOf(options);
  // Values come from the dual map by certified roots; the closed mirror map is not needed.
  const values = evaluateAt(
    read,
    (m) => flowTheoryOf(m),
    quantity,
    request.at,
    request.from,
    request.digits,
    limits,
  );
  const model = coordinateModel(read);
  const theory = flowTheoryOf(model);
  return {
    ...stamp(options, loss),
    quantity,
    model: withLoss(modelRecord(read, model, isSolved(theory) ? theory : null), loss),
    digits: request.digits,
    values,
    verdict: 'enclosed',
  };
}

/** Points at which a claim is compared: a formula that somebody typed may be wrong in a part of its domain alone. */
const CLAIM_POINTS = 24;

/**
 * Decides a claim, `NAME = formula` about a quantity of the model or an identity `left = right` in its symbols.
 * Throws FormulaError pointing into the claim, HypentropyError for models that cannot be read.
 */
export async function verifyClaim(request: ClaimRequest, options: RunOptions): Promise<ClaimRecord> {
  const loss = readLoss(request.loss);
  const claim = isLatex(request.claim) ? infixClaim(request.claim) : request.claim;
  const asked = { claim: request.claim, ...(claim === request.claim ? {} : { readAs: claim }) };
  const sampling = { seed: options.seed, points: CLAIM_POINTS, digits: 50 };
  if (isCoupled(request)) {
    const coupled = readCoupled(request);
    const judged = withCondition(judgeCoupledClaim(claim, coupled, sampling), sampling);
    return {
      ...stamp(options, loss),
      ...asked,
      model: withLoss(coupledRecord(coupled), loss),
      ...judged,
    };
  }
  const noModel = [request.depth, request.parametrization, request.scale, request.init, request.shape].every(
    (x) => x === undefined,
  );
  if (noModel && !namesQuantity(claim))
    return {
      ...stamp(options, loss),
      ...asked,
      model: null,
      ...withCondition(judgeIdentity(claim, sampling), sampling),
    };
  const read = readModel(request);
  const model = coordinateModel(read);
  const theory = flowTheoryOf(model, true);
  const judged = isSolved(theory)
    ? judgeClaim(claim, theory, request.upToScale, sampling)
    : judgeUnsolvedClaim(claim, theory, sampling);
  const record = withLoss(modelRecord(read, model, isSolved(theory) ? theory : null), loss);
  return { ...stamp(options, loss), ...asked, model: record, ...withCondition(judged, sampling) };
}

/**
 * From a potential or a metric to a parametrization and a start whose gradient flow has that bias, step by step, with
 * the theory of the result compared with the request. Throws HypentropyError `design` for a potential that no smooth map
 * has, with the nearest one that has; FormulaError or DomainError for texts that cannot be read.
 */
export async function design(request: DesignRequest, options: RunOptions): Promise<DesignRecord> {
  const started = performance.now();
  const designed = await designTheory(request, options);
  return { ...stamp(options, readLoss(undefined)), ...designed, elapsed: performance.now() - started };
}
