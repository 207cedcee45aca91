import {
  HALF, MINUS_ONE, ONE, TWO, ZERO, call, dependsOn, log, negate, power, product, subtract, sum,
  type Call, type Expression, type FunctionName,
} from './expression.ts'; // prettier-ignore

/** Outer derivatives of the elementary functions at x; `abs` and `sign` hold away from 0. */
const DERIVATIVE: Record<FunctionName, (x: Expression) => Expression> = {
  exp: (x) => call('exp', x),
  log: (x) => power(x, MINUS_ONE),
  sinh: (x) => call('cosh', x),
  cosh: (x) => call('sinh', x),
  tanh: (x) => subtract(ONE, power(call('tanh', x), TWO)),
  arsinh: (x) => power(sum(ONE, power(x, TWO)), negate(HALF)),
  arcosh: (x) => power(sum(power(x, TWO), MINUS_ONE), negate(HALF)),
  artanh: (x) => power(subtract(ONE, power(x, TWO)), MINUS_ONE),
  sin: (x) => call('cos', x),
  cos: (x) => negate(call('sin', x)),
  tan: (x) => sum(ONE, power(call('tan', x), TWO)),
  arcsin: (x) => power(subtract(ONE, power(x, TWO)), negate(HALF)),
  arccos: (x) => negate(power(subtract(ONE, power(x, TWO)), negate(HALF))),
  arctan: (x) => power(sum(ONE, power(x, TWO)), MINUS_ONE),
  abs: (x) => call('sign', x),
  sign: () => ZERO,
};

/** The outer derivative f'(x) of a call f(x). */
export const outerDerivative = (e: Call): Expression => DERIVATIVE[e.name](e.argument);

/** The partial derivative of e with respect to the symbol `name`, other symbols held fixed. */
export function differentiate(e: Expression, name: string): Expression {
  if (!dependsOn(e, name)) return ZERO;
  switch (e.kind) {
    case 'symbol':
      return ONE;
    case 'sum':
      return sum(...e.terms.map((t) => differentiate(t, name)));
    case 'product':
      return sum(
        ...e.factors
          .filter((f) => dependsOn(f, name))
          .map((f) => product(...e.factors.filter((g) => g !== f), differentiate(f, name))),
      );
    case 'power': {
      const { base, exponent } = e;
      const viaBase = () =>
        product(exponent, power(base, subtract(exponent, ONE)), differentiate(base, name));
      if (!dependsOn(exponent, name)) return viaBase();
      const viaExponent = product(e, log(base), differentiate(exponent, name));
      return dependsOn(base, name) ? sum(viaBase(), viaExponent) : viaExponent;
    }
    case 'call':
      // log|x| has the derivative of log x, free of signs
      if (e.name === 'log' && e.argument.kind === 'call' && e.argument.name === 'abs')
        return product(power(e.argument.argument, MINUS_ONE), differentiate(e.argument.argument, name));
      return product(outerDerivative(e), differentiate(e.argument, name));
    default:
      return ZERO;
  }
}
