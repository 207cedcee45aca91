import { HALF, product, rational, sum, type Expression } from '../expression/expression.ts';
import { differentiate } from '../expression/differentiate.ts';
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import type { Algorithm } from './algorithm.ts';
import { secondAlong, type DescentTheory, type Label } from './descentTheory.ts';
import type { Step } from './step.ts';
import { formula, identity } from './stepParts.ts';

/**
 * Stochastic gradient flow, dθ = −∇F(θ) (g dt + sqrt(2 η L) X_jᵀ dB) with a Brownian motion B of one entry a sample: what
 * Itô's formula adds to the clocks and to the conserved quantities (Pesme, Pillaud-Vivien and Flammarion 2021 for
 * u² − v²).
 */
export function stochasticFlowSteps(t: DescentTheory, { values }: Algorithm): Step[] {
  const { model, assumptions } = t;
  const gradient = new Map(model.parameters.map((p) => [p, differentiate(model.map, p)]));
  const labels = [...t.conserved, ...t.clocks];
  const raw = ({ quantity }: Label): Expression => product(HALF, secondAlong(quantity, gradient));
  const eta = toText(values.get('eta')!);
  return [
    {
      id: 'ito',
      title: 'What the noise adds',
      text: `The gradient in a weight is \`g dt\` plus noise of variance \`2*${eta}*L*|X_j|^2 dt\`, \`L\` the loss and \`X_j\` the column of the feature, the same for all parameters of the weight. By Ito's formula a function of the parameters gains half its second derivative along the gradient of the map, below, times that variance. The noise itself moves no conserved quantity, and moves every clock alike: it stays in the row space of X.`,
      formulas: labels.map((q) =>
        formula(
          `Ito drift of ${toText(q.quantity)}`,
          `\\mathcal{I}\\bigl[${toLatex(q.quantity)}\\bigr]`,
          q.drift,
        ),
      ),
      reason: "Ito's formula; the first derivative along the gradient of the map is 0, or 1 for a clock",
      claims: labels.flatMap((q, k) => [
        identity(`Ito drift ${k + 1}`, raw(q), q.drift, assumptions),
        identity(`along the flow ${k + 1}`, along(q.quantity, gradient), rateOf(q), assumptions),
      ]),
    },
  ];
}

const along = (q: Expression, v: ReadonlyMap<string, Expression>): Expression =>
  sum(...[...v].map(([p, f]) => product(differentiate(q, p), f)));
const rateOf = ({ rate }: Label): Expression => rational(rate);
