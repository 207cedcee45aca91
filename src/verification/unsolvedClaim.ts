import { HypentropyError } from '../errors.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, TWO, ZERO, freeSymbols, power, product, substitute, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { alongFlow } from '../theory/kernelExpansion.ts';
import { WEIGHT } from '../theory/model.ts';
import type { UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import { weightTheory } from '../theory/weightTheory.ts';
import { quantityNamed } from './claimedQuantity.ts';
import { symbolsIn } from './conditionCandidates.ts';
import { parseSide, refuseMisspelt, splitClaim, type ClaimJudgement } from './verifyClaim.ts';
import { verifyIdentity, type SamplingOptions } from './verifyIdentity.ts';
import { conditionalOn, together } from './weakestCondition.ts';

/** Identities that decide a claim together. */
interface Reduced {
  readonly text: string;
  readonly identities: readonly { readonly left: Expression; readonly right: Expression }[];
  readonly shown: Expression | null;
}

/**
 * Decides a claim about a map whose flow has no closed form. A quantity of the weight is compared along the curve
 * w = F(θ) of a map of one parameter, where d/dσ = F'(θ) d/dθ: ψ''(F(θ)) F'(θ)² = 1. Conserved quantities and J Jᵀ are
 * compared in the parameters. Throws HypentropyError for a quantity that cannot be decided without a closed form.
 */
export function judgeUnsolvedClaim(
  claim: string,
  flow: UnsolvedFlow,
  options: SamplingOptions,
): ClaimJudgement {
  const { left, right, offset } = splitClaim(claim);
  if (quantityNamed(left) === null) refuseMisspelt(left, new Set());
  const name = quantityNamed(left);
  const { model } = flow;
  const reduce = name === null ? undefined : REDUCTIONS[name];
  const ofWeight = name !== null && OF_WEIGHT.has(name);
  if (reduce === undefined || (ofWeight && model.parameters.length > 1)) {
    const known = Object.keys(REDUCTIONS).filter((n) => !OF_WEIGHT.has(n) || model.parameters.length === 1);
    throw new HypentropyError(
      'model',
      `'${left}' cannot be decided for w = ${toText(model.map)}: ${flow.why}`,
      `without a closed form of the flow these can be claimed: ${known.join(', ')}; evaluate gives the values`,
    );
  }
  const constants = [model.map, ...model.init.values()].flatMap((e) => [...freeSymbols(e)]);
  const own = ofWeight ? [WEIGHT] : model.parameters;
  const others = [...new Set(constants)].filter((n) => !model.parameters.includes(n));
  const formula = parseSide(claim, right, offset, new Set([...others, ...own]));
  const { text, identities, shown } = reduce(formula, flow);
  const all = identities.map((i) => ({ ...i, assumptions: model.assumptions }));
  const judged = together(all.map((i) => verifyIdentity(i, options)));
  const conditional = conditionalOn(all, {
    formulas: [formula, ...(shown === null ? [] : [shown])],
    symbols: symbolsIn([formula, ...model.init.values()], [...others, ...own]),
    constants: others,
    place: (e) => atWeight(e, model.map),
  });
  return { ...judged, comparison: text, derived: shown === null ? null : toText(shown), conditional };
}

/** Quantities of the weight, as identities in the one parameter. */
const OF_WEIGHT: ReadonlySet<string> = new Set(['metric', 'potential', 'regularizer', 'mirror-map']);

const REDUCTIONS: Readonly<Record<string, (formula: Expression, flow: UnsolvedFlow) => Reduced>> = {
  metric: (formula, flow) => ({
    text: 'exactly',
    identities: [curvature(formula, flow)],
    shown: weightTheory(flow.model)?.metric ?? null,
  }),
  potential: (formula, flow) => ({
    text: 'modulo affine terms (second derivatives compared)',
    identities: [curvature(secondDerivative(formula), flow)],
    shown: weightTheory(flow.model)?.potential ?? null,
  }),
  regularizer: (formula, flow) => ({
    text: 'exactly',
    identities: [
      curvature(secondDerivative(formula), flow),
      { left: atWeight(formula, flow.start), right: ZERO },
      { left: atWeight(differentiate(formula, WEIGHT), flow.start), right: ZERO },
    ],
    shown: weightTheory(flow.model)?.potential ?? null,
  }),
  'mirror-map': (formula, flow) => ({
    text: 'exactly',
    identities: [
      curvature(differentiate(formula, WEIGHT), flow),
      { left: atWeight(formula, flow.start), right: ZERO },
    ],
    shown: weightTheory(flow.model)?.mirrorMap ?? null,
  }),
  conserved: (formula, { model }) => ({
    text: 'its rate of change along the flow',
    identities: [{ left: alongFlow(formula, model.map, model.parameters), right: ZERO }],
    shown: null,
  }),
  'inverse-metric': (formula, { inverseMetric }) => ({
    text: 'exactly',
    identities: [{ left: formula, right: inverseMetric }],
    shown: inverseMetric,
  }),
};

const atWeight = (e: Expression, weight: Expression): Expression =>
  substitute(e, new Map([[WEIGHT, weight]]));

const secondDerivative = (e: Expression): Expression => differentiate(differentiate(e, WEIGHT), WEIGHT);

/** A claimed ψ'' at w = F(θ), times F'(θ)², is 1. */
const curvature = (claimed: Expression, { model }: UnsolvedFlow) => {
  const slope = differentiate(model.map, model.parameters[0]!);
  return { left: product(atWeight(claimed, model.map), power(slope, TWO)), right: ONE };
};
