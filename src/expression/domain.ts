import { DomainError, FormulaError } from '../errors.ts';
import { isRational, rational, type Rational } from './expression.ts';
import { REAL_LINE, intersect, interval, type Interval } from './interval.ts';
import { parse } from './parse.ts';
import { toText } from './printText.ts';

/** The values that a variable may take: an interval, perhaps of integers, perhaps without zero. */
export interface Domain extends Interval {
  readonly integer?: boolean;
  readonly nonzero?: boolean;
}

/** The values that the variable may take: all real numbers when nothing is said. */
export const domainOf = (
  name: string,
  { domains }: { readonly domains: ReadonlyMap<string, Domain> },
): Domain => domains.get(name) ?? REAL_LINE;

const WORDS: Record<string, Partial<Domain>> = {
  real: {},
  integer: { integer: true },
  positive: interval(rational(0), null, true),
  negative: interval(null, rational(0), true, true),
  nonnegative: interval(rational(0), null),
  nonpositive: interval(null, rational(0)),
  nonzero: { nonzero: true },
};

const RELATION = /^(>=|<=|>|<|!=|≥|≤|≠)([^,;<>=!≥≤≠]+)/;
const BRACKETS = /^([[(])([^,[\]]+),([^,[\]]+)([\])])/;
const WORD = /^[a-z]+/;

/**
 * Reads a domain: `positive`, `> 2`, `(-1, 1)`, `[0, inf)`, `integer, >= 1`, `real`, `nonzero` and combinations
 * of them. Throws DomainError.
 */
export function parseDomain(text: string): Domain {
  let domain: Domain = REAL_LINE;
  let rest = text.trim();
  if (rest === '') throw unreadable(text);
  while (rest !== '') {
    const [length, part] = readPart(rest, text);
    const common = intersectDomains(domain, { ...REAL_LINE, ...part });
    if (common === null) throw new DomainError(`no number is '${text}'`, 'the conditions exclude each other');
    domain = common;
    rest = rest.slice(length).replace(/^\s*(?:,|;|and\b)?\s*/, '');
  }
  return domain;
}

function readPart(rest: string, text: string): [number, Partial<Domain>] {
  const relation = RELATION.exec(rest);
  if (relation !== null) {
    const end = readEnd(relation[2]!.replace(/\s+and\s.*$/s, ''), text);
    const length = relation[0].replace(/\s+and\s.*$/s, '').length;
    if (end === null) throw unreadable(text);
    switch (relation[1]) {
      case '>':
        return [length, interval(end, null, true)];
      case '<':
        return [length, interval(null, end, true, true)];
      case '>=':
      case '≥':
        return [length, interval(end, null)];
      case '<=':
      case '≤':
        return [length, interval(null, end)];
      default:
        if (end.numerator !== 0n) throw unreadable(text);
        return [length, { nonzero: true }];
    }
  }
  const brackets = BRACKETS.exec(rest);
  if (brackets !== null) {
    const [whole, left, low, high, right] = brackets as unknown as [string, string, string, string, string];
    const [lower, upper] = [readEnd(low, text), readEnd(high, text)];
    if ((lower === null && !low.includes('-')) || (upper === null && high.includes('-')))
      throw unreadable(text);
    const given = intersect(interval(lower, null, left === '('), interval(null, upper, true, right === ')'));
    if (given === null) throw new DomainError(`no number is in '${text}'`, 'write the lower end first');
    return [whole.length, given];
  }
  const word = WORD.exec(rest)?.[0];
  if (word === undefined || !Object.hasOwn(WORDS, word)) throw unreadable(text);
  return [word.length, WORDS[word]!];
}

/** A rational number, or null for an infinite end. */
function readEnd(text: string, whole: string): Rational | null {
  if (/^\s*[+-]?\s*(inf|infinity|oo|∞)\s*$/i.test(text)) return null;
  try {
    const value = parse(text);
    if (isRational(value)) return value;
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
  }
  throw unreadable(whole);
}

const unreadable = (text: string): DomainError =>
  new DomainError(
    `cannot read the domain '${text}'`,
    "write, for instance, 'positive', '> 2', '(-1, 1)', 'integer, >= 1', 'nonzero' or 'real'",
  );

/** The common part of two domains, or null when there is none. */
export function intersectDomains(a: Domain, b: Domain): Domain | null {
  const common = intersect(a, b);
  if (common === null) return null;
  return tightened({
    ...common,
    ...((a.integer || b.integer) && { integer: true }),
    ...((a.nonzero || b.nonzero) && { nonzero: true }),
  });
}

/** The ends of a domain of integers move to integers inside; null when there are none. */
function tightened(domain: Domain): Domain | null {
  if (!domain.integer) return domain;
  const { lower, upper, openLower, openUpper } = domain;
  const last = upper && integerBelow(upper, openUpper);
  const first = lower && negated(integerBelow(negated(lower), openLower));
  const inside = intersect(interval(first, null), interval(null, last));
  return inside && { ...domain, ...inside };
}

const negated = (x: Rational): Rational => rational(-x.numerator, x.denominator);

/** The greatest integer below x, or x itself when it is an integer and the end is closed. */
function integerBelow({ numerator: n, denominator: d }: Rational, open: boolean): Rational {
  const floor = n / d - (n % d < 0n ? 1n : 0n);
  return rational(open && d === 1n ? floor - 1n : floor);
}

/** The conditions on a variable as people write them: `alpha > 0`, `-1 < z < 1`, `n integer`. */
export function domainToText(name: string, domain: Domain): string[] {
  const { lower, upper, openLower, openUpper } = domain;
  const texts: string[] = [];
  const low = lower && `${toText(lower)} ${openLower ? '<' : '<='}`;
  const high = upper && `${openUpper ? '<' : '<='} ${toText(upper)}`;
  if (low && high) texts.push(`${low} ${name} ${high}`);
  else if (lower) texts.push(`${name} ${openLower ? '>' : '>='} ${toText(lower)}`);
  else if (high) texts.push(`${name} ${high}`);
  if (domain.nonzero) texts.push(`${name} != 0`);
  if (domain.integer) texts.push(`${name} integer`);
  return texts;
}
