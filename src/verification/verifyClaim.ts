import { FormulaError, HypentropyError } from '../errors.ts';
import { ballToNumber, isBounded } from '../expression/ball.ts';
import { formatBall } from '../expression/digits.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { NO_ASSUMPTIONS, assume, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ZERO, children, divide, freeSymbols, power, product, rational, substitute, subtract, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { suggest } from '../expression/suggest.ts';
import { alongFlow } from '../theory/kernelExpansion.ts';
import { DUAL, WEIGHT } from '../theory/model.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { solutionsOf } from '../theory/stepParts.ts';
import { candidatePoints, verifyIdentity, type Judgement, type SamplingOptions } from './verifyIdentity.ts';
import { weakest } from './verifyStep.ts';

export interface ClaimJudgement extends Judgement {
  readonly comparison: string;
  /** The engine's own formula, infix, when there is one to show. */
  readonly derived: string | null;
}

/** How a claimed quantity is reduced to an identity along the flow, w = h(s). */
interface Comparison {
  readonly text: string;
  readonly claimed: Expression;
  readonly derived: Expression;
  readonly shown: Expression | null;
}

const NAMES: Record<string, string> = {
  potential: 'potential', psi: 'potential', regularizer: 'regularizer', Q: 'regularizer', 'mirror-map': 'mirror-map',
  'inverse-mirror-map': 'inverse-mirror-map', 'dual-potential': 'dual-potential', 'psi*': 'dual-potential', metric: 'metric',
  conserved: 'conserved',
}; // prettier-ignore

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
  const split = claim.indexOf('=');
  if (split < 0)
    throw new HypentropyError(
      'setting',
      `the claim '${claim}' has no '='`,
      'write "potential = …" or an identity "left = right"',
    );
  const [left, right] = [claim.slice(0, split).trim(), claim.slice(split + 1).trim()];
  const name = Object.hasOwn(NAMES, left) ? NAMES[left]! : null;
  if (name === null && /^[A-Za-z]+(-[a-z]+)+\*?$/.test(left)) {
    const near = suggest(left, Object.keys(NAMES));
    throw new HypentropyError(
      'setting',
      `unknown quantity '${left}'`,
      near === undefined ? `known are ${Object.keys(NAMES).join(', ')}` : `did you mean '${near}'?`,
    );
  }
  const allowed = symbolsOf(theory, name);
  const formula = parseSide(claim, right, split + 1, allowed);
  if (name === null) {
    const alongFlow = onFlow(theory);
    const identity = {
      left: substitute(parseSide(claim, left, 0, allowed), alongFlow),
      right: substitute(formula, alongFlow),
      assumptions: theory.assumptions,
    };
    const judged = withWeight(verifyIdentity(identity, options), theory);
    return { ...judged, comparison: 'along the flow, wherever both sides are defined', derived: null };
  }
  if (name === 'conserved') return judgeConserved(formula, theory, options);
  const comparison = comparisonOf(name, formula, theory);
  const exact = judgeOnHalves(comparison, theory, options);
  const derived = comparison.shown === null ? null : toText(comparison.shown);
  if (!upToScale || exact.verdict === 'proved' || exact.verdict === 'checked')
    return { ...exact, comparison: comparison.text, derived };
  const scaled = judgeUpToScale(comparison, theory, options);
  return scaled === null
    ? { ...exact, comparison: `${comparison.text}, up to a positive factor`, derived }
    : { ...scaled, derived };
}

/** The parameters and the weight as functions of the dual variable, which ties them together. */
const onFlow = (t: SeparableTheory): Map<string, Expression> =>
  new Map([...solutionsOf(t.branches), [WEIGHT, t.inverseMirrorMap]]);

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
export const namesQuantity = (claim: string): boolean => Object.hasOwn(NAMES, claim.split('=')[0]!.trim());

function symbolsOf(theory: SeparableTheory, name: string | null): Set<string> {
  const known = new Set<string>([...theory.model.init.values()].flatMap((e) => [...freeSymbols(e)]));
  for (const e of [theory.model.map]) for (const n of freeSymbols(e)) known.add(n);
  if (name !== 'inverse-mirror-map' && name !== 'dual-potential' && name !== 'conserved') known.add(WEIGHT);
  if (name === null || name === 'inverse-mirror-map' || name === 'dual-potential') known.add(DUAL);
  if (name !== null && name !== 'conserved') for (const p of theory.model.parameters) known.delete(p);
  return known;
}

/** Parses one side; positions in errors refer to the whole claim, and unknown symbols are refused with a hint. */
function parseSide(
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
    throw new FormulaError(error.message, claim, start + error.position, error.length, error.help);
  }
}

function comparisonOf(name: string, claimed: Expression, t: SeparableTheory): Comparison {
  const h = t.inverseMirrorMap;
  const alongPath = (e: Expression) => substitute(e, new Map([[WEIGHT, h]]));
  const slope = differentiate(h, DUAL);
  switch (name) {
    case 'potential':
      return {
        text: 'modulo affine terms (second derivatives compared)',
        claimed: alongPath(differentiate(differentiate(claimed, WEIGHT), WEIGHT)),
        derived: power(slope, MINUS_ONE),
        shown: t.potential,
      };
    case 'regularizer':
      return {
        text: 'exactly',
        claimed: alongPath(claimed),
        derived: t.parametricPotential,
        shown: t.potential,
      };
    case 'mirror-map':
      return {
        text: 'exactly',
        claimed: alongPath(claimed),
        derived: symbol(DUAL),
        shown: t.mirrorMap.form === 'closed' ? t.mirrorMap.value : null,
      };
    case 'metric':
      return {
        text: 'exactly',
        claimed: alongPath(claimed),
        derived: power(slope, MINUS_ONE),
        shown: t.metric,
      };
    case 'inverse-mirror-map':
      return { text: 'exactly', claimed, derived: h, shown: h };
    default:
      return {
        text: 'modulo a constant (derivatives compared)',
        claimed: differentiate(claimed, DUAL),
        derived: h,
        shown: t.dualPotential,
      };
  }
}

/** On the whole interval; where |·| or sign occurs, on each half of it. */
function judgeOnHalves(
  { claimed, derived }: Comparison,
  t: SeparableTheory,
  options: SamplingOptions,
): Judgement {
  const { assumptions } = t;
  if (!hasCorner(claimed))
    return withWeight(verifyIdentity({ left: claimed, right: derived, assumptions }, options), t);
  const halves = ['positive', 'negative'].map((side) =>
    verifyIdentity(
      { left: claimed, right: derived, assumptions: assume({ [DUAL]: side }, assumptions) },
      options,
    ),
  );
  const verdict = weakest(halves.map((h) => h.verdict));
  return withWeight(
    halves.find((h) => h.verdict === verdict)!,
    t,
  );
}

/** A counterexample names the weight besides the dual variable. */
function withWeight(judged: Judgement, t: SeparableTheory): Judgement {
  const counterexample = judged.evidence.counterexample;
  if (counterexample?.at[DUAL] === undefined) return judged;
  const values = new Map(
    Object.entries(counterexample.at).map(([name, text]) => [name, parse(text)] as const),
  );
  const weight = evaluateBall(substitute(t.inverseMirrorMap, values), new Map(), 100);
  if (weight === 'undefined' || !isBounded(weight)) return judged;
  const at = { ...counterexample.at, [WEIGHT]: formatBall(weight, 12) };
  return { ...judged, evidence: { ...judged.evidence, counterexample: { ...counterexample, at } } };
}

const hasCorner = (e: Expression): boolean =>
  (e.kind === 'call' && (e.name === 'abs' || e.name === 'sign')) || children(e).some(hasCorner);

/** Equality up to a positive constant, which is found as the simplified ratio; null when the ratio is not constant. */
function judgeUpToScale(
  c: Comparison,
  t: SeparableTheory,
  options: SamplingOptions,
): (Judgement & { comparison: string }) | null {
  const facts = t.assumptions;
  const ratio = divide(c.claimed, c.derived);
  const constant = proveZero(differentiate(ratio, DUAL), facts) !== null;
  const factor = constant ? constantValue(ratio, facts, options) : null;
  if (factor === null || isPositive(factor, facts) !== true) return null;
  const judged = judgeOnHalves({ ...c, derived: product(factor, c.derived) }, t, options);
  return { ...judged, comparison: `${c.text}, up to the factor ${toText(factor)}` };
}

/** The value of an expression that is constant in s: its normal form, else its value at one point of the interval. */
function constantValue(ratio: Expression, facts: Assumptions, options: SamplingOptions): Expression | null {
  const simple = simplify(ratio, facts);
  if (!freeSymbols(simple).has(DUAL)) return simple;
  const guess = smallRational(ratio, facts, options);
  if (guess !== null && proveZero(subtract(ratio, guess), facts) !== null) return guess;
  for (const point of candidatePoints([ratio], facts, options.seed, 3)) {
    const at = point.get(DUAL);
    if (at === undefined) continue;
    try {
      const value = simplify(substitute(ratio, new Map([[DUAL, at]])), facts);
      if (!freeSymbols(value).has(DUAL)) return value;
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
