import { DomainError } from '../errors.ts';
import { domainOf, withDomain, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE,
  TWO,
  power,
  product,
  subtract,
  symbol,
  type Expression,
} from '../expression/expression.ts';
import { normalised, type Design, type DesignedModel } from './design.ts';
import { DUAL, WEIGHT } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Formula, Step } from './step.ts';
import { at, formula, identity } from './stepParts.ts';
import type { WeightTheory } from './weightTheory.ts';

/** The theory derived from the map alone, compared with the potential that was asked for. */
export function roundTripSteps(d: Design, { model, separable, inWeight }: DesignedModel): Step[] {
  if (separable !== null) return [step(alongFlow(d, separable))];
  if (inWeight !== null) return [step(alongWeight(d, inWeight))];
  return [byChainRule(d, model.map, model.parameters, model.assumptions)];
}

interface Comparison {
  readonly formulas: readonly Formula[];
  readonly claims: readonly Claim[];
  readonly how: string;
}

const step = ({ formulas, claims, how }: Comparison): Step => ({
  id: 'round-trip',
  title: 'Back again: the theory of the map',
  text: `The map and its start, put through the derivation of any other model (${how}), give back the metric asked for; the potentials agree, normalised to value and slope 0 at the start.`,
  formulas,
  reason: 'independent derivation from the map, compared with the request',
  claims,
});

function alongFlow({ problem }: Design, t: SeparableTheory): Comparison {
  const formulas = [formula('w(s)', 'w(s)=\\nabla\\psi^{*}(s)', t.inverseMirrorMap)];
  const facts = common(problem.assumptions, t.weightAssumptions);
  const claims = closedClaims(problem, t, facts) ?? dualClaims(problem, t);
  return {
    how: 'flow along the dual variable',
    ...potentials(problem, t.potential, facts, formulas, claims),
  };
}

/** In the weight, where the mirror map that was derived is closed on the whole range. */
function closedClaims(
  { metric, slope, start }: Design['problem'],
  t: SeparableTheory,
  facts: Assumptions,
): Claim[] | null {
  const { mirrorMap, inverseMirrorMap: h } = t;
  if (mirrorMap.form !== 'closed' || mirrorMap.half !== null || t.metric === null) return null;
  const s = mirrorMap.value;
  return [
    identity('w(s(w)) = w', at(h, DUAL, s), symbol(WEIGHT), facts),
    identity("psi''(w) = 1/w'(s(w))", metric, at(power(differentiate(h, DUAL), MINUS_ONE), DUAL, s), facts),
    ...(slope === null ? [] : [identity('s(w)', s, subtract(slope, at(slope, WEIGHT, start)), facts)]),
  ];
}

function dualClaims({ metric, slope, start }: Design['problem'], t: SeparableTheory): Claim[] {
  const h = t.inverseMirrorMap;
  const along = (e: Expression) => at(e, WEIGHT, h);
  const slopeThere = power(differentiate(h, DUAL), MINUS_ONE);
  return [
    identity("psi''(w(s)) = 1/w'(s)", along(metric), slopeThere, t.assumptions),
    ...(slope === null
      ? []
      : [
          identity(
            'mirror map along the flow',
            subtract(along(slope), at(slope, WEIGHT, start)),
            symbol(DUAL),
            t.assumptions,
          ),
        ]),
  ];
}

function alongWeight({ problem }: Design, t: WeightTheory): Comparison {
  const facts = common(problem.assumptions, t.assumptions);
  const claims: Claim[] = [identity("psi''(w)", t.metric, problem.metric, facts)];
  if (problem.slope !== null) {
    const asked = subtract(problem.slope, at(problem.slope, WEIGHT, problem.start));
    claims.push(identity('mirror map', t.mirrorMap, asked, facts));
  }
  return {
    how: 'in the weight',
    ...potentials(problem, t.potential, facts, [], claims),
  };
}

/** The derived potential beside the one asked for, normalised alike. */
function potentials(
  problem: Design['problem'],
  derived: Expression | null,
  facts: Assumptions,
  formulas: readonly Formula[],
  claims: readonly Claim[],
): Pick<Comparison, 'formulas' | 'claims'> {
  if (derived === null) return { formulas, claims };
  const asked = normalised(problem);
  return {
    formulas: [...formulas, formula('psi(w)', '\\psi(w)', derived)],
    claims:
      asked === null
        ? [...claims, identity("psi''", differentiate(differentiate(derived, WEIGHT), WEIGHT), problem.metric, facts)]
        : [...claims, identity('psi(w) modulo affine terms', derived, asked, facts)],
  }; // prettier-ignore
}

function byChainRule(
  { problem, form }: Design,
  map: Expression,
  [p]: readonly string[],
  facts: Assumptions,
): Step {
  const inRange = form.kind === 'arc' ? form.arc.assumptions : facts;
  const derived = power(differentiate(map, p!), product(MINUS_ONE, TWO));
  return {
    id: 'round-trip',
    title: 'Back again: the metric of the map',
    text: 'The flow of this map has no closed form that the engine finds; its metric follows from the slope of the map alone and is the one asked for.',
    formulas: [],
    reason: 'chain rule (Amid and Warmuth 2020)',
    claims: [identity("psi''(F) = 1/F'^2", at(problem.metric, WEIGHT, map), derived, inRange)],
  };
}

/** Both sets of assumptions about the weight; those of the request alone where they contradict each other. */
function common(asked: Assumptions, derived: Assumptions): Assumptions {
  try {
    let all: Assumptions = asked;
    for (const name of derived.domains.keys()) all = withDomain(all, name, domainOf(name, derived));
    return { ...all, facts: [...all.facts, ...derived.facts] };
  } catch (error) {
    if (error instanceof DomainError) return asked;
    throw error;
  }
}
