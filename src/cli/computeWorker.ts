import { parentPort, workerData } from 'node:worker_threads';
import * as facade from '../index.ts';
import { flatten } from './compute.ts';
import type { Reply } from './compute.ts';
import { runJob } from './job.ts';
import type { Job } from './job.ts';

/** The computing thread: one job in, progress and one result or failure out. */
const port = parentPort!;
const send = (reply: Reply): void => port.postMessage(reply);
const controller = new AbortController();
port.on('message', () => controller.abort());

const hooks = {
  signal: controller.signal,
  onProgress: (fraction: number | null, text: string): void => send({ kind: 'progress', fraction, text }),
  onRow: (line: string): void => send({ kind: 'row', line }),
};
try {
  send({ kind: 'result', result: await runJob(facade, workerData as Job, hooks) });
} catch (error) {
  send({ kind: 'failure', failure: flatten(error) });
}
