import { DomainError, HypentropyError } from '../errors.ts';
import { assume } from '../expression/assumptions.ts';
import {
  ONE, compareRational, freeSymbols, isRational, signOfRational, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import { suggest } from '../expression/suggest.ts';
import { DEPTH_SYMBOL, buildModel, depthInit, depthMap, type Depth } from './depthModel.ts';
import { RESERVED, type Model } from './model.ts';

/** A model as a person types it; every field is text. */
export interface ModelTexts {
  readonly depth?: string | undefined;
  readonly parametrization?: string | undefined;
  readonly init?: string | undefined;
  readonly scale?: string | undefined;
  readonly shape?: string | undefined;
}

/** A model that was read: the map, the starts of each parameter (one entry, or one a coordinate), the symbols. */
export interface ReadModel {
  readonly map: Expression;
  readonly depth: Depth | null;
  readonly depthText: string | null;
  readonly scale: Expression | null;
  readonly starts: ReadonlyMap<string, readonly Expression[]>;
  /** Shape of each parameter, relative to the scale; null when start values were given directly. */
  readonly shape: ReadonlyMap<string, readonly Expression[]> | null;
}

const DEFAULT_SCALE = 'alpha';

/** Words that other programs write for what is no number. */
const NO_NUMBER = /^(nan|inf|infinity)$/i;

/** Reads and validates the texts of a model. Throws FormulaError, DomainError or HypentropyError with a remedy. */
export function readModel(texts: ModelTexts): ReadModel {
  for (const key of ['depth', 'parametrization', 'init', 'scale', 'shape'] as const) {
    const value: unknown = texts[key];
    if (value !== undefined && typeof value !== 'string')
      throw new HypentropyError(
        'setting',
        `${key} must be text: got ${typeof value}`,
        `write it as a string, for instance '3'`,
      );
  }
  if (texts.depth !== undefined && texts.parametrization !== undefined)
    throw new HypentropyError(
      'setting',
      'both a depth and a parametrization were given',
      'give one of --depth and --parametrization',
    );
  if (texts.parametrization !== undefined) return readTyped(texts, texts.parametrization);
  const depth = readDepth(texts.depth ?? '2');
  const map = depthMap(depth);
  const depthText = depth === 'inf' ? 'inf' : freeSymbols(depth).size > 0 ? 'symbolic' : toText(depth);
  if (texts.init !== undefined) {
    if (texts.scale !== undefined || texts.shape !== undefined)
      throw new HypentropyError(
        'setting',
        'start values were given twice',
        'give --init, or --scale with --shape',
      );
    const starts = readStarts(texts.init, ['u', 'v'], '--init');
    requireOwnNumbers(starts, ['u', 'v']);
    return { map, depth, depthText, scale: null, starts, shape: null };
  }
  const scale = readScale(texts.scale ?? 'symbolic');
  const given =
    texts.shape === undefined
      ? new Map<string, readonly Expression[]>()
      : readStarts(texts.shape, ['u', 'v'], '--shape', true);
  const shape = new Map(['u', 'v'].map((p) => [p, given.get(p) ?? [ONE]] as const));
  for (const [name, entries] of shape) entries.forEach((e) => requireNonnegative(name, e));
  const starts = new Map(
    ['u', 'v'].map(
      (p) => [p, shape.get(p)!.map((s) => depthInit(depth, scale, { u: s, v: s }).get(p)!)] as const,
    ),
  );
  return { map, depth, depthText, scale, starts, shape };
}

function readTyped(texts: ModelTexts, source: string): ReadModel {
  const map = parse(source);
  const names = [...freeSymbols(map)];
  for (const name of names) requireFreeName(name, 'a parameter');
  if (names.length === 0)
    throw new HypentropyError(
      'setting',
      `the parametrization '${source}' is a constant: it has no parameter that moves`,
      'write a map such as u^2 - v^2',
    );
  if (texts.init === undefined)
    throw new HypentropyError(
      'setting',
      `the parametrization '${source}' needs a start value for each parameter`,
      `add --init "${names.map((n) => `${n}=1`).join(', ')}"`,
    );
  const given = readStarts(texts.init, null, '--init');
  const unknown = [...given.keys()].find((p) => !names.includes(p));
  if (unknown !== undefined) {
    const near = suggest(unknown, names);
    throw new HypentropyError(
      'setting',
      `--init gives a start value to '${unknown}', which does not occur in the parametrization`,
      near === undefined ? `its symbols are ${names.join(', ')}` : `did you mean '${near}'?`,
    );
  }
  requireOwnNumbers(given, [...given.keys()]);
  if (given.size === 0 || names.length === 0)
    throw new HypentropyError(
      'setting',
      `the parametrization '${source}' has no parameter that moves`,
      'write a map such as u^2 - v^2',
    );
  const scale = texts.scale === undefined ? null : typedScale(texts.scale, given);
  return { map, depth: null, depthText: null, scale, starts: given, shape: null };
}

/** The symbol of the start values in which the regimes of a typed map are stated. */
function typedScale(text: string, starts: ReadonlyMap<string, readonly Expression[]>): Expression {
  const scale = readScale(text);
  const symbols = new Set([...starts.values()].flat().flatMap((e) => [...freeSymbols(e)]));
  if (scale.kind === 'symbol' && symbols.has(scale.name)) return scale;
  throw new HypentropyError(
    'setting',
    `--scale names the symbol of --init by which the start scales: '${text}' does not occur there`,
    `write --init "u=a, v=a" --scale a, or numbers in --init without --scale`,
  );
}

function readDepth(text: string): Depth {
  const trimmed = text.trim();
  if (trimmed === 'symbolic' || trimmed === DEPTH_SYMBOL) return symbol(DEPTH_SYMBOL);
  if (/^(inf|infinity|∞)$/.test(trimmed)) return 'inf';
  const help = 'write a number of at least 1 such as 3 or 5/2, `symbolic`, or `inf`';
  let value: Expression;
  try {
    value = parse(trimmed);
  } catch (error) {
    if (error instanceof HypentropyError)
      throw new DomainError(`depth must be a number: got '${shorten(trimmed)}'`, help);
    throw error;
  }
  if (!isRational(value))
    throw new DomainError(`depth must be a rational number: got '${shorten(trimmed)}'`, help);
  if (compareRational(value, ONE) < 0)
    throw new DomainError(`depth must be at least 1: got '${shorten(trimmed)}'`, help);
  if (value.numerator > 10_000n * value.denominator || value.denominator > 1000n)
    throw new DomainError(
      `depth must be at most 10000 with a denominator of at most 1000: got '${shorten(trimmed)}'`,
      help,
    );
  return value;
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

function readScale(text: string): Expression {
  const trimmed = text.trim();
  if (trimmed === 'symbolic') return symbol(DEFAULT_SCALE);
  const value = parse(trimmed);
  const help = 'write a positive number such as 0.1, 1e-3 or 5/2, a name, or `symbolic`';
  if (value.kind === 'symbol') {
    if (['u', 'v', DEPTH_SYMBOL].includes(value.name)) throw reserved(value.name, 'the scale');
    requireFreeName(value.name, 'the scale');
    return value;
  }
  if (!isRational(value))
    throw new DomainError(`initial scale must be a number or a name: got '${text}'`, help);
  if (signOfRational(value) <= 0) throw new DomainError(`initial scale must be positive: got ${text}`, help);
  return value;
}

export const reserved = (name: string, what: string): HypentropyError =>
  new HypentropyError(
    'setting',
    `the name '${name}' is reserved and cannot be ${what}`,
    `w is the weight, s the dual variable, D the depth; choose another name`,
  );

/** Throws HypentropyError for a name that means something else, or that stands for no number elsewhere. */
export function requireFreeName(name: string, what: string): void {
  if (NO_NUMBER.test(name))
    throw new HypentropyError(
      'setting',
      `'${name}' is no number, and it is reserved as a name: it cannot be ${what}`,
      'write a finite number or another name',
    );
  if ((RESERVED as readonly string[]).includes(name)) throw reserved(name, what);
}

/** Throws HypentropyError where the start value of a parameter contains a parameter. */
function requireOwnNumbers(
  starts: ReadonlyMap<string, readonly Expression[]>,
  parameters: readonly string[],
): void {
  for (const [name, entries] of starts)
    for (const found of entries.flatMap((e) => [...freeSymbols(e)]))
      if (parameters.includes(found))
        throw new HypentropyError(
          'setting',
          `the start value of '${name}' contains '${found}', which is a parameter`,
          'a start value is a number, or a name that occurs nowhere else such as a',
        );
}

/** Throws HypentropyError for lists of different lengths: each has one entry a coordinate. */
function requireSameLength(starts: ReadonlyMap<string, readonly Expression[]>, flag: string): void {
  const lists = [...starts].filter(([, entries]) => entries.length !== 1);
  const [first] = lists;
  const other = lists.find(([, entries]) => entries.length !== first![1].length);
  if (other === undefined) return;
  throw new HypentropyError(
    'setting',
    `${flag} gives ${first![1].length} values to '${first![0]}' and ${other[1].length} to '${other[0]}'`,
    'lists have one entry a coordinate; a single number stands for all',
  );
}

function requireNonnegative(name: string, e: Expression): void {
  if (isRational(e) && signOfRational(e) < 0)
    throw new DomainError(
      `the shape of ${name} must not be negative: got ${toText(e)}`,
      'a sign belongs to the branch, not to its start',
    );
}

/** Reads `u=1, v=[1, 2/3]`. `numeric` also refuses symbols. */
export function readStarts(
  text: string,
  allowed: readonly string[] | null,
  flag: string,
  numeric = false,
): Map<string, readonly Expression[]> {
  const result = new Map<string, readonly Expression[]>();
  for (const part of splitTop(text)) {
    const match = /^\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.+?)\s*$/s.exec(part);
    if (match === null)
      throw new HypentropyError(
        'setting',
        `cannot read '${part.trim()}' in ${flag}`,
        `write ${flag} "u=1, v=[1, 2, 3]"`,
      );
    const [, name, value] = match as unknown as [string, string, string];
    if (allowed !== null && !allowed.includes(name))
      throw new HypentropyError(
        'setting',
        `${flag} names '${name}', which is no parameter of the model`,
        `its parameters are ${allowed.join(' and ')}`,
      );
    if (result.has(name))
      throw new HypentropyError('setting', `${flag} gives '${name}' twice`, 'give it once');
    const list = /^\[(.*)\]$/s.exec(value);
    const entries = (list === null ? [value] : list[1]!.split(',')).map((entry) => parse(entry));
    for (const e of entries) {
      if (numeric && !isRational(e))
        throw new DomainError(
          `${flag} must be numbers: got '${toText(e)}' for ${name}`,
          'write exact numbers such as 0.5 or 2/3',
        );
      for (const s of freeSymbols(e)) requireFreeName(s, 'part of a start value');
    }
    result.set(name, entries);
  }
  requireSameLength(result, flag);
  return result;
}

/** Splits at commas outside brackets. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '[' || c === '(') depth++;
    else if (c === ']' || c === ')') depth--;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)].filter((p) => p.trim() !== '');
}

/** The model of one coordinate: the given one, or symbols u0, v0, … for start values that differ by coordinate. */
export function coordinateModel(read: ReadModel, coordinate: number | 'symbolic' = 'symbolic'): Model {
  const init = new Map<string, Expression>();
  for (const [name, entries] of read.starts) {
    if (coordinate !== 'symbolic') init.set(name, entries[entries.length === 1 ? 0 : coordinate]!);
    else init.set(name, entries.length === 1 ? entries[0]! : symbol(`${name}_0`));
  }
  const scale = read.scale?.kind === 'symbol' ? read.scale.name : null;
  return buildModel({ map: read.map, init, depth: read.depthText, scale, known: domains(read) });
}

/** The model with one positive symbol for each start value (u_0, v_0, …), from which every coordinate follows. */
export function genericModel(read: ReadModel): Model {
  const init = new Map([...read.starts.keys()].map((name) => [name, symbol(`${name}_0`)] as const));
  return buildModel({
    map: read.map,
    init,
    depth: read.depthText,
    known: domains(read, read.depth === 'inf'),
  });
}

function domains(read: ReadModel, realStarts = false) {
  const known =
    read.depth !== null && read.depth !== 'inf' && freeSymbols(read.depth).size > 0
      ? assume({ [DEPTH_SYMBOL]: '> 2' })
      : assume({});
  return realStarts ? assume({ u_0: 'real', v_0: 'real' }, known) : known;
}
