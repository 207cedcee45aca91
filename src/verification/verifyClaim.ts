import { FormulaError, HypentropyError } from '../errors.ts';
import { ballToNumber, isBounded } from '../expression/ball.ts';
import { formatBall } from '../expression/digits.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { NO_ASSUMPTIONS, assume, domainOf, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, ZERO, divide, freeSymbols, isZero, negate, product, rational, substitute, subtract, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { suggest } from '../expression/suggest.ts';
import {
  CLAIMABLE, claimedQuantity, constants, isQuantityName, onFlow, partsOf, wherePartsHold, type Comparison,
} from './claimedQuantity.ts'; // prettier-ignore
import { alongFlow } from '../theory/kernelExpansion.ts';
import { DUAL, WEIGHT } from '../theory/model.ts';
import { hasCorner } from './cornerPoints.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import {
  candidatePoints,
  sampleIdentity,
  verifyIdentity,
  type Judgement,
  type SamplingOptions,
} from './verifyIdentity.ts';
import { weakest } from './verifyStep.ts';

export interface ClaimJudgement extends Judgement {
  readonly comparison: string;
  /** The engine's own formula, infix, when there is one to show. */
  readonly derived: string | null;
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
  if (quantity === null && /^[A-Za-z]+(-[a-z]+)+\*?$/.test(left)) {
    const near = suggest(left, CLAIMABLE);
    throw new HypentropyError(
      'setting',
      `unknown quantity '${left}'`,
      near === undefined ? `known are ${CLAIMABLE.join(', ')}` : `did you mean '${near}'?`,
    );
  }
  refuseSeries(right);
  const allowed = quantity?.symbols ?? symbolsOf(theory);
  const formula = parseSide(claim, right, offset, allowed);
  if (quantity === null) {
    const flow = onFlow(theory);
    const side = parseSide(claim, left, 0, allowed);
    const identity = {
      left: substitute(side, flow),
      right: substitute(formula, flow),
      assumptions: wherePartsHold(theory, subtract(side, formula)),
    };
    const judged = withWeight(verifyIdentity(identity, options), theory);
    return { ...judged, comparison: 'along the flow, wherever both sides are defined', derived: null };
  }
  if (quantity.compare === null) return judgeConserved(formula, theory, options);
  const comparison = quantity.compare(formula);
  const exact = withSides(judgeOnHalves(comparison, theory, options));
  const derived = comparison.shown === null ? null : toText(comparison.shown);
  if (exact.verdict === 'proved' || exact.verdict === 'checked')
    return { ...exact, comparison: comparison.text, derived };
  if (!upToScale)
    return { ...withScaleHint(exact, comparison, theory, options), comparison: comparison.text, derived };
  const scaled = judgeUpToScale(comparison, theory, options);
  return scaled === null
    ? { ...exact, comparison: `${comparison.text}, up to a positive factor`, derived }
    : { ...scaled, derived };
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
  const [left, right] = [
    parseSide(claim, claim.slice(0, split).trim(), 0, null),
    parseSide(claim, claim.slice(split + 1).trim(), split + 1, null),
  ];
  const judged = verifyIdentity({ left, right, assumptions: NO_ASSUMPTIONS }, options);
  return { ...judged, comparison: 'for real symbols, wherever both sides are defined', derived: null };
}

/** True when the claim names a quantity of a model. */
export const namesQuantity = (claim: string): boolean => isQuantityName(claim.split('=')[0]!);

/** The symbols of an identity along the flow. */
const symbolsOf = (t: SeparableTheory): Set<string> =>
  new Set([...t.model.parameters, ...constants(t), WEIGHT, DUAL, ...partsOf(t).map((p) => p.name)]);

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
): Judgement {
  const across = acrossOf?.(factor) ?? [];
  if (![claimed, ...across].some(hasCorner))
    return withWeight(verifyIdentity({ left: claimed, right: derived, assumptions }, options), t);
  const halves = ['positive', 'negative'].map((side) =>
    verifyIdentity(
      { left: claimed, right: derived, assumptions: assume({ [DUAL]: side }, assumptions) },
      options,
    ),
  );
  const mirrored = (e: Expression) => substitute(e, new Map([[DUAL, negate(symbol(DUAL))]]));
  for (const e of across)
    halves.push(
      verifyIdentity(
        { left: e, right: mirrored(e), assumptions: assume({ [DUAL]: 'positive' }, assumptions) },
        options,
      ),
    );
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
  const factor =
    constantRatio(c, t, options) ?? (hasCorner(c.claimed) ? constantRatio(onHalf(c), t, options) : null);
  if (factor === null || isPositive(factor, c.assumptions) !== true) return null;
  const judged = judgeOnHalves({ ...c, derived: product(factor, c.derived) }, t, options, factor);
  return { ...judged, comparison: `${c.text}, up to the factor ${toText(factor)}` };
}

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
): Judgement {
  if (judged.verdict !== 'refuted') return judged;
  const factor = constantRatio(comparison, theory, options);
  if (factor === null || isZero(factor)) return judged;
  const remedy =
    isPositive(factor, comparison.assumptions) === true ? '; --up-to-scale allows such a factor' : '';
  const why = `the claimed side is ${toText(factor)} times the derived one everywhere${remedy}`;
  return { ...judged, evidence: { ...judged.evidence, why } };
}

/** The ratio of the claimed to the derived side where it depends on constants of the model alone, else null. */
function constantRatio(
  { claimed, derived, assumptions: facts }: Comparison,
  t: SeparableTheory,
  options: SamplingOptions,
): Expression | null {
  if (isZero(derived)) return null;
  const ratio = divide(claimed, derived);
  const known = new Set(constants(t));
  const variables = [...freeSymbols(ratio)].filter((name) => !known.has(name));
  if (variables.length === 0) return simplify(ratio, facts);
  if (variables.some((name) => proveZero(differentiate(ratio, name), facts) === null)) return null;
  return constantValue(ratio, variables, facts, options);
}

/** The value of an expression that is constant in the variables: its normal form, else its value at one point. */
function constantValue(
  ratio: Expression,
  variables: readonly string[],
  facts: Assumptions,
  options: SamplingOptions,
): Expression | null {
  const isConstant = (e: Expression): boolean => variables.every((name) => !freeSymbols(e).has(name));
  const simple = simplify(ratio, facts);
  if (isConstant(simple)) return simple;
  const guess = smallRational(ratio, facts, options);
  if (guess !== null && proveZero(subtract(ratio, guess), facts) !== null) return guess;
  for (const point of candidatePoints([ratio], facts, options.seed, 3)) {
    const at = new Map([...point].filter(([name]) => variables.includes(name)));
    try {
      const value = simplify(substitute(ratio, at), facts);
      if (isConstant(value)) return value;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return null;
}

/** A rational with a small denominator near the value of the ratio at one point: a proposal, to be proved. */
function smallRational(ratio: Expression, facts: Assumptions, options: SamplingOptions): Rational | null {
  for (const point of candidatePoints([ratio], facts, options.seed, 3)) {
    const value = evaluateBall(ratio, point, 120);
    if (value === 'undefined' || !isBounded(value)) continue;
    const x = ballToNumber(value);
    for (let q = 1; q <= 1000; q++) {
      const p = Math.round(x * q);
      if (Math.abs(x * q - p) < 1e-9 * Math.abs(x * q)) return rational(p, q);
    }
  }
  return null;
}

function judgeConserved(quantity: Expression, t: SeparableTheory, options: SamplingOptions): ClaimJudgement {
  const { map, parameters, assumptions } = t.model;
  const change = alongFlow(quantity, map, parameters);
  const judged = verifyIdentity({ left: change, right: ZERO, assumptions }, options);
  const shown = t.conserved[0];
  return {
    ...judged,
    comparison: 'rate of change along the flow compared with 0',
    derived: shown === undefined ? null : toText(shown.quantity),
  };
}
