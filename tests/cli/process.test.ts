import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args]);
  const result = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (result.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (result.err += chunk.toString()));
  const ended = new Promise<typeof result & { code: number | null }>((resolve) =>
    child.on('close', (code) => resolve({ ...result, code })),
  );
  return { child, ended };
}

describe('the process', () => {
  test('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    expect(await start('--version').ended).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  test('says what is wrong on standard error and exits with 2', async () => {
    const { code, out, err } = await start('derive', '--format', 'pdf').ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      "hypentropy: --format must be one of text, latex, markdown, json, notebook, csv, ndjson: got 'pdf'\n",
    );
  });

  test('exits with 130 soon after an interrupt, here while it waits for its data', async () => {
    const { child, ended } = start('check', '--depth', '2', '--scale', '0.1', '--data', '-');
    // more than a pipe holds: once it is written, the process is reading
    await new Promise((resolve) => child.stdin.write('1,2\n'.repeat(250_000), resolve));
    const sent = Date.now();
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(Date.now() - sent).toBeLessThan(2000);
  });

  test('a reader that goes away early is no error', async () => {
    const { child, ended } = start('check', '--help');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0, err: '' });
  });
});
