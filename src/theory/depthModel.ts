import { assume, isNegative, withFact, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ONE, ZERO, call, children, equal, freeSymbols, isInteger, isZero, log, mapChildren, negate, power, product, substitute, subtract, symbol,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { DomainError } from '../errors.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { blocksOf } from './blocksOf.ts';
import type { Model } from './model.ts';

/** The depth of a diagonal network: a rational number of at least 1, the symbol D > 2, or the limit of infinite depth. */
export type Depth = Expression | 'inf';

export const DEPTH_SYMBOL = 'D';

/** u^D − v^D, or e^u − e^v for infinite depth. */
export function depthMap(depth: Depth): Expression {
  const [u, v] = [symbol('u'), symbol('v')];
  if (depth === 'inf') return subtract(call('exp', u), call('exp', v));
  return subtract(power(u, depth), power(v, depth));
}

/**
 * Start values u(0) = α·shape_u, v(0) = α·shape_v; for infinite depth u(0) = log(α·shape_u), since e^u takes the
 * place of u^D there and the scale is that of e^u.
 */
export function depthInit(
  depth: Depth,
  scale: Expression,
  shape: Record<'u' | 'v', Expression>,
): Map<string, Expression> {
  const start = (s: Expression) => (depth === 'inf' ? log(product(scale, s)) : product(scale, s));
  return new Map([
    ['u', start(shape.u)],
    ['v', start(shape.v)],
  ]);
}

export interface ModelParts {
  readonly map: Expression;
  readonly init: ReadonlyMap<string, Expression>;
  readonly depth?: string | null;
  readonly scale?: string | null;
  readonly known?: Assumptions;
}

/**
 * A model with the domains of its parameters worked out. A parameter that starts where its speed ∂F/∂θ vanishes or
 * where the map is not differentiable stays there: its branch is dropped and the notes say so. A parameter whose
 * speed vanishes at 0 never changes sign, so it keeps the sign of its start. Throws DomainError when every branch
 * is at rest ('starts at a saddle') and where the map has no value at its start.
 */
export function buildModel({ map, init, depth = null, scale = null, known = assume({}) }: ModelParts): Model {
  const notes: string[] = [];
  let assumptions: Assumptions = known;
  for (const e of [map, ...init.values()])
    for (const name of freeSymbols(e))
      if (!init.has(name) && !assumptions.domains.has(name))
        assumptions = assume({ [name]: 'positive' }, assumptions);
  requireValue(map, init);
  let moving = map;
  const kept = new Map<string, Expression>();
  for (const { parameters } of blocksOf(map, [...init.keys()]).blocks) {
    if (isAtRest(map, parameters, init)) {
      requireSpeed(map, parameters);
      moving = substitute(moving, new Map(parameters.map((p) => [p, ZERO] as const)));
      const [they, stay] =
        parameters.length === 1
          ? ['its speed is 0: it stays', 'its branch is']
          : ['their speeds are 0: they stay', 'their terms are'];
      notes.push(
        `${parameters.join(', ')} start${parameters.length === 1 ? 's' : ''} at 0, where ${they} there and ${stay} dropped`,
      );
      continue;
    }
    if (staysAtStart(map, parameters, init, assumptions)) {
      moving = specialAngles(substitute(moving, new Map(parameters.map((p) => [p, init.get(p)!] as const))));
      notes.push(
        `${parameters.join(', ')} start${parameters.length === 1 ? 's' : ''} where every speed is 0: nothing of it moves, and its terms are constant`,
      );
      continue;
    }
    for (const name of parameters) {
      const start = init.get(name)!;
      kept.set(name, start);
      moving = withoutCorner(moving, name, start);
      if (restsAt(differentiate(map, name), name) || endsAtZero(map, name))
        assumptions = keepSign(assumptions, name, start);
    }
  }
  if (kept.size === 0)
    throw new DomainError(
      'the model starts at a saddle: no parameter moves',
      'give at least one parameter a start value other than 0',
    );
  assumptions = assume({ w: 'real', s: 'real' }, assumptions);
  return { map: moving, parameters: [...kept.keys()], init: kept, assumptions, depth, scale, notes };
}

/** The assumptions with the sign of a parameter fixed to that of its start. */
export function keepSign(assumptions: Assumptions, name: string, start: Expression): Assumptions {
  if (isNegative(start, assumptions) === true) return withFact(assumptions, negate(symbol(name)), 'positive');
  return assume({ [name]: 'positive' }, assumptions);
}

/** The parameters of a block all start at 0 and have no speed there. */
const isAtRest = (
  map: Expression,
  parameters: readonly string[],
  init: ReadonlyMap<string, Expression>,
): boolean => {
  if (!parameters.every((p) => isZero(init.get(p)!))) return false;
  const others = parameters.map((p) => [p, ZERO] as const);
  return parameters.every((p) => {
    const rest = new Map(others.filter(([name]) => name !== p));
    return restsAt(substitute(differentiate(map, p), rest), p);
  });
};

/** Throws DomainError where a speed does not exist at 0, as that of sqrt(u). */
function requireSpeed(map: Expression, parameters: readonly string[]): void {
  const origin = new Map(parameters.map((p) => [p, ZERO] as const));
  for (const p of parameters)
    try {
      substitute(differentiate(map, p), origin);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new DomainError(
        `the map is not differentiable at its start: d/d${p} does not exist at ${p} = 0`,
        `give ${p} another start value`,
      );
    }
}

/** Throws DomainError where a map of numbers has no real value at its start. */
function requireValue(map: Expression, init: ReadonlyMap<string, Expression>): void {
  let value: Expression | null;
  try {
    value = substitute(map, init);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    value = null;
  }
  if (value !== null && freeSymbols(value).size > 0) return;
  if (value !== null && evaluateBall(value, new Map(), START_BITS) !== 'undefined') return;
  throw new DomainError('the map has no real value at its start', 'choose other start values');
}

/** Precision at which it is seen whether a start value exists. */
const START_BITS = 64;

/** The gradient of a block vanishes where it starts. */
function staysAtStart(
  map: Expression,
  parameters: readonly string[],
  init: ReadonlyMap<string, Expression>,
  assumptions: Assumptions,
): boolean {
  try {
    return parameters.every((p) =>
      isZero(simplify(specialAngles(substitute(differentiate(map, p), init)), assumptions)),
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The map with abs(x) = ±x and sign(x) = ±1 where the parameter x has a speed of 0 at 0, and so keeps its sign. */
function withoutCorner(map: Expression, name: string, start: Expression): Expression {
  const sign = isNegative(start, assume({})) === true ? MINUS_ONE : ONE;
  const replace = (e: Expression): Expression => {
    if (e.kind === 'call' && equal(e.argument, symbol(name))) {
      if (e.name === 'abs') return product(sign, e.argument);
      if (e.name === 'sign') return sign;
    }
    return mapChildren(e, replace);
  };
  const smooth = replace(map);
  try {
    const rests = isZero(substitute(differentiate(smooth, name), new Map([[name, ZERO]])));
    return rests && !endsAtZero(smooth, name) ? smooth : map;
  } catch (error) {
    if (error instanceof RangeError) return map;
    throw error;
  }
}

/** Whether abs or sign of something that depends on the parameters occurs: the map has corners or jumps. */
export const hasCorner = (e: Expression, parameters: readonly string[]): boolean =>
  (e.kind === 'call' &&
    (e.name === 'abs' || e.name === 'sign') &&
    parameters.some((p) => freeSymbols(e).has(p))) ||
  children(e).some((part) => hasCorner(part, parameters));

/** The speed is zero or does not exist at 0. */
export function restsAt(speed: Expression, name: string): boolean {
  try {
    const value = substitute(speed, new Map([[name, ZERO]]));
    return isZero(value) || hasZeroPower(value);
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

function hasZeroPower(e: Expression): boolean {
  if (e.kind === 'power') return isZero(e.base) || hasZeroPower(e.base);
  if (e.kind === 'product') return e.factors.some(hasZeroPower);
  return e.kind === 'sum' && e.terms.some(hasZeroPower);
}

/** Whether a power or a logarithm in the map has its end or its pole where the parameter is 0. */
export function endsAtZero(e: Expression, name: string): boolean {
  if (!freeSymbols(e).has(name)) return false;
  const isSingular =
    (e.kind === 'power' &&
      (!isInteger(e.exponent) || e.exponent.numerator < 0n) &&
      vanishesAtZero(e.base, name)) ||
    (e.kind === 'call' && e.name === 'log' && vanishesAtZero(e.argument, name));
  return isSingular || children(e).some((part) => endsAtZero(part, name));
}

function vanishesAtZero(e: Expression, name: string): boolean {
  try {
    return isZero(substitute(e, new Map([[name, ZERO]])));
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}
