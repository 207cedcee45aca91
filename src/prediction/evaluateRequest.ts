import { DomainError, HypentropyError } from '../errors.ts';
import { ZERO, freeSymbols, isRational, type Expression } from '../expression/expression.ts';
import { NO_ASSUMPTIONS } from '../expression/assumptions.ts';
import { isBounded } from '../expression/ball.ts';
import { evaluateBall, type Limits } from '../expression/evaluate.ts';
import { parse } from '../expression/parse.ts';
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { coordinateModel, type ReadModel } from '../theory/readModel.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import type { UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import type { Model } from '../theory/model.ts';
import { evaluateSum, type Quantity } from './evaluateQuantity.ts';

/** Quantities with one value a coordinate; the others are sums over the coordinates. */
const BY_COORDINATE: ReadonlySet<Quantity> = new Set(['mirror-map', 'inverse-mirror-map', 'metric']);

/**
 * A quantity of a model at points given as text: a number, or a vector `[1, 2]` with one entry a coordinate.
 * Throws FormulaError, DomainError or HypentropyError for texts and points that do not fit the model.
 */
export function evaluateAt(
  read: ReadModel,
  theoryOf: (model: Model) => SeparableTheory | UnsolvedFlow,
  quantity: Quantity,
  at: readonly string[],
  from: string | undefined,
  digits: number,
  limits?: Limits,
): { at: string; value: string }[] {
  // prettier-ignore
  requireShape(at, digits);
  requireNumbers(read);
  if (from !== undefined && quantity !== 'bregman')
    throw new HypentropyError(
      'setting',
      `--from is the second point of a Bregman divergence: ${quantity} has none`,
      'leave --from out, or evaluate bregman',
    );
  const theories = new Map<number, SeparableTheory | UnsolvedFlow>();
  const starts = Math.max(...[...read.starts.values()].map((list) => list.length));
  const theory = (i: number): SeparableTheory | UnsolvedFlow => {
    const key = starts === 1 ? 0 : i;
    let t = theories.get(key);
    if (t === undefined) theories.set(key, (t = theoryOf(coordinateModel(read, key))));
    return t;
  };
  const second = from === undefined ? null : readPoint(from);
  return at.map((text) => {
    const point = readPoint(text);
    if (starts > 1 && point.length !== starts)
      throw new HypentropyError(
        'setting',
        `the point '${text}' has ${point.length} entries, the shape has ${starts}`,
        'give one entry a coordinate, as in [1, 2]',
      );
    if (second !== null && second.length !== point.length && second.length !== 1)
      throw new HypentropyError(
        'setting',
        `--from has ${second.length} entries, the point '${text}' has ${point.length}`,
        'give both the same number of entries',
      );
    const froms = point.map((_, i) => (second === null ? null : second[second.length === 1 ? 0 : i]!));
    const one = (indices: number[]) =>
      evaluateSum(indices.map(theory), quantity, indices.map((i) => point[i]!), indices.map((i) => froms[i]!), digits, limits); // prettier-ignore
    const all = point.map((_, i) => i);
    if (point.length > 1 && BY_COORDINATE.has(quantity))
      return { at: text, value: `[${all.map((i) => one([i])).join(', ')}]` };
    return { at: text, value: one(all) };
  });
}

function requireNumbers(read: ReadModel): void {
  const names = new Set([...read.starts.values()].flat().flatMap((e) => [...freeSymbols(e)]));
  const parameters = new Set(read.starts.keys());
  for (const name of freeSymbols(read.map)) if (!parameters.has(name)) names.add(name);
  if (names.size === 0) return;
  const [name] = names;
  throw new HypentropyError(
    'setting',
    `evaluate needs numbers, but ${name} is a symbol`,
    'give --depth and --scale (or --init) as numbers',
  );
}

/** A point typed as a number or as a list `[1, 2]`; exact constants such as pi count. Throws DomainError for others. */
export function readPoint(text: string): Expression[] {
  const list = /^\s*\[(.*)\]\s*$/s.exec(text);
  return (list === null ? [text] : list[1]!.split(',')).map((entry) => {
    const simple = simplify(parse(entry), NO_ASSUMPTIONS);
    const value = proveZero(simple, NO_ASSUMPTIONS) === null ? simple : ZERO;
    const isNumber = isRational(value) || (freeSymbols(value).size === 0 && isReal(value));
    if (!isNumber)
      throw new DomainError(
        `a point must be a number: got '${entry.trim()}'`,
        'write a number such as 0.5, 1e-6, 2/3, pi or sqrt(2)',
      );
    return value;
  });
}

/** True when a constant expression certainly has a real value. */
function isReal(value: Expression): boolean {
  const ball = evaluateBall(value, new Map(), 200);
  return ball !== 'undefined' && isBounded(ball);
}

/** Points are a list and digits a whole number, whatever an untyped caller passes. */
function requireShape(at: unknown, digits: unknown): void {
  if (!Array.isArray(at) || at.some((point) => typeof point !== 'string'))
    throw new HypentropyError('setting', 'at must be a list of texts', "write it as ['0.5', '1']");
  if (typeof digits !== 'number' || !Number.isSafeInteger(digits) || digits < 1)
    throw new HypentropyError(
      'setting',
      `digits must be a whole number of at least 1: got ${typeof digits === 'number' ? digits : typeof digits}`,
      'write it as a number such as 30',
    );
}
