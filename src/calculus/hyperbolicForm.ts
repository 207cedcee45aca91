import type { Assumptions } from '../expression/assumptions.ts';
import { isPositive } from '../expression/assumptions.ts';
import { TWO, call, equal, isZero, product, sum, type Expression } from '../expression/expression.ts';
import { simplify } from '../expression/simplify.ts';
import { exponentialTerm } from './solveEquation.ts';

/** A e^y ± A e^{−y} written as 2A cosh y or 2A sinh y, for every such pair of terms in a sum. */
export function hyperbolicForm(e: Expression, x: string, assumptions: Assumptions): Expression {
  if (e.kind !== 'sum') return e;
  const rest = [...e.terms];
  const paired: Expression[] = [];
  for (let i = 0; i < rest.length; i++) {
    const first = exponentialTerm(rest[i]!, x);
    if (first === null) continue;
    for (let j = i + 1; j < rest.length; j++) {
      const second = exponentialTerm(rest[j]!, x);
      if (second === null || !isZero(simplify(sum(first.rate, second.rate), assumptions))) continue;
      const same = equal(first.amplitude, second.amplitude);
      const opposite = isZero(simplify(sum(first.amplitude, second.amplitude), assumptions));
      if (!same && !opposite) continue;
      const up = isPositive(first.rate, assumptions) === true ? first : second;
      const y = product(up.rate, { kind: 'symbol', name: x });
      paired.push(product(TWO, up.amplitude, call(opposite ? 'sinh' : 'cosh', y)));
      rest.splice(j, 1);
      rest.splice(i, 1);
      i--;
      break;
    }
  }
  return sum(...paired, ...rest);
}
