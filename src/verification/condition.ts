import { DomainError } from '../errors.ts';
import { domainOf, withDomain, withFact, type Assumptions, type Fact } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ZERO, dependsOn, divide, freeSymbols, isInteger, isRational, isZero, negate, product, rational, substitute, subtract, sum, symbol,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { inRange } from './inRange.ts';
import type { Identity } from './verifyIdentity.ts';

/** A condition on the symbols of a claim, as people write it; all of its parts hold together. */
export interface Condition {
  /** One text a part: `w > 0`, `a = b`, `n even`. */
  readonly texts: readonly string[];
  readonly facts: readonly Fact[];
  /** What a symbol is equal to. */
  readonly equal: ReadonlyMap<string, Expression>;
  /** Symbols that are integers. */
  readonly integers: readonly string[];
}

export const UNCONDITIONAL: Condition = { texts: [], facts: [], equal: new Map(), integers: [] };

/** Two conditions together, neither of which says what a symbol is equal to. */
export const both = (a: Condition, b: Condition): Condition => ({
  texts: [...a.texts, ...b.texts],
  facts: [...a.facts, ...b.facts],
  equal: a.equal,
  integers: [...a.integers, ...b.integers],
});

/** `x = value`. */
export const equality = (name: string, value: Expression, text: string): Condition => ({
  ...UNCONDITIONAL,
  texts: [text],
  equal: new Map([[name, value]]),
});

export const integral = (name: string): Condition => ({
  ...UNCONDITIONAL,
  texts: [`${name} integer`],
  integers: [name],
});

/** `n even` or `n odd`: n = 2 n′ + remainder with an integer n′. */
export function parity(name: string, remainder: 0 | 1): Condition {
  const half = `${name}\u2032`;
  return {
    ...UNCONDITIONAL,
    texts: [`${name} ${remainder === 0 ? 'even' : 'odd'}`],
    equal: new Map([[name, sum(product(rational(2), symbol(half)), rational(remainder))]]),
    integers: [half],
  };
}

/** A condition in other symbols: the weight as it is along the flow, say. */
export const placed = (c: Condition, place: (e: Expression) => Expression): Condition => ({
  ...c,
  facts: c.facts.map(({ expression, sign }) => ({ expression: place(expression), sign })),
});

/** An identity where a condition holds too; null where that contradicts what is assumed or leaves no formula. */
export function restricted(identity: Identity, { facts, equal, integers }: Condition): Identity | null {
  return inRange(() => {
    try {
      const place = (e: Expression): Expression => substitute(e, equal);
      let assumptions = moved(identity.assumptions, equal);
      for (const name of integers)
        assumptions = withDomain(assumptions, name, { ...domainOf(name, assumptions), integer: true });
      for (const { expression, sign } of facts) assumptions = withFact(assumptions, place(expression), sign);
      return { left: place(identity.left), right: place(identity.right), assumptions };
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  });
}

/** What was assumed of symbols that are equal to something is assumed of that. Throws DomainError for a contradiction. */
function moved(known: Assumptions, equal: ReadonlyMap<string, Expression>): Assumptions {
  if (equal.size === 0) return known;
  let all: Assumptions = {
    domains: new Map([...known.domains].filter(([name]) => !equal.has(name))),
    facts: known.facts.filter(({ expression }) => ![...equal.keys()].some((name) => dependsOn(expression, name))),
  }; // prettier-ignore
  for (const fact of known.facts)
    if (!all.facts.includes(fact)) all = withFact(all, substitute(fact.expression, equal), fact.sign);
  for (const [name, value] of equal) {
    const { lower, upper, openLower, openUpper, nonzero, integer } = domainOf(name, known);
    const sign = (open: boolean): Fact['sign'] => (open ? 'positive' : 'nonnegative');
    if (lower !== null) all = withFact(all, subtract(value, lower), sign(openLower));
    if (upper !== null) all = withFact(all, subtract(upper, value), sign(openUpper));
    if (nonzero === true) all = withFact(all, value, 'nonzero');
    if (integer === true && isRational(value) && !isInteger(value)) throw new DomainError(`${name} is no integer`); // prettier-ignore
    if (integer === true && value.kind === 'symbol') all = withDomain(all, value.name, { ...domainOf(value.name, all), integer: true }); // prettier-ignore
  }
  return all;
}

/** Whether a condition says something about one of the symbols. */
export const concerns = ({ facts, equal, integers }: Condition, names: Iterable<string>): boolean => {
  const mentioned = new Set([
    ...facts.flatMap(({ expression }) => [...freeSymbols(expression)]),
    ...equal.keys(),
    ...integers,
  ]);
  return [...names].some((name) => mentioned.has(name));
};

/** `g > 0`. */
export const positivity = (g: Expression, text: string): Condition => ({
  ...UNCONDITIONAL,
  texts: [text],
  facts: [{ expression: g, sign: 'positive' }],
});

/** A strict condition with its ends. */
export const withEnds = (c: Condition): Condition => ({
  ...c,
  texts: c.texts.map((text) => text.replace(/[<>](?!=)/g, '$&=')),
  facts: c.facts.map((f) => ({ ...f, sign: 'nonnegative' })),
});

/** The ends of a strict condition, each fact as an equation solved for a symbol; null for one that is linear in none. */
export const endsOf = ({ facts, integers }: Condition): (Condition | null)[] =>
  facts.map((fact) => {
    for (const name of freeSymbols(fact.expression)) {
      const slope = differentiate(fact.expression, name);
      if (dependsOn(slope, name) || isZero(slope)) continue;
      const value = negate(divide(substitute(fact.expression, new Map([[name, ZERO]])), slope));
      return { texts: [], facts: facts.filter((f) => f !== fact), equal: new Map([[name, value]]), integers };
    }
    return null;
  });
