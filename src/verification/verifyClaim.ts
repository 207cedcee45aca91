import { DomainError, FormulaError, HypentropyError } from '../errors.ts';
import { isBounded } from '../expression/ball.ts';
import { formatBall } from '../expression/digits.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { NO_ASSUMPTIONS, assume, domainOf, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, ZERO, dependsOn, equal, freeSymbols, isOne, isZero, negate, product, substitute, subtract, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { suggest } from '../expression/suggest.ts';
import {
  CLAIMABLE, claimedQuantity, constants, isQuantityName, onFlow, partsOf, wherePartsHold, type Comparison,
} from './claimedQuantity.ts'; // prettier-ignore
import { alongFlow as changeAlongFlow } from '../theory/kernelExpansion.ts';
import type { ClaimRecord } from '../records.ts';
import { DUAL, WEIGHT } from '../theory/model.ts';
import { hasCorner } from './cornerPoints.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { concerns, restricted } from './condition.ts';
import { symbolsIn } from './conditionCandidates.ts';
import { constantDifference, constantRatio } from './constantRatio.ts';
import { limitingCase, type LimitingCase } from './limitingCase.ts';
import {
  sampleIdentity,
  verifyIdentity,
  type Identity,
  type Judgement,
  type SamplingOptions,
} from './verifyIdentity.ts';
import { weakest } from './verifyStep.ts';
import { conditionalOn, weakestCondition, whereDefined, type Conditional } from './weakestCondition.ts';

export interface ClaimJudgement extends Judgement {
  readonly comparison: string;
  /** The engine's own formula, infix, when there is one to show. */
  readonly derived: string | null;
  /** The claimed side over the other, or less it, where a refuted claim is wrong by a constant factor or summand alone. */
  readonly factor?: string;
  readonly summand?: string;
  /** How a refuted claim is decided under conditions. */
  readonly conditional?: Conditional;
  readonly limiting?: LimitingCase;
}

/**
 * Decides a claim about a model, `NAME = formula` or an identity `left = right`. A potential is compared modulo
 * affine terms, a dual potential modulo a constant, everything else exactly; with `upToScale` also modulo a
 * positive constant factor, which is reported. Quantities of w are compared along the flow, at w = h(s), so that no
 * closed form of the engine is needed. Throws FormulaError and HypentropyError for claims that cannot be read.
 */
export function judgeClaim(
  claim: string,
  theory: SeparableTheory,
  upToScale: boolean,
  options: SamplingOptions,
): ClaimJudgement {
  const { left, right, offset } = splitClaim(claim);
  const quantity = claimedQuantity(left, theory);
  if (quantity === null) refuseMisspelt(left, symbolsOf(theory));
  refuseSeries(right);
  const allowed = quantity?.symbols ?? symbolsOf(theory);
  const formula = parseSide(claim, right, offset, allowed);
  const flow = onFlow(theory);
  const terms = {
    symbols: symbolsIn([formula, ...theory.model.init.values()], allowed),
    constants: constants(theory),
    place: alongFlow(theory, flow),
  };
  if (quantity === null) {
    const side = parseSide(claim, left, 0, allowed);
    const identity = {
      left: substitute(side, flow),
      right: substitute(formula, flow),
      assumptions: wherePartsHold(theory, subtract(side, formula)),
    };
    const judged = withWeight(verifyIdentity(identity, options), theory);
    const formulas = [side, formula];
    return {
      ...judged,
      ...constantOf(judged, identity, constants(theory), options),
      comparison: 'along the flow, wherever both sides are defined',
      derived: null,
      conditional: conditionalOn([identity], {
        ...terms,
        symbols: symbolsIn([...formulas, symbol(WEIGHT)], allowed),
        formulas,
      }),
    };
  }
  if (quantity.compare === null) return judgeConserved(formula, theory, options);
  const comparison = quantity.compare(formula);
  const exact = withSides(judgeOnHalves(comparison, theory, options));
  const derived = comparison.shown === null ? null : toText(comparison.shown);
  const formulas = [formula, ...(comparison.shown === null ? [] : [comparison.shown])];
  const conditional: Conditional = {
    ...conditionalOn([identityOf(comparison)], { ...terms, formulas }),
    judge: (condition, o) => {
      const there = restricted(identityOf(comparison), condition);
      if (there === null) return null;
      const { left: claimed, right, assumptions } = there;
      const across = (factor: Expression) =>
        (comparison.across?.(factor) ?? []).map((e) => substitute(e, condition.equal));
      const onHalves = { ...comparison, claimed, derived: right, assumptions, across };
      return withSides(judgeOnHalves(onHalves, theory, o, ONE, concerns(condition, [DUAL])));
    },
  };
  if (exact.verdict === 'proved' || exact.verdict === 'checked')
    return { ...exact, comparison: comparison.text, derived };
  if (!upToScale) {
    const hint = withScaleHint(exact, comparison, theory, options);
    return {
      ...hint,
      comparison: comparison.text,
      derived,
      conditional,
      ...limitingOf(formula, comparison, theory),
    };
  }
  const scaled = judgeUpToScale(comparison, theory, options);
  return scaled === null
    ? { ...exact, comparison: `${comparison.text}, up to a positive factor`, derived, conditional }
    : { ...scaled, derived };
}

/** Formulas in w whose ratio may tend to 1: the quantities themselves, and where affine terms do not count the curvatures. */
function limitingOf(
  formula: Expression,
  { shown, across }: Comparison,
  t: SeparableTheory,
): { limiting?: LimitingCase } {
  if (shown === null || dependsOn(formula, DUAL) || dependsOn(shown, DUAL) || !dependsOn(shown, WEIGHT))
    return {};
  const curvature = differentiate(differentiate(formula, WEIGHT), WEIGHT);
  const curvatures = across === undefined || t.metric === null ? [] : [[curvature, t.metric] as const];
  const sides = [[formula, shown] as const, ...curvatures];
  return { limiting: { sides, variables: [...constants(t), WEIGHT], assumptions: t.weightAssumptions } };
}

const identityOf = ({ claimed, derived, assumptions }: Comparison): Identity => ({
  left: claimed,
  right: derived,
  assumptions,
});

/** Along the flow; where the weight starts at zero it has the sign of the dual variable, with which it grows. */
const alongFlow = (t: SeparableTheory, flow: ReadonlyMap<string, Expression>) => {
  const atZero = isZero(simplify(t.start, t.model.assumptions));
  const sign = new Map([[WEIGHT, symbol(DUAL)]]);
  return (e: Expression): Expression =>
    atZero && [symbol(WEIGHT), negate(symbol(WEIGHT))].some((w) => equal(e, w))
      ? substitute(e, sign)
      : substitute(e, flow);
};

/** The factor or the summand by which a refuted identity is wrong, where that is constant. */
function constantOf(
  judged: Judgement,
  identity: Identity,
  known: readonly string[],
  options: SamplingOptions,
): Pick<ClaimJudgement, 'factor' | 'summand'> {
  if (judged.verdict !== 'refuted') return {};
  const factor = constantRatio(identity, known, options);
  if (factor !== null && !isZero(factor) && !isOne(factor)) return { factor: toText(factor) };
  const summand = constantDifference(identity, known, options);
  return summand === null || isZero(summand) ? {} : { summand: toText(summand) };
}

/** The two sides of a claim, and where the second begins. Throws HypentropyError without a '='. */
export function splitClaim(claim: string): { left: string; right: string; offset: number } {
  const split = claim.indexOf('=');
  if (split < 0)
    throw new HypentropyError(
      'setting',
      `the claim '${claim}' has no '='`,
      'write "potential = …" or an identity "left = right"',
    );
  return { left: claim.slice(0, split).trim(), right: claim.slice(split + 1).trim(), offset: split + 1 };
}

/** Decides an identity in free real symbols, wherever both sides are defined. Throws FormulaError. */
export function judgeIdentity(claim: string, options: SamplingOptions): ClaimJudgement {
  const split = claim.indexOf('=');
  if (split < 0)
    throw new HypentropyError(
      'setting',
      `the claim '${claim}' has no '='`,
      'write an identity "left = right"',
    );
  refuseMisspelt(claim.slice(0, split).trim(), new Set());
  const [left, right] = [
    parseSide(claim, claim.slice(0, split).trim(), 0, null),
    parseSide(claim, claim.slice(split + 1).trim(), split + 1, null),
  ];
  const identity = { left, right, assumptions: NO_ASSUMPTIONS };
  const judged = verifyIdentity(identity, options);
  const symbols = [...freeSymbols(subtract(left, right))];
  const formulas = [left, right];
  return {
    ...judged,
    ...constantOf(judged, identity, [], options),
    comparison: 'for real symbols, wherever both sides are defined',
    derived: null,
    conditional: conditionalOn([identity], { formulas, symbols, constants: symbols, place: (e) => e }),
  };
}

/**
 * What a record says of a claim: of a refuted one that is not right up to a factor, the condition under which it holds; of one
 * that is right wherever both sides have values, where they have.
 */
export function withCondition(
  { conditional, limiting, ...judged }: ClaimJudgement,
  options: SamplingOptions,
): Omit<ClaimJudgement, 'conditional' | 'limiting'> & Pick<ClaimRecord, 'condition' | 'limit'> {
  if (conditional === undefined || judged.factor !== undefined || judged.verdict === 'undecided')
    return judged;
  const find = judged.verdict === 'refuted' ? weakestCondition : whereDefined;
  const condition = find(conditional, options);
  if (condition !== null) return { ...judged, condition };
  if (judged.verdict !== 'refuted' || limiting === undefined) return judged;
  const limit = limitingCase(limiting, { ...options, points: 3 });
  return limit === null || limit === undefined ? judged : { ...judged, limit };
}

/** True when the claim names a quantity of a model. */
export const namesQuantity = (claim: string): boolean => isQuantityName(claim.split('=')[0]!);

/** The symbols of an identity along the flow. */
const symbolsOf = (t: SeparableTheory): Set<string> =>
  new Set([...t.model.parameters, ...constants(t), WEIGHT, DUAL, ...partsOf(t).map((p) => p.name)]);

/** A name that no symbol has and that looks like one of a quantity. */
export function refuseMisspelt(left: string, symbols: ReadonlySet<string>): void {
  const near = suggest(left, CLAIMABLE);
  const isWord = /^[A-Za-z]{5,}$/.test(left) && near !== undefined;
  if (symbols.has(left) || !(isWord || /^[A-Za-z]+(-[a-z]+)+\*?$/.test(left))) return;
  throw new HypentropyError(
    'setting',
    `unknown quantity '${left}'`,
    near === undefined ? `known are ${CLAIMABLE.join(', ')}` : `did you mean '${near}'?`,
  );
}

function refuseSeries(right: string): void {
  if (!right.includes('...')) return;
  throw new HypentropyError(
    'setting',
    'a series that ends in dots is no formula and cannot be claimed',
    'claim an exact formula; the expansions of `derive` are checked there by the order of their remainder',
  );
}

/** Parses one side; positions in errors refer to the whole claim, and unknown symbols are refused with a hint. */
export function parseSide(
  claim: string,
  side: string,
  offset: number,
  allowed: ReadonlySet<string> | null,
): Expression {
  const start = offset + claim.slice(offset).indexOf(side);
  try {
    if (side === '')
      throw new FormulaError('a side of the claim is empty', claim, offset, 1, 'write "name = formula"');
    const e = parse(side);
    const unknown = allowed === null ? undefined : [...freeSymbols(e)].find((n) => !allowed.has(n));
    if (allowed !== null && unknown !== undefined) {
      const at = Math.max(0, side.search(new RegExp(`\\b${unknown.replace(/[^A-Za-z0-9_]/g, '')}\\b`)));
      const near = suggest(unknown, [...allowed]);
      throw new FormulaError(
        `unknown symbol '${unknown}'`,
        side,
        at,
        unknown.length,
        near === undefined
          ? `the symbols of this claim are ${[...allowed].join(', ')}`
          : `did you mean '${near}'?`,
      );
    }
    return e;
  } catch (error) {
    if (!(error instanceof FormulaError) || error.source === claim) throw error;
    throw error.within(claim, start);
  }
}

/** On the whole interval; where |·| or sign occurs, on each half of it and from any point of it to any other. */
function judgeOnHalves(
  { claimed, derived, assumptions, across: acrossOf }: Comparison,
  t: SeparableTheory,
  options: SamplingOptions,
  factor: Expression = ONE,
  oneSided = false,
): Judgement {
  const across = acrossOf?.(factor) ?? [];
  if (![claimed, ...across].some(hasCorner))
    return withWeight(verifyIdentity({ left: claimed, right: derived, assumptions }, options), t);
  const half = (side: string): Assumptions | null => {
    try {
      return assume({ [DUAL]: side }, assumptions);
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  };
  const [upper, lower] = [half('positive'), half('negative')];
  const halves = [upper, lower]
    .filter((h) => h !== null)
    .map((h) => verifyIdentity({ left: claimed, right: derived, assumptions: h }, options));
  const mirrored = (e: Expression) => substitute(e, new Map([[DUAL, negate(symbol(DUAL))]]));
  for (const e of across)
    if (!oneSided && upper !== null)
      halves.push(verifyIdentity({ left: e, right: mirrored(e), assumptions: upper }, options));
  if (halves.length === 0)
    halves.push(verifyIdentity({ left: claimed, right: derived, assumptions }, options));
  // a half outside the interval says nothing where the other half was compared
  const compared = halves.filter((h) => h.verdict !== 'undecided' || h.evidence.points !== 0);
  const judged = compared.length === 0 ? halves : compared;
  for (const e of across) {
    const jump = sampleIdentity(anywhere(e, assumptions), options);
    if (jump.verdict === 'refuted') judged.push(jump);
  }
  const verdict = weakest(judged.map((h) => h.verdict));
  return withWeight(
    judged.find((h) => h.verdict === verdict)!,
    t,
  );
}

/** e(s) = e(t) for any two dual variables. */
function anywhere(e: Expression, assumptions: Assumptions) {
  const other = symbol('s_1');
  const moved = (x: Expression) => substitute(x, new Map([[DUAL, other]]));
  const facts = assumptions.facts.flatMap((f) => [f, { ...f, expression: moved(f.expression) }]);
  const domains = new Map(assumptions.domains).set(other.name, domainOf(DUAL, assumptions));
  return { left: e, right: moved(e), assumptions: { domains, facts } };
}

/** The sides of a counterexample by what they are. */
function withSides(judged: Judgement): Judgement {
  const { counterexample } = judged.evidence;
  if (counterexample === undefined) return judged;
  const sides: [string, string] = ['the claimed side', 'the derived side'];
  return { ...judged, evidence: { ...judged.evidence, counterexample: { ...counterexample, sides } } };
}

/** A counterexample names the weight besides the dual variable. */
function withWeight(judged: Judgement, t: SeparableTheory): Judgement {
  const counterexample = judged.evidence.counterexample;
  if (counterexample?.at[DUAL] === undefined) return judged;
  const values = new Map(
    Object.entries(counterexample.at).map(([name, text]) => [name, parse(text)] as const),
  );
  const weightThere = substitute(t.inverseMirrorMap, values);
  // a counterexample may hold whatever the scale is
  if (freeSymbols(weightThere).size > 0) return judged;
  const weight = evaluateBall(weightThere, new Map(), 100);
  if (weight === 'undefined' || !isBounded(weight)) return judged;
  const at = { ...counterexample.at, [WEIGHT]: formatBall(weight, 12) };
  return { ...judged, evidence: { ...judged.evidence, counterexample: { ...counterexample, at } } };
}

/** Equality up to a positive constant, which is found as the simplified ratio; null when there is none. */
function judgeUpToScale(
  c: Comparison,
  t: SeparableTheory,
  options: SamplingOptions,
): (Judgement & { comparison: string }) | null {
  // signs are known on one half; the comparison that follows sees the other
  const factor = ratioOf(c, t, options) ?? (hasCorner(c.claimed) ? ratioOf(onHalf(c), t, options) : null);
  if (factor === null || isPositive(factor, c.assumptions) !== true) return null;
  const judged = judgeOnHalves({ ...c, derived: product(factor, c.derived) }, t, options, factor);
  return { ...judged, comparison: `${c.text}, up to the factor ${toText(factor)}` };
}

const ratioOf = (c: Comparison, t: SeparableTheory, options: SamplingOptions): Expression | null =>
  constantRatio(identityOf(c), constants(t), options);

const onHalf = (c: Comparison): Comparison => ({
  ...c,
  assumptions: assume({ [DUAL]: 'positive' }, c.assumptions),
});

/** A refuted claim that is right up to a constant says so. */
function withScaleHint(
  judged: Judgement,
  comparison: Comparison,
  theory: SeparableTheory,
  options: SamplingOptions,
): Judgement & Pick<ClaimJudgement, 'factor' | 'summand'> {
  if (judged.verdict !== 'refuted') return judged;
  const { factor: found, summand } = constantOf(judged, identityOf(comparison), constants(theory), options);
  if (summand !== undefined) return { ...judged, summand };
  if (found === undefined) return judged;
  const factor = parse(found, { allowUnknown: true });
  const remedy =
    isPositive(factor, comparison.assumptions) === true ? '; --up-to-scale allows such a factor' : '';
  const why = `the claimed side is ${toText(factor)} times the derived one everywhere${remedy}`;
  return { ...judged, factor: found, evidence: { ...judged.evidence, why } };
}

function judgeConserved(quantity: Expression, t: SeparableTheory, options: SamplingOptions): ClaimJudgement {
  const { map, parameters, assumptions } = t.model;
  const identity = { left: changeAlongFlow(quantity, map, parameters), right: ZERO, assumptions };
  const judged = verifyIdentity(identity, options);
  const shown = t.conserved[0];
  const symbols = symbolsIn([quantity, map], [...constants(t), ...parameters]);
  const terms = { formulas: [quantity], symbols, constants: constants(t), place: (e: Expression) => e };
  return {
    ...judged,
    conditional: conditionalOn([identity], terms),
    comparison: 'rate of change along the flow compared with 0',
    derived: shown === undefined ? null : toText(shown.quantity),
  };
}
