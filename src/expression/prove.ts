import { inCommonAngles } from './commonAngles.ts';
import { jumps } from './isDefined.ts';
import { differentiate } from './differentiate.ts';
import { elementaryForm } from './elementaryForm.ts';
import {
  ONE, children, freeSymbols, isOne, isZero, rationalToNumber, size, subtract, substitute, type Expression, type Rational,
} from './expression.ts'; // prettier-ignore
import { domainOf, isDefined, isNonnegative, isPositive, type Assumptions } from './assumptions.ts';
import { NestedRadicals, NotAlgebraic } from './nestedRadicals.ts';
import { DEEPEST_ROOTS, radicalDepth } from './radicalDepth.ts';
import { representative } from './representative.ts';
import { Tower } from './tower.ts';
import { withinBudget } from './workBudget.ts';

/** A proof that an expression is zero wherever it is defined, by the rules named; null when none was found. */
export type ZeroProof = { readonly rules: readonly string[] } | null;

/** Above this many nodes no proof is attempted. */
const LARGEST = 6000;
/** Work that one question may cost, in units of the work budget: about a second. */
const MOST_WORK = 1e7;

/**
 * Tries to reduce e to zero: first by the normal form in a tower of radicals, powers, exponentials and
 * logarithms; then, where inverse functions remain, by showing that the derivative in one symbol vanishes on its
 * interval and that the value at one point of it is zero. Both are sound: null means only 'not shown'.
 */
export function proveZero(e: Expression, assumptions: Assumptions, depth = 2): ZeroProof {
  if (isZero(e)) return { rules: ['arithmetic'] };
  if (size(e) > LARGEST) return null;
  try {
    return withinBudget(MOST_WORK, () => prove(e, assumptions, depth));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function prove(e: Expression, assumptions: Assumptions, depth: number): ZeroProof {
  const depthOfRoots = radicalDepth(e, assumptions);
  if (depthOfRoots > 1) {
    const proof = proveByNestedRadicals(e, assumptions);
    if (proof !== null || depthOfRoots > DEEPEST_ROOTS) return proof;
  }
  try {
    const tower = new Tower(assumptions, false);
    const form = tower.normalForm(inCommonAngles(elementaryForm(e)));
    if (form.numerator === 0n) return { rules: ['normal form'] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
  return depth > 0 ? proveByDerivative(e, assumptions, depth) : null;
}

/** Proves left = right wherever both are defined, or returns null. */
export const proveEqual = (left: Expression, right: Expression, assumptions: Assumptions): ZeroProof =>
  proveZero(subtract(left, right), assumptions);

/** Nested radicals have their own normal form; null for an expression that is not algebraic. */
function proveByNestedRadicals(e: Expression, assumptions: Assumptions): ZeroProof {
  const sample = new Map<string, number>();
  for (const name of freeSymbols(e)) {
    const points = representative(domainOf(name, assumptions));
    sample.set(name, rationalToNumber(points.find((p) => !isZero(p) && !isOne(p)) ?? points[0] ?? ONE));
  }
  try {
    return new NestedRadicals(sample).vanishes(e) ? { rules: ['nested radicals'] } : null;
  } catch (error) {
    if (error instanceof NotAlgebraic || error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * e is constant in a symbol x when its derivative vanishes and it is continuous on the whole interval of x, whatever
 * the other symbols are; it is zero when it also vanishes at one point of the interval. Both are asked under `known`,
 * the facts that leave x an interval with that point in it.
 */
function proveByDerivative(e: Expression, assumptions: Assumptions, depth: number): ZeroProof {
  for (const name of freeSymbols(e)) {
    if (!insideInverseFunction(e, name) || jumps(e, name) || domainOf(name, assumptions).integer) continue;
    const slope = differentiate(e, name);
    if (size(slope) > LARGEST) continue;
    for (const point of representative(domainOf(name, assumptions))) {
      const known = onInterval(assumptions, name, point);
      if (isDefined(e, known) !== true || prove(slope, known, depth - 1) === null) continue;
      if (vanishesAt(e, name, point, known, depth)) return { rules: [`constant in ${name}`, 'normal form'] };
      break;
    }
  }
  return null;
}

function vanishesAt(
  e: Expression,
  name: string,
  point: Rational,
  known: Assumptions,
  depth: number,
): boolean {
  let value: Expression;
  try {
    value = substitute(e, new Map([[name, point]]));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  return isZero(value) || prove(value, known, depth - 1) !== null;
}

/**
 * Fewer assumptions, under which x runs through an interval around the point for every value of the other symbols:
 * of the facts about x only those are kept that are linear in it and hold at the point.
 */
function onInterval(assumptions: Assumptions, name: string, point: Rational): Assumptions {
  const { nonzero: _, ...domain } = domainOf(name, assumptions);
  const domains = new Map(assumptions.domains).set(name, domain);
  const others = { domains, facts: assumptions.facts.filter((f) => !freeSymbols(f.expression).has(name)) };
  const kept = assumptions.facts.filter(({ expression, sign }) => {
    if (sign === 'nonzero' || !freeSymbols(expression).has(name)) return false;
    if (freeSymbols(differentiate(expression, name)).has(name)) return false;
    const there = substitute(expression, new Map([[name, point]]));
    return (sign === 'positive' ? isPositive(there, others) : isNonnegative(there, others)) === true;
  });
  return { domains, facts: [...others.facts, ...kept] };
}

/** True when the symbol occurs within a logarithm, an inverse hyperbolic or an inverse circular function. */
function insideInverseFunction(e: Expression, name: string): boolean {
  if (!freeSymbols(e).has(name)) return false;
  if (e.kind === 'call' && INVERSE.has(e.name)) return true;
  return children(e).some((child) => insideInverseFunction(child, name));
}

const INVERSE = new Set(['log', 'arsinh', 'arcosh', 'artanh', 'arcsin', 'arccos', 'arctan']);
