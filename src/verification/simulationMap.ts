import { compileJet } from '../expression/jet.ts';
import { compile } from '../expression/compile.ts';
import { differentiate } from '../expression/differentiate.ts';
import { ONE, equal, freeSymbols, isRational, rationalToNumber, splitCoefficient, substitute, symbol, ZERO, type Expression } from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { linearSlope } from '../calculus/antiderivative.ts';
import { closureMap } from '../simulation/closureMap.ts';
import { exponentialMap } from '../simulation/exponentialMap.ts';
import type { ParametrizationMap } from '../simulation/parametrizationMap.ts';
import { powerMap } from '../simulation/powerMap.ts';
import { additiveBranches } from '../theory/blocksOf.ts';

/** A summand c θ^D or c e^{k θ} of one parameter. */
interface Term {
  parameter: number;
  kind: 'power' | 'exponential';
  coefficient: number;
  /** D, or k. */
  exponent: number;
}

export interface SimulationMap {
  readonly map: ParametrizationMap;
  /** True when F(θ) − F(θ0) comes out to rounding relative to itself, false when by subtraction. */
  readonly accurate: boolean;
}

/**
 * The map of one coordinate for the simulation, from its expression F and its parameters alone: sums of c θ^D and of
 * c e^θ with one term a parameter on their own code, everything else by forward-mode derivatives.
 */
export function simulationMap(map: Expression, parameters: readonly string[]): SimulationMap {
  const additive = additiveBranches(map, parameters);
  const terms =
    additive &&
    additive.branches.flatMap(({ parameter, part }) =>
      termsOf(part, parameter, parameters.indexOf(parameter)),
    );
  const constant = additive === null ? null : numberOf(additive.constant);
  if (terms && constant !== null && terms.every((t) => t !== null)) {
    const known = terms as Term[];
    const single = parameters.every((_, j) => known.filter((t) => t.parameter === j).length === 1);
    const ordered = parameters.map((_, j) => known.find((t) => t.parameter === j)!);
    if (single && ordered.every((t) => t.kind === 'power' && t.exponent >= 1))
      return exactly(
        powerMap(ordered.map(({ coefficient, exponent }) => ({ coefficient, exponent }))),
        constant,
      );
    if (single && ordered.every((t) => t.kind === 'exponential' && t.exponent === 1))
      return exactly(exponentialMap(ordered.map((t) => t.coefficient)), constant);
    return { map: closures(map, parameters, true, known), accurate: true };
  }
  const exchangeable = exchangeablePairs(map, parameters);
  return { map: { ...closures(map, parameters, additive !== null, null), exchangeable }, accurate: false };
}

/** Pairs of parameters whose exchange gives the same expression. */
function exchangeablePairs(map: Expression, parameters: readonly string[]): [number, number][] {
  const pairs: [number, number][] = [];
  parameters.forEach((p, a) =>
    parameters.slice(a + 1).forEach((q, at) => {
      const swapped = substitute(map, new Map([[p, symbol(q)], [q, symbol(p)]])); // prettier-ignore
      if (equal(swapped, map)) pairs.push([a, a + 1 + at]);
    }),
  );
  return pairs;
}

function termsOf(part: Expression, parameter: string, index: number): (Term | null)[] {
  return (part.kind === 'sum' ? part.terms : [part]).map((term) => {
    const [c, rest] = splitCoefficient(term);
    const coefficient = rationalToNumber(c);
    if (rest.kind === 'symbol') return { parameter: index, kind: 'power', coefficient, exponent: 1 };
    if (rest.kind === 'power' && rest.base.kind === 'symbol' && isRational(rest.exponent))
      return { parameter: index, kind: 'power', coefficient, exponent: rationalToNumber(rest.exponent) };
    if (rest.kind === 'call' && rest.name === 'exp') {
      const slope = linearSlope(rest.argument, parameter);
      const start = numberOf(substitute(rest.argument, new Map([[parameter, ZERO]])));
      if (slope !== null && isRational(slope) && start === 0)
        return { parameter: index, kind: 'exponential', coefficient, exponent: rationalToNumber(slope) };
    }
    return null;
  });
}

function numberOf(e: Expression): number | null {
  return isRational(e) ? rationalToNumber(e) : null;
}

/** The map with a constant added to its value. */
function exactly(map: ParametrizationMap, constant: number): SimulationMap {
  if (constant === 0) return { map, accurate: true };
  const shifted: ParametrizationMap = {
    ...map,
    name: `${map.name} + ${constant}`,
    value(theta, w) {
      map.value(theta, w);
      for (let i = 0; i < w.length; i++) w[i]! += constant;
    },
  };
  return { map: shifted, accurate: true };
}

function closures(
  map: Expression,
  parameters: readonly string[],
  additive: boolean,
  terms: readonly Term[] | null,
): ParametrizationMap {
  const k = parameters.length;
  const jet = compileJet(map, parameters);
  const gradient = new Float64Array(k);
  const hessian = new Float64Array(k * k);
  const keepsSign = parameters.map((name) => changesAtZero(map, name));
  return closureMap({
    name: toText(map),
    k,
    additive,
    value: (theta) => jet(theta, gradient, hessian),
    gradient: (theta, out) => void jet(theta, out, hessian),
    hessian: (theta, out) => void jet(theta, gradient, out),
    ...(terms === null ? {} : { increment: incrementOf(terms) }),
    outside(start, theta) {
      for (let j = 0; j < k; j++)
        if (keepsSign[j] && (start[j] === 0 ? theta[j] !== 0 : !(theta[j]! * start[j]! > 0))) return j;
      const value = jet(theta, gradient, hessian);
      return Number.isFinite(value) ? gradient.findIndex((v) => !Number.isFinite(v)) : 0;
    },
  });
}

/** Σ c (a^D − b^D) and Σ c (e^{k a} − e^{k b}) relative to the change a − b itself. */
function incrementOf(
  terms: readonly Term[],
): (start: Float64Array, theta: Float64Array, delta: Float64Array) => number {
  return (start, theta, delta) => {
    let sum = 0;
    for (const { parameter, kind, coefficient, exponent } of terms) {
      const [a, b, change] = [theta[parameter]!, start[parameter]!, delta[parameter]!];
      if (kind === 'exponential') sum += coefficient * Math.exp(exponent * b) * Math.expm1(exponent * change);
      else if (exponent === 1) sum += coefficient * change;
      else if (exponent === 2) sum += coefficient * change * (a + b);
      else if (b !== 0 && change / b > -1) {
        const power = Number.isInteger(exponent) || b > 0 ? b ** exponent : NaN;
        sum += coefficient * power * Math.expm1(exponent * Math.log1p(change / b));
      } else sum += coefficient * (a ** exponent - b ** exponent);
    }
    return sum;
  };
}

/** True when the speed ∂F/∂θ vanishes at θ = 0 or does not exist there, so that θ cannot cross it. */
function changesAtZero(map: Expression, name: string): boolean {
  const others = [...freeSymbols(map)].filter((p) => p !== name);
  const at = new Map<string, Expression>([[name, ZERO], ...others.map((p) => [p, ONE] as const)]);
  try {
    const speed = compile(substitute(differentiate(map, name), at), [])([]);
    return speed === 0 || !Number.isFinite(speed);
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}
