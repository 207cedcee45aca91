import { HypentropyError } from '../errors.ts';
import type { Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import { ONE, ZERO, freeSymbols, substitute, type Expression } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';
import { commutingTheory } from '../theory/coupledCommuting.ts';
import {
  alongOutput,
  areDependent,
  coupledGeometry,
  type CoupledGeometry,
} from '../theory/coupledGeometry.ts';
import { dualName, weightName, type CoupledModel } from '../theory/coupledModel.ts';
import { quantityNamed } from './claimedQuantity.ts';
import { symbolsIn } from './conditionCandidates.ts';
import { parseSide, refuseMisspelt, splitClaim, type ClaimJudgement } from './verifyClaim.ts';
import { verifyIdentity, type SamplingOptions } from './verifyIdentity.ts';
import { conditionalOn, together } from './weakestCondition.ts';

/** Identities that decide a claim together, and the symbols that its formula may use. */
interface Reduction {
  readonly text: string;
  readonly symbols: readonly string[];
  readonly assumptions: Assumptions;
  readonly identities: (formula: Expression) => { left: Expression; right: Expression }[];
  readonly shown: Expression | null;
  /** The weights along the flow. */
  readonly along: ReadonlyMap<string, Expression>;
}

/**
 * Decides a claim about a map with several outputs: a conserved quantity of any map, by its derivative along every ∇F_i;
 * the potential (in w1, w2, …, modulo affine terms) and the dual potential (in s1, s2, …, modulo a constant) of a commuting
 * map whose flow has a closed form, along w(s). Throws HypentropyError for other claims.
 */
export function judgeCoupledClaim(
  claim: string,
  model: CoupledModel,
  options: SamplingOptions,
): ClaimJudgement {
  const { left, right, offset } = splitClaim(claim);
  if (quantityNamed(left) === null) refuseMisspelt(left, new Set());
  const geometry = coupledGeometry(model);
  const name = quantityNamed(left);
  const reduction = name === 'conserved' ? conserved(geometry) : ofCommuting(geometry, name);
  if (reduction === null)
    throw new HypentropyError(
      'model',
      `'${left}' cannot be decided for this list of maps`,
      geometry.commutes
        ? 'conserved, potential and dual-potential can be claimed, the last two where the flow has a closed form'
        : 'its gradient fields do not commute: conserved can be claimed',
    );
  const constants = [...model.maps, ...model.init.values()].flatMap((e) => [...freeSymbols(e)]);
  const others = [...new Set(constants)].filter((n) => !model.parameters.includes(n));
  const formula = parseSide(claim, right, offset, new Set([...others, ...reduction.symbols]));
  const { assumptions } = reduction;
  const all = reduction.identities(formula).map((i) => ({ ...i, assumptions }));
  const conditional = conditionalOn(all, {
    formulas: [formula, ...(reduction.shown === null ? [] : [reduction.shown])],
    symbols: symbolsIn([formula, ...model.init.values()], [...others, ...reduction.symbols]),
    constants: others,
    place: (e) => substitute(e, reduction.along),
  });
  return {
    ...together(all.map((i) => verifyIdentity(i, options))),
    comparison: reduction.text,
    derived: reduction.shown === null ? null : toText(reduction.shown),
    conditional,
  };
}

const conserved = (geometry: CoupledGeometry): Reduction => ({
  text: 'rate of change along every gradient field compared with 0',
  symbols: geometry.model.parameters,
  assumptions: geometry.model.assumptions,
  identities: (formula) =>
    geometry.model.maps.map((_, i) => ({ left: alongOutput(geometry, i, formula), right: ZERO })),
  shown: null,
  along: new Map(),
});

function ofCommuting(geometry: CoupledGeometry, name: string | null): Reduction | null {
  if (!geometry.commutes) return null;
  const { weights, dualPotential, closed, mixed } = commutingTheory(geometry);
  if (weights === null || mixed === null) return null;
  const { assumptions } = mixed;
  const duals = weights.map((_, i) => dualName(i));
  const names = weights.map((_, i) => weightName(i));
  const along = new Map(names.map((n, i) => [n, weights[i]!] as const));
  if (name === 'dual-potential')
    return {
      text: 'modulo a constant (derivatives compared)',
      symbols: duals,
      assumptions,
      identities: (formula) => duals.map((s, i) => ({ left: differentiate(formula, s), right: weights[i]! })),
      shown: dualPotential,
      along,
    };
  if (name !== 'potential') return null;
  if (areDependent(geometry))
    throw new HypentropyError(
      'model',
      'the gradients of the outputs are linearly dependent at the start: the flow has no potential of the weights alone to claim',
      'leave outputs out, give another --init, or claim dual-potential',
    );
  return {
    text: 'modulo affine terms (second derivatives compared)',
    symbols: names,
    assumptions,
    identities: (formula) =>
      names.flatMap((w, i) =>
        duals.map((s, j) => ({
          left: differentiate(substitute(differentiate(formula, w), along), s),
          right: i === j ? ONE : ZERO,
        })),
      ),
    shown: closed?.potential ?? null,
    along,
  };
}
