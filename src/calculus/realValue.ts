import { compileOnce } from '../expression/compile.ts';
import type { Expression } from '../expression/expression.ts';

/** The value at a point in double precision; undefined where e is not real and finite or a symbol has no value. */
export function realValue(e: Expression, point: ReadonlyMap<string, number>): number | undefined {
  const { names, valueAt } = compileOnce(e);
  if (!names.every((name) => point.has(name))) return undefined;
  const value = valueAt(names.map((name) => point.get(name)!));
  return Number.isFinite(value) ? value : undefined;
}
