import { expandTerms } from '../expression/expandTerms.ts';
import { ZERO, freeSymbols, sum, type Expression } from '../expression/expression.ts';

/** F = constant + Σ_j f_j(θ_j): one branch for each parameter. */
export interface AdditiveMap {
  readonly branches: readonly { readonly parameter: string; readonly part: Expression }[];
  readonly constant: Expression;
}

/**
 * Splits a map into parts that each depend on one parameter alone, multiplying brackets out where that helps; null
 * when some term mixes two.
 */
export function additiveBranches(map: Expression, parameters: readonly string[]): AdditiveMap | null {
  const split = splitTerms(map, parameters);
  if (split !== null) return split;
  const expanded = expandTerms(map, MOST_TERMS);
  return expanded === undefined ? null : splitTerms(sum(...expanded), parameters);
}

/** A map with brackets is multiplied out to at most this many terms. */
const MOST_TERMS = 64;

function splitTerms(map: Expression, parameters: readonly string[]): AdditiveMap | null {
  const parts = new Map<string, Expression[]>(parameters.map((p) => [p, []]));
  const constants: Expression[] = [];
  for (const term of map.kind === 'sum' ? map.terms : [map]) {
    const used = parameters.filter((p) => freeSymbols(term).has(p));
    if (used.length > 1) return null;
    if (used.length === 0) constants.push(term);
    else parts.get(used[0]!)!.push(term);
  }
  const branches = [...parts].map(([parameter, terms]) => ({ parameter, part: sum(...terms) }));
  return { branches: branches.filter((b) => b.part !== ZERO), constant: sum(...constants) };
}
