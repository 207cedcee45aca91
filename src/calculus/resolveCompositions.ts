import type { Assumptions } from '../expression/assumptions.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import {
  TWO,
  call,
  children,
  equal,
  isOne,
  mapChildren,
  power,
  product,
  type Expression,
} from '../expression/expression.ts';
import { normalize, simplify } from '../expression/simplify.ts';
import { COMPOSITIONS } from '../rewriting/compositions.ts';
import { rewrite } from '../rewriting/rule.ts';
import { principalValues } from './principalValue.ts';

const OUTER = new Set(['exp', 'sinh', 'cosh', 'tanh']);
const INNER = new Set(['log', 'arsinh', 'arcosh', 'artanh']);

/**
 * The simplified form of e in which functions of inverse functions are resolved: tanh(artanh x) = x, and
 * sinh(2 artanh x) = 2x/(1 − x²) through exponentials and logarithms; inverse functions of functions where the
 * assumptions allow it.
 */
export function resolveCompositions(e: Expression, assumptions: Assumptions): Expression {
  const resolved = (f: Expression) =>
    throughLogarithms(hyperbolicSquares(principalValues(rewrite(f, COMPOSITIONS), assumptions)), assumptions);
  const simple = simplify(resolved(e), assumptions);
  const again = resolved(simple);
  return equal(again, simple) ? simple : simplify(again, assumptions);
}

/** (1 + sinh² y)^q = cosh^2q y. */
function hyperbolicSquares(e: Expression): Expression {
  const inner = mapChildren(e, hyperbolicSquares);
  if (inner.kind !== 'power' || inner.base.kind !== 'sum' || inner.base.terms.length !== 2) return inner;
  const square = inner.base.terms.find((t) => !isOne(t));
  if (!inner.base.terms.some(isOne) || square?.kind !== 'power' || !equal(square.exponent, TWO)) return inner;
  const { base } = square;
  if (base.kind !== 'call' || base.name !== 'sinh') return inner;
  return power(call('cosh', base.argument), product(TWO, inner.exponent));
}

function throughLogarithms(e: Expression, assumptions: Assumptions): Expression {
  const inner = mapChildren(e, (child) => throughLogarithms(child, assumptions));
  if (inner.kind !== 'call' || !OUTER.has(inner.name) || !holdsInverse(inner.argument)) return inner;
  const form = normalize(elementaryForm(inner), assumptions);
  return holdsComposition(form) ? inner : form;
}

const holdsInverse = (e: Expression): boolean =>
  (e.kind === 'call' && INNER.has(e.name)) || children(e).some(holdsInverse);

const holdsComposition = (e: Expression): boolean =>
  (e.kind === 'call' && OUTER.has(e.name) && holdsInverse(e.argument)) || children(e).some(holdsComposition);
