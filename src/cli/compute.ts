import { Worker } from 'node:worker_threads';
import { FormulaError, HypentropyError, InterruptedError } from '../errors.ts';
import type { Job, JobHooks, JobResult } from './job.ts';

/** Messages from the computing thread. */
export type Reply =
  | { kind: 'progress'; fraction: number | null; text: string }
  | { kind: 'row'; line: string }
  | { kind: 'result'; result: JobResult }
  | { kind: 'failure'; failure: WireError };

/** An error as plain data: a class does not survive the way between threads. */
export interface WireError {
  /** Null for a fault of the program. */
  code: string | null;
  message: string;
  help: string;
  formula?: { source: string; position: number; length: number };
}

/** After an abort the thread may end by itself for this long; then it is ended. Milliseconds. */
const GRACE = 100;
/**
 * A budget is kept by the computation itself, which then answers with what it has; when it overruns by this much, a
 * start of the thread included, the thread is ended. Milliseconds.
 */
const OVERRUN = 3000;

const THREAD = new URL(`./computeWorker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/**
 * Runs a job in a thread of its own, so that this one still hears signals and keeps time while the computation
 * is deep in a loop. Rejects with InterruptedError when the signal aborts or the budget runs out.
 */
export async function compute(
  job: Job,
  { signal, onProgress, onRow }: JobHooks,
  thread = THREAD,
): Promise<JobResult> {
  const worker = new Worker(thread, { workerData: job });
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise<JobResult>((resolve, reject) => {
      const abort = (): void => {
        worker.postMessage('abort');
        timers.push(setTimeout(() => reject(new InterruptedError('aborted', 'interrupted')), GRACE));
      };
      if (signal?.aborted === true) abort();
      signal?.addEventListener('abort', abort, { once: true });
      if (job.budget !== undefined) {
        const message = `the budget of ${job.budget / 1000} s ran out`;
        timers.push(setTimeout(() => reject(new InterruptedError('budget', message)), job.budget + OVERRUN));
      }
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'progress') onProgress?.(reply.fraction, reply.text);
        else if (reply.kind === 'row') onRow?.(reply.line);
        else if (reply.kind === 'result') resolve(reply.result);
        else reject(revive(reply.failure));
      });
      worker.on('error', (error: Error & { code?: string }) => {
        const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        reject(outOfMemory ? new HypentropyError('memory', 'the computation ran out of memory') : error);
      });
      worker.on('exit', () => reject(new Error('the computing thread ended without an answer')));
    });
  } finally {
    timers.forEach(clearTimeout);
    await worker.terminate();
  }
}

/** An error as plain data. */
export function flatten(error: unknown): WireError {
  if (!(error instanceof HypentropyError)) {
    return { code: null, message: error instanceof Error ? error.message : String(error), help: '' };
  }
  const { code, message, help } = error;
  if (!(error instanceof FormulaError)) return { code, message, help };
  return {
    code,
    message,
    help,
    formula: { source: error.source, position: error.position, length: error.length },
  };
}

function revive({ code, message, help, formula }: WireError): Error {
  if (code === null) return new Error(message);
  if (formula !== undefined) {
    return new FormulaError(message, formula.source, formula.position, formula.length, help);
  }
  return new HypentropyError(code, message, help);
}
