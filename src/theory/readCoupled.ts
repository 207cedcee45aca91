import { FormulaError, HypentropyError } from '../errors.ts';
import { equal, freeSymbols, type Expression } from '../expression/expression.ts';
import { parse } from '../expression/parse.ts';
import { suggest } from '../expression/suggest.ts';
import { coupledModel, dualName, weightName, type CoupledModel } from './coupledModel.ts';
import { readStarts, requireFreeName, reserved, type ModelTexts } from './readModel.ts';

/** Most outputs and parameters of a map with several outputs. */
const MOST_OUTPUTS = 8;
const MOST_PARAMETERS = 16;

/** True for a parametrization written as a list of maps, `[u1*v1, u2*v1]`. */
export const isCoupled = (texts: ModelTexts): boolean =>
  typeof texts.parametrization === 'string' && /^\s*\[/.test(texts.parametrization);

/**
 * Reads a map with several outputs, `[u1*v1, u2*v1]`, and the start value of each of its parameters. Throws FormulaError
 * pointing into the list, HypentropyError for starts that do not fit it, DomainError for a model that cannot move.
 */
export function readCoupled(texts: ModelTexts): CoupledModel {
  for (const key of ['depth', 'scale', 'shape'] as const)
    if (texts[key] !== undefined)
      throw new HypentropyError(
        'setting',
        `a map with several outputs takes no ${key}`,
        'give its start values with --init',
      );
  const source = texts.parametrization!;
  const maps = readMaps(source);
  const names = [...new Set(maps.flatMap((map) => [...freeSymbols(map)]))];
  for (const name of names) requireFree(name, maps.length, 'a parameter');
  if (texts.init === undefined)
    throw new HypentropyError(
      'setting',
      `the parametrization '${source.trim()}' needs a start value for each parameter`,
      `add --init "${names.map((n) => `${n}=1`).join(', ')}"`,
    );
  const init = new Map<string, Expression>();
  for (const [name, entries] of readStarts(texts.init, null, '--init')) {
    if (!names.includes(name)) {
      const near = suggest(name, names);
      throw new HypentropyError(
        'setting',
        `--init gives a start value to '${name}', which does not occur in the parametrization`,
        near === undefined ? `its symbols are ${names.join(', ')}` : `did you mean '${near}'?`,
      );
    }
    if (entries.length !== 1)
      throw new HypentropyError(
        'setting',
        `--init gives ${entries.length} start values to '${name}'`,
        'in a map with several outputs every parameter is one number',
      );
    for (const symbol of freeSymbols(entries[0]!)) {
      requireFree(symbol, maps.length, 'part of a start value');
      if (names.includes(symbol))
        throw new HypentropyError(
          'setting',
          `the start value of '${name}' contains '${symbol}', which is a symbol of the map`,
          'choose another name for it',
        );
    }
    init.set(name, entries[0]!);
  }
  if (init.size === 0)
    throw new HypentropyError('setting', '--init names no parameter', `write "${names[0] ?? 'u'}=1"`);
  if (init.size > MOST_PARAMETERS)
    throw new HypentropyError('setting', `at most ${MOST_PARAMETERS} parameters: got ${init.size}`);
  maps.forEach((map, i) => {
    if (![...freeSymbols(map)].some((name) => init.has(name)))
      throw new HypentropyError(
        'setting',
        `output ${i + 1} has no parameter that moves`,
        'give a start value with --init to a symbol of it',
      );
    const twin = maps.findIndex((other) => equal(other, map));
    if (twin < i)
      throw new HypentropyError(
        'setting',
        `outputs ${twin + 1} and ${i + 1} are the same map`,
        'write each output once: the data can use a feature twice',
      );
  });
  return coupledModel(maps, init);
}

function requireFree(name: string, d: number, what: string): void {
  requireFreeName(name, what);
  const taken = [...Array.from({ length: d }, (_, i) => [weightName(i), dualName(i)]).flat()];
  if (taken.includes(name)) throw reserved(name, what);
}

/** The entries between the brackets, each parsed; errors point into the whole text. */
function readMaps(source: string): Expression[] {
  const open = source.indexOf('[');
  const close = source.trimEnd().length - 1;
  if (source[close] !== ']' || close === open)
    throw new FormulaError(
      'the list of maps is not closed',
      source,
      source.length,
      1,
      'write it as [u1*v1, u2*v1]',
    );
  const maps: Expression[] = [];
  let [depth, start] = [0, open + 1];
  for (let i = open + 1; i <= close; i++) {
    const c = source[i];
    if (c === '(') depth++;
    if (c === ')') depth--;
    if ((c === ',' && depth === 0) || i === close) {
      maps.push(readEntry(source, start, i, maps.length));
      start = i + 1;
    }
  }
  if (maps.length > MOST_OUTPUTS)
    throw new HypentropyError('setting', `at most ${MOST_OUTPUTS} outputs: got ${maps.length}`);
  return maps;
}

function readEntry(source: string, start: number, end: number, index: number): Expression {
  const text = source.slice(start, end);
  if (text.trim() === '')
    throw new FormulaError(
      index === 0 && source[end] === ']' ? 'the list of maps is empty' : `map ${index + 1} is empty`,
      source,
      start,
      Math.max(1, end - start),
      'write each output as a formula, for instance [u1*v1, u2*v1]',
    );
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof FormulaError) throw error.within(source, start);
    throw error;
  }
}
