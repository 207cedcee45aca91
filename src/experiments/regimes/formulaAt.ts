import { substitute, type Expression } from '../../expression/expression.ts';
import { parse } from '../../expression/parse.ts';
import { valuesAtStarts } from '../../prediction/startValues.ts';

/**
 * The value of a formula with names that stand for expressions of the theory, to the nearest double whatever cancels:
 * enclosed at as many bits as it takes.
 */
export function formulaAt(
  formula: string,
  names: Readonly<Record<string, Expression>>,
  values: Readonly<Record<string, number>>,
): number {
  const whole = substitute(parse(formula), new Map(Object.entries(names)));
  const starts = new Map(Object.entries(values).map(([name, v]) => [name, [v]] as const));
  return valuesAtStarts([whole], starts, 1)[0]![0]!;
}
