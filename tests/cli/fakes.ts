import type { Host } from '../../src/cli/run.ts';
import { runJob } from '../../src/cli/job.ts';
import type { Facade, Job } from '../../src/cli/job.ts';
import { render } from '../../src/report/render.ts';
import { readData } from '../../src/report/readData.ts';
import { readRows, rowText } from '../../src/report/sweepRows.ts';
import { randomProblem } from '../../src/simulation/randomProblem.ts';
import { randomSensing } from '../../src/simulation/randomSensing.ts';
import {
  audited,
  chapter,
  check,
  claimList,
  derivation,
  design,
  evaluation,
  experiment,
  refutedClaim,
  sweep,
  theory,
} from '../report/fixtures.ts';

/** A facade that answers every request with a fixture and remembers what it was asked. */
export function fakeFacade(overrides: Partial<Facade> = {}): Facade & { asked: unknown[] } {
  const asked: unknown[] = [];
  const answer =
    <R>(record: R) =>
    async (...request: unknown[]): Promise<R> => {
      asked.push(...request);
      return record;
    };
  return {
    asked,
    derive: answer(theory),
    evaluate: answer(evaluation),
    check: answer(check),
    checkPath: answer(experiment),
    verifyClaim: answer(refutedClaim),
    design: answer(design),
    sweep: async (request, options) => {
      asked.push(request, options);
      for (const row of sweep.rows) options.onRow?.(row);
      return sweep;
    },
    readRows,
    rowText,
    deriveChapter: answer(chapter),
    deriveDocument: answer(derivation),
    checkDocument: answer(experiment),
    verifyDocument: answer(derivation),
    listClaims: answer(claimList),
    audit: answer(audited),
    auditDocument: answer(derivation),
    render,
    readData,
    randomProblem,
    randomSensing,
    ...overrides,
  };
}

/** A process around a call that keeps what was printed. */
export function fakeHost(facade: Facade): Host & { out: string; err: string; jobs: Job[] } {
  const host = {
    out: '',
    err: '',
    jobs: [] as Job[],
    print: async (text: string) => void (host.out += text),
    warn: (text: string) => void (host.err += text),
    columns: 80,
    colour: false,
    isErrorTerminal: false,
    signal: new AbortController().signal,
    compute: (job: Job, hooks: Parameters<Host['compute']>[1]) => {
      host.jobs.push(job);
      return runJob(facade, structuredClone(job), hooks);
    },
  };
  return host;
}
