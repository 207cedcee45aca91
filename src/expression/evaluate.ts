import { DomainError, HypentropyError, InterruptedError } from '../errors.ts';
import {
  UNDEFINED, ZERO_BALL, addBall, ballFromRational, containsZero, divideBall, isBounded, isExact, isUndefined,
  midpointRational, multiplyBall, negateBall, subtractBall, topBit,
  type Ball,
} from './ball.ts'; // prettier-ignore
import { piBall } from './ballConstants.ts';
import { expm1Ball } from './ballExponential.ts';
import { BALL_FUNCTIONS } from './ballFunctions.ts';
import { log1pBall } from './ballLogarithm.ts';
import { powerBall, rationalPowerBall } from './ballPower.ts';
import { formatBall, formatRational, roundBall } from './digits.ts';
import { exactStep } from './exactStep.ts';
import { ZERO, substitute, type Expression, type Rational } from './expression.ts';
import { programOf, type Instruction } from './program.ts';
import { separationBits } from './separationBound.ts';

/** Values of symbols: exact rationals, or balls for numbers known only approximately. */
export type Values = ReadonlyMap<string, Rational | Ball>;

/** When to give up: an AbortSignal, or a time of `performance.now()`. */
export interface Limits {
  readonly signal?: AbortSignal;
  readonly deadline?: number;
}

/** Throws InterruptedError when the signal is aborted or the deadline has passed. */
export function checkLimits(limits: Limits | undefined): void {
  if (limits === undefined) return;
  if (limits.signal?.aborted) throw new InterruptedError('aborted', 'the evaluation was stopped');
  if (limits.deadline !== undefined && performance.now() > limits.deadline) {
    throw new InterruptedError('budget', 'the evaluation ran out of time');
  }
}

/** The highest working precision that evaluation tries, in bits, for a target of `bits`. */
export const precisionCap = (bits: number): number => 8_192 + 8 * bits;

/** Significant decimal digits to working bits with some room. */
export const bitsForDigits = (digits: number): number => Math.ceil(digits * Math.log2(10)) + 24;

/**
 * A ball around the value of e, computed with `bits` significant bits in each operation; 'undefined' where the
 * value certainly does not exist (log or fractional power of a negative number, division by zero, …). When the
 * precision cannot tell, it is raised and exact rational subexpressions are kept exact; if that does not help, or
 * the given balls themselves are too wide, the result is the ball UNBOUNDED. Throws HypentropyError for a symbol
 * without value and for a result beyond the exponent range, InterruptedError at the limits.
 */
export function evaluateBall(
  e: Expression,
  values: Values,
  bits: number,
  limits?: Limits,
): Ball | 'undefined' {
  let result = run(e, values, bits, limits);
  if (isUndefined(result)) return 'undefined';
  if (isBounded(result)) return result;
  const exactInput = [...values.values()].every((v) => !isBall(v) || isExact(v));
  for (let b = bits, k = 0; k < (exactInput ? 4 : 1); k++, b *= 2) {
    const exact = evaluateExactly(e, values, b, limits);
    if (isRationalValue(exact)) return ballFromRational(exact, bits);
    result = exact;
    if (isUndefined(result)) return 'undefined';
    if (isBounded(result)) break;
  }
  return result;
}

/**
 * The value of e to `digits` significant digits, correctly rounded (ties to even; Ziv's strategy), printed as
 * `formatRational` does: trailing zeros kept, exponent form outside 1e-7 to 1e21, exact zero as `0`. Throws
 * DomainError where e is undefined, HypentropyError when no affordable precision settles the last digit (for
 * example a value that is zero without being seen to be) or the exponent range is exceeded.
 */
export function evaluateDigits(
  e: Expression,
  values: ReadonlyMap<string, Rational>,
  digits: number,
  limits?: Limits,
): string {
  const start = bitsForDigits(digits);
  const cap = precisionCap(start);
  let formula = e;
  for (let bits = start; ; bits = Math.min(2 * bits, cap)) {
    const result = evaluateExactly(formula, values, bits, limits);
    if (isRationalValue(result)) return formatRational(result, digits);
    if (isUndefined(result)) throw new DomainError(`the formula has no real value${placeOf(values)}`);
    const text = roundBall(result, digits);
    if (text !== undefined) return text;
    if (bits >= cap) throw unsettled(result, digits, cap, placeOf(values));
    // Defined, and zero as far as seen: terms that are equal at this point cancel once the values are in place.
    if (bits === start && isBounded(result) && containsZero(result)) formula = substitute(e, values);
  }
}

/** The error when `bits` bits do not settle `digits` digits. */
export function unsettled(result: Ball, digits: number, bits: number, place: string): HypentropyError {
  const why = !isBounded(result)
    ? 'cannot be told defined from undefined'
    : topBit(result) < -bits / 2
      ? `is below 1e-${Math.floor(-topBit(result) * Math.log10(2))} and cannot be told from zero`
      : `is ${formatBall(result, Math.min(digits, 20))}…, its ${digits} digits cannot be rounded safely`;
  return new HypentropyError(
    'precision',
    `the value${place} ${why} with ${bits} bits`,
    'simplify the formula, or ask for fewer digits',
  );
}

/** ` at x = 1/3, y = 2`, or nothing. */
export function placeOf(values: Values): string {
  if (values.size === 0) return '';
  const text = (v: Rational | Ball): string =>
    isBall(v)
      ? formatBall(v, 10)
      : v.denominator === 1n
        ? `${v.numerator}`
        : `${v.numerator}/${v.denominator}`;
  const all = [...values].map(([name, v]) => `${name} = ${text(v)}`).join(', ');
  return ` at ${all.length > 120 ? `${all.slice(0, 117)}…` : all}`;
}

export const isBall = (v: Rational | Ball): v is Ball => 'mantissa' in v;
const isRationalValue = (v: Rational | Ball): v is Rational => !isBall(v);

function lookUp(name: string, values: Values): Rational | Ball {
  const value = values.get(name);
  if (value === undefined) {
    throw new HypentropyError('symbol', `the symbol ${name} has no value`, `give ${name} a number`);
  }
  return value;
}

/** One pass in ball arithmetic. */
function run(e: Expression, values: Values, bits: number, limits: Limits | undefined): Ball {
  const { instructions, outputs } = programOf(e);
  const slots = new Array<Ball>(instructions.length);
  for (let i = 0; i < instructions.length; i++) {
    if (limits !== undefined) checkLimits(limits);
    const value = ballStep(instructions[i]!, slots, values, bits);
    if (Number.isNaN(value.radius)) return UNDEFINED;
    slots[i] = value;
  }
  return slots[outputs[0]!]!;
}

/**
 * One pass that keeps rational results exact (returned as Rational), recognises radical expressions that are zero by
 * a separation bound, and uses balls of `bits` bits for the others; the ball may be UNBOUNDED or UNDEFINED. Errors as
 * in `evaluateBall`.
 */
export function evaluateExactly(
  e: Expression,
  values: Values,
  bits: number,
  limits?: Limits,
): Rational | Ball {
  const { instructions, outputs } = programOf(e);
  const slots = new Array<Ball>(instructions.length);
  const rationals = new Array<Rational | undefined>(instructions.length);
  for (let i = 0; i < instructions.length; i++) {
    checkLimits(limits);
    const instruction = instructions[i]!;
    const exact =
      instruction.op === 'symbol'
        ? exactValue(lookUp(instruction.name, values))
        : exactStep(instruction, rationals);
    if (exact === 'undefined value') return UNDEFINED;
    rationals[i] = exact;
    let value = exact ? ballFromRational(exact, bits) : ballStep(instruction, slots, values, bits);
    if (isUndefined(value)) return UNDEFINED;
    if (containsZero(value) && topBit(value) <= -separationBits(instructions, rationals, i)) {
      rationals[i] = ZERO;
      value = ZERO_BALL;
    }
    slots[i] = value;
  }
  return rationals[outputs[0]!] ?? slots[outputs[0]!]!;
}

function exactValue(v: Rational | Ball): Rational | undefined {
  if (!isBall(v)) return v;
  return isExact(v) && Math.abs(v.exponent) <= 10_000 ? midpointRational(v) : undefined;
}

function ballStep(instruction: Instruction, slots: readonly Ball[], values: Values, bits: number): Ball {
  switch (instruction.op) {
    case 'rational':
      return ballFromRational(instruction.value, bits);
    case 'pi':
      return piBall(bits);
    case 'symbol': {
      const value = lookUp(instruction.name, values);
      return isBall(value) ? value : ballFromRational(value, bits);
    }
    case 'negate':
      return negateBall(slots[instruction.a]!);
    case 'add':
      return addBall(slots[instruction.a]!, slots[instruction.b]!, bits);
    case 'subtract':
      return subtractBall(slots[instruction.a]!, slots[instruction.b]!, bits);
    case 'multiply':
      return multiplyBall(slots[instruction.a]!, slots[instruction.b]!, bits);
    case 'divide':
      return divideBall(slots[instruction.a]!, slots[instruction.b]!, bits);
    case 'power':
      return powerBall(slots[instruction.a]!, slots[instruction.b]!, bits);
    case 'rationalPower':
      return rationalPowerBall(slots[instruction.a]!, instruction.exponent, bits);
    case 'expm1':
      return expm1Ball(slots[instruction.a]!, bits);
    case 'log1p':
      return log1pBall(slots[instruction.a]!, bits);
    default:
      return BALL_FUNCTIONS[instruction.op](slots[instruction.a]!, bits);
  }
}
