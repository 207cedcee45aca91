import {
  ABS, ADD, ARCCOS, ARCOSH, ARCSIN, ARCTAN, ARSINH, ARTANH, CBRT, COS, COSH, DIVIDE, EXP, EXPM1, INTEGER_POWER, LOG,
  MULTIPLY, NEGATE, POWER, REAL_POWER, SIGN, SIN, SINH, SQRT, SQRT_CUBED, SQUARE, SUBTRACT, TAN, TANH,
  integerPower, numericProgram, type NumericProgram,
} from './numericProgram.ts'; // prettier-ignore
import type { Expression } from './expression.ts';

/** Executes all instructions on the slots. */
function execute({ code, slots, first }: NumericProgram): void {
  const end = code.length;
  for (let k = 0, into = first; k < end; k += 3, into++) {
    const x = slots[code[k + 1]!]!;
    let y: number;
    switch (code[k]!) {
      case ADD: y = x + slots[code[k + 2]!]!; break;
      case SUBTRACT: y = x - slots[code[k + 2]!]!; break;
      case MULTIPLY: y = x * slots[code[k + 2]!]!; break;
      case DIVIDE: y = x / slots[code[k + 2]!]!; break;
      case POWER: y = x ** slots[code[k + 2]!]!; break;
      case NEGATE: y = -x; break;
      case INTEGER_POWER: y = integerPower(x, code[k + 2]!); break;
      case SQUARE: y = x * x; break;
      case SQRT: y = Math.sqrt(x); break;
      case CBRT: y = x < 0 ? NaN : Math.cbrt(x); break;
      case SQRT_CUBED: y = x * Math.sqrt(x); break;
      case REAL_POWER: y = x < 0 ? NaN : x ** slots[code[k + 2]!]!; break;
      case EXP: y = Math.exp(x); break;
      case LOG: y = Math.log(x); break;
      case SINH: y = Math.sinh(x); break;
      case COSH: y = Math.cosh(x); break;
      case TANH: y = Math.tanh(x); break;
      case ARSINH: y = Math.asinh(x); break;
      case ARCOSH: y = Math.acosh(x); break;
      case ARTANH: y = Math.atanh(x); break;
      case SIN: y = Math.sin(x); break;
      case COS: y = Math.cos(x); break;
      case TAN: y = Math.tan(x); break;
      case ARCSIN: y = Math.asin(x); break;
      case ARCCOS: y = Math.acos(x); break;
      case ARCTAN: y = Math.atan(x); break;
      case ABS: y = Math.abs(x); break;
      case SIGN: y = Math.sign(x); break;
      case EXPM1: y = Math.expm1(x); break;
      default: y = Math.log1p(x);
    }
    slots[into] = y;
  } // prettier-ignore
}

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
