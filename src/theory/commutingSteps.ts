import { differentiate } from '../expression/differentiate.ts';
import { ONE, ZERO, product, substitute, sum, symbol } from '../expression/expression.ts';
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { isUnitMixing, type MixedBlocks } from './coupledBlocks.ts';
import { growthOf, type CommutingTheory } from './coupledCommuting.ts';
import { inner, type CoupledGeometry } from './coupledGeometry.ts';
import { dualName, weightName } from './coupledModel.ts';
import { dualLatex, weightLatex } from './coupledSteps.ts';
import { DUAL } from './model.ts';
import { outputSteps } from './outputSteps.ts';
import type { Claim, Step } from './step.ts';
import { formula, identity } from './stepParts.ts';

export const COMMUTING_THEOREM =
  'the gradient fields of the outputs commute, so gradient flow of every loss of w is a mirror flow with one potential (Li, Wang, Lee and Arora 2022)';

/** Dual map, dual potential and potential of a commuting map, after the steps on its geometry. */
export function commutingSteps(g: CoupledGeometry, t: CommutingTheory): Step[] {
  const closed = t.mixed === null ? [dualMapDefinition(g, t)] : closedSteps(g, t, t.mixed);
  return [...outputSteps(g.model), ...closed, ...normStep(g, t), ...dualsStep(g, t), ...potentialStep(g, t)];
}

const dualText = (d: number): string => Array.from({ length: d }, (_, i) => dualName(i)).join(', ');

function closedSteps({ model }: CoupledGeometry, t: CommutingTheory, mixed: MixedBlocks): Step[] {
  const { maps, parameters, init } = model;
  const { solution, assumptions, blocks, mixing, constants } = mixed;
  const d = maps.length;
  const zero = new Map(maps.map((_, i) => [dualName(i), ZERO] as const));
  const [weights, dual] = [t.weights!, t.dualPotential!];
  const flowClaims = parameters.flatMap((p): Claim[] => [
    ...maps.map((map, i) =>
      identity(
        `d${p}/d${dualName(i)}`,
        differentiate(solution.get(p)!, dualName(i)),
        substitute(differentiate(map, p), solution),
        assumptions,
      ),
    ),
    identity(`${p}(0)`, substitute(solution.get(p)!, zero), init.get(p)!, model.assumptions),
  ]);
  return [
    {
      id: 'parts',
      title: 'Parts that move on their own',
      text: `Here ${mixed.rule}: the outputs are combinations of ${blocks.length} ${blocks.length === 1 ? 'part' : 'parts'}, each of which moves on its own by a combination of the dual variables.`,
      formulas: [
        ...blocks.map((b, k) => formula(`z${k + 1}`, `z_{${k + 1}}`, b.map)),
        ...maps.map((_, i) =>
          formula(
            weightName(i),
            weightLatex(i),
            sum(constants[i]!, ...blocks.map((_, k) => product(mixing[i]![k]!, symbol(`z${k + 1}`)))),
          ),
        ),
      ],
      reason: 'the parts have gradients that are orthogonal everywhere',
      claims: maps.map((map, i) =>
        identity(
          weightName(i),
          sum(
            constants[i]!,
            inner(
              mixing[i]!,
              blocks.map((b) => b.map),
            ),
          ),
          map,
          model.assumptions,
        ),
      ),
    },
    {
      id: 'flow',
      title: 'The flow along the dual variables',
      text: `The parameters depend on the path of the loss only through \`${dualText(d)}\`.`,
      formulas: parameters.map((p) => formula(`${p}(s)`, `${symbolLatex(p)}(s)`, solution.get(p)!)),
      reason: 'joint flow of commuting fields, solved part by part',
      claims: flowClaims,
    },
    {
      id: 'inverse-mirror-map',
      title: 'Inverse mirror map',
      text: 'The weights as functions of the dual variables, the gradient of the dual potential.',
      formulas: weights.map((e, i) => formula(`${weightName(i)}(s)`, `${weightLatex(i)}(s)`, e)),
      reason: 'the map evaluated along the flow',
      claims: weights.map((e, i) =>
        identity(`${weightName(i)}(s)`, e, substitute(maps[i]!, solution), assumptions),
      ),
    },
    {
      id: 'dual-potential',
      title: 'Dual potential',
      text: 'Normalised to vanish at the start.',
      formulas: [formula('psi*(s)', '\\psi^{*}(s)', dual)],
      reason: 'antiderivative, proved by differentiation',
      claims: [
        ...weights.map((e, i) =>
          identity(`dpsi*/d${dualName(i)}`, differentiate(dual, dualName(i)), e, assumptions),
        ),
        identity('psi*(0)', substitute(dual, zero), ZERO, model.assumptions),
      ],
    },
  ];
}

function dualMapDefinition({ model }: CoupledGeometry, { duals }: CommutingTheory): Step {
  const known = duals === null ? '' : ' Its inverse is given below in the parameters.';
  return {
    id: 'inverse-mirror-map',
    title: 'Inverse mirror map',
    text: `The parameters are a function \`theta(s)\` of \`${dualText(model.maps.length)}\`, the joint flow of the gradient fields from the start, and the dual potential is the function with \`grad psi*(s) = F(theta(s))\` and \`psi*(0) = 0\`: defined, but no closed form was found.${known}`,
    formulas: [],
    reason: 'commuting fields have a joint flow',
    claims: [{ kind: 'definition', name: 'theta(s)' }],
  };
}

function normStep(g: CoupledGeometry, { normGrowth, degree, mixed }: CommutingTheory): Step[] {
  if (normGrowth === null || degree === null) return [];
  const { model } = g;
  const claims = growthOf(g, normGrowth).map((e, i) =>
    identity(`slope along ${dualName(i)}`, e, model.maps[i]!, model.assumptions),
  );
  claims.push(identity('value at the start', substitute(normGrowth, model.init), ZERO, model.assumptions));
  if (mixed !== null)
    for (const [i, map] of model.maps.entries())
      claims.push(
        identity(
          `${weightName(i)} from the closed form`,
          differentiate(substitute(normGrowth, mixed.solution), dualName(i)),
          substitute(map, mixed.solution),
          mixed.assumptions,
        ),
      );
  return [
    {
      id: 'dual-potential-norm',
      title: 'Dual potential as growth of the parameters',
      text: `The map is homogeneous of degree ${toText(degree)}, so the dual potential is the growth of the squared norm of the parameters divided by twice the degree.`,
      formulas: [formula('psi*', '\\psi^{*}', normGrowth)],
      reason: 'Euler: <theta, grad F_i> = D F_i',
      claims,
    },
  ];
}

function dualsStep(g: CoupledGeometry, { duals, signed }: CommutingTheory): Step[] {
  if (duals === null) return [];
  const { model } = g;
  return [
    {
      id: 'mirror-map-parameters',
      title: 'Mirror map in the parameters',
      text: 'The dual variables as functions of the parameters, where these keep the signs of their starts.',
      formulas: duals.map((e, i) => formula(dualName(i), dualLatex(i), e)),
      reason: 'each grows at unit rate with its own output and at rate 0 with the others',
      claims: duals.flatMap((e, i) => [
        ...growthOf(g, e).map((rate, j) =>
          identity(`slope of ${dualName(i)} along ${dualName(j)}`, rate, i === j ? ONE : ZERO, signed),
        ),
        identity(`${dualName(i)} at the start`, substitute(e, model.init), ZERO, model.assumptions),
      ]),
    },
  ];
}

function potentialStep({ model }: CoupledGeometry, { closed, mixed, weights }: CommutingTheory): Step[] {
  if (closed === null || mixed === null) return [];
  const { potential, gradient, coordinates, blocks } = closed;
  const inDuals = new Map(weights!.map((e, i) => [weightName(i), e] as const));
  const zero = new Map(model.maps.map((_, i) => [dualName(i), ZERO] as const));
  const start = new Map(weights!.map((e, i) => [weightName(i), substitute(e, zero)] as const));
  const unit = isUnitMixing(mixed);
  return [
    {
      id: 'potential',
      title: 'Potential',
      text: `The Legendre transform of the dual potential: ${unit ? 'the sum of the potentials of the outputs' : 'the sum of the potentials of the parts, each at its own combination of the weights'}.`,
      formulas: [
        ...(unit
          ? []
          : coordinates.map((e, k) => formula(toText(blocks[k]!.map), toLatex(blocks[k]!.map), e))),
        formula('psi(w)', '\\psi(w)', potential),
      ],
      reason: 'Legendre transform; linear mixing psi_A(w) = psi(A^(-1) w)',
      claims: [
        ...blocks.flatMap((b, k) => [
          identity(
            `part ${k + 1} in the weights`,
            substitute(coordinates[k]!, inDuals),
            substitute(b.value, new Map([[DUAL, b.dual]])),
            mixed.assumptions,
          ),
          ...b.closed!.claims.map((c) => ({ ...c, name: `part ${k + 1}: ${c.name}` })),
        ]),
        ...gradient.map((e, i) =>
          identity(`dpsi/d${weightName(i)}`, differentiate(potential, weightName(i)), e, closed.assumptions),
        ),
        identity('psi at the start', substitute(potential, start), ZERO, model.assumptions),
      ],
    },
  ];
}
