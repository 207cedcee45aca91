import { bitsForDigits, evaluateBall } from '../expression/evaluate.ts';
import { ballToNumber, containsZero, isBounded, type Ball } from '../expression/ball.ts';
import { differentiate } from '../expression/differentiate.ts';
import { expandSmall } from '../expression/expandTerms.ts';
import {
  ZERO, divide, freeSymbols, isZero, negate, power, product, rational, size, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { solvePolynomial } from '../calculus/solvePolynomial.ts';
import { atStart, isLate, type CoupledGeometry, type Limits } from './coupledGeometry.ts';
import { weightName } from './coupledModel.ts';
import { isCertainlyNonzero } from './coupledReach.ts';

/** Highest degree of the last equation, and highest power by which it is cleared of its denominators. */
const MOST_DEGREE = 6;
/** Formulas above this size are not carried further. */
const LARGEST = 400;

/**
 * The parameters as functions of the weights where w = F(θ) and the conserved quantities keep their values: equations that
 * are linear in an unknown are solved and substituted, the last one by its radicals, on the branch of the start. Null when
 * some equation is of another kind, its branch is not told apart at the start, or a start holds a symbol.
 */
export function parametersOfWeights(
  geometry: CoupledGeometry,
  kept: readonly Expression[],
  limits: Limits = {},
): ReadonlyMap<string, Expression> | null {
  const { model } = geometry;
  if (kept.length !== model.parameters.length - model.maps.length) return null;
  if ([...model.init.values()].some((e) => freeSymbols(e).size > 0)) return null;
  const tidy = (e: Expression) => simplify(expandSmall(e), model.assumptions);
  let equations = [
    ...model.maps.map((map, i) => subtract(map, symbol(weightName(i)))),
    ...kept.map((c) => subtract(c, atStart(model, c))),
  ];
  const found: [string, Expression][] = [];
  let unknowns = [...model.parameters];
  while (unknowns.length > 0) {
    if (isLate(limits)) return null;
    const next = linearStep(geometry, equations, unknowns) ?? lastStep(geometry, equations, unknowns);
    if (next === null || size(next.value) > LARGEST) return null;
    const { unknown, value } = next;
    try {
      equations = equations
        .filter((e) => e !== next.equation)
        .map((e) => tidy(substitute(e, new Map([[unknown, value]]))));
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
    found.push([unknown, value]);
    unknowns = unknowns.filter((p) => p !== unknown);
  }
  const solved = new Map<string, Expression>();
  for (const [p, value] of found.reverse()) solved.set(p, tidy(substitute(value, solved)));
  // a formula that is 0/0 at the start is no description of what begins there
  if ([...solved.values()].some((e) => valueAtStart(model, e) === null)) return null;
  return new Map(model.parameters.map((p) => [p, solved.get(p)!] as const));
}

interface Elimination {
  readonly equation: Expression;
  readonly unknown: string;
  readonly value: Expression;
}

/** An equation A θ + B = 0 with A free of θ and not 0 at the start, the one with the fewest other unknowns in A. */
function linearStep(
  { model }: CoupledGeometry,
  equations: readonly Expression[],
  unknowns: readonly string[],
): Elimination | null {
  let best: (Elimination & { cost: number }) | null = null;
  for (const equation of equations)
    for (const unknown of unknowns) {
      if (!freeSymbols(equation).has(unknown)) continue;
      const slope = simplify(expandSmall(differentiate(equation, unknown)), model.assumptions);
      if (freeSymbols(slope).has(unknown)) continue;
      const rest = simplify(substitute(equation, new Map([[unknown, ZERO]])), model.assumptions);
      const others = unknowns.filter((p) => freeSymbols(slope).has(p) || freeSymbols(rest).has(p));
      const cost = 1000 * others.length + size(slope) + size(rest);
      if (best !== null && best.cost <= cost) continue;
      if (!isCertainlyNonzero(valueAtStart(model, slope))) continue;
      best = { equation, unknown, value: negate(divide(rest, slope)), cost };
    }
  return best;
}

/** The value with the parameters and the weights at their starts; null where there is none. */
export function valueAtStart(model: CoupledGeometry['model'], e: Expression): Expression | null {
  const weights = model.maps.map((map, i) => [weightName(i), atStart(model, map)] as const);
  try {
    return substitute(e, new Map([...model.init, ...weights]));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** An equation in one unknown alone, by radicals. */
function lastStep(
  { model }: CoupledGeometry,
  equations: readonly Expression[],
  unknowns: readonly string[],
): Elimination | null {
  for (const equation of equations) {
    const names = unknowns.filter((p) => freeSymbols(equation).has(p));
    if (names.length !== 1) continue;
    const unknown = names[0]!;
    const coefficients = polynomialIn(equation, unknown, model);
    if (coefficients === null) continue;
    const sample = new Map(
      model.maps.map((map, i) => [weightName(i), numberOf(atStart(model, map)) ?? NaN] as const),
    );
    if ([...sample.values()].some(Number.isNaN)) continue;
    let roots: Expression[];
    try {
      roots = solvePolynomial(coefficients, { sample });
    } catch (error) {
      if (error instanceof RangeError) continue;
      throw error;
    }
    const start = model.init.get(unknown)!;
    const through = roots
      .filter((root) => isSame(valueAtStart(model, root), start))
      .sort((a, b) => size(a) - size(b));
    if (through.length > 0 && isSimpleRoot(model, coefficients, unknown))
      return { equation, unknown, value: through[0]! };
  }
  return null;
}

/** Ascending coefficients of the equation times a power of the unknown, when that is a polynomial. */
function polynomialIn(
  e: Expression,
  x: string,
  { assumptions }: CoupledGeometry['model'],
): Expression[] | null {
  const terms = e.kind === 'sum' ? e.terms : [e];
  for (let m = 0; m <= MOST_DEGREE; m++) {
    let rest: Expression = expandSmall(sum(...terms.map((t) => product(t, power(symbol(x), rational(m))))));
    const coefficients: Expression[] = [];
    let factorial = 1;
    try {
      for (let n = 0; n <= MOST_DEGREE && !isZero(rest); n++) {
        coefficients.push(
          simplify(divide(substitute(rest, new Map([[x, ZERO]])), rational(factorial)), assumptions),
        );
        rest = simplify(expandSmall(differentiate(rest, x)), assumptions);
        factorial *= n + 1;
      }
    } catch (error) {
      if (error instanceof RangeError) continue;
      throw error;
    }
    if (isZero(rest)) return coefficients;
  }
  return null;
}

/** The derivative of the polynomial does not vanish at the start, so that one branch goes through it. */
function isSimpleRoot(
  model: CoupledGeometry['model'],
  coefficients: readonly Expression[],
  x: string,
): boolean {
  const p = sum(...coefficients.map((c, n) => product(c, power(symbol(x), rational(n)))));
  return isCertainlyNonzero(valueAtStart(model, differentiate(p, x)));
}

function isSame(a: Expression | null, b: Expression): boolean {
  const difference = a === null ? null : ballOf(subtract(a, b));
  return difference !== null && containsZero(difference);
}

function ballOf(e: Expression): Ball | null {
  if (freeSymbols(e).size > 0) return null;
  const ball = evaluateBall(e, new Map(), bitsForDigits(40));
  return ball === 'undefined' || !isBounded(ball) ? null : ball;
}

function numberOf(e: Expression): number | null {
  const ball = ballOf(e);
  return ball === null ? null : ballToNumber(ball);
}
