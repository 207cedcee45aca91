import mathjs from 'mathjs/lib/browser/math.js';
import type { BigNumber } from 'mathjs';
import { keyOf, size, type Expression, type FunctionName, type Rational } from '../expression/expression.ts';

/** Expressions of more nodes than this are not evaluated. */
const LARGEST = 3000;
/** Decimal exponents beyond this count as out of reach. */
const LARGEST_EXPONENT = 10_000;

type BigNumberClass = new (value: string | number | BigNumber) => BigNumber;

const classes = new Map<number, BigNumberClass>();

/** The BigNumber class of a mathjs instance of its own with that many digits, made on first use. */
function bigNumbers(digits: number): BigNumberClass {
  let made = classes.get(digits);
  if (made === undefined) {
    const instance = mathjs.create({ number: 'BigNumber', precision: digits });
    made = (instance as { BigNumber: BigNumberClass }).BigNumber;
    classes.set(digits, made);
  }
  return made;
}

/** The methods of BigNumber for the elementary functions. */
const METHODS: Record<FunctionName, (x: BigNumber) => BigNumber> = {
  exp: (x) => x.exp(),
  log: (x) => x.ln(),
  sinh: (x) => x.sinh(),
  cosh: (x) => x.cosh(),
  tanh: (x) => x.tanh(),
  arsinh: (x) => x.asinh(),
  arcosh: (x) => x.acosh(),
  artanh: (x) => x.atanh(),
  sin: (x) => x.sin(),
  cos: (x) => x.cos(),
  tan: (x) => x.tan(),
  arcsin: (x) => x.asin(),
  arccos: (x) => x.acos(),
  arctan: (x) => x.atan(),
  abs: (x) => x.abs(),
  sign: (x) => x.div(x.isZero() ? 1 : x.abs()),
};

/**
 * The value of e by the BigNumber arithmetic of mathjs in so many digits, as decimal text; it shares no code with the
 * ball arithmetic of this library. Rounding errors and cancellation are not bounded: the last digits may be wrong.
 * Null where the value is not real and finite, a symbol has no value, or the expression is too large.
 */
export function evaluateByMathjs(
  e: Expression,
  values: ReadonlyMap<string, Rational>,
  digits = 64,
): string | null {
  if (size(e) > LARGEST) return null;
  const value = new Walk(bigNumbers(digits), values).value(e);
  return value === null ? null : value.toString();
}

class Walk {
  private readonly Big: BigNumberClass;
  private readonly values: ReadonlyMap<string, Rational>;
  private readonly known = new Map<string, BigNumber | null>();

  constructor(Big: BigNumberClass, values: ReadonlyMap<string, Rational>) {
    this.Big = Big;
    this.values = values;
  }

  value(e: Expression): BigNumber | null {
    if (e.kind === 'rational') return this.rational(e);
    const key = keyOf(e);
    let value = this.known.get(key);
    if (value === undefined) {
      value = usable(this.compute(e));
      this.known.set(key, value);
    }
    return value;
  }

  private compute(e: Expression): BigNumber | null {
    switch (e.kind) {
      case 'rational':
        return this.rational(e);
      case 'symbol': {
        const value = this.values.get(e.name);
        return value === undefined ? null : this.rational(value);
      }
      case 'constant':
        return new this.Big(-1).acos();
      case 'sum':
        return this.fold(e.terms, (a, b) => a.plus(b));
      case 'product':
        return this.fold(e.factors, (a, b) => a.times(b));
      case 'power':
        return this.power(e.base, e.exponent);
      case 'call': {
        const argument = this.value(e.argument);
        return argument === null ? null : METHODS[e.name](argument);
      }
    }
  }

  private fold(
    parts: readonly Expression[],
    combine: (a: BigNumber, b: BigNumber) => BigNumber,
  ): BigNumber | null {
    let result: BigNumber | null = null;
    for (const part of parts) {
      const value = this.value(part);
      if (value === null) return null;
      result = result === null ? value : combine(result, value);
    }
    return result;
  }

  private power(base: Expression, exponent: Expression): BigNumber | null {
    const b = this.value(base);
    if (b === null) return null;
    if (exponent.kind === 'rational' && exponent.denominator === 2n) {
      const root = b.sqrt();
      return exponent.numerator === 1n ? root : root.pow(new this.Big(exponent.numerator.toString()));
    }
    const x = this.value(exponent);
    return x === null ? null : b.pow(x);
  }

  private rational({ numerator, denominator }: Rational): BigNumber {
    const n = new this.Big(numerator.toString());
    return denominator === 1n ? n : n.div(new this.Big(denominator.toString()));
  }
}

function usable(value: BigNumber | null): BigNumber | null {
  if (value === null || !value.isFinite() || Math.abs(value.e) > LARGEST_EXPONENT) return null;
  return value;
}
