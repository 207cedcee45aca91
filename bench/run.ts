import { cpus, loadavg, totalmem } from 'node:os';
import { benchCheck } from './check.ts';
import { benchDerive } from './derive.ts';
import { benchEvaluate } from './evaluate.ts';
import { benchPage } from './page.ts';

const PARTS = ['derive', 'check', 'evaluate', 'page'] as const;

/** The value after a flag, or undefined. */
function flag(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function positive(name: string, standard: number): number {
  const text = flag(name);
  const value = text === undefined ? standard : Number(text);
  if (!(value > 0)) {
    console.error(`${name} must be a positive number: got ${text}`);
    process.exit(2);
  }
  return value;
}

const quick = process.argv.includes('--quick');
const only = flag('--only');
if (only !== undefined && !PARTS.some((part) => part === only)) {
  console.error(`--only must be one of ${PARTS.join(', ')}: got ${only}`);
  process.exit(2);
}
const limit = positive('--limit', quick ? 3 : 20);
const seed = positive('--seed', 1);
const samples = flag('--samples') === undefined ? null : positive('--samples', 1);
const start = performance.now();
const progress = (text: string): void => {
  console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${text}`);
};

const processors = cpus();
console.log(
  [
    `machine: ${processors[0]?.model ?? 'unknown processor'}, ${processors.length} processors, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, load ${loadavg()[0]!.toFixed(1)}`,
    `Node ${process.version}; all times are CPU times (user and system, all threads of the process), linear algebra on one thread; seed ${seed}`,
    '',
  ].join('\n'),
);
const wants = (part: (typeof PARTS)[number]): boolean => only === undefined || only === part;
if (wants('derive')) console.log(`${await benchDerive({ quick, limit: quick ? 5 : 60, progress })}\n`);
if (wants('check')) console.log(`${await benchCheck({ quick, limit, seed, samples, progress })}\n`);
if (wants('evaluate')) console.log(`${await benchEvaluate({ quick, progress })}\n`);
// of wall times, and by a browser, so that it is asked for by name
if (only === 'page') console.log(`${await benchPage(progress)}\n`);
progress('done');
