import { rationalToNumber } from '../expression/expression.ts';
import type { Expression, FunctionName } from '../expression/expression.ts';

const FUNCTIONS: Record<FunctionName, (x: number) => number> = {
  exp: Math.exp, log: Math.log, sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh,
  arsinh: Math.asinh, arcosh: Math.acosh, artanh: Math.atanh,
  sin: Math.sin, cos: Math.cos, tan: Math.tan,
  arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan, abs: Math.abs, sign: Math.sign,
}; // prettier-ignore

/** The value in double precision where every symbol is given; undefined where e is not real and finite. */
export function realValue(e: Expression, sample: ReadonlyMap<string, number>): number | undefined {
  const value = evaluate(e, sample);
  return Number.isFinite(value) ? value : undefined;
}

function evaluate(e: Expression, sample: ReadonlyMap<string, number>): number {
  switch (e.kind) {
    case 'rational':
      return rationalToNumber(e);
    case 'symbol':
      return sample.get(e.name) ?? NaN;
    case 'constant':
      return Math.PI;
    case 'sum':
      return e.terms.reduce((total, t) => total + evaluate(t, sample), 0);
    case 'product':
      return e.factors.reduce((total, t) => total * evaluate(t, sample), 1);
    case 'power':
      return evaluate(e.base, sample) ** evaluate(e.exponent, sample);
    case 'call':
      return FUNCTIONS[e.name](evaluate(e.argument, sample));
  }
}
