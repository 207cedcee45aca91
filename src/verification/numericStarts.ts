import { HypentropyError } from '../errors.ts';
import { freeSymbols, type Expression } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';
import { rationalOf, valuesAtStarts } from '../prediction/startValues.ts';
import { depthInit } from '../theory/depthModel.ts';
import type { ReadModel } from '../theory/readModel.ts';

/**
 * The model with the shape of a data file in place of its own: u(0) = α·shape_u and so on, one entry a coordinate.
 * Throws HypentropyError for a shape that names no parameter or is negative.
 */
export function withDataShape(
  read: ReadModel,
  shape: Readonly<Record<string, readonly number[]>>,
): ReadModel {
  if (read.depth === null || read.scale === null)
    throw new HypentropyError(
      'data',
      'the data file gives a shape, but the start values of this model are given directly',
      'give --depth with --scale, or take the shape out of the file',
    );
  const starts = new Map(read.starts);
  const shapes = new Map(read.shape ?? []);
  for (const [name, values] of Object.entries(shape)) {
    if (!starts.has(name))
      throw new HypentropyError(
        'data',
        `the shape names '${name}', which is no parameter of the model`,
        `its parameters are ${[...starts.keys()].join(' and ')}`,
      );
    const entries = values.map((v, i) => {
      if (!(v >= 0 && Number.isFinite(v)))
        throw new HypentropyError(
          'data',
          `the shape of ${name} must be numbers of at least 0: entry ${i + 1} is ${v}`,
        );
      return rationalOf(v);
    });
    shapes.set(name, entries);
    starts.set(
      name,
      entries.map((s) => depthInit(read.depth!, read.scale!, { u: s, v: s }).get('u')!),
    );
  }
  return { ...read, starts, shape: shapes };
}

/** θ(0) as doubles, k × d in the order of `parameters`. Throws HypentropyError for symbols and lists of the wrong length. */
export function numericStarts(read: ReadModel, parameters: readonly string[], d: number): Float64Array {
  if (read.depth !== null && read.depth !== 'inf')
    requireNumber(read.depth, 'the depth', 'give --depth a number such as 3 or 5/2');
  const result = new Float64Array(parameters.length * d);
  parameters.forEach((name, j) => {
    const entries = read.starts.get(name)!;
    if (entries.length !== 1 && entries.length !== d)
      throw new HypentropyError(
        'data',
        `${name} has ${entries.length} start values, the data have ${d} features`,
        'give one value for all features, or one for each',
      );
    const values = entries.map((e) => {
      requireNumber(e, `the start value of ${name}`, 'give --scale a number such as 0.1');
      return valuesAtStarts([e], new Map(), 1)[0]![0]!;
    });
    for (let i = 0; i < d; i++) result[j * d + i] = values[entries.length === 1 ? 0 : i]!;
  });
  return result;
}

function requireNumber(e: Expression, what: string, help: string): void {
  if (freeSymbols(e).size > 0)
    throw new HypentropyError('setting', `a simulation needs numbers: ${what} is ${toText(e)}`, help);
}
