import { bitLength } from './bigInteger.ts';
import {
  ONE, ZERO, addRational, call, isRational, isZero, multiplyRational, power, rational,
  type Expression, type Rational,
} from './expression.ts'; // prettier-ignore
import type { Instruction } from './program.ts';

/** Exact results stay exact while numerator and denominator have at most this many bits together. */
const EXACT_BITS = 4_000;

const kept = (q: Rational): Rational | undefined =>
  bitLength(q.numerator) + bitLength(q.denominator) <= EXACT_BITS ? q : undefined;

const ifRational = (e: Expression): Rational | undefined => (isRational(e) ? kept(e) : undefined);

/**
 * The exact result of one instruction on exact operands when it is rational (and recognised as such); `undefined`
 * where it is not, 'undefined value' where there is none: a zero divisor, a negative power of zero.
 */
export function exactStep(
  instruction: Instruction,
  slots: readonly (Rational | undefined)[],
): Rational | undefined | 'undefined value' {
  if (instruction.op === 'rational') return instruction.value;
  if (instruction.op === 'pi' || instruction.op === 'symbol') return undefined;
  const a = slots[instruction.a];
  if (a === undefined) return undefined;
  switch (instruction.op) {
    case 'negate':
      return rational(-a.numerator, a.denominator);
    case 'rationalPower':
      if (isZero(a) && instruction.exponent.numerator < 0n) return 'undefined value';
      return ifRational(power(a, instruction.exponent));
    case 'expm1':
      return isZero(a) ? ZERO : undefined;
    case 'log1p':
      return ifRational(call('log', addRational(ONE, a)));
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'power': {
      const b = slots[instruction.b];
      return b === undefined ? undefined : exactBinary(instruction.op, a, b);
    }
    default:
      return ifRational(call(instruction.op, a));
  }
}

function exactBinary(
  op: 'add' | 'subtract' | 'multiply' | 'divide' | 'power',
  a: Rational,
  b: Rational,
): Rational | undefined | 'undefined value' {
  switch (op) {
    case 'add':
      return kept(addRational(a, b));
    case 'subtract':
      return kept(addRational(a, rational(-b.numerator, b.denominator)));
    case 'multiply':
      return kept(multiplyRational(a, b));
    case 'divide':
      if (isZero(b)) return 'undefined value';
      return kept(rational(a.numerator * b.denominator, a.denominator * b.numerator));
    case 'power':
      if (isZero(a) && b.numerator < 0n) return 'undefined value';
      return ifRational(power(a, b));
  }
}
