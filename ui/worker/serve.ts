import { FormulaError, HypentropyError } from '../../src/errors.ts';
import type { RunOptions } from '../../src/index.ts';
import type { Failure, FromWorker, RequestOf, ResultOf, ToWorker, VerbName } from './protocol.ts';

export type Handlers<V extends VerbName> = {
  [K in V]: (request: RequestOf<K>, options: RunOptions) => Promise<ResultOf<K>> | ResultOf<K>;
};

/** Answers the requests that come to this worker; an aborted one is answered by silence. */
export function serve<V extends VerbName>(handlers: Handlers<V>): void {
  const running = new Map<number, AbortController>();
  self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.kind === 'abort') running.get(data.id)?.abort();
    else void answer(data);
  };

  async function answer({ id, verb, request, seed }: ToWorker & { kind: 'request' }): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    // lets an abort that is already on its way be heard before the work begins
    await new Promise((resolve) => setTimeout(resolve, 0));
    const { signal } = controller;
    try {
      if (signal.aborted) return;
      const handler = handlers[verb as V] as (request: unknown, options: RunOptions) => unknown;
      const result = await handler(request, { seed, signal });
      if (!signal.aborted) post({ kind: 'result', id, result });
    } catch (error) {
      if (!signal.aborted) post({ kind: 'failure', id, failure: failureOf(error) });
    } finally {
      running.delete(id);
    }
  }
}

const post = (message: FromWorker): void => self.postMessage(message);

function failureOf(error: unknown): Failure {
  if (!(error instanceof HypentropyError))
    return {
      code: 'internal',
      message: `this is a fault of the program: ${error instanceof Error ? error.message : String(error)}`,
      help: 'change the input, or reload the page',
    };
  const { code, message, help } = error;
  if (!(error instanceof FormulaError)) return { code, message, help };
  const { source, position, length } = error;
  return { code, message, help, formula: { source, position, length } };
}
