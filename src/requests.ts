import type {
  AuditRecord, ChapterRecord, CheckRecord, ClaimRecord, DesignRecord, DocumentRecord, EvaluationRecord, ExperimentRecord, ListRecord, SweepRecord,
  SweepRow, TheoryRecord,
} from './records.ts'; // prettier-ignore

/** A model in the texts as a person typed them; the facade reads and validates each. */
export interface ModelRequest {
  /** Integer or rational >= 1, `symbolic`, or `inf`. */
  depth?: string;
  /** Map of one coordinate, infix, for instance `u^2 - v^2`; in place of a depth. */
  parametrization?: string;
  /** A matrix factorization in place of both: `U*U'`, `U*U' - V*V'` or `U*V'`, from multiples of the identity. */
  matrix?: string;
  /** Start value of every parameter, `u=0.3, v=0.5`; in place of scale and shape. */
  init?: string;
  /** Number, identifier, or `symbolic` (= `alpha`). */
  scale?: string;
  /** Relative start values, `u=1, v=2` or `u=[1,2,3]`. */
  shape?: string;
  loss?: string;
  /** `gd:0.05`, `weight-decay:0.1 until 5`, ...; gradient flow when absent. `derive` and `check` alone take it. */
  algorithm?: string;
}

export interface EvaluateRequest extends ModelRequest {
  quantity: string;
  at: string[];
  /** Second point of a Bregman divergence; w(0) when absent. */
  from?: string;
  /** Significant decimal digits. */
  digits: number;
}

/** A data set as numbers: X has n rows (samples) of d features, y has n entries. */
export interface ProblemData {
  X: number[][];
  y: number[];
  /** Where the rows of X are square matrices, row by row: their size. */
  matrixSize?: number;
  /** Relative start values by parameter, one entry a coordinate. */
  shape?: Record<string, number[]>;
  /** Where the numbers come from: file and columns, or generator and seed. */
  source: string;
  /** What was done to them, always including whether they were centred and standardized. */
  notes?: string[];
}

export interface CheckRequest extends ModelRequest {
  /** Absent: a random problem of the four sizes below. */
  data?: ProblemData;
  samples?: number;
  features?: number;
  sparsity?: number;
  noise?: number;
  /** Whether the random measurement matrices of a matrix factorization commute; they do when absent. */
  commuting?: boolean;
  /** Largest error budget accepted; a larger one leaves the comparison undecided. */
  tolerance?: number;
  /** Relative residual at which the simulated flow stops. */
  stop?: number;
  /** Classification: smallest margin at which the simulated flow stops. */
  margin?: number;
}

/** A depth, its largest scale, and the ratios alpha^D / margin at which the flow is compared with the regularisation path. */
export interface PathRequest extends CheckRequest {
  /** Numbers separated by commas, for instance `1, 0.1, 0.01`. */
  ratio: string;
}

/** Weights at which the potential is wanted, for each of `features` coordinates. */
export interface CurvesRequest extends ModelRequest {
  weights: number[];
  features: number;
}

export interface TrajectoryRequest extends ModelRequest {
  data: ProblemData;
}

/** Depths and scales whose limits on one data set are compared. */
export interface TransitionRequest {
  depths: string[];
  scales: number[];
  data: ProblemData;
}

export interface ClaimRequest extends ModelRequest {
  claim: string;
  upToScale: boolean;
}

/** A potential or a metric for which a parametrization is wanted, in the texts as a person typed them. */
export interface DesignRequest {
  /** Infix in w, for instance `w*log(w) - w`; other symbols are positive parameters. */
  potential?: string;
  /** The second derivative in place of a potential. */
  metric?: string;
  /** Conditions on w, and on other symbols if need be: `w > 0`, `-1 < w < 1`, `real`, `w > 0, q > 1`. */
  domain?: string;
  /** Start weight w(0). */
  at?: string;
  /** `one` (default): one parameter, weights in the domain; `two`: the difference of two. */
  sides?: string;
}

/** A grid of models and random problems; every list in the text as a person typed it. */
export interface SweepRequest {
  /** `1,2,3,inf`. */
  depth: string;
  /** `1e-3:1e2:log:26` or `0.01,0.1,1`. */
  scale: string;
  samples: string;
  features: string;
  sparsity: string;
  noise: string;
  /** `1-3`. */
  seeds: string;
  loss?: string;
  /** The scales are those of the weights, α^D, in place of α. */
  weightScale?: boolean;
  /** Simulate the flow of every cell beside its predicted limit. */
  simulate?: boolean;
  /** Largest error budget accepted of a simulation. */
  tolerance?: number;
  /** `i/k`: every k-th cell from the i-th. */
  shard?: string;
  /** Population error to which the largest scale is asked for. */
  risk?: number;
  /** Rows that are there already; their cells are not computed again. */
  known?: SweepRow[];
}

export interface SweepOptions extends RunOptions {
  onRow?: (row: SweepRow) => void;
}

/** A derivation as it stands in its file. */
export interface DocumentText {
  /** JSON in the format of derivations/README.md. */
  text: string;
  /** Named in errors. */
  name: string;
}

/** A chapter of the course as it stands in its file, with what it draws on. */
export interface ChapterRequest {
  chapter: DocumentText;
  /** The table of contents of the course, derivations/course/index.json. */
  course: DocumentText;
  /** The documents that the chapter names, at least. */
  documents: DocumentText[];
  /** Whether its experiments are run; they are when absent. */
  run?: boolean;
}

export interface ListRequest {
  /** The table of contents, derivations/index.json, and every document that it names. */
  index: DocumentText;
  documents: DocumentText[];
  /** The table of contents of the course and every chapter that it names; no course is listed without it. */
  course?: { index: DocumentText; chapters: DocumentText[] };
  /** Also run every numeric check. */
  run: boolean;
}

export interface RunOptions {
  seed: number;
  signal?: AbortSignal;
  /** Milliseconds. */
  budget?: number;
  /** `derive`: compare every identity with the values of a second, independent evaluator; about a third slower. */
  secondOpinion?: boolean;
  /** `derive`: record what was decided about each step, so that it can be decided again elsewhere. */
  claims?: boolean;
  /** Fraction done from 0 to 1, or null when unknown, and what is being done. */
  onProgress?: (fraction: number | null, text: string) => void;
}

export const FORMATS = ['text', 'latex', 'markdown', 'json', 'notebook'] as const;
export type Format = (typeof FORMATS)[number];
/** Forms of the rows of a sweep, which are written as they come. */
export const ROW_FORMATS = ['csv', 'ndjson'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

export interface RenderOptions {
  /** Columns of plain text; 80 when absent. Text alone uses it. */
  width?: number;
  /** ANSI colours for the verdicts; off when absent. Text alone uses it. */
  colour?: boolean;
}

export type AnyRecord =
  | AuditRecord
  | ChapterRecord
  | TheoryRecord
  | EvaluationRecord
  | CheckRecord
  | ClaimRecord
  | DesignRecord
  | DocumentRecord
  | ExperimentRecord
  | ListRecord
  | SweepRecord;
