import { linearSlope } from '../calculus/linearArgument.ts';
import { isPositive, type Assumptions } from '../expression/assumptions.ts';
import { ZERO, product, substitute, type Expression } from '../expression/expression.ts';
import { DUAL } from './model.ts';
import type { Branch, OpenInterval, SeparableTheory } from './separableTheory.ts';
import type { Claim, Formula } from './step.ts';

/** Closed forms of more nodes than this are printed as the function of s at s = σ(w) rather than written out. */
export const LONGEST = 90;

export const formula = (left: string, leftLatex: string, right: Expression): Formula => ({
  left,
  leftLatex,
  right,
});

/** The claim that two expressions are equal wherever both are defined. */
export const identity = (name: string, left: Expression, right: Expression, assumptions: Assumptions): Claim => ({
  kind: 'identity', name, left, right, assumptions,
}); // prettier-ignore

/** e with one symbol replaced. */
export const at = (e: Expression, name: string, value: Expression): Expression =>
  substitute(e, new Map([[name, value]]));

/** The map evaluated along the flow of its parameters, as it stands. */
export const alongBranches = ({ model, branches }: SeparableTheory, e: Expression = model.map): Expression =>
  substitute(e, solutionsOf(branches));

/** Each parameter as a function of σ. */
export const solutionsOf = (branches: readonly Branch[]): Map<string, Expression> =>
  new Map(branches.flatMap((b) => [...b.flow.solutions]));

/** The finite ends of an interval by name. */
export const endsOf = ({ lower, upper }: OpenInterval): ['lower' | 'upper', Expression][] => [
  ...(lower === null ? [] : [['lower', lower] as ['lower', Expression]]),
  ...(upper === null ? [] : [['upper', upper] as ['upper', Expression]]),
];

/** The weights at the finite ends of the dual interval. */
export const endClaims = ({ dualDomain, weightDomain, inverseMirrorMap, model }: SeparableTheory): Claim[] =>
  endsOf(dualDomain).flatMap(([name, end]) => {
    const weight = weightDomain[name];
    return weight === null
      ? []
      : [identity(`${name} end of w`, at(inverseMirrorMap, DUAL, end), weight, model.assumptions)];
  });

/** At each finite end of the dual interval one of the conditions that end it there vanishes. */
export function dualEndClaims({ branches, dualDomain, model }: SeparableTheory): Claim[] {
  const conditions = branches.flatMap((b) => b.flow.conditions);
  const rises = (c: Expression): boolean => {
    const slope = linearSlope(c, DUAL);
    return slope !== null && isPositive(slope, model.assumptions) === true;
  };
  return endsOf(dualDomain).map(([name, end]) => {
    const ending = conditions.filter((c) => linearSlope(c, DUAL) !== null && rises(c) === (name === 'lower'));
    return identity(
      `${name} end of s`,
      product(...ending.map((c) => at(c, DUAL, end))),
      ZERO,
      model.assumptions,
    );
  });
}
