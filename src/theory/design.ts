import { DomainError, HypentropyError } from '../errors.ts';
import { withPositive, type Assumptions } from '../expression/assumptions.ts';
import {
  freeSymbols,
  negate,
  product,
  subtract,
  substitute,
  sum,
  symbol,
  type Expression,
} from '../expression/expression.ts';
import { freshName } from '../expression/freshName.ts';
import { simplify } from '../expression/simplify.ts';
import { arcLength } from './arcLength.ts';
import { arcMap, type ArcMap } from './arcMap.ts';
import { requireConvex } from './convexity.ts';
import { buildModel } from './depthModel.ts';
import { dualClock, type DualClock } from './dualClock.ts';
import { WEIGHT, type Model } from './model.ts';
import type { DesignProblem } from './readDesign.ts';
import { NotSeparable, separableTheory, type SeparableTheory } from './separableTheory.ts';
import { insideConditions } from './weightInterval.ts';
import { weightTheory, type WeightTheory } from './weightTheory.ts';

/** A model with what the engine derives from it alone, knowing nothing of the potential that was asked for. */
export interface DesignedModel {
  readonly model: Model;
  readonly separable: SeparableTheory | null;
  /** Where the flow has no closed form. */
  readonly inWeight: WeightTheory | null;
}

/** How the parametrization was found. */
export type DesignForm =
  | { readonly kind: 'arc'; readonly arc: ArcMap }
  | { readonly kind: 'clock'; readonly clock: DualClock }
  /** No closed form; the arc length may have one. */
  | { readonly kind: 'open'; readonly arc: Expression | null };

export interface Design {
  readonly problem: DesignProblem;
  readonly form: DesignForm;
  /** The parametrization that has the potential asked for, or null. */
  readonly designed: DesignedModel | null;
  /** w = F(u) − F(v) from equal starts, where two sides are asked for and the design has one parameter. */
  readonly twoSided: DesignedModel | null;
}

/**
 * From a potential ψ to a map w = F(θ) and a start whose gradient flow is the mirror flow of ψ: the arc length of ψ''
 * inverted or, where that has no closed form, lengths along the dual variable. The result is derived afresh from the
 * map alone. Throws HypentropyError `design` for a potential that no smooth map has.
 */
export function design(problem: DesignProblem): Design {
  requireConvex(problem);
  const names = parameterNames(problem);
  const { sides, interval } = problem;
  const wholeLine = interval.lower === null && interval.upper === null;
  const early = sides === 'two' && wholeLine ? clockForm(problem, names) : null;
  const form = early !== null && early.clock.parts.length > 1 ? early : formOf(problem, names);
  const designed = form.kind === 'open' ? null : designedModel(form, problem);
  const twoSided =
    sides === 'two' && designed !== null && designed.model.parameters.length === 1
      ? difference(designed.model, problem, names)
      : null;
  return { problem, form, designed, twoSided };
}

function parameterNames({ metric, potential, start }: DesignProblem): [string, string] {
  const taken = new Set([metric, start, ...(potential === null ? [] : [potential])].flatMap((e) => [...freeSymbols(e)])); // prettier-ignore
  const first = freshName('u', taken);
  return [first, freshName('v', taken)];
}

function formOf(problem: DesignProblem, names: [string, string]): DesignForm {
  const { metric, start, interval, assumptions } = problem;
  const arc = arcLength(metric, WEIGHT, start, assumptions);
  if (arc !== null) {
    const value = symbol(WEIGHT);
    const found = arcMap({ arc, x: WEIGHT, value, ends: interval, at: start, facts: assumptions }, names[0]);
    if (found !== null) return { kind: 'arc', arc: found };
  }
  return clockForm(problem, names) ?? { kind: 'open', arc };
}

function clockForm(problem: DesignProblem, names: [string, string]) {
  const clock = dualClock(problem, names);
  return clock === null ? null : { kind: 'clock' as const, clock };
}

function designedModel(form: Exclude<DesignForm, { kind: 'open' }>, problem: DesignProblem): DesignedModel {
  const lengths = form.kind === 'arc' ? [form.arc] : form.clock.parts.map((p) => p.length);
  const constant = form.kind === 'arc' ? [] : [form.clock.constant];
  const map = sum(...lengths.map((l) => l.map), ...constant);
  const init = new Map(lengths.map((l) => [l.parameter, l.start] as const));
  const ranges = lengths.flatMap((l) =>
    l.range === null ? [] : insideConditions(l.range, symbol(l.parameter)),
  );
  return derivedFrom(map, init, ranges, problem);
}

function difference(one: Model, problem: DesignProblem, names: [string, string]): DesignedModel | null {
  const [first] = one.parameters;
  const second = names[1] === first ? freshName('v', new Set([first!])) : names[1];
  const mirrored = substitute(one.map, new Map([[first!, symbol(second)]]));
  const start = one.init.get(first!)!;
  const init = new Map([
    [first!, start],
    [second, start],
  ]);
  const terms = mirrored.kind === 'sum' ? mirrored.terms : [mirrored];
  return derivedFrom(sum(one.map, ...terms.map(negate)), init, [], problem);
}

/** The theory of the map as any other model's; the range of the parameters is said only where it is needed. */
function derivedFrom(
  map: Expression,
  init: ReadonlyMap<string, Expression>,
  ranges: readonly Expression[],
  problem: DesignProblem,
): DesignedModel {
  const plain = buildModel({ map, init, known: withoutWeight(problem.assumptions) });
  const models = [plain, ...(ranges.length === 0 ? [] : [inRange(plain, ranges)])];
  for (const model of models) {
    const separable = attempt(() => separableTheory(model));
    if (separable !== null) return { model, separable, inWeight: null };
  }
  for (const model of models) {
    const inWeight = attempt(() => weightTheory(model));
    if (inWeight !== null) return { model, separable: null, inWeight };
  }
  return { model: plain, separable: null, inWeight: null };
}

function inRange(model: Model, ranges: readonly Expression[]): Model {
  try {
    return { ...model, assumptions: withPositive(model.assumptions, ranges) };
  } catch (error) {
    if (error instanceof DomainError) return model;
    throw error;
  }
}

function attempt<T>(derive: () => T | null): T | null {
  try {
    return derive();
  } catch (error) {
    const known =
      error instanceof NotSeparable || error instanceof RangeError || error instanceof HypentropyError;
    if (known) return null;
    throw error;
  }
}

/** What is known of the symbols other than the weight. */
export function withoutWeight({ domains, facts }: Assumptions): Assumptions {
  return {
    domains: new Map([...domains].filter(([name]) => name !== WEIGHT)),
    facts: facts.filter((f) => !freeSymbols(f.expression).has(WEIGHT)),
  };
}

/** ψ with its slope and value at w(0) taken off: the Bregman divergence from w(0), hence the regularizer. */
export function normalised({ potential, slope, start, assumptions }: DesignProblem): Expression | null {
  if (potential === null || slope === null) return null;
  const at = (e: Expression) => simplify(substitute(e, new Map([[WEIGHT, start]])), assumptions);
  try {
    const tangent = product(at(slope), subtract(symbol(WEIGHT), start));
    return subtract(potential, sum(at(potential), tangent));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
