import type { Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, TWO, ZERO, divide, power, product, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { inverseRoot } from './arcLength.ts';
import type { ArcMap } from './arcMap.ts';
import { normalised, type Design, type DesignedModel } from './design.ts';
import type { DualClock } from './dualClock.ts';
import { DUAL, WEIGHT } from './model.ts';
import { rangeText } from './readDesign.ts';
import { roundTripSteps } from './roundTrip.ts';
import type { OpenInterval } from './separableTheory.ts';
import type { Claim, Formula, Step } from './step.ts';
import { at, formula, identity } from './stepParts.ts';
import { twoSidedSteps } from './twoSidedSteps.ts';
import { insideConditions, limitAtEnd } from './weightInterval.ts';

const w = symbol(WEIGHT);
const s = symbol(DUAL);

/** The way from a potential to a parametrization, step by step, and back again. */
export function designSteps(d: Design): Step[] {
  return [potentialStep(d), metricStep(d), ...formSteps(d), ...biasStep(d), ...twoSidedSteps(d)];
}

function formSteps(d: Design): Step[] {
  const { form, designed } = d;
  if (form.kind === 'open' || designed === null) return [...openArcStep(d), equationStep(d)];
  const found = form.kind === 'arc' ? arcSteps(d, form.arc) : clockSteps(d, form.clock);
  return [...found, startStep(d, designed), ...roundTripSteps(d, designed)];
}

function potentialStep({ problem }: Design): Step {
  const { potential, slope, metric, given, start, startReason, interval, domainGiven, assumptions } = problem;
  const where = `on \`${rangeText(interval).replace('every real w', 'w real')}\``;
  const chosen = startReason === null ? '' : ` The start \`w(0) = ${toText(start)}\` is ${startReason}.`;
  const domain = domainGiven ? '' : ' (the domain on which it is defined)';
  const shown =
    given === 'metric'
      ? [formula("psi''(w)", '\\psi^{\\prime\\prime}(w)', metric)]
      : [formula('psi(w)', '\\psi(w)', potential!)];
  const integrated =
    given === 'metric' && potential !== null && slope !== null
      ? { formulas: [formula('psi(w)', '\\psi(w)', potential)], claims: [identity("psi''(w)", differentiate(differentiate(potential, WEIGHT), WEIGHT), metric, assumptions)] }
      : { formulas: [], claims: [] }; // prettier-ignore
  return {
    id: 'potential',
    title: given === 'metric' ? 'The metric asked for' : 'The potential asked for',
    text: `${given === 'metric' ? 'A Hessian' : 'A potential'} of one coordinate ${where}${domain}; affine terms of a potential change nothing.${chosen}`,
    formulas: [...shown, ...integrated.formulas, formula('w(0)', 'w(0)', start)],
    reason: 'definition of the problem',
    claims: [
      ...integrated.claims,
      ...insideConditions(interval, start).map((e) => positive('w(0) inside the domain', e, assumptions)),
    ],
  };
}

const positive = (name: string, expression: Expression, assumptions: Assumptions): Claim => ({
  kind: 'positive', name, expression, assumptions,
}); // prettier-ignore

function metricStep({ problem }: Design): Step {
  const { potential, slope, metric, given, assumptions } = problem;
  const formulas =
    given === 'metric' || slope === null
      ? []
      : [
          formula("psi'(w)", '\\psi^{\\prime}(w)', slope),
          formula("psi''(w)", '\\psi^{\\prime\\prime}(w)', metric),
        ];
  const claims =
    given === 'metric' || slope === null
      ? []
      : [
          identity("psi'(w)", slope, differentiate(potential!, WEIGHT), assumptions),
          identity("psi''(w)", metric, differentiate(differentiate(potential!, WEIGHT), WEIGHT), assumptions),
        ]; // prettier-ignore
  return {
    id: 'convexity',
    title: 'Strict convexity',
    text: "The metric of a map of one parameter is `1/F'^2`, so it must be positive throughout the domain.",
    formulas,
    reason: 'differentiation and rules of signs',
    claims: [...claims, positive("psi'' > 0", metric, assumptions)],
  };
}

const thetaName = (parameter: string): [string, string] => [
  `${parameter}(w)`,
  `${symbolLatex(parameter)}(w)`,
];

function arcSteps(d: Design, arc: ArcMap): Step[] {
  const { problem } = d;
  const { metric, assumptions } = problem;
  const [name, latex] = thetaName(arc.parameter);
  const { parameter: p } = arc;
  const u = symbol(p);
  const slope = differentiate(arc.arc, WEIGHT);
  const mapSlope = simplify(differentiate(arc.map, p), arc.assumptions);
  return [
    {
      id: 'arc-length',
      title: 'Arc length',
      text: `A map with \`F'(${p})^2 psi''(F(${p})) = 1\` has the metric \`psi''\`: its inverse is the arc length of that metric. Constant and direction are free; they are chosen so that the map is short.`,
      formulas: [formula(name, latex, arc.arc)],
      reason: 'antiderivative of the root of the metric, proved by differentiation (Amid and Warmuth 2020)',
      claims: [identity(`${p}'(w)^2 = psi''(w)`, power(slope, TWO), metric, assumptions)],
    },
    {
      id: 'parametrization',
      title: 'Parametrization',
      text: 'The inverse of the arc length.',
      formulas: [
        mapFormula(arc.map),
        formula(`dw/d${p}`, `\\frac{dw}{d${symbolLatex(p)}}`, mapSlope),
      ],
      reason: 'inversion of the arc length',
      claims: [
        identity(`F(${name}) = w`, at(arc.map, p, arc.arc), w, assumptions),
        identity(`dw/d${p}`, mapSlope, differentiate(arc.map, p), arc.assumptions),
        identity(
          `F'(${p})^2 psi''(F(${p})) = 1`,
          product(power(mapSlope, TWO), at(metric, WEIGHT, arc.map)),
          ONE,
          arc.assumptions,
        ),
      ],
    },
    rangeStep(d, arc, u),
  ]; // prettier-ignore
}

const mapFormula = (map: Expression): Formula => formula('w', 'w', map);

/** Where the parameter lives, and whether the flow reaches the ends of the domain in finite dual time. */
function rangeStep({ problem }: Design, arc: ArcMap, u: Expression): Step {
  const { interval, assumptions } = problem;
  const { range, parameter: p } = arc;
  const claims: Claim[] =
    range === null
      ? []
      : [
          identity(`${p}(F(${p})) = ${p}`, at(arc.arc, WEIGHT, arc.map), u, arc.assumptions),
          ...insideConditions(interval, arc.map).map((e) => positive(`F(${p}) in the domain`, e, arc.assumptions)),
          ...insideConditions(range, arc.arc).map((e) => positive(`${p}(w) in its range`, e, assumptions)),
        ]; // prettier-ignore
  const where =
    range === null
      ? `The ends of the range of \`${p}\` were not found in closed form.`
      : `The map takes \`${intervalText(range, p)}\` once onto \`${rangeText(interval).replace('every real w', 'w real')}\`.`;
  return {
    id: 'range',
    title: 'Range of the parameter',
    text: [where, ...endTexts(problem)].join(' '),
    formulas: [],
    reason: 'the arc length is strictly monotone; limits at the ends of the domain',
    claims,
  };
}

const intervalText = (range: OpenInterval, name: string): string =>
  rangeText(range, name).replace(`every real ${name}`, `${name} real`);

/** What ψ' does at the ends of the domain: a finite limit is reached at that dual time, an infinite one never. */
function endTexts({ slope, start, interval, assumptions }: Design['problem']): string[] {
  if (slope === null) return [];
  const there = valueAt(slope, start, assumptions);
  if (there === null) return [];
  const ends = (['lower', 'upper'] as const).flatMap((end) => {
    const limit = limitAtEnd(slope, WEIGHT, interval, end, assumptions);
    if (limit === null) return [];
    const bound = interval[end];
    const place = bound === null ? (end === 'upper' ? 'w -> inf' : 'w -> -inf') : `w = ${toText(bound)}`;
    if ('infinite' in limit) return [{ place, never: true, at: '' }];
    const time = toText(simplify(subtract(limit.finite, there), assumptions));
    return [{ place, never: false, at: time }];
  });
  const never = ends.filter((e) => e.never && !e.place.includes('inf')).map((e) => `\`${e.place}\``);
  const reached = ends.filter((e) => !e.never);
  return [
    ...(never.length === 0 ? [] : [`The flow never reaches ${never.join(' or ')}: the mirror map is infinite there.`]),
    ...reached.map((e) =>
      e.place.includes('inf')
        ? `The weight is infinite at the finite dual variable \`${e.at}\`.`
        : `The flow reaches \`${e.place}\` at the finite dual variable \`${e.at}\`, where it leaves the domain.`,
    ),
  ]; // prettier-ignore
}

function valueAt(e: Expression, start: Expression, facts: Assumptions): Expression | null {
  try {
    return simplify(specialAngles(at(e, WEIGHT, start)), facts);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function clockSteps({ problem, designed }: Design, clock: DualClock): Step[] {
  const { slope, start, assumptions } = problem;
  const { mirrorMap, inverseMirrorMap: h, parts, constant, assumptions: dual } = clock;
  const several = parts.length > 1;
  return [
    {
      id: 'mirror-map',
      title: 'Mirror map and its inverse',
      text: 'One parameter along the weight has no map in closed form that the engine finds. The same length is measured along the dual variable instead: the mirror map is inverted.',
      formulas: [formula('s(w)', '\\nabla\\psi(w)', mirrorMap), formula('w(s)', 'w(s)', h)],
      reason: 'inversion of the mirror map',
      claims: [
        identity('s(w)', mirrorMap, subtract(slope!, at(slope!, WEIGHT, start)), assumptions),
        identity('s(w(s)) = s', at(mirrorMap, WEIGHT, h), s, dual),
        identity('w(0)', at(h, DUAL, ZERO), start, dual),
      ],
    },
    {
      id: 'parametrization',
      title: several ? 'Split into rising parts' : 'Length along the dual variable',
      text: `${several ? 'The weight is a sum of rising functions of the dual variable, each with a parameter of its own. ' : ''}A part \`h(s)\` is run through by \`du/ds = F'(u)\` with \`F(u(s)) = h(s)\` when \`u(s)\` is the integral of \`sqrt(h'(s))\`.`,
      formulas: [
        ...parts.map(({ length: l }) => formula(`${l.parameter}(s)`, `${symbolLatex(l.parameter)}(s)`, l.arc)),
        mapFormula(designed!.model.map),
      ],
      reason: 'chain rule: dw/ds = F\'(u)^2 along the flow, one term a parameter (Amid and Warmuth 2020)',
      claims: [
        identity('sum of the parts', sum(constant, ...parts.map((p) => p.value)), h, dual),
        ...parts.flatMap(({ value, length: l }) => [
          identity(`${l.parameter}'(s)^2`, power(differentiate(l.arc, DUAL), TWO), differentiate(value, DUAL), dual),
          identity(`F(${l.parameter}(s))`, at(l.map, l.parameter, l.arc), value, dual),
        ]),
      ],
    },
  ]; // prettier-ignore
}

function startStep({ problem, form }: Design, { model }: DesignedModel): Step {
  const { start, assumptions } = problem;
  return {
    id: 'initialization',
    title: 'Initialization',
    text: 'The start values that put the weight at `w(0)`.',
    formulas: [
      ...model.parameters.map((p) =>
        formula(`${p}(0)`, `${symbolLatex(p)}(0)`, model.init.get(p)!),
      ),
      formula('w(0)', 'w(0)', start),
    ],
    reason: 'the length at the start',
    claims: [
      identity('w(0)', substitute(model.map, model.init), start, assumptions),
      ...lengthsAtStart(form, start).map(([p, length]) =>
        identity(`${p}(0)`, model.init.get(p)!, length, assumptions),
      ),
    ],
  }; // prettier-ignore
}

/** Each length at the start of the weight or of the dual variable. */
function lengthsAtStart(form: Design['form'], start: Expression): [string, Expression][] {
  if (form.kind === 'open') return [];
  return form.kind === 'arc'
    ? [[form.arc.parameter, at(form.arc.arc, WEIGHT, start)]]
    : form.clock.parts.map(({ length: l }) => [l.parameter, at(l.arc, DUAL, ZERO)]);
}

function openArcStep({ problem, form }: Design): Step[] {
  if (form.kind !== 'open' || form.arc === null) return [];
  const slope = differentiate(form.arc, WEIGHT);
  return [
    {
      id: 'arc-length',
      title: 'Arc length',
      text: 'The inverse of the map: it has a closed form, but no inverse of it was found.',
      formulas: [formula('u(w)', 'u(w)', form.arc)],
      reason: 'antiderivative of the root of the metric, proved by differentiation (Amid and Warmuth 2020)',
      claims: [identity("u'(w)^2 = psi''(w)", power(slope, TWO), problem.metric, problem.assumptions)],
    },
  ];
}

/** F' as a function of the weight, 1/√ψ''. */
export const speedOf = ({ metric, assumptions }: Design['problem']): Expression =>
  inverseRoot(metric, WEIGHT, assumptions);

function equationStep({ problem }: Design): Step {
  const { metric, assumptions } = problem;
  const speed = speedOf(problem);
  return {
    id: 'equation',
    title: 'The map as the solution of an equation',
    text: 'No closed form of the map was found, along the weight or along the dual variable, which does not show that there is none. It is the solution of the differential equation below that starts at `w(0)`; any smooth solver gives it to any accuracy.',
    formulas: [formula('dw/du', '\\frac{dw}{du}', speed)],
    reason: "F' = 1/sqrt(psi''(F)) (Amid and Warmuth 2020)",
    claims: [
      identity('(dw/du)^2', power(speed, TWO), divide(ONE, metric), assumptions),
      { kind: 'open', name: 'closed form', why: 'no closed form found' },
    ],
  };
}

function biasStep({ problem }: Design): Step[] {
  const regularizer = normalised(problem);
  if (regularizer === null || problem.slope === null) return [];
  const { start, assumptions, slope } = problem;
  const slopeOf = subtract(slope, at(slope, WEIGHT, start));
  return [
    {
      id: 'bias',
      title: 'The bias that follows',
      text: 'Gradient flow that reaches `X w = y` ends at the interpolator of least `Q(w) = D_psi(w, w(0))`, summed over the coordinates.',
      formulas: [formula('Q(w)', 'Q(w)', regularizer)],
      reason:
        'minimum-divergence characterisation of mirror flow (Gunasekar, Lee, Soudry and Srebro 2018; Woodworth et al. 2020)',
      claims: [
        identity("Q'(w)", differentiate(regularizer, WEIGHT), slopeOf, assumptions),
        identity('Q(w(0)) = 0', at(regularizer, WEIGHT, start), ZERO, assumptions),
      ],
    },
  ];
}
