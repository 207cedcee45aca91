import { HypentropyError } from '../errors.ts';
import { freeSymbols, type Expression } from '../expression/expression.ts';
import { valuesAtStarts } from '../prediction/startValues.ts';
import type { CheckRecord, ComparisonRecord } from '../records.ts';
import type { Algorithm } from '../theory/algorithm.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import type { LinearProblem } from './comparedFlow.ts';
import type { PredictedEnd } from './endComparisons.ts';

/** An algorithm with its numbers on one problem, before it has run. */
export interface AlgorithmCase {
  /** Of the generic model, whose start values are symbols. */
  readonly theory: SeparableTheory;
  readonly algorithm: Algorithm;
  /** k × d. */
  readonly starts: Float64Array;
  /** −∂ℓ/∂f of a sample at the gap y − f, where the loss is not the squared one; y then holds the minimisers. */
  readonly pull?: ((gap: number, sample: number) => number) | undefined;
  /** The map of the simulation, where it is not that of the theory. */
  readonly simulated?: Expression;
  readonly problem: LinearProblem;
}

export interface AlgorithmLimits {
  readonly seed: number;
  /** Largest budget accepted, relative. */
  readonly tolerance?: number | undefined;
  /** Relative residual at which a run counts as converged. */
  readonly stop?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | undefined;
  readonly onProgress?: ((fraction: number | null, text: string) => void) | undefined;
}

/** The parts of a check record that an algorithm's run fills. */
export type AlgorithmComparison = Pick<CheckRecord, 'predicted' | 'simulated' | 'comparisons' | 'context'> & {
  readonly notes: readonly string[];
};

export const ACCEPTED = 1e-7;
export const STOP = 1e-12;

/** A value of the algorithm as a number. Throws HypentropyError `algorithm` for a name in its place. */
export function numberOf(algorithm: Algorithm, name: string): number {
  return asNumber(algorithm.values.get(name)!, name);
}

/** A constant expression as the nearest double. Throws HypentropyError `algorithm` for one with symbols. */
export function asNumber(value: Expression, name: string): number {
  const [free] = freeSymbols(value);
  if (free !== undefined)
    throw new HypentropyError(
      'algorithm',
      `a simulation needs a number for ${name}: got '${free}'`,
      'write a number such as 0.01',
    );
  return valuesAtStarts([value], new Map(), 1)[0]![0]!;
}

/** The prediction of a record, or why there is none. */
export function predictedRecord(found: PredictedEnd | null, why: string): CheckRecord['predicted'] {
  if (found === null) return { w: [], iterations: 0, residual: 0, why };
  const { predicted } = found;
  return {
    w: predicted.outcome === 'stalled' ? [] : [...predicted.w],
    iterations: predicted.iterations,
    residual: predicted.residual,
    ...(predicted.outcome === 'stalled' ? { why: predicted.advice } : {}),
  };
}

/** A comparison that the outcome of the run leaves open. */
export const openComparison = (name: string, why: string): ComparisonRecord => ({
  name,
  verdict: 'undecided',
  discrepancy: null,
  budget: null,
  unit: 'relative to max|w|',
  text: '',
  why,
});
