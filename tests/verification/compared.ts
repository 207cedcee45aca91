import {
  divide,
  power,
  product,
  rational,
  substitute,
  symbol,
  type Expression,
} from '../../src/expression/expression.ts';
import { randomProblem } from '../../src/simulation/randomProblem.ts';
import { DUAL } from '../../src/theory/model.ts';
import { genericModel, readModel, type ModelTexts } from '../../src/theory/readModel.ts';
import { separableTheory, type SeparableTheory } from '../../src/theory/separableTheory.ts';
import { compareFlow, type CompareOptions, type FlowComparison } from '../../src/verification/compareFlow.ts';
import type { LinearProblem } from '../../src/verification/comparedFlow.ts';

export const theoryOf = (texts: ModelTexts): SeparableTheory =>
  separableTheory(genericModel(readModel(texts)));

export function problemOf(n: number, d: number, seed = 1, sparsity = 1, noise = 0): LinearProblem {
  const { X, y } = randomProblem({ samples: n, features: d, sparsity, noise, seed });
  return { X: Float64Array.from(X.flat()), y: Float64Array.from(y), n, d };
}

export const rows = (X: number[][], y: number[]): LinearProblem => ({
  X: Float64Array.from(X.flat()),
  y: Float64Array.from(y),
  n: X.length,
  d: X[0]!.length,
});

/** Every coordinate from the same start values. */
export const uniform = (d: number, ...values: number[]): Float64Array =>
  Float64Array.from(values.flatMap((v) => new Array<number>(d).fill(v)));

export const compare = (
  theory: SeparableTheory,
  starts: Float64Array,
  problem: LinearProblem,
  options: Partial<CompareOptions> = {},
) => compareFlow(theory, starts, problem, { seed: 1, ...options });

export const verdicts = ({ comparisons }: FlowComparison): Record<string, string> =>
  Object.fromEntries(comparisons.map((c) => [c.name, c.verdict]));

const near = (change: number): Expression => rational(BigInt(Math.round((1 + change) * 1e12)), 10n ** 12n);

/** The theory with dual time running faster by 1 + change: solution θ((1 + change) s), G divided accordingly. */
export function fasterBranch(theory: SeparableTheory, index: number, change: number): SeparableTheory {
  const branches = theory.branches.map((b, i) => {
    if (i !== index) return b;
    const faster = new Map([[DUAL, product(near(change), symbol(DUAL))]]);
    const solutions = new Map([...b.flow.solutions].map(([p, e]) => [p, substitute(e, faster)]));
    const conditions = b.flow.conditions.map((c) =>
      substitute(c, new Map([[DUAL, product(near(change), symbol(DUAL))]])),
    );
    return {
      ...b,
      flow: { ...b.flow, solutions, conditions, clock: product(near(-change), b.flow.clock) },
    };
  });
  return { ...theory, branches };
}

/** The theory with one part of the map multiplied by 1 + change, with w(0) kept. */
export function largerBranch(theory: SeparableTheory, index: number, change: number): SeparableTheory {
  return {
    ...theory,
    branches: theory.branches.map((b, i) =>
      i === index ? { ...b, part: product(near(change), b.part) } : b,
    ),
  };
}

/** The theory with θ(s) = θ(0) (θ(s)/θ(0))^(1 + change) in one branch: another exponent from the same start. */
export function steeperBranch(theory: SeparableTheory, index: number, change: number): SeparableTheory {
  const branches = theory.branches.map((b, i) => {
    if (i !== index) return b;
    const steeper = ([p, e]: readonly [string, Expression]) => {
      const start = theory.model.init.get(p)!;
      return [p, product(start, power(divide(e, start), near(change)))] as const;
    };
    return { ...b, flow: { ...b.flow, solutions: new Map([...b.flow.solutions].map(steeper)) } };
  });
  return { ...theory, branches };
}
