import { dependsOn, divide, type Expression } from '../expression/expression.ts';
import { applyRule, readRule, type Rule } from '../rewriting/rule.ts';
import { linearSlope } from './linearArgument.ts';

/** A function of x and an antiderivative of it; each is used with a linear function of the variable in place of x. */
export interface IntegralRow {
  readonly of: string;
  readonly is: string;
}

/** DLMF 4.10, 4.26, 4.40. Logarithms of what may be negative are of absolute values. */
export const INTEGRAL_ROWS: readonly IntegralRow[] = [
  { of: 'exp(x)', is: 'exp(x)' },
  { of: 'log(x)', is: 'x*log(x) - x' },
  { of: 'sinh(x)', is: 'cosh(x)' },
  { of: 'cosh(x)', is: 'sinh(x)' },
  { of: 'tanh(x)', is: 'log(cosh(x))' },
  { of: 'arsinh(x)', is: 'x*arsinh(x) - sqrt(x^2 + 1)' },
  { of: 'arcosh(x)', is: 'x*arcosh(x) - sqrt(x^2 - 1)' },
  { of: 'artanh(x)', is: 'x*artanh(x) + log(1 - x^2)/2' },
  { of: 'sin(x)', is: '-cos(x)' },
  { of: 'cos(x)', is: 'sin(x)' },
  { of: 'tan(x)', is: '-log(abs(cos(x)))' },
  { of: 'arcsin(x)', is: 'x*arcsin(x) + sqrt(1 - x^2)' },
  { of: 'arccos(x)', is: 'x*arccos(x) - sqrt(1 - x^2)' },
  { of: 'arctan(x)', is: 'x*arctan(x) - log(x^2 + 1)/2' },
  { of: '1/sinh(x)', is: 'log(abs(tanh(x/2)))' },
  { of: '1/cosh(x)', is: 'arctan(sinh(x))' },
  { of: '1/cosh(x)^2', is: 'tanh(x)' },
  { of: '1/sinh(x)^2', is: '-1/tanh(x)' },
  { of: '1/cos(x)^2', is: 'tan(x)' },
  { of: '1/sin(x)^2', is: '-1/tan(x)' },
  { of: '1/tanh(x)', is: 'log(abs(sinh(x)))' },
  { of: '1/tan(x)', is: 'log(abs(sin(x)))' },
];

let rules: readonly Rule[] | undefined;

/** The antiderivative by a row of the table for an integrand whose argument is linear in x, else null. */
export function tableIntegral(e: Expression, x: string): Expression | null {
  if (e.kind !== 'call' && e.kind !== 'power') return null;
  rules ??= INTEGRAL_ROWS.map((row, k) => readRule({ name: `${k}`, from: row.of, to: row.is, sample: {} }));
  const argument = e.kind === 'call' ? e.argument : e.base.kind === 'call' ? e.base.argument : null;
  if (argument === null || !dependsOn(argument, x)) return null;
  const slope = linearSlope(argument, x);
  if (slope === null) return null;
  for (const rule of rules) {
    const result = applyRule(rule, e);
    if (result !== null) return divide(result, slope);
  }
  return null;
}
