import { freeSymbols, type Expression } from './expression.ts';
import { memoOf } from './memo.ts';
import { execute, numericProgram } from './numericProgram.ts';

/**
 * The expression as a function of the named arguments, in doubles: shared subexpressions once, exp(x) - 1 and
 * log(1 + x) without cancellation, no allocation per call. NaN where a logarithm or fractional power has a negative
 * argument; a pole gives ±Infinity as in IEEE arithmetic. Throws HypentropyError for a symbol not among the names.
 */
export function compile(e: Expression, names: readonly string[]): (args: ArrayLike<number>) => number {
  const program = numericProgram([e], names);
  const { slots } = program;
  const count = names.length;
  const output = program.outputs[0]!;
  return (args) => {
    for (let i = 0; i < count; i++) slots[i] = args[i]!;
    execute(program);
    return slots[output]!;
  };
}

/** An expression as a function of its own symbols, in the order of `names`. */
export interface Compiled {
  readonly names: readonly string[];
  readonly valueAt: (args: ArrayLike<number>) => number;
}

/** The expression compiled in its own symbols, remembered with it. */
export function compileOnce(e: Expression): Compiled {
  const memo = memoOf(e);
  if (memo.compiled === undefined) {
    const names = [...freeSymbols(e)];
    memo.compiled = { names, valueAt: compile(e, names) };
  }
  return memo.compiled;
}

/** Several expressions at once, written to `out` (of length es.length), with their shared parts computed once. */
export function compileVector(
  es: readonly Expression[],
  names: readonly string[],
): (args: ArrayLike<number>, out: { [index: number]: number }) => void {
  const program = numericProgram(es, names);
  const { slots, outputs } = program;
  const count = names.length;
  return (args, out) => {
    for (let i = 0; i < count; i++) slots[i] = args[i]!;
    execute(program);
    for (let i = 0; i < outputs.length; i++) out[i] = slots[outputs[i]!]!;
  };
}
