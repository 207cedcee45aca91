import { HypentropyError } from '../errors.ts';
import { readRows, rowHeader } from '../index.ts';
import type { Format, RowFormat, VerdictKind } from '../index.ts';
import type { SettingValues } from '../settings.ts';
import { parseArguments } from './commandLine.ts';
import { failureOf } from './failure.ts';
import { isRowFormat } from './job.ts';
import type { Job, JobHooks, JobResult } from './job.ts';
import { startProgress } from './progress.ts';
import type { Call, ComputingVerb, Verb } from './verb.ts';
import { appendTextFile, existingText, requireWritable, writeTextFile } from './writeTextFile.ts';

/** What a call sees of the process around it. */
export interface Host {
  /** Resolves when the text has left; a reader that has gone is no error. */
  print: (text: string) => Promise<void>;
  warn: (text: string) => void;
  /** Columns of the terminal, and whether standard output and standard error are one. */
  columns: number;
  colour: boolean;
  isErrorTerminal: boolean;
  signal: AbortSignal;
  compute: (job: Job, hooks: JobHooks) => Promise<JobResult>;
}

const DERIVATIONS: ReadonlySet<string> = new Set([
  'derive',
  'derive document',
  'derive chapter',
  'audit document',
]);

const WIDEST = 100;
const FILE_WIDTH = 80;

/** Carries out one command line and returns the exit code. Never rejects. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  try {
    const parsed = parseArguments(args);
    if (parsed.kind === 'print') {
      await host.print(parsed.text);
      return 0;
    }
    const { verb, call } = parsed;
    return await ('act' in verb ? verb.act(call, host) : perform(verb, call, host));
  } catch (error) {
    const { text, exitCode, record } = failureOf(error);
    host.warn(text);
    if (asksForJson(args)) await host.print(`${JSON.stringify(record)}\n`);
    return exitCode;
  }
}

/** Whether the result was to be JSON on standard output; asked of arguments that may not be readable otherwise. */
function asksForJson(args: readonly string[]): boolean {
  const at = args.indexOf('--format');
  const isJson =
    args.includes('--json') || args.includes('--format=json') || (at >= 0 && args[at + 1] === 'json');
  return isJson && !args.some((arg) => arg === '--out' || arg.startsWith('--out='));
}

async function perform(verb: ComputingVerb, call: Call, host: Host): Promise<number> {
  const { values } = call;
  const format = formatOf(call, verb);
  for (const path of [values.out, values.saveData]) if (path !== undefined) await requireWritable(path);
  const task = await verb.task(call);
  if (format === 'notebook' && !DERIVATIONS.has(task.verb))
    throw new HypentropyError(
      'usage',
      '--format notebook is for derivations',
      'hypentropy derive ... --format notebook',
    );
  if (isRowFormat(format) && task.verb !== 'sweep')
    throw new HypentropyError(
      'usage',
      `--format ${format} is for the rows of a sweep`,
      'use text, latex, markdown or json',
    );
  const render =
    values.out === undefined
      ? { width: Math.min(host.columns, WIDEST), colour: host.colour }
      : { width: FILE_WIDTH, colour: false };
  const job: Job = { task, seed: values.seed!, format, render };
  if (values.budget !== undefined) job.budget = 1000 * values.budget;
  if (values.secondOpinion === true) job.secondOpinion = true;

  if (isRowFormat(format)) return performRows(job, format, call, host);
  const progress = startProgress(progressKind(values, host), host.warn);
  let result: JobResult;
  try {
    result = await host.compute(job, { signal: host.signal, onProgress: progress.report });
  } finally {
    progress.stop();
  }
  if (result.saved !== undefined) await writeTextFile(values.saveData!, result.saved);
  if (values.out === undefined) await host.print(result.text);
  else {
    await writeTextFile(values.out, result.text);
    if (values.quiet !== true) host.warn(`wrote ${values.out}: ${result.verdict}, seed ${values.seed}\n`);
  }
  return exitCodeOf(result.verdict);
}

/**
 * A sweep whose rows go out one by one: to standard output, or to a file behind those that it has, with the summary of all on
 * standard output.
 */
async function performRows(job: Job, format: RowFormat, { values }: Call, host: Host): Promise<number> {
  const { out } = values;
  let written = Promise.resolve();
  let rows = 0;
  const write = (text: string): void => {
    written = written.then(() => (out === undefined ? host.print(text) : appendTextFile(out, text)));
  };
  const before = out === undefined ? '' : await existingText(out);
  const { kept } = readRows(before, format);
  if (out !== undefined && kept !== before) await writeTextFile(out, kept);
  if (kept === '') write(rowHeader(format));
  const task = { ...job.task, known: kept };
  const progress = startProgress(progressKind(values, host), host.warn);
  let result: JobResult;
  try {
    result = await host.compute({ ...job, task } as Job, {
      signal: host.signal,
      onProgress: progress.report,
      onRow: (line) => {
        rows++;
        write(line);
      },
    });
  } finally {
    progress.stop();
    await written;
  }
  if (out !== undefined) await host.print(result.text);
  if (out !== undefined && values.quiet !== true)
    host.warn(`wrote ${out}: ${rows} new row${rows === 1 ? '' : 's'}, ${result.verdict}\n`);
  return exitCodeOf(result.verdict);
}

export function exitCodeOf(verdict: VerdictKind): number {
  return verdict === 'refuted' ? 1 : verdict === 'undecided' ? 3 : 0;
}

const EXTENSIONS = new Map<string, Format | RowFormat>([
  ['tex', 'latex'],
  ['md', 'markdown'],
  ['json', 'json'],
  ['ipynb', 'notebook'],
]);

function formatOf({ values, given }: Call, verb: Verb): Format | RowFormat {
  const format = values.format as Format | RowFormat;
  if (values.json === true) {
    if (given.has('format') && format !== 'json') {
      throw new HypentropyError('usage', `--json and --format ${format} contradict each other: keep one`);
    }
    return 'json';
  }
  if (given.has('format') || values.out === undefined) return format;
  const ending = values.out.split('.').at(-1)!.toLowerCase();
  if (verb.name === 'sweep' && (ending === 'csv' || ending === 'ndjson')) return ending;
  return EXTENSIONS.get(ending) ?? format;
}

function progressKind(values: SettingValues, { isErrorTerminal }: Host): 'terminal' | 'plain' | 'none' {
  if (values.quiet === true) return 'none';
  if (isErrorTerminal) return 'terminal';
  return values.progress === true ? 'plain' : 'none';
}
