import { differentiate } from '../expression/differentiate.ts';
import { HALF, TWO, negate, power, product, substitute, sum, symbol, type Expression } from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { assume } from '../expression/assumptions.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import type { Algorithm } from './algorithm.ts';
import { flowFromParameters } from './descentTheory.ts';
import { DUAL } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Step } from './step.ts';
import { at, formula, identity } from './stepParts.ts';

/**
 * Mirror descent and natural gradient descent as discretisations of the same mirror flow (Gunasekar, Woodworth and Srebro
 * 2021). `theory` is that of the generic model.
 */
export function mirrorDescentSteps(theory: SeparableTheory, { name, values }: Algorithm): Step[] {
  const { model, inverseMirrorMap: h } = theory;
  const eta = toText(values.get('eta')!);
  const x = freshName('x', new Set([DUAL, ...model.parameters, ...model.init.keys()]));
  const assumptions = assume({ [x]: 'real' }, theory.assumptions);
  const flow = flowFromParameters(theory);
  const later = (e: Expression): Expression => at(e, DUAL, sum(symbol(DUAL), negate(symbol(x))));
  const frozen = new Map([...flow].map(([p, e]) => [p, at(e, DUAL, negate(symbol(x)))]));
  const curvature = simplify(product(HALF, differentiate(differentiate(h, DUAL), DUAL)), theory.assumptions);
  const frozenFlow: Step = {
    id: 'frozen-flow',
    title: 'Mirror descent is the flow with the gradient held',
    text: `A step of mirror descent changes the dual variable by \`-${x}\`, \`${x} = ${eta}*g\`: it is the flow of the parameters for the time ${eta} with the gradient held at its value. The dual variable stays in the row space of X, so the limit on \`X w = y\` minimises the same Bregman divergence as that of the flow, exactly, at every step size for which the weights converge.`,
    formulas: [...frozen].map(([p, e]) => formula(`${p}_next`, `${symbolLatex(p)}^{+}`, e)),
    reason: 'the flow for one time after the flow for another is the flow for their sum',
    claims: [...flow].map(([p, e]) =>
      identity(`flow of ${p}`, substitute(frozen.get(p)!, flow), later(e), assumptions),
    ),
  };
  if (name === 'mirror-descent') return [frozenFlow];
  return [
    frozenFlow,
    {
      id: 'natural-gradient',
      title: 'The natural gradient is its first order',
      text: `A step of natural gradient descent, \`w - ${x}/psi''(w)\`, is that of mirror descent to first order; the difference below times \`${x}^2\`, and higher terms, takes the dual variable out of the row space of X. Its limit is that of the flow up to the order of the step size.`,
      formulas: [
        {
          ...formula(
            `w_next(mirror) - w_next(natural)`,
            `w^{+}_{\\text{mirror}}-w^{+}_{\\text{natural}}`,
            product(curvature, power(symbol(x), TWO)),
          ),
          truncated: true,
        },
      ],
      reason: 'Taylor expansion of the inverse mirror map',
      claims: [
        identity(
          'first order',
          differentiate(at(h, DUAL, sum(symbol(DUAL), negate(symbol(x)))), x),
          negate(later(differentiate(h, DUAL))),
          assumptions,
        ),
        identity('second order', product(HALF, differentiate(differentiate(h, DUAL), DUAL)), curvature, assumptions),
      ],
    },
  ]; // prettier-ignore
}
