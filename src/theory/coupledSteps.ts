import { differentiate } from '../expression/differentiate.ts';
import { isZero, substitute, subtract, type Expression } from '../expression/expression.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { alongOutput, atStart, determinantOf, inner, type CoupledGeometry } from './coupledGeometry.ts';
import { sharesNothing, weightName } from './coupledModel.ts';
import type { Claim, Formula, Step } from './step.ts';
import { formula, identity } from './stepParts.ts';

/** Formulas of one step that are printed; what is left out is claimed all the same. */
const MOST_FORMULAS = 16;

/** The formulas that are not zero where there are many, at most so many as can be read. */
export function shown(formulas: readonly Formula[]): Formula[] {
  const list = formulas.length <= MOST_FORMULAS ? formulas : formulas.filter((f) => !isZero(f.right));
  return list.slice(0, MOST_FORMULAS);
}

export const weightLatex = (i: number): string => `w_{${i + 1}}`;
export const dualLatex = (i: number): string => `s_{${i + 1}}`;

/** From the map to the Lie brackets of its gradient fields. */
export const geometrySteps = (g: CoupledGeometry): Step[] => [
  parametrizationStep(g),
  jacobianStep(g),
  inverseMetricStep(g),
  ...determinantStep(g),
  bracketStep(g),
];

function parametrizationStep({ model }: CoupledGeometry): Step {
  const { maps, parameters, init, assumptions } = model;
  const starts = maps.map((map) => atStart(model, map));
  return {
    id: 'parametrization',
    title: 'Parametrization',
    text: sharesNothing(model)
      ? `${maps.length} weights, no two of which share a parameter: each moves by its own parameters.`
      : `${maps.length} weights that share ${parameters.length} parameters; the flow starts from the values below.`,
    formulas: [
      ...maps.map((map, i) => formula(weightName(i), weightLatex(i), map)),
      ...parameters.map((p) => formula(`${p}(0)`, `${symbolLatex(p)}(0)`, init.get(p)!)),
      ...starts.map((e, i) => formula(`${weightName(i)}(0)`, `${weightLatex(i)}(0)`, e)),
    ],
    reason: 'definition of the model',
    claims: maps.map((map, i) =>
      identity(`${weightName(i)}(0)`, starts[i]!, substitute(map, init), assumptions),
    ),
  };
}

function jacobianStep({ model, jacobian }: CoupledGeometry): Step {
  const { maps, parameters, assumptions } = model;
  const entries = maps.flatMap((map, i) =>
    parameters.map((p, a) => ({ name: `d${weightName(i)}/d${p}`, map, p, i, value: jacobian[i]![a]! })),
  );
  return {
    id: 'jacobian',
    title: 'Jacobian',
    text: "With `s1, s2, ...` the accumulated negative gradients of the loss in the weights, gradient flow moves the parameters by `theta' = J^T s'`: row i of the Jacobian J is the gradient field of `F_i`.",
    formulas: shown(
      entries.map(({ name, p, i, value }) =>
        formula(name, `\\frac{\\partial ${weightLatex(i)}}{\\partial ${symbolLatex(p)}}`, value),
      ),
    ),
    reason: 'differentiation of the map',
    claims: entries.map(({ name, map, p, value }) =>
      identity(name, value, differentiate(map, p), assumptions),
    ),
  };
}

function inverseMetricStep({ model, jacobian, inverseMetric }: CoupledGeometry): Step {
  const entries = inverseMetric.flatMap((row, i) =>
    row.flatMap((value, j) => (j < i ? [] : [{ name: `M${i + 1}${j + 1}`, i, j, value }])),
  );
  return {
    id: 'inverse-metric',
    title: 'Inverse of the metric tensor',
    text: "The weights move by `w' = M s'` with `M = J J^T`; where a potential exists its Hessian is the metric tensor `G = M^(-1)`.",
    formulas: shown(entries.map(({ name, i, j, value }) => formula(name, `M_{${i + 1}${j + 1}}`, value))),
    reason: 'chain rule',
    claims: entries.map(({ name, i, j, value }) =>
      identity(name, value, inner(jacobian[i]!, jacobian[j]!), model.assumptions),
    ),
  };
}

function determinantStep({ model, inverseMetric, determinant }: CoupledGeometry): Step[] {
  if (determinant === null) return [];
  const start = valueAtStart(determinant);
  function valueAtStart(e: Expression): Expression | null {
    try {
      return atStart(model, e);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
  const singular = start !== null && isZero(start);
  const claims: Claim[] = [identity('det M', determinant, determinantOf(inverseMetric), model.assumptions)];
  if (start !== null)
    claims.push(
      identity('det M at the start', substitute(determinant, model.init), start, model.assumptions),
    );
  return [
    {
      id: 'determinant',
      title: 'Determinant',
      text: singular
        ? 'The Jacobian has less than full rank at the start, where `det M = 0`: at first the weights move in fewer directions than there are outputs, and the metric tensor has no value there.'
        : 'Where the determinant is not 0 the Jacobian has full rank and the metric tensor exists.',
      formulas: [
        formula('det(M)', '\\det M', determinant),
        ...(start === null ? [] : [formula('det(M(0))', '\\det M(0)', start)]),
      ],
      reason: 'determinant of J J^T',
      claims,
    },
  ];
}

const bracketName = (i: number, j: number): string => `[F${i + 1}, F${j + 1}]`;
export const bracketLatex = (i: number, j: number): string => `[\\nabla F_{${i + 1}},\\nabla F_{${j + 1}}]`;

function bracketStep(g: CoupledGeometry): Step {
  const { model, jacobian, brackets, commutes } = g;
  const { parameters, assumptions } = model;
  const claims = brackets.flatMap(({ i, j, field }) =>
    parameters.map((p, a) =>
      identity(
        `${bracketName(i, j)} ${p}`,
        subtract(alongOutput(g, i, jacobian[j]![a]!), alongOutput(g, j, jacobian[i]![a]!)),
        field[a]!,
        assumptions,
      ),
    ),
  );
  const formulas = brackets.flatMap(({ i, j, field }) =>
    parameters.map((p, a) =>
      formula(`${bracketName(i, j)}_${p}`, `${bracketLatex(i, j)}_{${symbolLatex(p)}}`, field[a]!),
    ),
  );
  return {
    id: 'brackets',
    title: 'Lie brackets of the gradient fields',
    text: commutes
      ? 'All brackets vanish: the gradient fields of the outputs commute, and the order in which the dual variables grow does not matter.'
      : 'The bracket of two gradient fields is the difference that the order of two small steps makes. They do not all vanish.',
    formulas: shown(formulas),
    reason: '[grad F_i, grad F_j] = Hess F_j grad F_i - Hess F_i grad F_j',
    claims,
  };
}
