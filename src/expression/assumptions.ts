import { DomainError } from '../errors.ts';
import { domainOf, domainToText, intersectDomains, parseDomain, type Domain } from './domain.ts';
import {
  MINUS_ONE, ZERO, isRational, multiplyRational, negate, power, product, signOfRational, splitCoefficient, sum,
  type Call, type Expression, type Rational,
} from './expression.ts'; // prettier-ignore
import { isNonnegative } from './inference.ts';
import { expandSmall } from './expandTerms.ts';
import { REAL_LINE, interval } from './interval.ts';
import { parse, type ParseOptions } from './parse.ts';
import { toText } from './printText.ts';

export { domainOf, type Domain } from './domain.ts';
export { isDefined } from './isDefined.ts';
export {
  compare, isNegative, isNonnegative, isNonzero, isPositive, rangeOf,
} from './inference.ts'; // prettier-ignore

/** An expression that is known to have a sign wherever the assumptions hold. */
export interface Fact {
  readonly expression: Expression;
  readonly sign: 'positive' | 'nonnegative' | 'nonzero';
}

/** What is known of the variables of a formula; those without a domain are real. Never changed in place. */
export interface Assumptions {
  readonly domains: ReadonlyMap<string, Domain>;
  readonly facts: readonly Fact[];
}

export const NO_ASSUMPTIONS: Assumptions = { domains: new Map(), facts: [] };

/**
 * Adds domains, written as in `assume({ D: '> 2', alpha: 'positive', z: '(-1, 1)', w: 'real' })`, to what is known.
 * Throws DomainError for text that is no domain and for conditions that no number meets.
 */
export function assume(
  domains: Readonly<Record<string, string>>,
  known: Assumptions = NO_ASSUMPTIONS,
): Assumptions {
  return Object.entries(domains).reduce(
    (all, [name, text]) => withDomain(all, name, parseDomain(text)),
    known,
  );
}

/** Restricts a variable to a domain. Throws DomainError when nothing is left of it. */
export function withDomain(assumptions: Assumptions, name: string, domain: Domain): Assumptions {
  const before = domainOf(name, assumptions);
  const common = intersectDomains(before, domain);
  if (common === null) {
    const conditions = [...domainToText(name, before), ...domainToText(name, domain)];
    throw new DomainError(`no ${name} meets ${conditions.join(' and ')}`);
  }
  return { ...assumptions, domains: new Map(assumptions.domains).set(name, common) };
}

/**
 * Adds that an expression has a sign. A condition on a single variable becomes its domain; c > |x| also gives
 * c > x and c > -x. Throws DomainError when it contradicts a domain.
 */
export function withFact(assumptions: Assumptions, expression: Expression, sign: Fact['sign']): Assumptions {
  if (isRational(expression)) {
    const s = signOfRational(expression);
    if (s > 0 || (s === 0 && sign === 'nonnegative') || (s < 0 && sign === 'nonzero')) return assumptions;
    throw new DomainError(`${toText(expression)} is not ${sign}`);
  }
  const [constant, coefficient, name] = linear(expandSmall(expression)) ?? [];
  if (name !== undefined) {
    const root = multiplyRational(constant!, power(negate(coefficient!), MINUS_ONE) as Rational);
    if (sign === 'nonzero') {
      if (signOfRational(root) === 0) return withDomain(assumptions, name, { ...REAL_LINE, nonzero: true });
    } else {
      const open = sign === 'positive';
      const rising = signOfRational(coefficient!) > 0;
      return withDomain(
        assumptions,
        name,
        rising ? interval(root, null, open) : interval(null, root, false, open),
      );
    }
  }
  const all: Assumptions = { ...assumptions, facts: [...assumptions.facts, { expression, sign }] };
  if (sign === 'nonzero' || expression.kind !== 'sum') return all;
  return expression.terms.reduce((known, term) => withoutAbs(known, expression.terms, term, sign), all);
}

/** Adds that each of the expressions is positive. Throws DomainError when one contradicts a domain. */
export const withPositive = (assumptions: Assumptions, expressions: readonly Expression[]): Assumptions =>
  expressions.reduce((known, e) => withFact(known, e, 'positive'), assumptions);

/** Rest - k|x| > 0 with k >= 0 gives rest - k·x > 0 and rest + k·x > 0. */
function withoutAbs(
  known: Assumptions,
  terms: readonly Expression[],
  term: Expression,
  sign: Fact['sign'],
): Assumptions {
  const factors = term.kind === 'product' ? term.factors : [term];
  const modulus = factors.find((f): f is Call => f.kind === 'call' && f.name === 'abs');
  if (modulus === undefined) return known;
  const coefficient = product(...factors.filter((f) => f !== modulus));
  if (isNonnegative(negate(coefficient), known) !== true) return known;
  const rest = terms.filter((t) => t !== term);
  const bound = (k: Expression): Expression => sum(...rest, product(k, modulus.argument));
  return withFact(withFact(known, bound(coefficient), sign), bound(negate(coefficient)), sign);
}

/** e = constant + coefficient·symbol. */
function linear(e: Expression): [Rational, Rational, string] | undefined {
  const terms = e.kind === 'sum' ? e.terms : [e];
  if (terms.length > 2) return undefined;
  let constant: Rational = ZERO;
  let found: [Rational, string] | undefined;
  for (const term of terms) {
    const [c, rest] = splitCoefficient(term);
    if (isRational(term)) constant = term;
    else if (rest.kind === 'symbol' && found === undefined) found = [c, rest.name];
    else return undefined;
  }
  return found && [constant, ...found];
}

const RELATIONS = /(>=|<=|!=|≥|≤|≠|<|>)/;

/**
 * Adds conditions written as formulas, for instance `abs(w) < 4*alpha^2`, `0 < z < 1`, `u != v` or `n integer`.
 * Throws DomainError or, for the formulas in them, FormulaError.
 */
export function assumeThat(
  conditions: string | readonly string[],
  known: Assumptions = NO_ASSUMPTIONS,
  options: ParseOptions = {},
): Assumptions {
  return [conditions].flat().reduce<Assumptions>((all, text) => withCondition(all, text, options), known);
}

function withCondition(known: Assumptions, text: string, options: ParseOptions): Assumptions {
  const word = /^\s*([A-Za-z]\w*)\s+([a-z]+)\s*$/.exec(text);
  if (word !== null) return assume({ [word[1]!]: word[2]! }, known);
  const parts = text.split(RELATIONS);
  if (parts.length < 3) {
    throw new DomainError(
      `'${text}' is not a condition`,
      "write, for instance, 'alpha > 0', '-1 < z < 1' or 'n integer'",
    );
  }
  let all = known;
  for (let k = 1; k < parts.length; k += 2) {
    const [left, right] = [parse(parts[k - 1]!, options), parse(parts[k + 1]!, options)];
    const difference =
      parts[k]!.startsWith('<') || parts[k] === '≤' ? sum(right, negate(left)) : sum(left, negate(right));
    const sign = /!=|≠/.test(parts[k]!) ? 'nonzero' : /^[<>]$/.test(parts[k]!) ? 'positive' : 'nonnegative';
    all = withFact(all, difference, sign);
  }
  return all;
}

/** The assumptions as people write them, one condition an entry. */
export function assumptionsToText(assumptions: Assumptions): string[] {
  const domains = [...assumptions.domains].flatMap(([name, domain]) => domainToText(name, domain));
  const relation = { positive: '> 0', nonnegative: '>= 0', nonzero: '!= 0' };
  return [...domains, ...assumptions.facts.map((f) => `${toText(f.expression)} ${relation[f.sign]}`)];
}
