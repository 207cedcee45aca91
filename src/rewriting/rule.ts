import {
  equal, keyOf, mapChildren, product, substitute, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { parse } from '../expression/parse.ts';

/**
 * One identity read from left to right. Symbols of `from` match any expression; in a product pattern the symbol `k`
 * takes all remaining factors. Valid wherever both sides are defined, for the sample box stated.
 */
export interface RuleRow {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Interval of each symbol in which the row is tested. */
  readonly sample: Readonly<Record<string, readonly [number, number]>>;
}

export interface Rule extends RuleRow {
  readonly pattern: Expression;
  readonly replacement: Expression;
}

export const readRule = (row: RuleRow): Rule => ({
  ...row,
  pattern: parse(row.from),
  replacement: parse(row.to),
});

type Bindings = Map<string, Expression>;

/** The replacement when the pattern matches e as a whole, else null. */
export function applyRule(rule: Rule, e: Expression): Expression | null {
  const bindings: Bindings = new Map();
  if (!matches(rule.pattern, e, bindings)) return null;
  try {
    return substitute(rule.replacement, bindings);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function matches(pattern: Expression, e: Expression, bindings: Bindings): boolean {
  if (pattern.kind === 'symbol') {
    const bound = bindings.get(pattern.name);
    if (bound !== undefined) return equal(bound, e);
    bindings.set(pattern.name, e);
    return true;
  }
  if (pattern.kind === 'call')
    return e.kind === 'call' && e.name === pattern.name && matches(pattern.argument, e.argument, bindings);
  if (pattern.kind === 'product')
    return e.kind === 'product' && matchesProduct(pattern.factors, e.factors, bindings);
  if (pattern.kind === 'power')
    return (
      e.kind === 'power' &&
      matches(pattern.base, e.base, bindings) &&
      matches(pattern.exponent, e.exponent, bindings)
    );
  return keyOf(pattern) === keyOf(e);
}

/** Every factor of the pattern but `k` matches one factor; `k` takes the rest, which may not be empty. */
function matchesProduct(
  patterns: readonly Expression[],
  factors: readonly Expression[],
  bindings: Bindings,
): boolean {
  const rest = [...factors];
  let open = false;
  for (const p of patterns) {
    if (p.kind === 'symbol' && p.name === 'k') {
      open = true;
      continue;
    }
    const index = rest.findIndex((f) => matches(p, f, new Map(bindings)));
    if (index < 0 || !matches(p, rest[index]!, bindings)) return false;
    rest.splice(index, 1);
  }
  if (!open) return rest.length === 0;
  if (rest.length === 0) return false;
  bindings.set('k', product(...rest));
  return true;
}

/** Applies the first matching rule at every node, innermost first, until none applies. Collects the names used. */
export function rewrite(e: Expression, rules: readonly Rule[], used: Set<string> = new Set()): Expression {
  const inner = mapChildren(e, (child) => rewrite(child, rules, used));
  for (const rule of rules) {
    const result = applyRule(rule, inner);
    if (result !== null && !equal(result, inner)) {
      used.add(rule.name);
      return rewrite(result, rules, used);
    }
  }
  return inner;
}
