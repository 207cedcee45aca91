import { differentiate } from '../expression/differentiate.ts';
import { MINUS_ONE, TWO, ZERO, power, substitute, sum } from '../expression/expression.ts';
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { alongFlow } from './kernelExpansion.ts';
import { mirrorMapStep } from './mirrorMapStep.ts';
import { DUAL } from './model.ts';
import { bregmanStep, metricStep, potentialStep, regularizerStep } from './potentialSteps.ts';
import type { OpenInterval, SeparableTheory } from './separableTheory.ts';
import type { Claim, Step } from './step.ts';
import { alongBranches, at, dualEndClaims, endClaims, formula, identity, solutionsOf } from './stepParts.ts';

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

function flowStep(t: SeparableTheory): Step {
  const { model, branches, assumptions, dualDomain } = t;
  const solutions = solutionsOf(branches);
  const claims = [...solutions].flatMap(([parameter, solution]): Claim[] => [
    identity(
      `d${parameter}/ds`,
      differentiate(solution, DUAL),
      alongBranches(t, differentiate(model.map, parameter)),
      assumptions,
    ),
    identity(`${parameter}(0)`, at(solution, DUAL, ZERO), model.init.get(parameter)!, model.assumptions),
  ]);
  const [first] = solutions.keys();
  const methods = [...new Set(branches.map((b) => b.flow.method))];
  return {
    id: 'flow',
    title: 'The flow along the dual variable',
    text: `Along the flow \`d${first}/ds = dw/d${first}\`${solutions.size > 1 ? ' and likewise for every parameter' : ''}, solved by ${methods.join(', and by ')}. The solution holds ${domainText(dualDomain, 's')}.`,
    formulas: [...solutions].map(([parameter, solution]) =>
      formula(`${parameter}(s)`, `${symbolLatex(parameter)}(s)`, solution),
    ),
    reason: `${methods.join('; ')} (${[...new Set(branches.flatMap((b) => b.flow.rules))].join(', ')})`,
    claims: [...claims, ...dualEndClaims(t)],
  };
}

function domainText({ lower, upper }: OpenInterval, name: string): string {
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
      text: 'All parameters of a coordinate share one dual variable: what does not change with it never changes. The conserved quantities eliminate the parameters in favour of the weight.',
      formulas: conserved.map(({ quantity, value }) => formula(toText(quantity), toLatex(quantity), value)),
      reason: 'their derivative along the gradient of the map is zero',
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
  const { model, inverseMirrorMap: h, assumptions, weightDomain, start } = t;
  return {
    id: 'inverse-mirror-map',
    title: 'Inverse mirror map',
    text: `The weight as a function of the dual variable, the gradient of the dual potential. It is strictly increasing ${domainText(t.dualDomain, 's')}, and takes ${weightDomain.lower === null && weightDomain.upper === null ? 'every real weight' : `the weights ${domainText(weightDomain, 'w').replace('for ', '')}`} once.`,
    formulas: [formula('w(s)', 'w(s)=\\nabla\\psi^{*}(s)', h)],
    reason: 'the map evaluated along the flow',
    claims: [
      identity('w(s)', h, alongBranches(t), assumptions),
      identity('w(0)', at(h, DUAL, ZERO), start, model.assumptions),
      ...dualEndClaims(t),
      ...endClaims(t),
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
