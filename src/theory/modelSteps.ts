import { differentiate } from '../expression/differentiate.ts';
import { MINUS_ONE, TWO, ZERO, power, substitute, sum, type Expression } from '../expression/expression.ts';
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import type { ConservedQuantity } from './conserved.ts';
import { alongFlow } from './kernelExpansion.ts';
import type { Model } from './model.ts';
import type { Claim, Step } from './step.ts';
import { formula, identity } from './stepParts.ts';

/** What is known of a model whether or not its flow is solved. */
interface Derived {
  readonly model: Model;
  readonly jacobian: readonly Expression[];
  readonly inverseMetric: Expression;
  readonly start: Expression;
  readonly conserved: readonly ConservedQuantity[];
}

/** The map, the start values and the initial weight. */
export function parametrizationStep({ model, start }: Derived): Step {
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

/** ∂F/∂θ for every parameter. */
export function jacobianStep({ model, jacobian }: Derived): Step {
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

/** |∇F|² and its inverse in the parameters. */
export function metricTensorStep({ model, inverseMetric }: Derived): Step {
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

/** What the flow keeps; none where nothing is known. */
export function conservedStep({ model, conserved }: Derived): Step[] {
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
