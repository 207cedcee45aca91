import { differentiate } from '../expression/differentiate.ts';
import { expandSmall } from '../expression/expandTerms.ts';
import {
  ONE, ZERO, divide, product, size, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { atStart, inner, type CoupledGeometry } from './coupledGeometry.ts';
import { valueAtStart } from './coupledElimination.ts';
import { weightName } from './coupledModel.ts';
import type { TimeChange } from './coupledTimeChange.ts';
import type { Step } from './step.ts';
import { LONGEST, formula, identity } from './stepParts.ts';

/** Parameters, metric and, after a change of time, factor and potential as functions of the weights. */
export function weightFormSteps(
  g: CoupledGeometry,
  kept: readonly Expression[],
  solution: ReadonlyMap<string, Expression> | null,
  change: TimeChange | null,
): Step[] {
  if (solution === null) return [];
  return [
    eliminationStep(g, kept, solution),
    ...metricStep(g, solution),
    ...potentialStep(g, solution, change),
  ];
}

function eliminationStep(
  { model }: CoupledGeometry,
  kept: readonly Expression[],
  solution: ReadonlyMap<string, Expression>,
): Step {
  return {
    id: 'parameters-of-weights',
    title: 'The parameters as functions of the weights',
    text: `${kept.length === 0 ? 'The map is inverted' : 'The map and the conserved quantities are solved for the parameters'}, on the branch that goes through the start.`,
    formulas: model.parameters.map((p) => formula(p, symbolLatex(p), solution.get(p)!)),
    reason: 'elimination, proved by inserting',
    claims: [
      ...model.maps.map((map, i) =>
        identity(weightName(i), substitute(map, solution), symbol(weightName(i)), model.assumptions),
      ),
      ...kept.map((c, k) =>
        identity(`conserved ${k + 1}`, substitute(c, solution), atStart(model, c), model.assumptions),
      ),
      ...model.parameters.map((p) =>
        identity(`${p}(0)`, atWeightStart(model, solution.get(p)!), model.init.get(p)!, model.assumptions),
      ),
    ],
  };
}

const atWeightStart = (model: CoupledGeometry['model'], e: Expression): Expression =>
  substitute(e, new Map(model.maps.map((map, i) => [weightName(i), atStart(model, map)] as const)));

function metricStep(g: CoupledGeometry, solution: ReadonlyMap<string, Expression>): Step[] {
  const { model, adjugate, determinant, inverseMetric } = g;
  if (adjugate === null || determinant === null) return [];
  const tidy = (e: Expression) => {
    const direct = simplify(e, model.assumptions);
    const expanded = simplify(expandSmall(direct), model.assumptions);
    return size(expanded) < size(direct) ? expanded : direct;
  };
  const metric = adjugate.map((row) =>
    row.map((e) => tidy(substitute(tidy(divide(e, determinant)), solution))),
  );
  if (metric.flat().some((e) => size(e) > LONGEST)) return [];
  const entries = metric.flatMap((row, i) => row.flatMap((value, j) => (j < i ? [] : [{ i, j, value }])));
  const inWeights = inverseMetric.map((row) => row.map((e) => substitute(e, solution)));
  return [
    {
      id: 'metric',
      title: 'Metric tensor in the weights',
      text: 'The inverse of `M` with the parameters eliminated.',
      formulas: entries.map(({ i, j, value }) => formula(`G${i + 1}${j + 1}`, `G_{${i + 1}${j + 1}}`, value)),
      reason: 'G M = 1',
      claims: metric.flatMap((row, i) =>
        model.maps.map((_, j) =>
          identity(
            `(G M)${i + 1}${j + 1}`,
            inner(
              row,
              inWeights.map((r) => r[j]!),
            ),
            i === j ? ONE : ZERO,
            model.assumptions,
          ),
        ),
      ),
    },
  ];
}

function potentialStep(
  { model }: CoupledGeometry,
  solution: ReadonlyMap<string, Expression>,
  change: TimeChange | null,
): Step[] {
  if (change === null || change.factor === null || change.duals === null || change.dualPotential === null)
    return [];
  const inWeights = (e: Expression) => simplify(substitute(e, solution), model.assumptions);
  const duals = change.duals.map(inWeights);
  const potential = simplify(
    subtract(sum(...duals.map((e, i) => product(e, symbol(weightName(i))))), inWeights(change.dualPotential)),
    model.assumptions,
  );
  const factor = inWeights(change.factor);
  if (size(potential) > 2 * LONGEST || size(factor) > LONGEST) return [];
  if (valueAtStart(model, potential) === null) return [];
  return [
    {
      id: 'time-changed-potential',
      title: 'Potential after the change of time',
      text: '`f G` is the Hessian of `Psi`, and a flow that fits the data ends where `Psi` is least among the weights that do: its gradient there is in the row space of X.',
      formulas: [formula('f', 'f', factor), formula('Psi(w)', '\\Psi(w)', potential)],
      reason: 'Legendre transform of Psi*',
      claims: [
        identity('f', factor, substitute(change.factor, solution), model.assumptions),
        ...duals.map((e, i) =>
          identity(`dPsi/d${weightName(i)}`, differentiate(potential, weightName(i)), e, model.assumptions),
        ),
        identity(
          'Psi(w(0))',
          atWeightStart(model, potential),
          subtract(
            sum(
              ...model.maps.map((map, i) => product(atStart(model, change.duals![i]!), atStart(model, map))),
            ),
            atStart(model, change.dualPotential),
          ),
          model.assumptions,
        ),
      ],
    },
  ];
}
