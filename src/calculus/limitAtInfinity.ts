import { isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import {
  HALF, MINUS_ONE, ONE, PI, ZERO, call, dependsOn, isRational, isZero, negate, power, product, sum,
  type Call, type Expression,
} from '../expression/expression.ts'; // prettier-ignore

/** A finite limit, or an infinite one of that sign. */
export type Limit = { readonly finite: Expression } | { readonly infinite: 1 | -1 };

/**
 * The limit of e as x → +∞ (side 1) or −∞ (side −1) by the limits of its parts; null where that does not decide, as in
 * differences and quotients of infinities.
 */
export function limitAtInfinity(
  e: Expression,
  x: string,
  side: 1 | -1,
  assumptions: Assumptions,
): Limit | null {
  const of = (part: Expression) => limitAtInfinity(part, x, side, assumptions);
  if (!dependsOn(e, x)) return { finite: e };
  switch (e.kind) {
    case 'symbol':
      return { infinite: side };
    case 'sum':
      return e.terms.map(of).reduce((a, b) => addLimits(a, b));
    case 'product':
      return e.factors.map(of).reduce((a, b) => multiplyLimits(a, b, assumptions));
    case 'power':
      return dependsOn(e.exponent, x) ? null : powerLimit(of(e.base), e.exponent, assumptions);
    case 'call':
      return callLimit(e, of(e.argument));
    default:
      return null;
  }
}

function addLimits(a: Limit | null, b: Limit | null): Limit | null {
  if (a === null || b === null) return null;
  if ('finite' in a) return 'finite' in b ? { finite: sum(a.finite, b.finite) } : b;
  return 'finite' in b || a.infinite === b.infinite ? a : null;
}

function multiplyLimits(a: Limit | null, b: Limit | null, assumptions: Assumptions): Limit | null {
  if (a === null || b === null) return null;
  if ('finite' in a && 'finite' in b) return { finite: product(a.finite, b.finite) };
  const [s, t] = [signOfLimit(a, assumptions), signOfLimit(b, assumptions)];
  return s * t === 0 ? null : { infinite: s * t > 0 ? 1 : -1 };
}

function signOfLimit(a: Limit, assumptions: Assumptions): -1 | 0 | 1 {
  if ('infinite' in a) return a.infinite;
  return isPositive(a.finite, assumptions) === true ? 1 : isNegative(a.finite, assumptions) === true ? -1 : 0;
}

function powerLimit(base: Limit | null, exponent: Expression, assumptions: Assumptions): Limit | null {
  if (base === null) return null;
  const grows = isPositive(exponent, assumptions) === true;
  const falls = isNegative(exponent, assumptions) === true;
  if ('finite' in base)
    return isZero(base.finite) && !grows ? null : { finite: power(base.finite, exponent) };
  if (!grows && !falls) return null;
  if (falls) return { finite: ZERO };
  if (base.infinite > 0) return base;
  if (!isRational(exponent) || exponent.denominator !== 1n) return null;
  return { infinite: exponent.numerator % 2n === 0n ? 1 : -1 };
}

function callLimit(e: Call, argument: Limit | null): Limit | null {
  if (argument === null) return null;
  if ('finite' in argument)
    return isZero(argument.finite) && e.name === 'log'
      ? { infinite: -1 }
      : { finite: call(e.name, argument.finite) };
  const { infinite: sign } = argument;
  const signed = (value: Expression): Limit => ({ finite: sign > 0 ? value : negate(value) });
  switch (e.name) {
    case 'exp':
      return sign > 0 ? argument : { finite: ZERO };
    case 'cosh':
    case 'abs':
      return { infinite: 1 };
    case 'sinh':
    case 'arsinh':
      return argument;
    case 'log':
    case 'arcosh':
      return sign > 0 ? argument : null;
    case 'tanh':
    case 'sign':
      return { finite: sign > 0 ? ONE : MINUS_ONE };
    case 'arctan':
      return signed(product(HALF, PI));
    default:
      return null;
  }
}
