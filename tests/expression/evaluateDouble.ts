import type { Expression, FunctionName } from '../../src/expression/expression.ts';
import { rationalToNumber } from '../../src/expression/expression.ts';

export const ELEMENTARY: Record<FunctionName, (x: number) => number> = {
  exp: Math.exp, log: Math.log, sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh, arsinh: Math.asinh,
  arcosh: Math.acosh, artanh: Math.atanh, sin: Math.sin, cos: Math.cos, tan: Math.tan, arcsin: Math.asin,
  arccos: Math.acos, arctan: Math.atan, abs: Math.abs, sign: Math.sign,
}; // prettier-ignore

/** The value in double precision, NaN where undefined. */
export function evaluateDouble(e: Expression, values: Record<string, number>): number {
  const value = (x: Expression): number => evaluateDouble(x, values);
  switch (e.kind) {
    case 'rational':
      return rationalToNumber(e);
    case 'symbol':
      return values[e.name] ?? NaN;
    case 'constant':
      return Math.PI;
    case 'sum':
      return e.terms.reduce((total, term) => total + value(term), 0);
    case 'product':
      return e.factors.reduce((total, factor) => total * value(factor), 1);
    case 'power':
      return value(e.base) ** value(e.exponent);
    case 'call':
      return ELEMENTARY[e.name](value(e.argument));
  }
}
