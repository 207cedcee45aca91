import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, TWO, ZERO, divide, isZero, power, product, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { alongFlow, kernelExpansion, kernelSeries } from './kernelExpansion.ts';
import { WEIGHT } from './model.ts';
import { conservedStep, jacobianStep, metricTensorStep, parametrizationStep } from './modelSteps.ts';
import type { Claim, Step } from './step.ts';
import { formula, identity } from './stepParts.ts';
import type { UnsolvedFlow } from './unsolvedFlow.ts';

/** Order of the Taylor expansion of the potential at the start. */
const KERNEL_ORDER = 4;

/** The derivation of a map whose flow is not solved, step by step. */
export function unsolvedSteps(t: UnsolvedFlow): Step[] {
  return [
    parametrizationStep(t),
    jacobianStep(t),
    metricTensorStep(t),
    flowStep(t),
    ...conservedStep(t),
    dualPotentialStep(t),
    potentialStep(t),
    kernelStep(t),
  ];
}

function flowStep({ model, jacobian, why }: UnsolvedFlow): Step {
  return {
    id: 'flow',
    title: 'The flow along the dual variable',
    text: `The equations below, from the start values, define the curve on which the parameters stay whatever the loss; \`w(s)\` is the map along it, strictly increasing, so that the mirror map \`s(w)\` and the potential exist. They have no closed form that the engine finds: ${why}. \`evaluate\` follows the curve with rigorous error bounds, \`check\` in double precision.`,
    formulas: model.parameters.map((p, k) =>
      formula(`d${p}/ds`, `\\frac{d${symbolLatex(p)}}{ds}`, jacobian[k]!),
    ),
    reason: 'gradient of the map; one output commutes with itself (Li, Wang, Lee and Arora 2022)',
    claims: [{ kind: 'open', name: 'closed form of the flow', why }],
  };
}

function dualPotentialStep({ model, degree }: UnsolvedFlow): Step {
  const base = { id: 'dual-potential', title: 'Dual potential' };
  if (degree === null)
    return {
      ...base,
      text: 'The integral of `w(s)` from the start: by definition, without a closed form.',
      formulas: [],
      reason: 'definition',
      claims: [{ kind: 'definition', name: 'dual potential' }],
    };
  const squares = sum(...model.parameters.map((p) => power(symbol(p), TWO)));
  const atStart = sum(...[...model.init.values()].map((e) => power(e, TWO)));
  const growth = divide(subtract(squares, atStart), product(TWO, degree));
  return {
    ...base,
    text: `The map is homogeneous of degree ${toText(degree)}: by Euler's identity the dual potential is the growth of the squared norm of the parameters along the curve.`,
    formulas: [formula('psi*(s)', '\\psi^{*}(s)', growth)],
    reason: "Euler's identity for homogeneous maps, proved by differentiation along the curve",
    claims: [
      identity('psi*', alongFlow(growth, model.map, model.parameters), model.map, model.assumptions),
      identity('psi*(0)', substitute(growth, model.init), ZERO, model.assumptions),
    ],
  };
}

function potentialStep({ start }: UnsolvedFlow): Step {
  return {
    id: 'potential',
    title: 'Potential and implicit regularizer',
    text: `The Legendre transform along the curve, \`psi(w) = s w - psi*(s)\` at \`w = w(s)\`. With \`w(0) = ${toText(start)}\` it equals the implicit regularizer \`Q(w) = D_psi(w, w(0))\`: gradient flow that reaches \`X w = y\` ends at the interpolator that minimises the sum of \`Q\` over the coordinates.`,
    formulas: [],
    reason:
      'definition; minimum-divergence characterisation of mirror flow (Gunasekar, Lee, Soudry and Srebro 2018; Woodworth et al. 2020)',
    claims: [{ kind: 'definition', name: 'potential' }],
  };
}

/**
 * The Taylor polynomial S of ψ at the start. S'(F(θ)) must be s along the curve up to the order of the remainder: its first
 * derivative along the gradient is 1 at the start and the next ones are 0.
 */
function kernelStep({ model }: UnsolvedFlow): Step {
  const { map, parameters, init, assumptions } = model;
  const expansion = kernelExpansion(map, parameters, init, KERNEL_ORDER, assumptions);
  const series = kernelSeries(expansion, WEIGHT);
  const slope = substitute(differentiate(series, WEIGHT), new Map([[WEIGHT, map]]));
  const claims: Claim[] = [];
  let derivative: Expression = slope;
  for (let k = 0; k < KERNEL_ORDER; k++) {
    const value = k === 1 ? ONE : ZERO;
    claims.push(identity(`derivative ${k} of s`, substitute(derivative, init), value, assumptions));
    derivative = alongFlow(derivative, map, parameters);
  }
  const centred = isZero(expansion.start) ? 'w' : 'w - w(0)';
  return {
    id: 'kernel-limit',
    title: 'Kernel limit',
    text: `Close to the start the potential is quadratic: the squared l2 norm of \`${centred}\`, weighted by half the metric at the start.`,
    formulas: [{ left: 'psi(w)', leftLatex: '\\psi(w)', right: series, truncated: true }],
    reason: `iterated derivatives along the gradient of the map, and reversion; the remainder is of order (w - w(0))^${KERNEL_ORDER + 1}`,
    claims,
  };
}
