import { isNonzero } from '../expression/assumptions.ts';
import { dependsOn, equal, type Expression } from '../expression/expression.ts';
import { DUAL } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';

/**
 * Expressions in the symbols of the start that must not be 0 for the range of w(s) and the expansions for large
 * weights to hold as stated: the coefficients of the terms of w(s) that move, where their sign is not known. For
 * u v from u = a, v = b it is b - a: from equal starts w(s) = a^2 e^(2s) stays positive.
 */
export function genericConditions({ inverseMirrorMap: h, model }: SeparableTheory): Expression[] {
  const found: Expression[] = [];
  for (const term of h.kind === 'sum' ? h.terms : [h]) {
    if (!dependsOn(term, DUAL)) continue;
    for (const factor of term.kind === 'product' ? term.factors : []) {
      if (dependsOn(factor, DUAL)) continue;
      const base = factor.kind === 'power' ? factor.base : factor;
      if (isNonzero(base, model.assumptions) === true || found.some((f) => equal(f, base))) continue;
      found.push(base);
    }
  }
  return found;
}
