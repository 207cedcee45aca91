import {
  MINUS_ONE, TWO, ZERO, negate, power, product, subtract, substitute, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { differentiate } from '../expression/differentiate.ts';
import { toText } from '../expression/printText.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { WEIGHT } from './model.ts';
import type { Claim, Formula, Step } from './step.ts';
import type { WeightTheory } from './weightTheory.ts';

const w = symbol(WEIGHT);
const formula = (left: string, leftLatex: string, right: Expression): Formula => ({ left, leftLatex, right });
const at = (e: Expression, value: Expression) => substitute(e, new Map([[WEIGHT, value]]));

/** The derivation of a map of one parameter in terms of its weight, step by step. */
export function weightSteps(t: WeightTheory): Step[] {
  return [
    parametrizationStep(t),
    jacobianStep(t),
    inverseStep(t),
    metricStep(t),
    mirrorMapStep(t),
    potentialStep(t),
    ...bregmanStep(t),
    regularizerStep(t),
  ];
}

const claim = ({ assumptions }: WeightTheory, name: string, left: Expression, right: Expression): Claim => ({
  kind: 'identity',
  name,
  left,
  right,
  assumptions,
});

function parametrizationStep(t: WeightTheory): Step {
  const { model, parameter: p, start } = t;
  return {
    id: 'parametrization',
    title: 'Parametrization',
    text: 'Each weight is a function of one parameter of its own; the flow starts from the value below.',
    formulas: [
      formula('w', 'w', model.map),
      formula(`${p}(0)`, `${symbolLatex(p)}(0)`, model.init.get(p)!),
      formula('w(0)', 'w(0)', start),
    ],
    reason: 'definition of the model',
    claims: [claim(t, 'w(0)', start, substitute(model.map, model.init))],
  };
}

function jacobianStep(t: WeightTheory): Step {
  const { model, parameter: p, jacobian } = t;
  return {
    id: 'jacobian',
    title: 'Jacobian',
    text: `Gradient flow of a loss of \`w\` moves the parameter by the chain rule: with \`s\` the accumulated negative gradient of the loss in this coordinate, \`d${p}/ds\` is the slope of the map and \`dw/ds\` its square.`,
    formulas: [
      formula(`dw/d${p}`, `\\frac{\\partial w}{\\partial ${symbolLatex(p)}}`, jacobian),
      formula('dw/ds', '\\frac{dw}{ds}', power(jacobian, TWO)),
    ],
    reason: 'differentiation of the map',
    claims: [
      claim(t, `dw/d${p}`, jacobian, differentiate(model.map, p)),
      claim(t, 'dw/ds', power(jacobian, TWO), power(differentiate(model.map, p), TWO)),
    ],
  };
}

function inverseStep(t: WeightTheory): Step {
  const { model, parameter: p, inverse, conditions } = t;
  const where =
    conditions.length === 0 ? '' : ` where ${conditions.map((c) => `\`${toText(c)} > 0\``).join(' and ')}`;
  return {
    id: 'inverse-parametrization',
    title: 'The parameter as a function of the weight',
    text: `The flow \`${p}(s)\` has no closed form that the engine finds, but the map is inverted in closed form${where}: everything in function space can be written in the weight.`,
    formulas: [formula(`${p}(w)`, `${symbolLatex(p)}(w)`, inverse)],
    reason: 'inversion of the map',
    claims: [
      claim(t, `w(${p}(w)) = w`, through(t, model.map), w),
      claim(t, `${p}(w(0))`, at(inverse, t.start), model.init.get(p)!),
    ],
  };
}

function metricStep(t: WeightTheory): Step {
  return {
    id: 'metric',
    title: 'Metric tensor as a function of the weight',
    text: 'The slope of the map at the weight gives the metric tensor, the Hessian of the potential.',
    formulas: [formula("psi''(w)", '\\psi^{\\prime\\prime}(w)', t.metric)],
    reason: 'chain rule and inverse function rule (Amid and Warmuth 2020)',
    claims: [claim(t, "psi''(w)", t.metric, power(through(t, t.jacobian), product(MINUS_ONE, TWO)))],
  };
}

function mirrorMapStep(t: WeightTheory): Step {
  return {
    id: 'mirror-map',
    title: 'Mirror map',
    text: `The dual variable as a function of the weight: the antiderivative of \`1/(dw/d${t.parameter})\`, taken at the parameter.`,
    formulas: [formula('s(w)', '\\nabla\\psi(w)', t.mirrorMap)],
    reason: 'antiderivative, proved by differentiation',
    claims: [
      claim(t, "s'(w) = psi''(w)", differentiate(t.mirrorMap, WEIGHT), t.metric),
      claim(t, 's(w(0)) = 0', at(t.mirrorMap, t.start), ZERO),
    ],
  };
}

function potentialStep(t: WeightTheory): Step {
  const { potential } = t;
  const base = { id: 'potential', title: 'Potential' };
  if (potential === null) {
    return {
      ...base,
      text: 'The integral of the mirror map from `w(0)` to `w`; the engine finds no closed form of it.',
      formulas: [],
      reason: 'definition of the potential',
      claims: [{ kind: 'definition', name: 'potential' }],
    };
  }
  return {
    ...base,
    text: 'The antiderivative of the mirror map that vanishes at the start.',
    formulas: [formula('psi(w)', '\\psi(w)', potential)],
    reason: 'antiderivative, proved by differentiation',
    claims: [
      claim(t, "psi'(w) = s(w)", differentiate(potential, WEIGHT), t.mirrorMap),
      claim(t, 'psi(w(0)) = 0', at(potential, t.start), ZERO),
    ],
  };
}

/** None without a closed potential: its definition says no more than that of the potential. */
function bregmanStep({ potential, mirrorMap }: WeightTheory): Step[] {
  if (potential === null) return [];
  const [one, zero] = [symbol('w_1'), symbol('w_0')];
  const slope = product(at(mirrorMap, zero), subtract(one, zero));
  const divergence = sum(at(potential, one), negate(at(potential, zero)), negate(slope));
  return [
    {
      id: 'bregman',
      title: 'Bregman divergence',
      text: 'Between two weights `w_1` and `w_0`.',
      formulas: [formula('D_psi(w_1, w_0)', 'D_\\psi(w_1,w_0)', divergence)],
      reason: "definition psi(w_1) - psi(w_0) - psi'(w_0) (w_1 - w_0)",
      claims: [{ kind: 'definition', name: 'D_psi' }],
    },
  ];
}

function regularizerStep(t: WeightTheory): Step {
  const { potential, start, mirrorMap } = t;
  const atStart = potential === null ? [] : [claim(t, 'Q(w(0)) = 0', at(potential, start), ZERO)];
  return {
    id: 'regularizer',
    title: 'Implicit regularizer',
    text: `Gradient flow that reaches \`X w = y\` ends at the interpolator that minimises \`Q(w) = D_psi(w, w(0))\`, summed over the coordinates. The start is \`w(0) = ${toText(start)}\`; in this normalisation the potential and its slope vanish there, so \`Q = psi\`.`,
    formulas: potential === null ? [] : [formula('Q(w)', 'Q(w)', potential)],
    reason:
      'minimum-divergence characterisation of mirror flow (Gunasekar, Lee, Soudry and Srebro 2018; Woodworth et al. 2020)',
    claims: [...atStart, claim(t, "Q'(w(0)) = 0", at(mirrorMap, start), ZERO)],
  };
}

/** A function of the parameter as one of the weight. */
const through = ({ parameter, inverse }: WeightTheory, e: Expression): Expression =>
  substitute(e, new Map([[parameter, inverse]]));
