import { inCommonAngles } from './commonAngles.ts';
import { differentiate } from './differentiate.ts';
import { elementaryForm } from './elementaryForm.ts';
import {
  ONE, children, freeSymbols, isOne, isZero, rationalToNumber, size, subtract, substitute, type Expression,
} from './expression.ts'; // prettier-ignore
import { domainOf, type Assumptions } from './assumptions.ts';
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
  const depthOfRoots = radicalDepth(e);
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

function proveByDerivative(e: Expression, assumptions: Assumptions, depth: number): ZeroProof {
  for (const name of freeSymbols(e)) {
    if (!insideInverseFunction(e, name)) continue;
    const domain = domainOf(name, assumptions);
    if (domain.integer) continue;
    const slope = differentiate(e, name);
    if (size(slope) > LARGEST || proveZero(slope, assumptions, depth - 1) === null) continue;
    for (const point of representative(domain)) {
      let value: Expression;
      try {
        value = substitute(e, new Map([[name, point]]));
      } catch (error) {
        if (error instanceof RangeError) continue;
        throw error;
      }
      if (proveZero(value, assumptions, depth - 1) !== null)
        return { rules: [`constant in ${name}`, 'normal form'] };
    }
  }
  return null;
}

/** True when the symbol occurs within a logarithm, an inverse hyperbolic or an inverse circular function. */
function insideInverseFunction(e: Expression, name: string): boolean {
  if (!freeSymbols(e).has(name)) return false;
  if (e.kind === 'call' && INVERSE.has(e.name)) return true;
  return children(e).some((child) => insideInverseFunction(child, name));
}

const INVERSE = new Set(['log', 'arsinh', 'arcosh', 'artanh', 'arcsin', 'arccos', 'arctan']);
