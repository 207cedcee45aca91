import { describe, expect, test } from 'vitest';
import { compute, flatten } from '../../src/cli/compute.ts';
import type { Job } from '../../src/cli/job.ts';
import { FormulaError, HypentropyError } from '../../src/errors.ts';

const job: Job = { task: { verb: 'derive', request: {} }, seed: 1, format: 'text', render: {} };

/** A computing thread that runs this code; `send` posts to the caller. */
const thread = (code: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort, workerData } from 'node:worker_threads'; const send = (m) => parentPort.postMessage(m); ${code}`,
    )}`,
  );
const SPIN = 'for (;;);';

async function elapsed(promise: Promise<unknown>): Promise<number> {
  const start = Date.now();
  await promise;
  return Date.now() - start;
}

describe('the computing thread', () => {
  test('receives the job, reports progress and answers', async () => {
    const seen: unknown[] = [];
    const url = thread(`
      send({ kind: 'progress', fraction: 0.25, text: 'quarter' });
      send({ kind: 'result', result: { text: String(workerData.seed), verdict: 'proved' } });`);
    const onProgress = (...report: unknown[]): void => void seen.push(report);
    expect(await compute(job, { onProgress }, url)).toEqual({ text: '1', verdict: 'proved' });
    expect(seen).toEqual([[0.25, 'quarter']]);
  });

  test('ends soon after an abort even when it never looks up', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const run = compute(job, { signal: controller.signal }, thread(SPIN));
    const time = await elapsed(expect(run).rejects.toMatchObject({ code: 'aborted' }));
    expect(time).toBeLessThan(2000);
  });

  test('ends soon after its budget even when it never looks up', async () => {
    const run = compute({ ...job, budget: 10 }, {}, thread(SPIN));
    await expect(run).rejects.toMatchObject({ code: 'budget', message: 'the budget of 0.01 s ran out' });
  });

  test('that runs out of memory or stops without an answer is no silence', async () => {
    const full = "throw Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })";
    await expect(compute(job, {}, thread(full))).rejects.toMatchObject({ code: 'memory' });
    await expect(compute(job, {}, thread(''))).rejects.toThrow('without an answer');
    await expect(compute(job, {}, thread("throw new TypeError('broken')"))).rejects.toThrow('broken');
  });

  test('sends errors over that are the same on the other side', async () => {
    const errors = [
      new HypentropyError('data', 'message', 'help'),
      new FormulaError('unknown name', 'a + b', 4, 1, 'define it'),
      new TypeError('a fault'),
    ];
    for (const error of errors) {
      const url = thread(`send({ kind: 'failure', failure: ${JSON.stringify(flatten(error))} })`);
      const caught: unknown = await compute(job, {}, url).catch((e: unknown) => e);
      expect({ ...(caught as object), message: (caught as Error).message }).toEqual({
        ...error,
        message: error.message,
      });
    }
  });
});
