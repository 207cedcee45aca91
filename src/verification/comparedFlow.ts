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

export const EPSILON = Number.EPSILON;

/** A least-squares problem: X row-major n × d, rows are samples. */
export interface LinearProblem {
  readonly X: Float64Array;
  readonly y: Float64Array;
  readonly n: number;
  readonly d: number;
}

/** Both witnesses on one problem, before either has run. */
export interface ComparedFlow extends LinearProblem {
  readonly theory: SeparableTheory;
  readonly numbers: TheoryBranches;
  /** h of the theory as numbers. */
  readonly dual: DualMap;
  /** G_j of the theory, one a parameter, as one function of all parameters. */
  readonly primitives: (theta: ArrayLike<number>, out: { [j: number]: number }) => void;
  /** F for the simulation, which knows nothing of the above. */
  readonly map: ParametrizationMap;
  readonly k: number;
  /** θ(0), k × d; both witnesses start from these very doubles. */
  readonly starts: Float64Array;
  readonly kernel: LinearKernel;
  readonly range: RangeProjection;
  /** Rounding error of w(0) and of w(t) − w(0) as the simulation computes them, in units of ε. */
  readonly startRounding: Float64Array;
  readonly accurate: boolean;
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
    primitives: compileVector(
      theory.branches.map((b) => b.flow.primitive),
      model.parameters,
    ),
    map,
    k: model.parameters.length,
    starts,
    kernel,
    range: projectOnRange(X, n, d, y, kernel),
    startRounding: startRounding(theory, starts, d),
    accurate,
  };
}

/** Σ_j |f_j(θ_j(0))|: w(0) is a sum of these, so its rounding error is a few ε of it. */
function startRounding(theory: SeparableTheory, starts: Float64Array, d: number): Float64Array {
  const size = new Float64Array(d);
  for (const { parameter, part } of theory.branches) {
    const j = theory.model.parameters.indexOf(parameter);
    const value = compileVector([part], [parameter]);
    const out = [0];
    for (let i = 0; i < d; i++) {
      value([starts[j * d + i]!], out);
      size[i]! += Math.abs(out[0]!);
    }
  }
  return size;
}
