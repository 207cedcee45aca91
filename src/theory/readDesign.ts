import { DomainError, HypentropyError } from '../errors.ts';
import {
  assume,
  domainOf,
  isDefined,
  isPositive,
  withPositive,
  type Assumptions,
} from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ZERO, call, children, dependsOn, freeSymbols, isInteger, isRational, isZero, mapChildren, power, product, size, substitute,
  subtract, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { elementaryForm } from '../expression/elementaryForm.ts';
import { containsZero, isBounded, isExactZero, topBit } from '../expression/ball.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { samplePoints } from '../expression/sample.ts';
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import { normalize, simplify } from '../expression/simplify.ts';
import { antiderivative } from '../calculus/antiderivative.ts';
import { linearSlope } from '../calculus/linearArgument.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import { DUAL, WEIGHT } from './model.ts';
import type { OpenInterval } from './separableTheory.ts';
import { insideConditions, interiorPoint, weightInterval, withDomainText } from './weightInterval.ts';

/** What is asked of a design, as a person types it; one of potential and metric. */
export interface DesignTexts {
  readonly potential?: string | undefined;
  readonly metric?: string | undefined;
  readonly domain?: string | undefined;
  readonly at?: string | undefined;
  readonly sides?: string | undefined;
}

/** A potential whose gradient flow is wanted: ψ on an open interval, and the weight where the flow starts. */
export interface DesignProblem {
  /** ψ as it was typed, or integrated from a typed ψ''; null where that integral is not found. */
  readonly potential: Expression | null;
  /** ψ' without its constant. */
  readonly slope: Expression | null;
  /** ψ''. */
  readonly metric: Expression;
  /** What was typed. */
  readonly given: 'potential' | 'metric';
  readonly interval: OpenInterval;
  readonly domainGiven: boolean;
  /** w(0). */
  readonly start: Expression;
  /** Why w(0) was chosen, or null when it was given. */
  readonly startReason: string | null;
  readonly sides: 'one' | 'two';
  /** w inside its interval, every other symbol positive. */
  readonly assumptions: Assumptions;
}

/** Domains that are tried, in this order, when none is given. */
const DOMAINS = ['real', 'w > 0', '-1 < w < 1', '0 < w < 1', 'w < 0'];

/** Longest ψ' whose zero is looked for, and longest zero that serves as a start. */
const LONGEST_SLOPE = 60;
const LONGEST_START = 4;
/** Points at which a start with symbols is looked at. */
const START_POINTS = 40;

/** Reads and validates a request. Throws FormulaError, DomainError or HypentropyError with a remedy. */
export function readDesign(texts: DesignTexts): DesignProblem {
  const [given, source] = readSource(texts);
  const formula = withModulus(parse(source));
  const sides = texts.sides ?? 'one';
  if (sides !== 'one' && sides !== 'two')
    throw new HypentropyError('setting', `sides must be one or two: got '${sides}'`);
  const known = symbolsOf(formula, texts);
  const inside = texts.domain === undefined ? naturalDomain(formula, source, known) : withDomainText(texts.domain, known); // prettier-ignore
  const interval = weightInterval(inside);
  const { lower, upper } = interval;
  const width = lower === null || upper === null ? [] : [subtract(upper, lower)];
  const assumptions = withPositive(inside, [...width, ...insideConditions(interval, symbol(WEIGHT))]);
  const tidy = (e: Expression) => simplify(e, assumptions);
  const typed = given === 'potential' ? tidy(differentiate(formula, WEIGHT)) : null;
  const metric = typed === null ? formula : positiveForm(tidy(differentiate(typed, WEIGHT)), assumptions);
  const at = interiorPoint(interval, assumptions);
  const slope = typed ?? antiderivative(metric, WEIGHT, assumptions, { at });
  const potential =
    given === 'potential'
      ? formula
      : slope === null
        ? null
        : antiderivative(slope, WEIGHT, assumptions, { at });
  const { start, startReason } =
    texts.at === undefined
      ? naturalStart(typed, interval, assumptions)
      : { start: readStart(texts.at, interval, assumptions), startReason: null };
  return {
    potential, slope, metric, given, interval, domainGiven: texts.domain !== undefined, start, startReason, sides,
    assumptions,
  }; // prettier-ignore
}

/** The form of ψ'' whose sign the rules decide: by exponentials where the hyperbolic form hides it. */
function positiveForm(metric: Expression, facts: Assumptions): Expression {
  if (isPositive(metric, facts) === true) return metric;
  const forms = [normalize(metric, facts), normalize(elementaryForm(metric), facts)];
  return forms.find((form) => isPositive(form, facts) === true) ?? metric;
}

function readSource(texts: DesignTexts): ['potential' | 'metric', string] {
  for (const key of ['potential', 'metric', 'domain', 'at', 'sides'] as const) {
    const value: unknown = texts[key];
    if (value !== undefined && typeof value !== 'string')
      throw new HypentropyError('setting', `${key} must be text: got ${typeof value}`);
  }
  const { potential, metric } = texts;
  const help = `write, for instance, --potential "w*log(w) - w" or --metric "1/w"`;
  if (potential !== undefined && metric !== undefined)
    throw new HypentropyError('setting', 'both a potential and a metric were given', help);
  if (potential !== undefined) return ['potential', potential];
  if (metric !== undefined) return ['metric', metric];
  throw new HypentropyError('setting', 'a design needs a potential or a metric', help);
}

/** Every symbol but w is positive unless the domain says more. */
function symbolsOf(formula: Expression, { potential, at, domain }: DesignTexts): Assumptions {
  const names = new Set(freeSymbols(formula));
  if (names.has(DUAL))
    throw new HypentropyError(
      'setting',
      `the name '${DUAL}' is reserved for the dual variable`,
      'choose another name',
    );
  if (potential !== undefined && !names.has(WEIGHT))
    throw new HypentropyError(
      'setting',
      `the potential '${toText(formula)}' does not contain the weight w`,
      'write it as a function of w, for instance "w*log(w) - w"',
    );
  if (at !== undefined) for (const name of freeSymbols(parse(at))) names.add(name);
  for (const side of domain?.match(/[^<>=≤≥!,]+/g) ?? [])
    if (/[<>≤≥]/.test(domain!)) for (const name of symbolsIn(side)) names.add(name);
  names.delete(WEIGHT);
  const positive = Object.fromEntries([...names].map((name) => [name, 'positive']));
  return assume({ ...positive, [WEIGHT]: 'real' });
}

/** The names in one side of a condition; none where it cannot be read, which is said when the condition is. */
function symbolsIn(side: string): ReadonlySet<string> {
  try {
    return freeSymbols(parse(side));
  } catch (error) {
    if (error instanceof HypentropyError) return new Set();
    throw error;
  }
}

/** sqrt(x^2) as |x|, and other even powers under a root alike. */
function withModulus(e: Expression): Expression {
  const inner = mapChildren(e, withModulus);
  if (inner.kind !== 'power' || !isRational(inner.exponent) || inner.exponent.denominator !== 2n)
    return inner;
  const { base } = inner;
  if (base.kind !== 'power' || !isInteger(base.exponent) || base.exponent.numerator % 2n !== 0n) return inner;
  return power(call('abs', base.base), product(base.exponent, inner.exponent));
}

/** Arguments of logarithms and bases of broken powers that are linear in the weight: the formula needs them positive. */
function linearConditions(e: Expression): Expression[] {
  const own =
    e.kind === 'call' && e.name === 'log'
      ? [e.argument]
      : e.kind === 'power' && !isInteger(e.exponent)
        ? [e.base]
        : [];
  const linear = own.filter((c) => linearSlope(c, WEIGHT) !== null);
  return [...linear, ...children(e).flatMap(linearConditions)];
}

function whereDefined(formula: Expression, known: Assumptions): Assumptions | null {
  const conditions = linearConditions(formula);
  if (conditions.length === 0) return null;
  try {
    const inside = withPositive(known, conditions);
    return isDefined(formula, inside) === true ? inside : null;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** Where the formula asks to be, or the first of the usual domains on which it is proved to be defined. */
function naturalDomain(formula: Expression, source: string, known: Assumptions): Assumptions {
  const own = whereDefined(formula, known);
  if (own !== null) return own;
  for (const text of DOMAINS) {
    const inside = withDomainText(text, known);
    if (isDefined(formula, inside) === true) return inside;
  }
  throw new DomainError(
    `the interval on which '${source}' is defined was not recognised`,
    'add it, for instance --domain "w > 0" or --domain "-1 < w < 1"',
  );
}

/** The minimiser of ψ, from which the flow's bias is ψ itself; else a simple point of the interval. */
function naturalStart(
  slope: Expression | null,
  interval: OpenInterval,
  facts: Assumptions,
): { start: Expression; startReason: string } {
  const conditions = (e: Expression) => insideConditions(interval, e);
  const inside = (e: Expression) => conditions(e).every((c) => isPositive(c, facts) === true);
  if (slope !== null && size(slope) <= LONGEST_SLOPE && dependsOn(slope, WEIGHT)) {
    for (const { value } of zerosOf(slope, facts)) {
      const start = simplify(value, facts);
      if (
        size(start) <= LONGEST_START &&
        isDefined(start, facts) === true &&
        inside(start) &&
        isOrdinary(start) &&
        vanishes(slope, start, facts)
      )
        return { start, startReason: 'the minimiser of the potential' };
    }
  }
  const start = interiorPoint(interval, facts);
  const { lower, upper } = interval;
  const place = lower === null && upper === null ? 'the middle of the line' : lower === null || upper === null ? 'one unit from the end of the domain' : 'the middle of the domain'; // prettier-ignore
  return { start, startReason: place };
}

/** Whether a number is no larger than what can be printed: a minimiser such as exp(-10^30) is no start. */
function isOrdinary(start: Expression): boolean {
  if (freeSymbols(start).size > 0) return true;
  try {
    const value = evaluateBall(start, new Map(), 64);
    return (
      value !== 'undefined' && isBounded(value) && (isExactZero(value) || Math.abs(topBit(value)) < 1000)
    );
  } catch (error) {
    if (error instanceof HypentropyError) return false;
    throw error;
  }
}

function zerosOf(slope: Expression, facts: Assumptions) {
  try {
    return solveEquation(slope, WEIGHT, ZERO, facts);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function vanishes(slope: Expression, at: Expression, facts: Assumptions): boolean {
  try {
    const value = simplify(substitute(slope, new Map([[WEIGHT, at]])), facts);
    return isZero(value);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function readStart(text: string, interval: OpenInterval, facts: Assumptions): Expression {
  const start = simplify(parse(text), facts);
  const names = [...freeSymbols(start)].filter((name) => name === WEIGHT || name === DUAL);
  if (names.length > 0)
    throw new HypentropyError('setting', `the start weight must not contain ${names[0]}: got '${text}'`);
  const outside = insideConditions(interval, start).some((c) => isPositive(c, facts) === false);
  if (outside)
    throw new DomainError(
      `the start weight must lie inside ${rangeText(interval)}: got ${text}`,
      'give another --at, or another --domain',
    );
  refuseOutside(text, start, interval, facts);
  return start;
}

/** A start that is outside the interval, or no real number, at some values of its symbols. */
function refuseOutside(text: string, start: Expression, interval: OpenInterval, facts: Assumptions): void {
  const conditions = insideConditions(interval, start);
  if (isDefined(start, facts) === true && conditions.every((c) => isPositive(c, facts) === true)) return;
  const names = [...freeSymbols(start), ...conditions.flatMap((c) => [...freeSymbols(c)])];
  const domains = new Map([...new Set(names)].sort().map((name) => [name, domainOf(name, facts)] as const));
  const known = facts.facts.filter((f) => !freeSymbols(f.expression).has(WEIGHT));
  for (const point of samplePoints(domains, 1, START_POINTS)) {
    if (!known.every((f) => f.sign === 'nonzero' || isAbove(f.expression, point) === true)) continue;
    const undefinedThere = evaluateBall(start, point, 120) === 'undefined';
    if (!undefinedThere && conditions.every((c) => isAbove(c, point) !== false)) continue;
    const place = [...point].map(([name, value]) => `${name} = ${toText(value)}`).join(', ');
    throw new DomainError(
      `the start weight must ${undefinedThere ? 'be a real number' : `lie inside ${rangeText(interval)}`}: got ${text}${place === '' ? '' : `, which is not so at ${place}`}`,
      place === ''
        ? 'give another --at'
        : 'say more of its symbols in --domain, as in --domain "w > 0, q > 1"',
    );
  }
}

/** Whether a value is positive at a point; null where that is not told. */
function isAbove(e: Expression, point: ReadonlyMap<string, Rational>): boolean | null {
  const value = evaluateBall(e, point, 120);
  if (value === 'undefined' || !isBounded(value) || (containsZero(value) && !isExactZero(value))) return null;
  return value.mantissa > 0n;
}

/** `-1 < w < 1`, `w > 0` or `every real w`. */
export function rangeText({ lower, upper }: OpenInterval, name = WEIGHT): string {
  if (lower === null && upper === null) return `every real ${name}`;
  if (lower === null) return `${name} < ${toText(upper!)}`;
  return upper === null ? `${name} > ${toText(lower)}` : `${toText(lower)} < ${name} < ${toText(upper)}`;
}
