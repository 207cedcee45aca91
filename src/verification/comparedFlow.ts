import { differentiate } from '../expression/differentiate.ts';
import { ZERO, call, product, sum, symbol, type Expression } from '../expression/expression.ts';
import { compileVector } from '../expression/compile.ts';
import { createKernel } from '../numerics/kernel.ts';
import type { LinearKernel } from '../numerics/kernel.ts';
import type { DualMap } from '../prediction/dualMap.ts';
import { projectOnRange } from '../prediction/rangeProjection.ts';
import type { RangeProjection } from '../prediction/rangeProjection.ts';
import { theoryBranches, theoryDualMap } from '../prediction/theoryBranches.ts';
import type { TheoryBranches } from '../prediction/theoryBranches.ts';
import type { ParametrizationMap } from '../simulation/parametrizationMap.ts';
import type { Block } from '../theory/blocksOf.ts';
import type { Model } from '../theory/model.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { isSolved, type UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import { flowBranch } from '../prediction/flowTable.ts';
import type { Observed } from './observedProblem.ts';
import { simulationMap } from './simulationMap.ts';
import { weightRounding } from './weightRounding.ts';
import type { WeightRounding } from './weightRounding.ts';

/** A problem of fitting Xw: X row-major n × d, rows are samples. */
export interface LinearProblem {
  readonly X: Float64Array;
  /** What Xw tends to: the targets or, for other losses than the squared one, the predictions of least loss. */
  readonly y: Float64Array;
  readonly n: number;
  readonly d: number;
  /** The loss and the targets for the simulation; absent for the squared loss. */
  readonly observed?: Observed | undefined;
}

/** A branch of the theory, with the clock that it keeps where it is known. */
export interface ComparedBranch extends Block {
  readonly clock: Expression | null;
}

type VectorFunction = (theta: ArrayLike<number>, out: { [j: number]: number }) => void;

/** Both witnesses on one problem, before either has run. */
export interface ComparedFlow extends LinearProblem {
  readonly theory: SeparableTheory | UnsolvedFlow;
  readonly model: Model;
  /** The parts of the map whose parameters move independently of each other but for s. */
  readonly branches: readonly ComparedBranch[];
  readonly numbers: TheoryBranches;
  /** h of the theory as numbers. */
  readonly dual: DualMap;
  /** The clocks G_j of the theory, one a branch, as one function of all parameters. */
  readonly clocks: VectorFunction;
  /** Σ |θ ∂G_j/∂θ| over the parameters of each branch: how rounding of θ moves the clock. */
  readonly clockSensitivities: VectorFunction;
  /** F for the simulation, which knows nothing of the above. */
  readonly map: ParametrizationMap;
  readonly k: number;
  /** θ(0), k × d; both witnesses start from these very doubles. */
  readonly starts: Float64Array;
  readonly kernel: LinearKernel;
  readonly range: RangeProjection;
  /** Error of simulated weights as numbers. */
  readonly weightRounding: WeightRounding;
}

/**
 * Sets up the comparison: the theory is that of the generic model (its start values are symbols) or a flow without closed
 * form, `starts` is k × d in the order of the model's parameters. Throws HypentropyError for starts or data that cannot be
 * used.
 */
export function comparedFlow(
  theory: SeparableTheory | UnsolvedFlow,
  starts: Float64Array,
  problem: LinearProblem,
): ComparedFlow {
  const { X, y, n, d } = problem;
  const { model } = theory;
  const branches = branchesOf(theory);
  const numbers = isSolved(theory) ? theoryBranches(theory, starts, d) : unsolvedBranches(theory, starts, d);
  const { map, accurate } = simulationMap(model.map, model.parameters);
  const kernel = createKernel(X, n, d);
  const clocks = branches.map((b) => b.clock ?? ZERO);
  return {
    ...problem,
    theory,
    model,
    branches,
    numbers,
    dual: theoryDualMap(numbers, d),
    clocks: compileVector(clocks, model.parameters),
    clockSensitivities: compileVector(
      branches.map((b, k) =>
        sum(...b.parameters.map((p) => call('abs', product(symbol(p), differentiate(clocks[k]!, p))))),
      ),
      model.parameters,
    ),
    map,
    k: model.parameters.length,
    starts,
    kernel,
    range: projectOnRange(X, n, d, y, kernel),
    weightRounding: weightRounding(branches, model.parameters, map, accurate, starts, numbers.initial),
  };
}

const branchesOf = (theory: SeparableTheory | UnsolvedFlow): ComparedBranch[] =>
  isSolved(theory)
    ? theory.branches.map(({ parameters, part, flow }) => ({ parameters, part, clock: flow.clock }))
    : [{ parameters: theory.model.parameters, part: theory.model.map, clock: null }];

function unsolvedBranches({ model }: UnsolvedFlow, starts: Float64Array, d: number): TheoryBranches {
  const branch = flowBranch(model, starts, d);
  const initial = Float64Array.from({ length: d }, (_, i) => branch.value(0, i));
  return { branches: [branch], parameterOf: [0], initial, resting: new Uint8Array(starts.length) };
}
