import type * as facade from '../index.ts';
import type {
  AnyRecord,
  ChapterRequest,
  CheckRequest,
  ClaimRequest,
  DesignRequest,
  DocumentText,
  EvaluateRequest,
  Format,
  ListRequest,
  ModelRequest,
  PathRequest,
  ProblemData,
  ReadDataOptions,
  RenderOptions,
  RowFormat,
  RunOptions,
  SweepRequest,
  VerdictKind,
} from '../index.ts';

/** What one call of the command line asks of the facade: plain data that can be sent to another thread. */
export interface Job {
  task: Task;
  seed: number;
  /** Milliseconds. */
  budget?: number;
  secondOpinion?: boolean;
  /** `csv` and `ndjson` for the rows of a sweep alone. */
  format: Format | RowFormat;
  render: RenderOptions;
}

export type Task =
  | { verb: 'derive'; request: ModelRequest }
  | { verb: 'evaluate'; request: EvaluateRequest }
  | { verb: 'verify'; request: ClaimRequest }
  | { verb: 'design'; request: DesignRequest }
  | { verb: 'sweep'; request: SweepRequest; known?: string }
  | { verb: 'derive chapter'; request: ChapterRequest }
  | { verb: 'derive document'; document: DocumentText }
  | { verb: 'check document'; document: DocumentText }
  | { verb: 'verify document'; document: DocumentText }
  | { verb: 'list'; request: ListRequest }
  | { verb: 'audit'; request: ListRequest }
  | { verb: 'audit document'; document: DocumentText }
  | { verb: 'check path'; request: PathRequest; data?: ReadDataOptions & { text: string } }
  | { verb: 'check'; request: CheckRequest; data?: ReadDataOptions & { text: string }; save: boolean };

export interface JobResult {
  text: string;
  verdict: VerdictKind;
  /** The problem as JSON, when the task asked to save it. */
  saved?: string;
}

export type Facade = Pick<
  typeof facade,
  | 'derive'
  | 'evaluate'
  | 'check'
  | 'checkPath'
  | 'verifyClaim'
  | 'design'
  | 'deriveChapter'
  | 'deriveDocument'
  | 'checkDocument'
  | 'verifyDocument'
  | 'listClaims'
  | 'audit'
  | 'auditDocument'
  | 'sweep'
  | 'readRows'
  | 'rowText'
  | 'render'
  | 'readData'
  | 'randomProblem'
  | 'randomSensing'
>;

export type JobHooks = Pick<RunOptions, 'signal' | 'onProgress'> & {
  /** A row of a sweep as a line, as soon as it is computed. */
  onRow?: (line: string) => void;
};

/** Runs a job on the facade. Rejects with what the facade throws. */
export async function runJob(facade: Facade, job: Job, hooks: JobHooks): Promise<JobResult> {
  const { onRow, ...running } = hooks;
  const options: RunOptions = { seed: job.seed, ...running };
  if (job.budget !== undefined) options.budget = job.budget;
  if (job.secondOpinion !== undefined) options.secondOpinion = job.secondOpinion;
  if (job.format === 'json' || job.format === 'notebook') options.claims = true;
  if (job.task.verb === 'sweep' && isRowFormat(job.format))
    return sweepRows(facade, job.task, job.format, { ...options, render: job.render }, onRow);
  const { record, saved } = await runTask(facade, job.task, options);
  const text = facade.render(record, job.format as Format, job.render);
  const result: JobResult = { text, verdict: record.verdict };
  if (saved !== undefined) result.saved = saved;
  return result;
}

export const isRowFormat = (format: Format | RowFormat): format is RowFormat =>
  format === 'csv' || format === 'ndjson';

/** A sweep whose rows leave as they come; what is left to print at the end is its summary. */
async function sweepRows(
  facade: Facade,
  { request, known }: Task & { verb: 'sweep' },
  format: RowFormat,
  { render, ...options }: RunOptions & { render: RenderOptions },
  onRow?: (line: string) => void,
): Promise<JobResult> {
  const rows = known === undefined ? [] : facade.readRows(known, format).rows;
  const record = await facade.sweep(
    { ...request, known: rows },
    { ...options, onRow: (row) => onRow?.(facade.rowText(row, format)) },
  );
  return { text: facade.render(record, 'text', render), verdict: record.verdict };
}

async function runTask(
  facade: Facade,
  task: Task,
  options: RunOptions,
): Promise<{ record: AnyRecord; saved?: string }> {
  switch (task.verb) {
    case 'derive':
      return { record: await facade.derive(task.request, options) };
    case 'evaluate':
      return { record: await facade.evaluate(task.request, options) };
    case 'verify':
      return { record: await facade.verifyClaim(task.request, options) };
    case 'design':
      return { record: await facade.design(task.request, options) };
    case 'sweep':
      return { record: await facade.sweep(task.request, options) };
    case 'derive chapter':
      return { record: await facade.deriveChapter(task.request, options) };
    case 'derive document':
      return { record: await facade.deriveDocument(task.document, options) };
    case 'verify document':
      return { record: await facade.verifyDocument(task.document, options) };
    case 'check document':
      return { record: await facade.checkDocument(task.document, options) };
    case 'list':
      return { record: await facade.listClaims(task.request, options) };
    case 'audit':
      return { record: await facade.audit(task.request, options) };
    case 'audit document':
      return { record: await facade.auditDocument(task.document, options) };
    case 'check path': {
      const { request, data } = task;
      const given = data === undefined ? request : { ...request, data: facade.readData(data.text, data) };
      return { record: await facade.checkPath(given, options) };
    }
    case 'check': {
      const request = { ...task.request };
      if (task.data !== undefined) request.data = facade.readData(task.data.text, task.data);
      else if (task.save) request.data = drawProblem(facade, request, options.seed);
      const record = await facade.check(request, options);
      return task.save ? { record, saved: problemJson(request.data!) } : { record };
    }
  }
}

function drawProblem(facade: Facade, request: CheckRequest, seed: number): ProblemData {
  const { samples = 0, features = 0, sparsity = 0, noise = 0 } = request;
  if (request.matrix !== undefined) {
    const commuting = request.commuting !== false;
    return facade.randomSensing({ samples, size: features, rank: sparsity, noise, commuting, seed });
  }
  const { X, y, source } = facade.randomProblem({ samples, features, sparsity, noise, seed });
  return { X, y, source };
}

function problemJson({ X, y, shape, matrixSize, source }: ProblemData): string {
  const entries = matrixSize === undefined ? X : X.map((row) => squareOf(row, matrixSize));
  const rows = entries.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  const shaped = shape === undefined ? '' : `,\n  "shape": ${JSON.stringify(shape)}`;
  return `{\n  "source": ${JSON.stringify(source)},\n  "${matrixSize === undefined ? 'X' : 'A'}": [\n${rows}\n  ],\n  "y": ${JSON.stringify(y)}${shaped}\n}\n`;
}

const squareOf = (row: readonly number[], size: number): number[][] =>
  Array.from({ length: size }, (_, i) => row.slice(i * size, (i + 1) * size));
