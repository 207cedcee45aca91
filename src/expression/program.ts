import {
  HALF, ONE, TWO, isRational, keyOf, negate, product, rational, splitCoefficient, sum,
  type Expression, type FunctionName, type Rational,
} from './expression.ts'; // prettier-ignore
import { memoOf } from './memo.ts';

/**
 * One step of a straight-line program: slot i receives the result of instruction i, computed from the slots
 * `a` and `b`. Shared subexpressions appear once. Subtraction, division, exp(x) - 1 and log(1 + x) are recovered
 * from the canonical form, so that each back end can compute them without loss.
 */
export type Instruction =
  | { readonly op: 'rational'; readonly value: Rational }
  | { readonly op: 'pi' }
  | { readonly op: 'symbol'; readonly name: string }
  | { readonly op: 'negate'; readonly a: number }
  | {
      readonly op: 'add' | 'subtract' | 'multiply' | 'divide' | 'power';
      readonly a: number;
      readonly b: number;
    }
  | { readonly op: 'rationalPower'; readonly a: number; readonly exponent: Rational }
  | { readonly op: FunctionName | 'expm1' | 'log1p'; readonly a: number };

export interface Program {
  readonly instructions: readonly Instruction[];
  /** The slot of each expression of the program. */
  readonly outputs: readonly number[];
}

/** The program of one expression, remembered with it. */
export const programOf = (e: Expression): Program => (memoOf(e).program ??= buildProgram([e]));

/** One program for several expressions, shared parts computed once. */
export function buildProgram(expressions: readonly Expression[]): Program {
  const instructions: Instruction[] = [];
  const slots = new Map<string, number>();
  const known = new Map<Expression, number>();

  const emit = (instruction: Instruction): number => {
    const key = instructionKey(instruction);
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = instructions.push(instruction) - 1;
      slots.set(key, slot);
    }
    return slot;
  };

  const visit = (e: Expression): number => {
    let slot = known.get(e);
    if (slot === undefined) {
      slot = emitNode(e);
      known.set(e, slot);
    }
    return slot;
  };

  const emitNode = (e: Expression): number => {
    switch (e.kind) {
      case 'rational':
        return emit({ op: 'rational', value: e });
      case 'constant':
        return emit({ op: 'pi' });
      case 'symbol':
        return emit({ op: 'symbol', name: e.name });
      case 'sum':
        return emitSum(e.terms);
      case 'product':
        return emitProduct(e.factors);
      case 'power':
        return emitPower(e.base, e.exponent);
      case 'call':
        if (e.name === 'log' && e.argument.kind === 'sum') {
          const rest = withoutOne(e.argument.terms);
          if (rest !== undefined) return emit({ op: 'log1p', a: visit(rest) });
        }
        return emit({ op: e.name, a: visit(e.argument) });
    }
  };

  const emitSum = (terms: readonly Expression[]): number => {
    const added: number[] = [];
    const subtracted: number[] = [];
    const pair = cancellingPair(terms);
    if (pair !== undefined) {
      const { coefficient: c, name, argument } = pair;
      const slot = name === 'exp' ? emit({ op: 'expm1', a: visit(argument) }) : versine(argument);
      if (c.numerator < 0n) subtracted.push(scaled(rational(-c.numerator, c.denominator), slot));
      else added.push(scaled(c, slot));
    }
    for (const t of pair?.others ?? terms) {
      const [c] = splitCoefficient(t);
      if (c.numerator < 0n) subtracted.push(visit(negate(t)));
      else added.push(visit(t));
    }
    if (added.length === 0) {
      const [first, ...others] = subtracted;
      let total = first!;
      for (const s of others) total = emit({ op: 'add', a: total, b: s });
      return emit({ op: 'negate', a: total });
    }
    let total = added[0]!;
    for (const s of added.slice(1)) total = emit({ op: 'add', a: total, b: s });
    for (const s of subtracted) total = emit({ op: 'subtract', a: total, b: s });
    return total;
  };

  /** cosh(x) - 1 = 2 sinh(x/2)^2 */
  const versine = (argument: Expression): number => {
    const half = emit({ op: 'sinh', a: visit(product(HALF, argument)) });
    const square = emit({ op: 'rationalPower', a: half, exponent: TWO });
    return emit({ op: 'add', a: square, b: square });
  };

  const scaled = (c: Rational, slot: number): number => {
    let result = slot;
    if (c.numerator !== 1n) {
      result = emit({ op: 'multiply', a: emit({ op: 'rational', value: rational(c.numerator) }), b: result });
    }
    if (c.denominator !== 1n) {
      result = emit({ op: 'divide', a: result, b: emit({ op: 'rational', value: rational(c.denominator) }) });
    }
    return result;
  };

  const emitProduct = (factors: readonly Expression[]): number => {
    const above: number[] = [];
    const below: number[] = [];
    let minus = false;
    for (const f of factors) {
      if (f.kind === 'rational') {
        minus = f.numerator < 0n;
        const n = minus ? -f.numerator : f.numerator;
        if (n >= LONG || f.denominator >= LONG) above.push(visit(rational(n, f.denominator)));
        else {
          if (n !== 1n) above.push(visit(rational(n)));
          if (f.denominator !== 1n) below.push(visit(rational(f.denominator)));
        }
      } else if (f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.numerator < 0n) {
        below.push(emitPower(f.base, negate(f.exponent)));
      } else above.push(visit(f));
    }
    const multiplyAll = (slots: readonly number[]): number | undefined => {
      let total = slots[0];
      for (const s of slots.slice(1)) total = emit({ op: 'multiply', a: total!, b: s });
      return total;
    };
    let result = multiplyAll(above);
    const divisor = multiplyAll(below);
    if (divisor !== undefined) result = emit({ op: 'divide', a: result ?? visit(ONE), b: divisor });
    return minus ? emit({ op: 'negate', a: result! }) : result!;
  };

  const emitPower = (base: Expression, exponent: Expression): number => {
    if (exponent.kind !== 'rational') return emit({ op: 'power', a: visit(base), b: visit(exponent) });
    if (exponent.numerator < 0n) {
      return emit({ op: 'divide', a: visit(ONE), b: emitPower(base, negate(exponent)) });
    }
    if (exponent.numerator === 1n && exponent.denominator === 1n) return visit(base);
    return emit({ op: 'rationalPower', a: visit(base), exponent });
  };

  const outputs = expressions.map(visit);
  return { instructions, outputs };
}

interface CancellingPair {
  coefficient: Rational;
  name: 'exp' | 'cosh';
  argument: Expression;
  others: Expression[];
}

/** Terms c·exp(u) and -c, or c·cosh(u) and -c, among the terms of a sum. */
function cancellingPair(terms: readonly Expression[]): CancellingPair | undefined {
  const constant = terms.find(isRational);
  if (constant === undefined) return undefined;
  for (const t of terms) {
    const [c, rest] = splitCoefficient(t);
    if (rest.kind !== 'call' || (rest.name !== 'exp' && rest.name !== 'cosh')) continue;
    if (c.numerator !== -constant.numerator || c.denominator !== constant.denominator) continue;
    const others = terms.filter((o) => o !== t && o !== constant);
    return { coefficient: c, name: rest.name, argument: rest.argument, others };
  }
  return undefined;
}

/** Coefficients from here on stay one quotient, so that neither part overflows a double. */
const LONG = 2n ** 53n;

/** 1 + u given as terms: u, or undefined when the constant term is not 1. */
function withoutOne(terms: readonly Expression[]): Expression | undefined {
  const constant = terms.find((t) => t.kind === 'rational');
  if (constant === undefined || keyOf(constant) !== '1') return undefined;
  return sum(...terms.filter((t) => t !== constant));
}

function instructionKey(i: Instruction): string {
  switch (i.op) {
    case 'rational':
      return `${i.value.numerator}/${i.value.denominator}`;
    case 'pi':
      return 'pi';
    case 'symbol':
      return `$${i.name}`;
    case 'rationalPower':
      return `${i.a}^${i.exponent.numerator}/${i.exponent.denominator}`;
    case 'add':
    case 'multiply':
      return i.a <= i.b ? `${i.op} ${i.a} ${i.b}` : `${i.op} ${i.b} ${i.a}`;
    case 'subtract':
    case 'divide':
    case 'power':
      return `${i.op} ${i.a} ${i.b}`;
    default:
      return `${i.op} ${i.a}`;
  }
}
