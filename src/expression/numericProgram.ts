import { HypentropyError } from '../errors.ts';
import { rationalToNumber, type Expression, type FunctionName, type Rational } from './expression.ts';
import { buildProgram } from './program.ts';

/** Operation codes; those up to POWER take two slots. */
export const ADD = 0;
export const SUBTRACT = 1;
export const MULTIPLY = 2;
export const DIVIDE = 3;
export const POWER = 4;
export const NEGATE = 5;
/** x^b, the small integer b >= 2 itself in place of a slot */
export const INTEGER_POWER = 6;
export const SQUARE = 7;
export const SQRT = 8;
export const CBRT = 9;
/** x^(3/2) */
export const SQRT_CUBED = 10;
/** x^c, c not an integer, in slot b */
export const REAL_POWER = 11;
export const EXP = 12;
export const LOG = 13;
export const SINH = 14;
export const COSH = 15;
export const TANH = 16;
export const ARSINH = 17;
export const ARCOSH = 18;
export const ARTANH = 19;
export const SIN = 20;
export const COS = 21;
export const TAN = 22;
export const ARCSIN = 23;
export const ARCCOS = 24;
export const ARCTAN = 25;
export const ABS = 26;
export const SIGN = 27;
export const EXPM1 = 28;
export const LOG1P = 29;

const FUNCTION_CODE: Readonly<Record<FunctionName | 'expm1' | 'log1p', number>> = {
  exp: EXP,
  log: LOG,
  sinh: SINH,
  cosh: COSH,
  tanh: TANH,
  arsinh: ARSINH,
  arcosh: ARCOSH,
  artanh: ARTANH,
  sin: SIN,
  cos: COS,
  tan: TAN,
  arcsin: ARCSIN,
  arccos: ARCCOS,
  arctan: ARCTAN,
  abs: ABS,
  sign: SIGN,
  expm1: EXPM1,
  log1p: LOG1P,
};

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

/** Expressions as a program on doubles. Throws HypentropyError for a symbol that is not among the names. */
export function numericProgram(es: readonly Expression[], names: readonly string[]): NumericProgram {
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
        place.push(push(i.op === 'negate' ? NEGATE : FUNCTION_CODE[i.op], place[i.a]!));
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
export function execute({ code, slots, first }: NumericProgram): void {
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
