import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

/** Linear algebra on one thread, on both sides. */
const ONE_THREAD = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** A Python script of the folder `bench` that answers every line of JSON with a line of JSON. */
export interface Python {
  ask<Answer>(question: unknown): Promise<Answer>;
  close(): void;
  /** What the script says of itself: versions of Python and of the packages it uses. */
  readonly versions: string;
}

/**
 * Starts `python3 script`; the answer is a sentence when Python or a package is missing (the script's first line tells).
 */
export async function startPython(script: string): Promise<Python | string> {
  const child = spawn('python3', [resolve('bench', script)], {
    env: { ...process.env, ...ONE_THREAD },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const failure = new Promise<string>((resolve) =>
    child.once('error', (error) => resolve(`python3 did not start: ${error.message}`)),
  );
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code) => resolve(`${script} ended with exit code ${code}`)),
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await Promise.race([lines.next(), failure, ended]);
    if (typeof line === 'string') throw new Error(line);
    if (line.done) throw new Error(await Promise.race([failure, ended]));
    return JSON.parse(line.value);
  };
  try {
    const hello = (await next()) as { missing?: string; versions?: string };
    if (hello.missing !== undefined) return `${hello.missing} is not installed for python3`;
    return {
      versions: hello.versions ?? '',
      async ask<Answer>(question: unknown): Promise<Answer> {
        child.stdin.write(`${JSON.stringify(question)}\n`);
        return (await next()) as Answer;
      },
      close: () => child.stdin.end(),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
