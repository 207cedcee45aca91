import { DomainError } from '../errors.ts';
import type { Ball } from './ball.ts';
import { roundBall } from './digits.ts';
import {
  bitsForDigits, evaluateBall, evaluateDigits, placeOf, precisionCap, unsettled, type Limits,
} from './evaluate.ts'; // prettier-ignore
import type { Expression, Rational } from './expression.ts';
import { Root, type RootProblem } from './root.ts';

/**
 * `result` at the root of a monotone equation, to `digits` significant digits, correctly rounded: precision is raised
 * until root and result fix every digit, so that cancellation (as in s·w - ψ*(s) for small w) costs time only.
 * `result` may use the unknown and the other symbols. Printed as by `evaluateDigits`; errors as in `enclosedRoot` and
 * `evaluateDigits`.
 */
export function evaluateParametric(
  problem: RootProblem & { readonly result: Expression; readonly values?: ReadonlyMap<string, Rational> },
  digits: number,
  limits?: Limits,
): string {
  const { result, unknown } = problem;
  const given = new Map<string, Rational | Ball>(problem.values);
  const root = new Root(problem, limits);
  const start = bitsForDigits(digits);
  const cap = precisionCap(start);
  for (let bits = start; ; bits = Math.min(2 * bits, cap)) {
    const ball = root.enclose(bits);
    if (root.exact !== undefined) {
      const exact = new Map(problem.values).set(unknown, root.exact);
      return evaluateDigits(result, exact, digits, limits);
    }
    const values = given.set(unknown, ball);
    const value = evaluateBall(result, values, bits + 32, limits);
    if (value === 'undefined') throw new DomainError(`the formula has no real value${placeOf(values)}`);
    const text = roundBall(value, digits);
    if (text !== undefined) return text;
    if (bits >= cap) throw unsettled(value, digits, cap, placeOf(values));
  }
}
