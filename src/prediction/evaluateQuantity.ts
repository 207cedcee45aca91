import { DomainError, HypentropyError } from '../errors.ts';
import { NO_ASSUMPTIONS } from '../expression/assumptions.ts';
import {
  ONE_BALL, divideBall, multiplyBall, subtractBall, type Ball,
} from '../expression/ball.ts'; // prettier-ignore
import { roundBall } from '../expression/digits.ts';
import {
  bitsForDigits, checkLimits, evaluateBall, evaluateDigits, precisionCap, unsettled, type Limits,
} from '../expression/evaluate.ts'; // prettier-ignore
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ZERO, freeSymbols, negate, power, product, substitute, subtract, sum, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { proveEqual } from '../expression/prove.ts';
import { suggest } from '../expression/suggest.ts';
import { DUAL } from '../theory/model.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { isSolved, type UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import { FlowCurve } from './flowCurve.ts';
import { PLACE, dualPlace, dualRoot, requireInside } from './dualVariable.ts';

export const QUANTITIES = [
  'potential', 'regularizer', 'mirror-map', 'inverse-mirror-map', 'dual-potential', 'metric', 'bregman',
] as const; // prettier-ignore
export type Quantity = (typeof QUANTITIES)[number];

/** Other names that people use for a quantity. */
const ALIASES: Record<string, Quantity> = {
  psi: 'potential',
  Q: 'regularizer',
  'psi*': 'dual-potential',
  h: 'inverse-mirror-map',
};

/** The quantity of that name. Throws HypentropyError with the nearest name. */
export function quantityNamed(name: string): Quantity {
  const found =
    QUANTITIES.find((q) => q === name) ?? (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined);
  if (found !== undefined) return found;
  const near = suggest(name, [...QUANTITIES]);
  throw new HypentropyError(
    'setting',
    `unknown quantity '${name}'`,
    near === undefined ? `choose one of ${QUANTITIES.join(', ')}` : `did you mean '${near}'?`,
  );
}

/** True when the points of a quantity are values of the dual variable s rather than of the weight w. */
export const isDual = (quantity: Quantity): boolean =>
  quantity === 'inverse-mirror-map' || quantity === 'dual-potential';

/** A number that is known to any precision, or exactly. */
interface Enclosed {
  enclose(bits: number): Ball;
  readonly exact: Rational | undefined;
}

/** One term of a sum over coordinates: an expression in places that stand for enclosed numbers. */
interface Term {
  readonly result: Expression;
  readonly roots: ReadonlyMap<string, Enclosed>;
}

/** The value of a quantity along the enclosed flow of a model without closed form. */
function flowTerm(
  { model }: UnsolvedFlow,
  quantity: Quantity,
  at: Expression,
  from: Expression | null,
  limits?: Limits,
): Term {
  const enclose = (bits: number): Ball =>
    quantityAlong(new FlowCurve(model, bits + GUARD, limits), quantity, at, from);
  return { result: symbol('z_1'), roots: new Map([['z_1', { enclose, exact: undefined }]]) };
}

/** Bits beyond the target that following the flow may cost. */
const GUARD = 40;

function quantityAlong(curve: FlowCurve, quantity: Quantity, at: Expression, from: Expression | null): Ball {
  const { bits } = curve;
  if (isDual(quantity)) {
    const point = curve.atDual(curve.number(at));
    return quantity === 'dual-potential' ? point.dualPotential : curve.weight(point);
  }
  const point = curve.atWeight(at);
  switch (quantity) {
    case 'mirror-map':
      return curve.dual(point);
    case 'metric':
      return divideBall(ONE_BALL, point.slope, bits);
    case 'bregman': {
      if (from === null) return curve.potential(at, point);
      const other = curve.atWeight(from);
      const slope = multiplyBall(curve.dual(other), curve.number(subtract(at, from)), bits);
      const rise = subtractBall(curve.potential(at, point), curve.potential(from, other), bits);
      return subtractBall(rise, slope, bits);
    }
    default:
      return curve.potential(at, point);
  }
}

/**
 * The value of a quantity of one coordinate as a term: for quantities of w the dual variable is the root of
 * h(s) = w, enclosed in ball arithmetic; `from` is the second point of the Bregman divergence. All symbols of the
 * theory and of the points must be numbers. Throws DomainError outside the domain.
 */
function termOf(
  theory: SeparableTheory | UnsolvedFlow,
  quantity: Quantity,
  at: Expression,
  from: Expression | null,
  limits?: Limits,
): Term {
  if (!isSolved(theory)) return flowTerm(theory, quantity, at, from, limits);
  const s = symbol(DUAL);
  if (isDual(quantity)) {
    requireInside(at, theory.dualDomain, DUAL);
    const e = quantity === 'dual-potential' ? theory.dualPotential : theory.inverseMirrorMap;
    return { result: substitute(e, new Map([[DUAL, at]])), roots: new Map() };
  }
  const place = dualPlace(theory);
  const here = (e: Expression, name: string) =>
    substitute(substitute(e, new Map([[DUAL, place.dual]])), new Map([[PLACE, symbol(name)]]));
  const roots = new Map<string, Enclosed>([['z_1', dualRoot(theory, place, at, limits)]]);
  const potential = sum(product(s, at), negate(theory.dualPotential));
  switch (quantity) {
    case 'mirror-map':
      return { result: here(s, 'z_1'), roots };
    case 'metric':
      return { result: here(power(differentiate(theory.inverseMirrorMap, DUAL), MINUS_ONE), 'z_1'), roots };
    case 'bregman': {
      if (from === null) return { result: here(potential, 'z_1'), roots };
      if (proveEqual(at, from, NO_ASSUMPTIONS) !== null) return { result: ZERO, roots: new Map() };
      roots.set('z_0', dualRoot(theory, place, from, limits));
      const [s1, s0] = [here(s, 'z_1'), here(s, 'z_0')];
      const [dual1, dual0] = [here(theory.dualPotential, 'z_1'), here(theory.dualPotential, 'z_0')];
      return { result: sum(dual0, negate(dual1), product(at, subtract(s1, s0))), roots };
    }
    default:
      return { result: here(potential, 'z_1'), roots };
  }
}

/**
 * A quantity summed over coordinates (one theory and point each), to `digits` significant digits, correctly
 * rounded: the precision of roots and sum is raised until a ball fixes every digit. Throws DomainError outside the
 * domain, HypentropyError when no affordable precision settles the digits.
 */
export function evaluateSum(
  theories: readonly (SeparableTheory | UnsolvedFlow)[],
  quantity: Quantity,
  at: readonly Expression[],
  from: readonly (Expression | null)[],
  digits: number,
  limits?: Limits,
): string {
  // prettier-ignore
  const terms = theories.map((t, i) => termOf(t, quantity, at[i]!, from[i]!, limits));
  const total = sum(...terms.map((t, i) => prefixed(t.result, i)));
  const roots = new Map(
    terms.flatMap((t, i) => [...t.roots].map(([name, root]) => [`${name}_${i}`, root] as const)),
  );
  const start = bitsForDigits(digits);
  const cap = precisionCap(start);
  for (let bits = start; ; bits = Math.min(2 * bits, cap)) {
    checkLimits(limits);
    const values = new Map<string, Rational | Ball>();
    for (const [name, root] of roots) {
      const ball = root.enclose(bits);
      values.set(name, root.exact ?? ball);
    }
    const exact = [...values.values()].every((v): v is Rational => 'kind' in v);
    if (exact) return evaluateDigits(total, values as Map<string, Rational>, digits, limits);
    const value = evaluateBall(total, values, bits + 32, limits);
    if (value === 'undefined') throw new DomainError('the formula has no real value there');
    const text = roundBall(value, digits);
    if (text !== undefined) return text;
    if (bits >= cap) throw unsettled(value, digits, cap, '');
  }
}

/** The term's places renamed so that the terms of a sum do not share them. */
function prefixed(e: Expression, index: number): Expression {
  const names = [...freeSymbols(e)].filter((n) => n.startsWith('z_'));
  return substitute(e, new Map(names.map((n) => [n, symbol(`${n}_${index}`)])));
}
