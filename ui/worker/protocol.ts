import type {
  AnyRecord,
  Chapter,
  ChapterRecord,
  ChapterRequest,
  CheckRecord,
  CheckRequest,
  ClaimRecord,
  ClaimRequest,
  CurvesRecord,
  DocumentRecord,
  DocumentText,
  ExperimentRecord,
  FigureRecord,
  FigureRequest,
  Format,
  ModelRequest,
  ProblemData,
  TheoryRecord,
  TrajectoryRecord,
  TransitionRecord,
  TransitionRequest,
} from '../../src/index.ts';

/** What the page draws at once when a control moves. */
export interface Picture {
  data: ProblemData;
  /** The weights behind random data. */
  planted: number[] | null;
  trajectory: TrajectoryRecord;
  curves: CurvesRecord;
  /** Half the side of the square around 0 that holds everything drawn. */
  extent: number;
}

/** Random data are drawn where they are used, from their sizes and seed. */
export type DataRequest =
  | { kind: 'given'; data: ProblemData }
  | { kind: 'random'; samples: number; features: number; sparsity: number; noise: number };

/** A chapter of the course as it is read, with what its experiments do. */
export interface ChapterPage {
  chapter: Chapter;
  experiments: Record<string, { title: string; text: string }>;
}
export type Outcome = ExperimentRecord['outcomes'][number];

/** Every computation of the page: what goes in and what comes out. */
export interface Verbs {
  picture: [request: ModelRequest & { from: DataRequest }, result: Picture];
  typeset: [request: string, result: string];
  /** Formulas of running text in LaTeX; null for one that is none. */
  prose: [request: string[], result: (string | null)[]];
  derive: [request: ModelRequest, result: TheoryRecord];
  transition: [request: Omit<TransitionRequest, 'data'> & { from: DataRequest }, result: TransitionRecord];
  readData: [request: DocumentText, result: ProblemData];
  check: [request: CheckRequest & { from: DataRequest }, result: CheckRecord];
  verify: [request: ClaimRequest, result: ClaimRecord];
  difference: [request: ClaimRecord, result: FigureRecord | null];
  replay: [request: DocumentText, result: DocumentRecord];
  /** A document, or a certificate, of one's own. */
  decide: [request: DocumentText, result: DocumentRecord];
  experiments: [request: DocumentText, result: ExperimentRecord];
  chapter: [request: DocumentText, result: ChapterPage];
  /** A chapter with everything in it computed. */
  wholeChapter: [request: ChapterRequest, result: ChapterRecord];
  figure: [request: FigureRequest, result: FigureRecord];
  experiment: [id: string, result: Outcome];
  render: [request: { record: AnyRecord; format: Format }, result: string];
}
export type VerbName = keyof Verbs;
export type RequestOf<V extends VerbName> = Verbs[V][0];
export type ResultOf<V extends VerbName> = Verbs[V][1];

/** To the worker: a numbered request, or the end of one. */
export type ToWorker =
  | { kind: 'request'; id: number; verb: VerbName; request: unknown; seed: number }
  | { kind: 'abort'; id: number };

/** A failure as the page shows it; `formula` points into typed text. */
export interface Failure {
  code: string;
  message: string;
  help: string;
  formula?: { source: string; position: number; length: number };
}

export type FromWorker =
  { kind: 'result'; id: number; result: unknown } | { kind: 'failure'; id: number; failure: Failure };
