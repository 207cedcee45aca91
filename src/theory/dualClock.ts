import { isPositive, withPositive, type Assumptions } from '../expression/assumptions.ts';
import { DomainError } from '../errors.ts';
import { differentiate } from '../expression/differentiate.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import { expandTerms } from '../expression/expandTerms.ts';
import {
  ZERO, dependsOn, isZero, subtract, substitute, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { resolveCompositions } from '../calculus/resolveCompositions.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import { arcLength } from './arcLength.ts';
import { arcMap, type ArcMap } from './arcMap.ts';
import { DUAL, WEIGHT } from './model.ts';
import type { DesignProblem } from './readDesign.ts';
import type { OpenInterval } from './separableTheory.ts';
import { insideConditions, limitAtEnd } from './weightInterval.ts';

/** A design along the dual variable: w = h(σ) = Σ h_j(σ) + constant, each part h_j = F_j(θ_j) by its own length. */
export interface DualClock {
  /** ψ'(w) − ψ'(w(0)). */
  readonly mirrorMap: Expression;
  /** h, its inverse. */
  readonly inverseMirrorMap: Expression;
  readonly dualInterval: OpenInterval;
  /** The assumptions with σ in its interval. */
  readonly assumptions: Assumptions;
  readonly parts: readonly { readonly value: Expression; readonly length: ArcMap }[];
  readonly constant: Expression;
}

/** More parts than this are not tried. */
const MOST_PARTS = 4;

/**
 * Splits the inverse mirror map h into rising parts and gives each its own parameter: θ_j(σ) = ∫ √(h_j') dσ solves
 * dθ_j/dσ = F_j'(θ_j) for F_j = h_j(σ(θ_j)), hence w = Σ F_j(θ_j) runs along h (Amid and Warmuth 2020 for one part).
 * Null where ψ' has no closed inverse, or its parts have no closed lengths.
 */
export function dualClock(problem: DesignProblem, names: readonly string[]): DualClock | null {
  const found = invertedSlope(problem);
  if (found === null) return null;
  const { inverseMirrorMap: h, assumptions } = found;
  const whole = [h];
  const terms = expandTerms(elementaryForm(h), 2 * MOST_PARTS) ?? [];
  const varying = terms.filter((t) => dependsOn(t, DUAL));
  const constant = sum(...terms.filter((t) => !dependsOn(t, DUAL)));
  const several = varying.length > 1 && varying.length <= MOST_PARTS ? varying : null;
  for (const [values, rest] of [
    [whole, ZERO],
    [several, constant],
  ] as const) {
    if (values === null) continue;
    const parts = lengthsOf(values, found.dualInterval, names, assumptions);
    if (parts !== null) return { ...found, parts, constant: rest };
  }
  return null;
}

function lengthsOf(
  values: readonly Expression[],
  ends: OpenInterval,
  names: readonly string[],
  facts: Assumptions,
): DualClock['parts'] | null {
  const taken = new Set<string>();
  const parts: { value: Expression; length: ArcMap }[] = [];
  for (const [k, value] of values.entries()) {
    const speed = simplify(differentiate(value, DUAL), facts);
    if (isPositive(speed, facts) !== true) return null;
    const arc = arcLength(speed, DUAL, ZERO, facts);
    if (arc === null) return null;
    const name = freshName(names[k] ?? names.at(-1)!, taken);
    taken.add(name);
    const length = arcMap({ arc, x: DUAL, value, ends, at: ZERO, facts }, name);
    if (length === null) return null;
    parts.push({ value, length });
  }
  return parts;
}

/** h with ψ'(h(σ)) − ψ'(w(0)) = σ, both that and h(0) = w(0) proved. */
function invertedSlope({
  slope,
  start,
  interval,
  assumptions,
}: DesignProblem): Omit<DualClock, 'parts' | 'constant'> | null {
  if (slope === null) return null;
  try {
    const atStart = simplify(specialAngles(substitute(slope, new Map([[WEIGHT, start]]))), assumptions);
    const mirrorMap = simplify(subtract(slope, atStart), assumptions);
    const limits = (['lower', 'upper'] as const).map((end) =>
      limitAtEnd(mirrorMap, WEIGHT, interval, end, assumptions),
    );
    const [lower, upper] = limits.map((l) => (l !== null && 'finite' in l ? l.finite : null));
    const dualInterval = { lower: lower ?? null, upper: upper ?? null };
    const facts = withPositive(assumptions, insideConditions(dualInterval, symbol(DUAL)));
    for (const { value } of solveEquation(mirrorMap, WEIGHT, symbol(DUAL), facts)) {
      const h = resolveCompositions(value, facts);
      const at = (e: Expression, x: string, v: Expression) => substitute(e, new Map([[x, v]]));
      const initial = simplify(specialAngles(subtract(at(h, DUAL, ZERO), start)), facts);
      if (!isZero(initial) && proveZero(initial, facts) === null) continue;
      if (proveZero(subtract(at(mirrorMap, WEIGHT, h), symbol(DUAL)), facts) === null) continue;
      return { mirrorMap, inverseMirrorMap: h, dualInterval, assumptions: facts };
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError || error instanceof DomainError) return null;
    throw error;
  }
}
