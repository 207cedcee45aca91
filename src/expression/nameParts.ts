import { children, freeSymbols, keyOf, mapChildren, size, symbol, type Expression } from './expression.ts';

/** A formula written with names for the subexpressions that occur more than once. */
export interface NamedParts {
  readonly parts: readonly { readonly name: string; readonly value: Expression }[];
  readonly body: Expression;
}

/** Subexpressions smaller than this are not worth a name. */
const SMALLEST = 7;

/**
 * Names the repeated subexpressions of e, the largest first, as long as names last; a part may use the parts listed
 * before it. Substituting the parts back, last to first, gives e.
 */
export function nameParts(e: Expression, names: readonly string[]): NamedParts {
  const free = names.filter((n) => !freeSymbols(e).has(n));
  let body = e;
  const parts: { name: string; value: Expression }[] = [];
  for (const name of free) {
    const repeated = mostRepeated([body, ...parts.map((p) => p.value)]);
    if (repeated === null) break;
    const replace = (f: Expression): Expression =>
      keyOf(f) === keyOf(repeated) ? symbol(name) : mapChildren(f, replace);
    body = replace(body);
    for (const part of parts) part.value = replace(part.value);
    parts.push({ name, value: repeated });
  }
  return { parts: parts.reverse(), body };
}

/** The subexpression whose repetitions cost most, or null. */
function mostRepeated(roots: readonly Expression[]): Expression | null {
  const counts = new Map<string, { e: Expression; count: number }>();
  const visit = (e: Expression): void => {
    const key = keyOf(e);
    const seen = counts.get(key);
    if (seen === undefined) counts.set(key, { e, count: 1 });
    else seen.count++;
    children(e).forEach(visit);
  };
  roots.forEach(visit);
  let best: Expression | null = null;
  let saved = 0;
  for (const { e, count } of counts.values()) {
    const gain = (count - 1) * size(e);
    if (count > 1 && size(e) >= SMALLEST && gain > saved) [best, saved] = [e, gain];
  }
  return best;
}
