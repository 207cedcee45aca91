import type { Failure, FromWorker, RequestOf, ResultOf, ToWorker, VerbName } from './protocol.ts';
import { startQuick, startThorough } from './start.ts';

/** What a request failed with. */
export class ComputeError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A request that was given up for a newer one. */
export class Superseded extends Error {}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** One worker with its numbered requests. */
export interface Computer {
  /** Rejects with ComputeError, or with Superseded when the signal aborts. */
  run<V extends VerbName>(
    verb: V,
    request: RequestOf<V>,
    options: { seed: number; signal?: AbortSignal },
  ): Promise<ResultOf<V>>;
}

/** Starts a worker on its first request. */
function createComputer(start: () => Worker): Computer {
  let started: Worker | undefined;
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const send = (message: ToWorker): void => (started ??= listen(start())).postMessage(message);
  function listen(worker: Worker): Worker {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const call = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.kind === 'result') call?.resolve(data.result);
      else call?.reject(new ComputeError(data.failure));
    };
    worker.onerror = (event) => {
      const failure = {
        code: 'worker',
        message: `the computing thread failed: ${event.message || 'it could not be started'}`,
        help: 'reload the page; opened from disk, use the single-file version',
      };
      for (const call of waiting.values()) call.reject(new ComputeError(failure));
      waiting.clear();
    };
    return worker;
  }
  return {
    run(verb, request, { seed, signal }) {
      const id = ++last;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new Superseded());
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
        signal?.addEventListener('abort', () => {
          if (!waiting.delete(id)) return;
          send({ kind: 'abort', id });
          reject(new Superseded());
        });
        send({ kind: 'request', id, verb, request, seed });
      });
    },
  };
}

/** One worker for what follows a slider, one for what may take longer. */
export const quick = createComputer(startQuick);
export const thorough = createComputer(startThorough);
