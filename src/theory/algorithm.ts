import { FormulaError, HypentropyError } from '../errors.ts';
import { NO_ASSUMPTIONS, isPositive, isNonnegative } from '../expression/assumptions.ts';
import { freeSymbols, isInteger, isRational, type Expression } from '../expression/expression.ts';
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import { suggest } from '../expression/suggest.ts';
import { readStarts } from './readModel.ts';

/** One number of an algorithm, in the order in which they are typed. */
interface AlgorithmValue {
  readonly name: string;
  readonly what: string;
  /** `schedule` is a formula in the time t that is at least 0. */
  readonly kind: 'positive' | 'fraction' | 'count' | 'schedule';
  readonly optional?: boolean;
}

interface AlgorithmKind {
  readonly title: string;
  readonly values: readonly AlgorithmValue[];
  /** An end of the schedule may follow: `until T`. */
  readonly ends?: boolean;
  /** One positive rate a parameter, `u=1, v=2`, in place of values. */
  readonly rates?: boolean;
  /** Its theory uses the residuals of the squared loss; else it holds for every loss that is least at one prediction. */
  readonly squared?: boolean;
}

const ETA: AlgorithmValue = { name: 'eta', what: 'step size', kind: 'positive' };
const BATCH: AlgorithmValue = { name: 'batch', what: 'samples a step', kind: 'count', optional: true };

/** Every algorithm there is. Grammar, help and messages are read off this table. */
export const ALGORITHMS = {
  flow: { title: 'gradient flow', values: [] },
  gd: { title: 'gradient descent', values: [ETA] },
  sgd: { title: 'stochastic gradient descent', values: [ETA, BATCH] },
  'sgd-flow': { title: 'stochastic gradient flow', values: [ETA], squared: true },
  'label-noise': {
    title: 'stochastic gradient descent with label noise',
    values: [ETA, { name: 'sigma', what: 'standard deviation of the noise', kind: 'positive' }, BATCH],
    squared: true,
  },
  momentum: { title: 'momentum gradient flow', values: [{ name: 'lambda', what: 'inertia', kind: 'positive' }] },
  'heavy-ball': {
    title: 'heavy-ball descent',
    values: [{ name: 'gamma', what: 'step size', kind: 'positive' }, { name: 'beta', what: 'momentum', kind: 'fraction' }],
  },
  'weight-decay': {
    title: 'gradient flow with weight decay',
    values: [{ name: 'lambda', what: 'decay as a formula in t', kind: 'schedule' }],
    ends: true,
  },
  'mirror-descent': { title: 'mirror descent', values: [ETA] },
  'natural-gradient': { title: 'natural gradient descent', values: [ETA] },
  rates: { title: 'gradient flow with a rate for each parameter', values: [], rates: true },
} as const satisfies Record<string, AlgorithmKind>; // prettier-ignore

export type AlgorithmName = keyof typeof ALGORITHMS;

/** An algorithm as read; values are numbers or names that stand for positive numbers. */
export interface Algorithm {
  readonly name: AlgorithmName;
  readonly text: string;
  readonly title: string;
  /** Whether its theory is that of the squared loss alone. */
  readonly squared: boolean;
  readonly values: ReadonlyMap<string, Expression>;
  /** Rate of each parameter that was given one. */
  readonly rates: ReadonlyMap<string, Expression>;
  /** End of a schedule. */
  readonly until: Expression | null;
}

/** The time in a schedule. */
export const TIME = 't';

/** How an algorithm is typed, `sgd:eta[:batch]`. */
export function usageOf(name: AlgorithmName): string {
  const { values, ends, rates }: AlgorithmKind = ALGORITHMS[name];
  const parts = values.map((v) => (v.optional === true ? `[:${v.name}]` : `:${v.name}`));
  return `${name}${parts.join('')}${rates === true ? ':u=1,v=2' : ''}${ends === true ? '[ until T]' : ''}`;
}

const NAMES = Object.keys(ALGORITHMS) as AlgorithmName[];

/**
 * Reads `name:value:value`, a formula between the colons. Throws HypentropyError `algorithm` for a name that is none, with
 * the nearest, and for values that are missing, too many or outside their domain; FormulaError for what is no formula.
 */
export function readAlgorithm(text: string): Algorithm {
  const trimmed = text.trim();
  const [head = '', ...rest] = trimmed.split(':');
  const name = NAMES.find((n) => n === head.trim());
  if (name === undefined) {
    const near = suggest(head.trim(), NAMES);
    throw refusal(
      `there is no algorithm '${shorten(head.trim())}'`,
      near === undefined ? `one of ${NAMES.map(usageOf).join(', ')}` : `did you mean ${usageOf(near as AlgorithmName)}?`,
    ); // prettier-ignore
  }
  const kind: AlgorithmKind = ALGORITHMS[name];
  const about = { name, text: trimmed, title: kind.title, squared: kind.squared === true };
  if (kind.rates === true)
    return { ...about, values: new Map(), rates: readRates(rest.join(':')), until: null };
  let until: Expression | null = null;
  const [last, end, ...more] = (rest.at(-1) ?? '').split(/\buntil\b/);
  if (end !== undefined) {
    if (kind.ends !== true || more.length > 0)
      throw refusal(`'until' does not belong to ${name}`, `write ${usageOf(name)}`);
    until = readValue({ name: 'until', what: 'end of the decay', kind: 'positive' }, end, trimmed);
    rest[rest.length - 1] = last!;
  }
  if (rest.length > kind.values.length)
    throw refusal(`${name} has ${count(kind.values.length)}: got ${rest.length}`, `write ${usageOf(name)}`);
  const missing = kind.values[rest.length];
  if (missing !== undefined && missing.optional !== true)
    throw refusal(`${name} needs its ${missing.what}`, `write ${usageOf(name)}`);
  const values = new Map(
    rest.map((part, k) => [kind.values[k]!.name, readValue(kind.values[k]!, part, trimmed)]),
  );
  return { ...about, values, rates: new Map(), until };
}

const count = (n: number): string => (n === 0 ? 'no values' : n === 1 ? 'one value' : `at most ${n} values`);

function readValue({ what, kind }: AlgorithmValue, text: string, whole: string): Expression {
  const value = located(() => parse(text), text, whole);
  const symbols = [...freeSymbols(value)];
  if (kind === 'schedule') {
    const other = symbols.find((s) => s !== TIME);
    if (other !== undefined && value.kind !== 'symbol')
      throw refusal(
        `the ${what} contains '${other}'`,
        'write a number, a name, or a formula in t such as 0.1*exp(-t)',
      );
    if (symbols.length === 0 && isNonnegative(value, NO_ASSUMPTIONS) !== true)
      throw refusal(`the ${what} must be at least 0: got ${toText(value)}`, 'write a number such as 0.1');
    return value;
  }
  if (value.kind === 'symbol') return value;
  const allowed: Record<typeof kind, [boolean, string]> = {
    positive: [isPositive(value, NO_ASSUMPTIONS) === true && symbols.length === 0, 'a positive number or a name'],
    fraction: [isRational(value) && value.numerator >= 0n && value.numerator < value.denominator, 'a number from 0 to below 1, or a name'],
    count: [isInteger(value) && value.numerator > 0n, 'a positive integer, or a name'],
  }; // prettier-ignore
  const [fits, words] = allowed[kind];
  if (!fits)
    throw refusal(
      `the ${what} must be ${words}: got '${shorten(text.trim())}'`,
      'numbers may be 0.1, 1e-3 or 5/2',
    );
  return value;
}

function readRates(text: string): ReadonlyMap<string, Expression> {
  const read = readStarts(text, null, '--algorithm rates');
  if (read.size === 0)
    throw refusal('rates needs a rate for at least one parameter', `write ${usageOf('rates')}`);
  return new Map(
    [...read].map(([name, entries]) => {
      const [rate] = entries;
      const fits = rate!.kind === 'symbol' || (freeSymbols(rate!).size === 0 && isPositive(rate!, NO_ASSUMPTIONS) === true);
      if (entries.length !== 1 || !fits)
        throw refusal(`the rate of ${name} must be one positive number, the same for all coordinates`, `write ${usageOf('rates')}`);
      return [name, rate!];
    }),
  ); // prettier-ignore
}

/** The fault of a formula, at its place in the whole text. */
function located<T>(read: () => T, part: string, whole: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormulaError) throw error.within(whole, Math.max(0, whole.indexOf(part)));
    throw error;
  }
}

const refusal = (message: string, help: string): HypentropyError =>
  new HypentropyError('algorithm', message, help);
const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
