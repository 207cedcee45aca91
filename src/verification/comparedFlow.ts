import { differentiate } from '../expression/differentiate.ts';
import { call, product, sum, symbol } from '../expression/expression.ts';
import { compileVector } from '../expression/compile.ts';
import { createKernel } from '../numerics/kernel.ts';
import type { LinearKernel } from '../numerics/kernel.ts';
import type { DualMap } from '../prediction/dualMap.ts';
import { projectOnRange } from '../prediction/rangeProjection.ts';
import type { RangeProjection } from '../prediction/rangeProjection.ts';
import { theoryBranches, theoryDualMap } from '../prediction/theoryBranches.ts';
import type { TheoryBranches } from '../prediction/theoryBranches.ts';
import type { ParametrizationMap } from '../simulation/parametrizationMap.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { simulationMap } from './simulationMap.ts';
import { weightRounding } from './weightRounding.ts';
import type { WeightRounding } from './weightRounding.ts';

/** A least-squares problem: X row-major n × d, rows are samples. */
export interface LinearProblem {
  readonly X: Float64Array;
  readonly y: Float64Array;
  readonly n: number;
  readonly d: number;
}

type VectorFunction = (theta: ArrayLike<number>, out: { [j: number]: number }) => void;

/** Both witnesses on one problem, before either has run. */
export interface ComparedFlow extends LinearProblem {
  readonly theory: SeparableTheory;
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
 * Sets up the comparison: the theory is that of the generic model (its start values are symbols), `starts` is k × d in
 * the order of the model's parameters. Throws HypentropyError for starts or data that cannot be used.
 */
export function comparedFlow(
  theory: SeparableTheory,
  starts: Float64Array,
  problem: LinearProblem,
): ComparedFlow {
  const { X, y, n, d } = problem;
  const { model } = theory;
  const numbers = theoryBranches(theory, starts, d);
  const { map, accurate } = simulationMap(model.map, model.parameters);
  const kernel = createKernel(X, n, d);
  return {
    ...problem,
    theory,
    numbers,
    dual: theoryDualMap(numbers, d),
    clocks: compileVector(
      theory.branches.map((b) => b.flow.clock),
      model.parameters,
    ),
    clockSensitivities: compileVector(
      theory.branches.map((b) =>
        sum(...b.parameters.map((p) => call('abs', product(symbol(p), differentiate(b.flow.clock, p))))),
      ),
      model.parameters,
    ),
    map,
    k: model.parameters.length,
    starts,
    kernel,
    range: projectOnRange(X, n, d, y, kernel),
    weightRounding: weightRounding(theory, map, accurate, starts, numbers.initial),
  };
}
