import { DomainError, FormulaError } from '../errors.ts';
import { assumeThat, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ONE, TWO, ZERO, freeSymbols, power, product, subtract, substitute, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { parse } from '../expression/parse.ts';
import type { ModelRecord, StepRecord } from '../records.ts';
import {
  verifyIdentity,
  type Identity,
  type Judgement,
  type SamplingOptions,
} from '../verification/verifyIdentity.ts';
import { RECORDED } from './replayClaim.ts';

/** A formula that a step shows, decided from the model alone. */
export interface ShownJudgement extends Judgement {
  readonly step: string;
  readonly name: string;
}

export interface Shown {
  readonly judged: readonly ShownJudgement[];
  /** Formulas that are not decided so, by their step. */
  readonly left: readonly { readonly step: string; readonly formula: string }[];
}

const s = symbol('s');

/**
 * Decides what the steps of a theory show from the map and the start alone, by differentiating and substituting: u(s)
 * solves du/ds = dF/du from the start, w(s) = F along it, psi*'(s) = w(s), s(w) inverts w(s), dpsi/ds = s w'(s), and so on. So
 * the formulas are about this model and no other. Null for a model that is no single formula with one start.
 */
export function decideShown(
  model: ModelRecord,
  steps: readonly StepRecord[],
  sampling: SamplingOptions,
): Shown | null {
  const theory = readMap(model);
  if (theory === null) return null;
  const judged: ShownJudgement[] = depthJudged(model, theory, steps[0]!.id, sampling);
  const left: { step: string; formula: string }[] = [];
  const lines = steps.flatMap((step) =>
    step.formulas.map((text) => ({ step, text, formula: readFormula(text) })),
  );
  const alongFlow = new Map<string, Expression>();
  for (const { formula } of lines) {
    const name = /^(.+)\(s\)$/.exec(formula?.name ?? '')?.[1];
    if (name !== undefined && theory.init.has(name)) alongFlow.set(name, formula!.value);
  }
  const solved = [...theory.init.keys()].every((name) => alongFlow.has(name));
  const flow: Flow = {
    ...theory,
    along: alongFlow,
    weight: solved ? substitute(theory.map, alongFlow) : null,
  };
  const parts = new Map<string, Expression>();
  const known = new Set([...symbolsOf(theory), 'w', 's', 's_0', 's_1', 'w_0', 'w_1']);
  for (const { step, text, formula } of lines) {
    const assumptions = assumptionsOf(model, step, steps);
    const value = formula === null ? null : substitute(formula.value, parts);
    const foreign = value !== null && [...freeSymbols(value)].some((n) => !known.has(n));
    const readableHere = formula !== null && value !== null && assumptions !== null && !foreign;
    const identities = readableHere ? obligations(formula.name, value, flow) : null;
    if (identities === null) {
      // a part of a long formula, put into those after it
      if (step.id === 'mirror-map' && /^[a-z_A-Z0-9]+$/.test(formula?.name ?? ''))
        parts.set(formula!.name, value!);
      left.push({ step: step.id, formula: text });
      continue;
    }
    for (const identity of identities)
      judged.push({
        step: step.id,
        name: text,
        ...verifyIdentity({ ...identity, assumptions: assumptions! }, sampling),
      });
  }
  return { judged, left };
}

interface TypedMap {
  readonly map: Expression;
  readonly init: ReadonlyMap<string, Expression>;
}

interface Flow extends TypedMap {
  readonly along: ReadonlyMap<string, Expression>;
  /** F along the flow; null where the flow has no closed form. */
  readonly weight: Expression | null;
}

const symbolsOf = ({ map, init }: TypedMap): string[] => [
  ...init.keys(),
  ...[map, ...init.values()].flatMap((e) => [...freeSymbols(e)]),
];

function readMap({ parametrization, init }: ModelRecord): TypedMap | null {
  if (/[[\]']/.test(parametrization) || Object.values(init).some((list) => list.length !== 1)) return null;
  const map = readable(() => parse(parametrization, RECORDED));
  if (map === null || Object.keys(init).length === 0) return null;
  return { map, init: new Map(Object.entries(init).map(([name, [text]]) => [name, parse(text!, RECORDED)])) };
}

/** The depth that a model names has the map u^D - v^D, or e^u - e^v where it is infinite; a branch that starts at zero may be dropped. */
function depthJudged(
  model: ModelRecord,
  { map, init }: TypedMap,
  step: string,
  sampling: SamplingOptions,
): ShownJudgement[] {
  const { depth } = model;
  if (depth === null || init.size !== 2) return [];
  const text = depth === 'inf' ? 'exp(u) - exp(v)' : `u^(${depth === 'symbolic' ? 'D' : depth}) - v^(${depth === 'symbolic' ? 'D' : depth})`; // prettier-ignore
  const right = readable(() => parse(text, RECORDED));
  if (right === null) return [];
  const identity = { left: map, right, assumptions: assumeThat(['u > 0', 'v > 0', 'D > 0']) };
  return [{ step, name: `the map of depth ${depth}`, ...verifyIdentity(identity, sampling) }];
}

/** `left = right`; null for a series or a text that is no formula. */
function readFormula(text: string): { name: string; value: Expression } | null {
  const split = text.indexOf('=');
  if (split < 0 || text.includes('...')) return null;
  const value = readable(() => parse(text.slice(split + 1), RECORDED));
  return value === null ? null : { name: text.slice(0, split).replace(/\s+/g, ''), value };
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormulaError || error instanceof DomainError) return null;
    throw error;
  }
}

/** The conditions of the model, of the claims of a step, and of those on the flow; null where they contradict each other. */
function assumptionsOf(
  model: ModelRecord,
  step: StepRecord,
  steps: readonly StepRecord[],
): Assumptions | null {
  const claims = [step, ...steps.filter(({ id }) => OF_FLOW.has(id))].flatMap((x) => x.claims ?? []);
  const conditions = new Set([...model.assumptions, ...claims.flatMap((c) => c.assumptions)]);
  return readable(() => assumeThat([...conditions].filter(isOfFlow)));
}

const OF_FLOW: ReadonlySet<string> = new Set(['flow', 'inverse-mirror-map']);

/** Conditions on auxiliary variables of a proof say nothing of the formula. */
const isOfFlow = (condition: string): boolean => !/\b(z|small_\w+)\b/.test(condition);

/** The identities that decide a formula by its left side; null for one that is not known. */
function obligations(name: string, value: Expression, flow: Flow): Omit<Identity, 'assumptions'>[] | null {
  const { map, init, along, weight: h } = flow;
  const is = (left: Expression, right: Expression) => ({ left, right });
  const at = (e: Expression, x: Expression, y: string): Expression => substitute(e, new Map([[y, x]]));
  const slopes = [...init.keys()].map((p) => differentiate(map, p));
  const square = sum(...slopes.map((g) => power(g, TWO)));
  const [, start, time] = /^(.+)\(([\d/.-]+)\)$/.exec(name) ?? [];
  const [, moving] = /^(.+)\(s\)$/.exec(name) ?? [];
  const [, variable] = /^dw\/d(.+)$/.exec(name) ?? [];
  if (name === 'w' && !freeSymbols(value).has('s')) return [is(value, map)];
  if (start === 'w' && time === '0') return [is(value, substitute(map, init))];
  if (start !== undefined && time === '0' && init.has(start)) return [is(value, init.get(start)!)];
  if (variable !== undefined && init.has(variable)) return [is(value, differentiate(map, variable))];
  if (name === 'JJ^T') return [is(value, square)];
  if (name === 'metric' && !freeSymbols(value).has('s')) return [is(value, power(square, MINUS_ONE))];
  if (h === null) return init.size === 1 ? inWeight(name, value, flow) : conserved(name, value, flow);
  if (moving !== undefined && init.has(moving)) {
    const change = substitute(differentiate(map, moving), along);
    return [is(differentiate(value, 's'), change), is(at(value, ZERO, 's'), init.get(moving)!)];
  }
  const then = time === undefined ? null : parse(time);
  if (then !== null && start === 'w') return [is(value, at(h, then, 's'))];
  if (then !== null && init.has(start!)) return [is(value, at(along.get(start!)!, then, 's'))];
  const slope = differentiate(h, 's');
  const vanishes = (e: Expression, x: Expression, y: string) => is(at(at(e, x, y), ZERO, 's'), ZERO);
  const w0 = substitute(map, init);
  switch (name) {
    case 'w':
    case 'w(s)':
      return [is(value, h)];
    case 'psi*(s)':
      return [is(differentiate(value, 's'), h), vanishes(value, ZERO, 's')];
    case 's(w)':
      return [is(at(value, h, 'w'), s)];
    case 'psi(w)':
    case 'Q(w)':
      return freeSymbols(value).has('s')
        ? [is(differentiate(at(value, h, 'w'), 's'), product(s, slope)), vanishes(value, w0, 'w')]
        : [is(at(differentiate(value, 'w'), h, 'w'), s), vanishes(value, w0, 'w')];
    case 'psi(w(s))':
    case 'Q(w(s))':
      return [is(differentiate(value, 's'), product(s, slope)), vanishes(value, ZERO, 's')];
    case "psi''(w)":
      return [is(product(at(value, h, 'w'), slope), ONE)];
    case "psi''(w(s))":
      return [is(product(value, slope), ONE)];
    case 'D_psi(w_1,w_0)': {
      const [one, zero] = [symbol('s_1'), symbol('s_0')];
      const change = product(subtract(one, zero), at(slope, one, 's'));
      return [is(differentiate(value, 's_1'), change), vanishes(value, zero, 's_1')];
    }
    default:
      return conserved(name, value, flow);
  }
}

/** Of a map of one parameter whose flow is not solved: along the curve w = F(t), where psi''(F(t)) F'(t)^2 = 1. */
function inWeight(
  name: string,
  value: Expression,
  { map, init }: Flow,
): Omit<Identity, 'assumptions'>[] | null {
  const [[t, start]] = [...init] as [[string, Expression]];
  const slope = differentiate(map, t);
  const along = (e: Expression): Expression => substitute(e, new Map([['w', map]]));
  const atStart = (e: Expression) => ({ left: substitute(along(e), new Map([[t, start]])), right: ZERO });
  const curvature = (e: Expression) => ({ left: product(along(e), power(slope, TWO)), right: ONE });
  const first = differentiate(value, 'w');
  if (name === `${t}(w)`) return [{ left: along(value), right: symbol(t) }];
  switch (name) {
    case 'dw/ds':
      return [{ left: along(value), right: power(slope, TWO) }];
    case "psi''(w)":
      return [curvature(value)];
    case 's(w)':
      return [curvature(first), atStart(value)];
    case 'psi(w)':
    case 'Q(w)':
      return [curvature(differentiate(first, 'w')), atStart(first), atStart(value)];
    default:
      return null;
  }
}

/** A quantity of the parameters that does not change along the flow. */
function conserved(
  name: string,
  value: Expression,
  { map, along, init, weight }: Flow,
): Omit<Identity, 'assumptions'>[] | null {
  const quantity = readable(() => parse(name, RECORDED));
  if (quantity === null || quantity.kind === 'symbol' || freeSymbols(value).has('s')) return null;
  const names = [...freeSymbols(quantity)];
  if (!names.some((n) => init.has(n)) || names.some((n) => n === 'w' || n === 's')) return null;
  if (weight !== null) return [{ left: substitute(quantity, along), right: value }];
  const change = [...init.keys()].map((p) => product(differentiate(quantity, p), differentiate(map, p)));
  return [
    { left: sum(...change), right: ZERO },
    { left: substitute(quantity, init), right: value },
  ];
}
