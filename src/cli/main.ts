#!/usr/bin/env node
import { compute } from './compute.ts';
import { failureOf } from './failure.ts';
import { run } from './run.ts';
import { explain } from './readTextFile.ts';

/** How long an interrupted call may take to end by itself. Milliseconds. */
const GRACE = 300;

const controller = new AbortController();
process.once('SIGINT', () => {
  controller.abort();
  setTimeout(() => process.exit(130), GRACE);
});

/** A pipe whose reader has gone ends the output, not the program; anything else is said in one line. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(failureOf(explain(error, 'standard output', 'write')).text);
  process.exit(2);
});
process.stderr.on('error', () => undefined);

const { env, stdout, stderr } = process;
process.exitCode = await run(process.argv.slice(2), {
  print: (text) => new Promise((resolve) => stdout.write(text, () => resolve())),
  warn: (text) => stderr.write(text),
  columns: stdout.columns ?? 80,
  colour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
  isErrorTerminal: stderr.isTTY === true,
  signal: controller.signal,
  compute,
});
if (controller.signal.aborted) process.exit(130);
process.removeAllListeners('SIGINT');
