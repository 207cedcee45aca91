import type { Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, TWO, ZERO, divide, negate, power, product, size, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { alongFlow } from './kernelExpansion.ts';
import { DUAL, WEIGHT } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Formula, Step } from './step.ts';

const s = symbol(DUAL);
const w = symbol(WEIGHT);

/** Closed forms of more nodes than this are printed as the function of s at s = σ(w) rather than written out. */
const LONGEST = 90;

const formula = (left: string, leftLatex: string, right: Expression): Formula => ({ left, leftLatex, right });
const identity = (name: string, left: Expression, right: Expression, assumptions: Assumptions): Claim => ({
  kind: 'identity', name, left, right, assumptions,
}); // prettier-ignore
const at = (e: Expression, name: string, value: Expression) => substitute(e, new Map([[name, value]]));

/** The derivation of a separable model, step by step, without the regimes. */
export function theorySteps(t: SeparableTheory): Step[] {
  return [
    parametrizationStep(t),
    jacobianStep(t),
    metricTensorStep(t),
    flowStep(t),
    ...conservedStep(t),
    inverseMirrorMapStep(t),
    dualPotentialStep(t),
    mirrorMapStep(t),
    potentialStep(t),
    metricStep(t),
    bregmanStep(t),
    regularizerStep(t),
  ];
}

function parametrizationStep({ model, start }: SeparableTheory): Step {
  return {
    id: 'parametrization',
    title: 'Parametrization',
    text: 'Each weight is a function of its own parameters; the flow starts from the values below.',
    formulas: [
      formula('w', 'w', model.map),
      ...model.parameters.map((p) => formula(`${p}(0)`, `${symbolLatex(p)}(0)`, model.init.get(p)!)),
      formula('w(0)', 'w(0)', start),
    ],
    reason: 'definition of the model',
    claims: [identity('w(0)', start, substitute(model.map, model.init), model.assumptions)],
  };
}

function jacobianStep({ model, jacobian }: SeparableTheory): Step {
  return {
    id: 'jacobian',
    title: 'Jacobian',
    text: 'Gradient flow of a loss of `w` moves each parameter by the chain rule: with `s` the accumulated negative gradient of the loss in this coordinate, every parameter follows the gradient of the map.',
    formulas: model.parameters.map((p, k) =>
      formula(`dw/d${p}`, `\\frac{\\partial w}{\\partial ${symbolLatex(p)}}`, jacobian[k]!),
    ),
    reason: 'differentiation of the map',
    claims: model.parameters.map((p, k) =>
      identity(`dw/d${p}`, jacobian[k]!, differentiate(model.map, p), model.assumptions),
    ),
  };
}

function metricTensorStep({ model, inverseMetric }: SeparableTheory): Step {
  const raw = sum(...model.parameters.map((p) => power(differentiate(model.map, p), TWO)));
  return {
    id: 'metric-tensor',
    title: 'Metric tensor in the parameters',
    text: 'The weight moves by minus J J-transposed times the gradient of the loss in the weight: the metric tensor of function space is the inverse of J J-transposed, diagonal over the coordinates.',
    formulas: [
      formula('J J^T', 'J J^{\\top}', inverseMetric),
      formula('metric', '(J J^{\\top})^{-1}', power(inverseMetric, MINUS_ONE)),
    ],
    reason: 'sum of the squared Jacobian entries',
    claims: [identity('J J^T', inverseMetric, raw, model.assumptions)],
  };
}

function flowStep({ model, branches, assumptions, dualDomain }: SeparableTheory): Step {
  const claims = branches.flatMap(({ parameter, part, flow }): Claim[] => [
    identity(
      `d${parameter}/ds`,
      differentiate(flow.solution, DUAL),
      at(differentiate(part, parameter), parameter, flow.solution),
      assumptions,
    ),
    identity(`${parameter}(0)`, at(flow.solution, DUAL, ZERO), model.init.get(parameter)!, model.assumptions),
  ]);
  return {
    id: 'flow',
    title: 'The flow along the dual variable',
    text: `Along the flow \`d${branches[0]!.parameter}/ds = dw/d${branches[0]!.parameter}\`${branches.length > 1 ? ' and likewise for every parameter' : ''}: separable equations, solved by an antiderivative and its inverse. They hold ${domainText(dualDomain, 's')}.`,
    formulas: branches.map(({ parameter, flow }) =>
      formula(`${parameter}(s)`, `${symbolLatex(parameter)}(s)`, flow.solution),
    ),
    reason: `separation of variables (${branches[0]!.flow.rules.join(', ')})`,
    claims,
  };
}

function domainText(
  { lower, upper }: { lower: Expression | null; upper: Expression | null },
  name: string,
): string {
  if (lower === null && upper === null) return `for every \`${name}\``;
  const low = lower === null ? '' : `${toText(lower)} < `;
  const high = upper === null ? '' : ` < ${toText(upper)}`;
  return `for \`${low}${name}${high}\``;
}

function conservedStep({ model, conserved }: SeparableTheory): Step[] {
  if (conserved.length === 0) return [];
  return [
    {
      id: 'conserved',
      title: conserved.length === 1 ? 'Conserved quantity' : 'Conserved quantities',
      text: 'All parameters of a coordinate share one dual variable, so differences of their antiderivatives never change. They eliminate the parameters in favour of the weight.',
      formulas: conserved.map(({ quantity, value }) => formula(toText(quantity), toLatex(quantity), value)),
      reason: 'the antiderivatives of the separable equations advance equally',
      claims: conserved.flatMap(({ quantity, value }, k): Claim[] => [
        identity(
          `conserved ${k + 1}`,
          alongFlow(quantity, model.map, model.parameters),
          ZERO,
          model.assumptions,
        ),
        identity(`value ${k + 1}`, substitute(quantity, model.init), value, model.assumptions),
      ]),
    },
  ];
}

function inverseMirrorMapStep(t: SeparableTheory): Step {
  const { model, branches, inverseMirrorMap: h, assumptions, weightDomain, start } = t;
  const raw = substitute(model.map, new Map(branches.map((b) => [b.parameter, b.flow.solution])));
  return {
    id: 'inverse-mirror-map',
    title: 'Inverse mirror map',
    text: `The weight as a function of the dual variable, the gradient of the dual potential. It is strictly increasing ${domainText(t.dualDomain, 's')}, and takes ${weightDomain.lower === null && weightDomain.upper === null ? 'every real weight' : `the weights ${domainText(weightDomain, 'w').replace('for ', '')}`} once.`,
    formulas: [formula('w(s)', 'w(s)=\\nabla\\psi^{*}(s)', h)],
    reason: 'the map evaluated along the flow',
    claims: [
      identity('w(s)', h, raw, assumptions),
      identity('w(0)', at(h, DUAL, ZERO), start, model.assumptions),
    ],
  };
}

function dualPotentialStep({ inverseMirrorMap, dualPotential, assumptions, model }: SeparableTheory): Step {
  return {
    id: 'dual-potential',
    title: 'Dual potential',
    text: 'Its antiderivative, normalised to vanish at the start.',
    formulas: [formula('psi*(s)', '\\psi^{*}(s)', dualPotential)],
    reason: 'antiderivative, proved by differentiation',
    claims: [
      identity("psi*'(s)", differentiate(dualPotential, DUAL), inverseMirrorMap, assumptions),
      identity('psi*(0)', at(dualPotential, DUAL, ZERO), ZERO, model.assumptions),
    ],
  };
}

function mirrorMapStep(t: SeparableTheory): Step {
  const { mirrorMap, inverseMirrorMap: h } = t;
  const base = { id: 'mirror-map', title: 'Mirror map' };
  if (mirrorMap.form === 'closed') {
    const { value, parts, positiveHalf } = mirrorMap;
    const shown =
      parts === null
        ? [formula('s(w)', '\\nabla\\psi(w)', value)]
        : parts.map((p) => formula(p.name, p.latex, p.value));
    const inverse = positiveHalf ?? value;
    return {
      ...base,
      text:
        positiveHalf === null
          ? 'The inverse mirror map is inverted in closed form.'
          : 'The inverse mirror map is inverted in closed form for `w > 0`; the map is odd, which gives `w < 0`.',
      formulas: shown,
      reason: `inversion (${mirrorMap.rules.join(', ')})`,
      claims: [
        mirrorMap.cleared === null
          ? identity('w(s(w)) = w', at(h, DUAL, inverse), w, t.weightAssumptions)
          : {
              kind: 'inverse',
              name: 'w(s(w)) = w',
              ...mirrorMap.cleared,
              composed: at(h, DUAL, inverse),
              value: w,
              assumptions: t.weightAssumptions,
            },
      ],
    };
  }
  if (mirrorMap.form === 'none') {
    return {
      ...base,
      text: `No formula in radicals exists for \`s(w)\`: ${mirrorMap.proof.text} The mirror map is therefore given in parametric form, by \`w = w(s)\`, which is exact and strictly increasing.`,
      formulas: [formula('w', 'w', h)],
      reason: 'Galois group of the equation at a rational point (Dedekind; Jordan 1873)',
      claims: [
        {
          kind: 'galois',
          name: 'no radical form',
          resolvent: mirrorMap.proof.resolvent,
          certificate: mirrorMap.proof.certificate,
        },
      ],
    };
  }
  return {
    ...base,
    text: `No closed form of \`s(w)\` is known to the engine, and whether one exists is open here: ${mirrorMap.why}. The mirror map is given in parametric form, by \`w = w(s)\`, which is exact and strictly increasing.`,
    formulas: [formula('w', 'w', h)],
    reason: 'monotone inverse',
    claims: [{ kind: 'definition', name: 'parametric form' }],
  };
}

function potentialStep(t: SeparableTheory): Step {
  const { potential, parametricPotential, dualPotential, inverseMirrorMap: h, assumptions, mirrorMap } = t;
  const parametric = [
    identity(
      "dpsi/ds = s w'(s)",
      differentiate(parametricPotential, DUAL),
      product(s, differentiate(h, DUAL)),
      assumptions,
    ),
    identity('psi = 0 at the start', at(parametricPotential, DUAL, ZERO), ZERO, t.model.assumptions),
  ];
  const base = { id: 'potential', title: 'Potential', reason: 'Legendre transform of the dual potential' };
  if (potential === null || mirrorMap.form !== 'closed') {
    return {
      ...base,
      text: 'In parametric form: for each dual variable the weight and the potential there.',
      formulas: [formula('w(s)', 'w(s)', h), formula('psi(w(s))', '\\psi(w(s))', parametricPotential)],
      claims: parametric,
    };
  }
  const sigma = mirrorMap.positiveHalf ?? mirrorMap.value;
  const long = size(potential) > LONGEST;
  return {
    ...base,
    text: long ? 'With the mirror map `s = s(w)` above:' : 'As a function of the weight:',
    formulas: [formula('psi(w)', '\\psi(w)', long ? sum(product(s, w), negate(dualPotential)) : potential)],
    claims: long
      ? parametric
      : [
          ...parametric,
          identity("psi'(w) = s(w)", differentiate(potential, WEIGHT), sigma, t.weightAssumptions),
        ],
  };
}

function metricStep(t: SeparableTheory): Step {
  const { metric, parametricMetric, branches, model, assumptions, inverseMirrorMap: h, mirrorMap } = t;
  const alongBranches = substitute(
    sum(...model.parameters.map((p) => power(differentiate(model.map, p), TWO))),
    new Map(branches.map((b) => [b.parameter, b.flow.solution])),
  );
  const claims: Claim[] = [
    identity("w'(s) = J J^T", differentiate(h, DUAL), alongBranches, assumptions),
    identity('metric', parametricMetric, power(differentiate(h, DUAL), MINUS_ONE), assumptions),
  ];
  const closed = metric !== null && size(metric) <= LONGEST && mirrorMap.form === 'closed';
  if (closed) {
    const sigma = mirrorMap.positiveHalf ?? mirrorMap.value;
    claims.push(identity("psi''(w)", metric, differentiate(sigma, WEIGHT), t.weightAssumptions));
  }
  return {
    id: 'metric',
    title: 'Metric tensor as a function of the weight',
    text: closed
      ? 'The conserved quantities eliminate the parameters: the metric tensor is a function of the weight alone, the Hessian of the potential.'
      : 'The metric tensor is a function of the weight alone, through the dual variable: the Hessian of the potential.',
    formulas: [
      closed
        ? formula("psi''(w)", '\\psi^{\\prime\\prime}(w)', metric)
        : formula("psi''(w(s))", '\\psi^{\\prime\\prime}(w(s))', parametricMetric),
    ],
    reason: 'inverse function rule, elimination through the dual variable',
    claims,
  };
}

function bregmanStep(t: SeparableTheory): Step {
  const [a, b] = [symbol('s_1'), symbol('s_0')];
  const { inverseMirrorMap: h, dualPotential } = t;
  const divergence = sum(
    at(dualPotential, DUAL, b),
    negate(at(dualPotential, DUAL, a)),
    product(at(h, DUAL, a), subtract(a, b)),
  );
  const psi = (x: Expression) => at(t.parametricPotential, DUAL, x);
  const definition = sum(
    psi(a),
    negate(psi(b)),
    negate(product(b, subtract(at(h, DUAL, a), at(h, DUAL, b)))),
  );
  const facts = [a.name, b.name].reduce((known, name) => renamed(known, t.assumptions, name), t.assumptions);
  return {
    id: 'bregman',
    title: 'Bregman divergence',
    text: 'Between two weights `w_1 = w(s_1)` and `w_0 = w(s_0)`, by the dual identity `D_psi(w_1, w_0) = psi*(s_0) - psi*(s_1) + w_1 (s_1 - s_0)`.',
    formulas: [formula('D_psi(w_1, w_0)', 'D_\\psi(w_1,w_0)', divergence)],
    reason: "definition psi(w_1) - psi(w_0) - psi'(w_0) (w_1 - w_0) and Legendre duality",
    claims: [identity('D_psi', divergence, definition, facts)],
  };
}

/** The facts about s, repeated for a renamed copy of it. */
function renamed(known: Assumptions, from: Assumptions, name: string): Assumptions {
  const facts = from.facts
    .filter((f) => toText(f.expression).length > 0)
    .map((f) => ({ ...f, expression: at(f.expression, DUAL, symbol(name)) }));
  const domain = from.domains.get(DUAL);
  const domains = domain === undefined ? known.domains : new Map(known.domains).set(name, domain);
  return { domains, facts: [...known.facts, ...facts] };
}

function regularizerStep(t: SeparableTheory): Step {
  const { potential, parametricPotential, inverseMirrorMap: h, start, mirrorMap } = t;
  const closed = potential !== null && size(potential) <= LONGEST && mirrorMap.form === 'closed';
  const claims: Claim[] = [
    identity('Q = 0 at the start', at(parametricPotential, DUAL, ZERO), ZERO, t.model.assumptions),
    identity(
      "Q' = 0 at the start",
      divide(
        at(differentiate(parametricPotential, DUAL), DUAL, ZERO),
        at(differentiate(h, DUAL), DUAL, ZERO),
      ),
      ZERO,
      t.model.assumptions,
    ),
  ];
  return {
    id: 'regularizer',
    title: 'Implicit regularizer',
    text: `Gradient flow that reaches \`X w = y\` ends at the interpolator that minimises \`Q(w) = D_psi(w, w(0))\`, summed over the coordinates. The start is \`w(0) = ${toText(start)}\`; in this normalisation the potential and its slope vanish there, so \`Q = psi\`.`,
    formulas: [
      closed ? formula('Q(w)', 'Q(w)', potential) : formula('Q(w(s))', 'Q(w(s))', parametricPotential),
    ],
    reason:
      'minimum-divergence characterisation of mirror flow (Gunasekar, Lee, Soudry and Srebro 2018; Woodworth et al. 2020)',
    claims,
  };
}
