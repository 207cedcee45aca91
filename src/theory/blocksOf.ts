import { expandTerms } from '../expression/expandTerms.ts';
import { freeSymbols, sum, type Expression } from '../expression/expression.ts';

/** A part of a map with the parameters on which it depends. */
export interface Block {
  readonly parameters: readonly string[];
  readonly part: Expression;
}

/** F = constant + Σ_j f_j, no two of the blocks f_j with a parameter in common. */
export interface Blocks {
  readonly blocks: readonly Block[];
  readonly constant: Expression;
}

/** A map with brackets is multiplied out to at most this many terms. */
const MOST_TERMS = 64;

/**
 * Splits a map into blocks: parameters that occur in one term belong together. Brackets are multiplied out where that
 * separates more.
 */
export function blocksOf(map: Expression, parameters: readonly string[]): Blocks {
  const split = blocksOfTerms(map, parameters);
  if (split.blocks.every((b) => b.parameters.length === 1)) return split;
  const expanded = expandTerms(map, MOST_TERMS);
  if (expanded === undefined) return split;
  const finer = blocksOfTerms(sum(...expanded), parameters);
  return finer.blocks.length > split.blocks.length ? finer : split;
}

/** F = constant + Σ_j f_j(θ_j): one branch for each parameter. */
export interface AdditiveMap {
  readonly branches: readonly { readonly parameter: string; readonly part: Expression }[];
  readonly constant: Expression;
}

/** Splits a map into parts that each depend on one parameter alone; null when some term mixes two. */
export function additiveBranches(map: Expression, parameters: readonly string[]): AdditiveMap | null {
  const { blocks, constant } = blocksOf(map, parameters);
  if (blocks.some((b) => b.parameters.length > 1)) return null;
  return {
    branches: blocks.map(({ parameters: [parameter], part }) => ({ parameter: parameter!, part })),
    constant,
  };
}

function blocksOfTerms(map: Expression, parameters: readonly string[]): Blocks {
  let groups: { names: Set<string>; terms: Expression[] }[] = [];
  const constants: Expression[] = [];
  for (const term of map.kind === 'sum' ? map.terms : [map]) {
    const used = freeSymbols(term);
    const names = new Set(parameters.filter((p) => used.has(p)));
    if (names.size === 0) {
      constants.push(term);
      continue;
    }
    const touched = groups.filter((g) => [...g.names].some((n) => names.has(n)));
    const merged = {
      names: new Set([...touched.flatMap((g) => [...g.names]), ...names]),
      terms: [...touched.flatMap((g) => g.terms), term],
    };
    groups = [...groups.filter((g) => !touched.includes(g)), merged];
  }
  const blocks = groups.map(({ names, terms }) => ({
    parameters: parameters.filter((p) => names.has(p)),
    part: sum(...terms),
  }));
  const order = (b: Block) => parameters.indexOf(b.parameters[0]!);
  return { blocks: blocks.sort((a, b) => order(a) - order(b)), constant: sum(...constants) };
}
