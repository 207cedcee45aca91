import {
  UNBOUNDED, ZERO_BALL, addBall, ballFromInteger, ballFromRational, containsZero, divideBall, multiplyBall, negateBall,
  signOf, subtractBall, type Ball,
} from './ball.ts'; // prettier-ignore
import { piBall } from './ballConstants.ts';
import { BALL_FUNCTIONS } from './ballFunctions.ts';
import { rationalPowerBall } from './ballPower.ts';
import {
  HALF, MINUS_ONE, ONE, TWO, isInteger, isRational, keyOf, negate, power, product, rational, subtract, sum, call,
  type Call, type Expression, type FunctionName, type Rational,
} from './expression.ts'; // prettier-ignore

/** One quantity of a program, whose Taylor coefficients follow from those of earlier ones and its own lower ones. */
type Instruction =
  | { readonly op: 'constant'; readonly value: Expression }
  | { readonly op: 'input'; readonly index: number }
  | { readonly op: 'sum' | 'product' | 'quotient'; readonly a: number; readonly b: number }
  | { readonly op: 'power'; readonly a: number; readonly exponent: Rational }
  /** y = f(a) with y′ = r a′, r another quantity, known one order lower. */
  | { readonly op: 'function'; readonly name: FunctionName; readonly a: number; readonly r: () => number }
  | { readonly op: 'absolute' | 'sign'; readonly a: number };

/** f′ as an expression in y = f(a) and a. */
const SLOPES: Partial<Record<FunctionName, (a: Expression, y: Expression) => Expression>> = {
  exp: (_, y) => y,
  log: (a) => power(a, MINUS_ONE),
  sin: (a) => call('cos', a),
  cos: (a) => negate(call('sin', a)),
  tan: (_, y) => sum(ONE, power(y, TWO)),
  sinh: (a) => call('cosh', a),
  cosh: (a) => call('sinh', a),
  tanh: (_, y) => subtract(ONE, power(y, TWO)),
  arsinh: (a) => power(sum(ONE, power(a, TWO)), negate(HALF)),
  arcosh: (a) => power(subtract(power(a, TWO), ONE), negate(HALF)),
  artanh: (a) => power(subtract(ONE, power(a, TWO)), MINUS_ONE),
  arcsin: (a) => power(subtract(ONE, power(a, TWO)), negate(HALF)),
  arccos: (a) => negate(power(subtract(ONE, power(a, TWO)), negate(HALF))),
  arctan: (a) => power(sum(ONE, power(a, TWO)), MINUS_ONE),
};

/**
 * Taylor coefficients of the solution of x′ = f(x) in ball arithmetic, by the recurrences of automatic differentiation
 * (Moore 1966; Griewank and Walther 2008): coefficient k of every quantity follows from coefficients up to k of the
 * quantities that it is made of.
 */
export class TaylorSeries {
  private readonly instructions: Instruction[] = [];
  private readonly known = new Map<string, number>();
  private readonly inputs: readonly string[];
  private readonly outputs: readonly number[];

  /** f, one expression for each unknown; no other symbol may occur. Throws RangeError for an unknown symbol. */
  constructor(speeds: readonly Expression[], unknowns: readonly string[]) {
    this.inputs = unknowns;
    this.outputs = speeds.map((e) => this.add(e));
  }

  /** Coefficients 0 to `order` of every unknown, [unknown][k], from their values at the start. */
  coefficients(start: readonly Ball[], order: number, bits: number): Ball[][] {
    const x = start.map((value) => [value]);
    const series: Ball[][] = this.instructions.map(() => []);
    for (let k = 0; k < order; k++) {
      this.instructions.forEach((_, i) => series[i]!.push(this.next(i, k, series, x, bits)));
      const divisor = ballFromInteger(k + 1);
      this.outputs.forEach((slot, j) => x[j]!.push(divideBall(series[slot]![k]!, divisor, bits)));
    }
    return x;
  }

  /** Coefficient k of quantity i. */
  private next(i: number, k: number, series: Ball[][], x: readonly Ball[][], bits: number): Ball {
    const instruction = this.instructions[i]!;
    switch (instruction.op) {
      case 'constant':
        return k > 0 ? ZERO_BALL : constantBall(instruction.value, bits);
      case 'input':
        return x[instruction.index]![k]!;
      case 'sum':
        return addBall(series[instruction.a]![k]!, series[instruction.b]![k]!, bits);
      case 'product':
        return convolution(series[instruction.a]!, series[instruction.b]!, k, bits);
      case 'quotient': {
        const [a, b, c] = [series[instruction.a]!, series[instruction.b]!, series[i]!];
        let rest = a[k]!;
        for (let m = 0; m < k; m++) rest = subtractBall(rest, multiplyBall(c[m]!, b[k - m]!, bits), bits);
        return divideBall(rest, b[0]!, bits);
      }
      case 'power': {
        const [a, c] = [series[instruction.a]!, series[i]!];
        const { exponent } = instruction;
        if (k === 0) return rationalPowerBall(a[0]!, exponent, bits);
        let total = ZERO_BALL;
        for (let m = 1; m <= k; m++) {
          const factor = rational(
            exponent.numerator * BigInt(m) - BigInt(k - m) * exponent.denominator,
            exponent.denominator,
          );
          const term = multiplyBall(a[m]!, c[k - m]!, bits);
          total = addBall(total, multiplyBall(ballFromRational(factor, bits), term, bits), bits);
        }
        return divideBall(total, multiplyBall(ballFromInteger(k), a[0]!, bits), bits);
      }
      case 'function': {
        const a = series[instruction.a]!;
        if (k === 0) return BALL_FUNCTIONS[instruction.name](a[0]!, bits);
        const r = series[instruction.r()]!;
        let total = ZERO_BALL;
        for (let m = 1; m <= k; m++)
          total = addBall(
            total,
            multiplyBall(ballFromInteger(m), multiplyBall(a[m]!, r[k - m]!, bits), bits),
            bits,
          );
        return divideBall(total, ballFromInteger(k), bits);
      }
      case 'absolute': {
        const a = series[instruction.a]!;
        if (containsZero(a[0]!)) return UNBOUNDED;
        return signOf(a[0]!) < 0 ? negateBall(a[k]!) : a[k]!;
      }
      case 'sign': {
        const [first] = series[instruction.a]!;
        if (containsZero(first!)) return UNBOUNDED;
        return k > 0 ? ZERO_BALL : ballFromInteger(signOf(first!));
      }
    }
  }

  private add(e: Expression): number {
    const key = keyOf(e);
    const seen = this.known.get(key);
    if (seen !== undefined) return seen;
    const slot = this.build(e, key);
    this.known.set(key, slot);
    return slot;
  }

  private push(instruction: Instruction): number {
    return this.instructions.push(instruction) - 1;
  }

  private build(e: Expression, key: string): number {
    switch (e.kind) {
      case 'rational':
      case 'constant':
        return this.push({ op: 'constant', value: e });
      case 'symbol': {
        const index = this.inputs.indexOf(e.name);
        if (index < 0) throw new RangeError(`the symbol ${e.name} has no value`);
        return this.push({ op: 'input', index });
      }
      case 'sum':
        return e.terms.map((t) => this.add(t)).reduce((a, b) => this.push({ op: 'sum', a, b }));
      case 'product':
        return e.factors.map((f) => this.add(f)).reduce((a, b) => this.push({ op: 'product', a, b }));
      case 'power':
        return this.power(e.base, e.exponent);
      case 'call':
        return this.call(e, key);
    }
  }

  private power(base: Expression, exponent: Expression): number {
    // as a bare call: the constructor would fold it back into the power
    if (!isRational(exponent))
      return this.add({ kind: 'call', name: 'exp', argument: product(exponent, call('log', base)) });
    if (!isInteger(exponent)) return this.push({ op: 'power', a: this.add(base), exponent });
    const n = exponent.numerator;
    if (n < 0n)
      return this.push({ op: 'quotient', a: this.add(ONE), b: this.add(power(base, rational(-n))) });
    // by squaring, which needs no division by the base
    const half = this.add(power(base, rational(n / 2n)));
    const square = this.push({ op: 'product', a: half, b: half });
    return n % 2n === 0n ? square : this.push({ op: 'product', a: square, b: this.add(base) });
  }

  private call({ name, argument }: Call, key: string): number {
    const a = this.add(argument);
    if (name === 'abs') return this.push({ op: 'absolute', a });
    if (name === 'sign') return this.push({ op: 'sign', a });
    const slope = SLOPES[name];
    if (slope === undefined) throw new RangeError(`no Taylor series of ${name}`);
    // The slope may use the value itself and its partner (sine and cosine), which exist by the time it is asked for.
    let r = -1;
    const slot = this.push({ op: 'function', name, a, r: () => r });
    this.known.set(key, slot);
    r = this.add(slope(argument, { kind: 'call', name, argument }));
    return slot;
  }
}

function convolution(a: readonly Ball[], b: readonly Ball[], k: number, bits: number): Ball {
  let total = ZERO_BALL;
  for (let m = 0; m <= k; m++) total = addBall(total, multiplyBall(a[m]!, b[k - m]!, bits), bits);
  return total;
}

const constantBall = (e: Expression, bits: number): Ball =>
  isRational(e) ? ballFromRational(e, bits) : piBall(bits);
