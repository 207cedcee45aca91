import { withPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, dependsOn, freeSymbols, negate, power, product, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { DUAL, WEIGHT } from '../theory/model.ts';
import { bregmanNames } from '../theory/potentialSteps.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { solutionsOf } from '../theory/stepParts.ts';

/** A claimed formula reduced to an identity, in the dual variable or in the parameters. */
export interface Comparison {
  readonly text: string;
  readonly claimed: Expression;
  readonly derived: Expression;
  readonly assumptions: Assumptions;
  /** The engine's own formula, when there is one to show. */
  readonly shown: Expression | null;
  /**
   * What derivatives cannot see where the formula has a corner or a jump: the same at every s for a claim that is right
   * up to the factor.
   */
  readonly across?: (factor: Expression) => readonly Expression[];
}

/** A quantity that the left side of a claim names. */
export interface ClaimedQuantity {
  /** Symbols that the formula may use. */
  readonly symbols: ReadonlySet<string>;
  /** The identity that decides the claim; null for a conserved quantity, whose rate of change decides. */
  readonly compare: ((formula: Expression) => Comparison) | null;
}

/** Spellings of the quantities of every model, those of `derive` among them; spaces do not count. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  potential: ['potential', 'psi', 'psi(w)', 'psi(w(s))'],
  regularizer: ['regularizer', 'Q', 'Q(w)', 'Q(w(s))'],
  'mirror-map': ['mirror-map', 's(w)', "psi'(w)"],
  'inverse-mirror-map': ['inverse-mirror-map', 'w(s)', "psi*'(s)"],
  'dual-potential': ['dual-potential', 'psi*', 'psi*(s)'],
  metric: ['metric', "psi''", "psi''(w)", "psi''(w(s))"],
  bregman: ['bregman', 'D_psi(w_1,w_0)'],
  'inverse-metric': ['inverse-metric', 'JJ^T'],
  conserved: ['conserved'],
};

/** The claimable quantities by their first spelling. */
export const CLAIMABLE = Object.keys(SPELLINGS);

const BY_SPELLING = new Map(
  Object.entries(SPELLINGS).flatMap(([name, spellings]) => spellings.map((s) => [s, name] as const)),
);

const compact = (left: string): string => left.replace(/\s+/g, '');

/** The quantity of every model that a left side names, or null. */
export const quantityNamed = (left: string): string | null => BY_SPELLING.get(compact(left)) ?? null;

/** True when a left side names a quantity of a model whatever the model; u and v are the parameters of networks. */
export const isQuantityName = (left: string): boolean =>
  BY_SPELLING.has(compact(left)) || /^([uvw]\(0\)|[uv]\(s\)|dw\/d[uv])$/.test(compact(left));

/** The quantity that a left side names, or null where it is to be read as a formula. */
export function claimedQuantity(left: string, t: SeparableTheory): ClaimedQuantity | null {
  const spelling = compact(left);
  const name = BY_SPELLING.get(spelling);
  if (name !== undefined) return ofModel(name, t);
  const [, start] = /^(.+)\(0\)$/.exec(spelling) ?? [];
  const [, flowing] = /^(.+)\(s\)$/.exec(spelling) ?? [];
  const [, variable] = /^dw\/d(.+)$/.exec(spelling) ?? [];
  const { model, branches } = t;
  const init = start === WEIGHT ? t.start : start === undefined ? undefined : model.init.get(start);
  if (init !== undefined) return exact([], t, init);
  const solution = flowing === undefined ? undefined : solutionsOf(branches).get(flowing);
  if (solution !== undefined) return exact([DUAL], t, solution);
  if (variable !== undefined && model.parameters.includes(variable))
    return inParameters(t, differentiate(model.map, variable));
  return null;
}

/** Symbols of the model's numbers: scale, start values, constants of the map. */
export const constants = ({ model }: SeparableTheory): string[] =>
  [...new Set([model.map, ...model.init.values()].flatMap((e) => [...freeSymbols(e)]))]
    .filter((name) => !model.parameters.includes(name)); // prettier-ignore

/** The parameters, the weight and the named parts of a long mirror map as functions of the dual variable. */
export function onFlow(t: SeparableTheory): Map<string, Expression> {
  const values = solutionsOf(t.branches).set(WEIGHT, t.inverseMirrorMap);
  for (const { name, value } of partsOf(t)) values.set(name, substitute(value, values));
  return values;
}

/** The named parts of a long mirror map, without the map itself. */
export const partsOf = ({ mirrorMap }: SeparableTheory) =>
  mirrorMap.form === 'closed' ? (mirrorMap.parts ?? []).slice(0, -1) : [];

/** Where the parts of the mirror map hold: on the upper half where the lower follows by symmetry. */
export function wherePartsHold(t: SeparableTheory, formula: Expression): Assumptions {
  const { mirrorMap, assumptions } = t;
  const half = mirrorMap.form === 'closed' ? mirrorMap.half : null;
  if (half === null || !partsOf(t).some(({ name }) => dependsOn(formula, name))) return assumptions;
  return withPositive(assumptions, [subtract(symbol(DUAL), half.centre)]);
}

function ofModel(name: string, t: SeparableTheory): ClaimedQuantity {
  const { inverseMirrorMap: h, parametricPotential, mirrorMap, model } = t;
  const weightSymbols = [WEIGHT, ...partsOf(t).map((p) => p.name)];
  const slope = differentiate(h, DUAL);
  switch (name) {
    case 'potential':
      return {
        symbols: new Set([...constants(t), WEIGHT, DUAL]),
        compare: (formula) =>
          dependsOn(formula, DUAL) ? comparison(t, formula, parametricPotential, t.potential) : convexity(t, formula),
      }; // prettier-ignore
    case 'regularizer':
      return exact([WEIGHT, DUAL], t, parametricPotential, t.potential);
    case 'mirror-map':
      return exact(weightSymbols, t, symbol(DUAL), mirrorMap.form === 'closed' ? mirrorMap.value : null);
    case 'metric':
      return exact([WEIGHT, DUAL, ...model.parameters], t, power(slope, MINUS_ONE), t.metric);
    case 'inverse-metric':
      return exact([WEIGHT, DUAL, ...model.parameters], t, slope, t.inverseMetric);
    case 'inverse-mirror-map':
      return exact([DUAL], t, h);
    case 'dual-potential':
      return {
        symbols: new Set([...constants(t), DUAL]),
        compare: (formula) => ({
          text: 'modulo a constant (derivatives compared)',
          claimed: differentiate(formula, DUAL),
          derived: h,
          assumptions: t.assumptions,
          shown: t.dualPotential,
          across: (factor) => [subtract(formula, product(factor, t.dualPotential))],
        }),
      };
    case 'bregman':
      return divergence(t);
    default:
      return { symbols: new Set([...constants(t), ...model.parameters]), compare: null };
  }
}

/** Equal along the flow, w = w(s). */
function comparison(
  t: SeparableTheory,
  formula: Expression,
  derived: Expression,
  shown: Expression | null,
): Comparison {
  const assumptions = wherePartsHold(t, formula);
  return { text: 'exactly', claimed: substitute(formula, onFlow(t)), derived, assumptions, shown };
}

function exact(
  symbols: readonly string[],
  t: SeparableTheory,
  derived: Expression,
  shown: Expression | null = derived,
): ClaimedQuantity {
  return {
    symbols: new Set([...constants(t), ...symbols]),
    compare: (formula) => comparison(t, formula, derived, shown),
  };
}

/** Equal as functions of the parameters, on and off the flow. */
function inParameters(t: SeparableTheory, derived: Expression): ClaimedQuantity {
  return {
    symbols: new Set([...constants(t), ...t.model.parameters]),
    compare: (claimed) => ({
      text: 'exactly',
      claimed,
      derived,
      assumptions: t.model.assumptions,
      shown: derived,
    }),
  };
}

/** A potential in the weight is compared by its second derivative, which is the metric. */
function convexity(t: SeparableTheory, formula: Expression): Comparison {
  const { inverseMirrorMap: h, parametricPotential, assumptions, potential: shown } = t;
  const slope = differentiate(formula, WEIGHT);
  // claimed - psi is affine in w: its slope and its value at w = 0 are the same wherever they are taken
  const across = (factor: Expression): Expression[] => {
    const excess = subtract(substitute(slope, onFlow(t)), product(factor, symbol(DUAL)));
    const rest = subtract(substitute(formula, onFlow(t)), product(factor, parametricPotential));
    return [excess, subtract(rest, product(excess, h))];
  };
  return {
    text: 'modulo affine terms (second derivatives compared)',
    claimed: substitute(differentiate(slope, WEIGHT), onFlow(t)),
    derived: power(differentiate(h, DUAL), MINUS_ONE),
    assumptions,
    shown,
    across,
  };
}

/** D_psi(w_1, w_0) by the dual variables of the two weights. */
function divergence(t: SeparableTheory): ClaimedQuantity {
  const { inverseMirrorMap: h, parametricPotential: psi } = t;
  const { first, second, facts } = bregmanNames(t);
  const at = (e: Expression, name: string): Expression => substitute(e, new Map([[DUAL, symbol(name)]]));
  const weights = new Map([
    ['w_1', at(h, first)],
    ['w_0', at(h, second)],
  ]);
  const derived = sum(
    at(psi, first),
    negate(at(psi, second)),
    negate(product(symbol(second), subtract(at(h, first), at(h, second)))),
  );
  return {
    symbols: new Set([...constants(t), first, second, ...weights.keys()]),
    compare: (formula) => ({
      text: `exactly, with w_1 = w(${first}) and w_0 = w(${second})`,
      claimed: substitute(formula, weights),
      derived,
      assumptions: facts,
      shown: null,
    }),
  };
}
