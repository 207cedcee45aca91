import * as facade from '../../src/index.ts';
import { FormulaError, HypentropyError } from '../../src/errors.ts';
import { drawPicture, resolveData } from './drawPicture.ts';
import type { Failure, FromWorker, RequestOf, ResultOf, ToWorker, VerbName } from './protocol.ts';

type Options = facade.RunOptions;
type Handlers = { [V in VerbName]: (request: RequestOf<V>, options: Options) => Promise<ResultOf<V>> };

const HANDLERS: Handlers = {
  picture: drawPicture,
  typeset: (formula) => Promise.resolve(facade.typeset(formula)),
  derive: facade.derive,
  transition: ({ from, ...request }, options) =>
    facade.transition({ ...request, data: resolveData(from, options.seed).data }, options),
  check: ({ from, ...request }, options) =>
    facade.check({ ...request, data: resolveData(from, options.seed).data }, options),
  verify: facade.verifyClaim,
  replay: facade.deriveDocument,
  experiments: facade.checkDocument,
  render: ({ record, format }) => Promise.resolve(facade.render(record, format, {})),
};

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
  try {
    if (controller.signal.aborted) return;
    const handler = HANDLERS[verb] as (request: unknown, options: Options) => Promise<unknown>;
    const result = await handler(request, { seed, signal: controller.signal });
    if (!controller.signal.aborted) post({ kind: 'result', id, result });
  } catch (error) {
    if (!controller.signal.aborted) post({ kind: 'failure', id, failure: failureOf(error) });
  } finally {
    running.delete(id);
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
