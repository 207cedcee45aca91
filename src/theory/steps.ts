import { differentiate } from '../expression/differentiate.ts';
import { ZERO } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { mirrorMapStep } from './mirrorMapStep.ts';
import { conservedStep, jacobianStep, metricTensorStep, parametrizationStep } from './modelSteps.ts';
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
