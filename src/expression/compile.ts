import { HypentropyError } from '../errors.ts';
import { rationalToNumber, type Expression, type FunctionName, type Rational } from './expression.ts';
import { buildProgram } from './program.ts';

/** Numeric operation codes of a compiled program; the functions follow in the order of `UNARY`. */
export const ADD = 0;
export const SUBTRACT = 1;
export const MULTIPLY = 2;
export const DIVIDE = 3;
export const POWER = 4;
export const NEGATE = 5;
/** x^b for a small integer b >= 2 held in the instruction itself. */
export const INTEGER_POWER = 6;
export const SQUARE = 7;
export const SQRT = 8;
export const CBRT = 9;
/** x^(3/2) */
export const SQRT_CUBED = 10;
/** x^c, c not an integer, in slot b */
export const REAL_POWER = 11;
const FIRST_FUNCTION = 12;

const UNARY: readonly (FunctionName | 'expm1' | 'log1p')[] = [
  'exp', 'log', 'sinh', 'cosh', 'tanh', 'arsinh', 'arcosh', 'artanh',
  'sin', 'cos', 'tan', 'arcsin', 'arccos', 'arctan', 'abs', 'sign', 'expm1', 'log1p',
]; // prettier-ignore

/** Code of an elementary function. */
export const functionCode = (name: FunctionName | 'expm1' | 'log1p'): number =>
  FIRST_FUNCTION + UNARY.indexOf(name);

/** Integer exponents up to here become multiplications. */
const MULTIPLIED_POWER = 32n;

/**
 * A straight-line program on doubles. Instruction i is the triple code[3i..3i+2] = (operation, slot a, slot or
 * integer b) and writes slot first + i.
 */
export interface NumericProgram {
  readonly code: Int32Array;
  /** Arguments, then constants (already in place), then the results of the instructions. */
  readonly slots: Float64Array;
  readonly first: number;
  readonly outputs: Int32Array;
}

/** Lowers expressions to doubles. Throws HypentropyError for a symbol that is not among the names. */
export function lower(es: readonly Expression[], names: readonly string[]): NumericProgram {
  const { instructions, outputs } = buildProgram(es);
  const inputs: number[] = names.map(() => 0);
  const constant = (value: number): number => inputs.push(value) - 1;
  // Results are numbered -1, -2, … until the number of inputs is known.
  const code: number[] = [];
  const place: number[] = [];
  const push = (op: number, x: number, y = 0): number => -code.push(op, x, y) / 3;
  for (const i of instructions) {
    switch (i.op) {
      case 'rational':
        place.push(constant(rationalToNumber(i.value)));
        break;
      case 'pi':
        place.push(constant(Math.PI));
        break;
      case 'symbol':
        place.push(argumentIndex(i.name, names));
        break;
      case 'rationalPower': {
        const [op, y] = powerOperation(i.exponent, constant);
        place.push(push(op, place[i.a]!, y));
        break;
      }
      case 'add':
      case 'subtract':
      case 'multiply':
      case 'divide':
      case 'power':
        place.push(push(BINARY[i.op], place[i.a]!, place[i.b]!));
        break;
      default:
        place.push(push(i.op === 'negate' ? NEGATE : functionCode(i.op), place[i.a]!));
    }
  }
  const first = inputs.length;
  const resolve = (slot: number): number => (slot < 0 ? first - slot - 1 : slot);
  const slots = new Float64Array(first + code.length / 3);
  slots.set(inputs);
  return {
    code: Int32Array.from(code, (n, k) => (k % 3 === 0 ? n : resolve(n))),
    slots,
    first,
    outputs: Int32Array.from(outputs, (o) => resolve(place[o]!)),
  };
}

const BINARY = { add: ADD, subtract: SUBTRACT, multiply: MULTIPLY, divide: DIVIDE, power: POWER } as const;

function argumentIndex(name: string, names: readonly string[]): number {
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw new HypentropyError(
    'symbol',
    `the symbol ${name} has no value: the arguments are ${names.join(', ') || 'none'}`,
    `add ${name} to the arguments or substitute a number for it`,
  );
}

/** Operation and second operand for a fixed positive exponent. */
function powerOperation(exponent: Rational, constant: (value: number) => number): [number, number] {
  const { numerator: p, denominator: q } = exponent;
  if (q === 1n) {
    if (p === 2n) return [SQUARE, 0];
    return p <= MULTIPLIED_POWER ? [INTEGER_POWER, Number(p)] : [POWER, constant(rationalToNumber(exponent))];
  }
  if (q === 2n && p === 1n) return [SQRT, 0];
  if (q === 2n && p === 3n) return [SQRT_CUBED, 0];
  if (q === 3n && p === 1n) return [CBRT, 0];
  return [REAL_POWER, constant(rationalToNumber(exponent))];
}

/** x^n for an integer n >= 1 by repeated multiplication. */
export function integerPower(x: number, n: number): number {
  let result = n & 1 ? x : 1;
  for (n >>= 1; n !== 0; n >>= 1) {
    x *= x;
    if (n & 1) result *= x;
  }
  return result;
}

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
      case 12: y = Math.exp(x); break;
      case 13: y = Math.log(x); break;
      case 14: y = Math.sinh(x); break;
      case 15: y = Math.cosh(x); break;
      case 16: y = Math.tanh(x); break;
      case 17: y = Math.asinh(x); break;
      case 18: y = Math.acosh(x); break;
      case 19: y = Math.atanh(x); break;
      case 20: y = Math.sin(x); break;
      case 21: y = Math.cos(x); break;
      case 22: y = Math.tan(x); break;
      case 23: y = Math.asin(x); break;
      case 24: y = Math.acos(x); break;
      case 25: y = Math.atan(x); break;
      case 26: y = Math.abs(x); break;
      case 27: y = Math.sign(x); break;
      case 28: y = Math.expm1(x); break;
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
  const program = lower([e], names);
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
  const program = lower(es, names);
  const { slots, outputs } = program;
  const count = names.length;
  return (args, out) => {
    for (let i = 0; i < count; i++) slots[i] = args[i]!;
    execute(program);
    for (let i = 0; i < outputs.length; i++) out[i] = slots[outputs[i]!]!;
  };
}
