import type { ComparisonRecord, FigureRecord } from '../records.ts';

/** A numeric check of one claim of the theory, with everything drawn from its seed. */
export interface Experiment {
  /** Permanent name, lower case with hyphens. */
  readonly id: string;
  readonly title: string;
  /** What is simulated or computed, with sizes, and what would refute the claim. */
  readonly text: string;
  /** Throws InterruptedError when aborted; a step that failed is an undecided comparison, not an exception. */
  run(context: ExperimentContext): Promise<Outcome>;
}

export interface ExperimentContext {
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Time of `performance.now()` after which the experiment stops and reports what it has. */
  readonly deadline?: number | undefined;
  readonly onProgress?: ((fraction: number | null, text: string) => void) | undefined;
}

export interface Outcome {
  /** Each with a budget that was computed: solver error, rounding, or a confidence bound whose level the text says. */
  readonly comparisons: readonly ComparisonRecord[];
  readonly figures?: readonly FigureRecord[];
  readonly notes?: readonly string[];
}
