import { depthMap } from '../src/simulation/powerMap.ts';
import { randomProblem } from '../src/simulation/randomProblem.ts';
import { simulateFlowSync } from '../src/simulation/simulateFlow.ts';
import type { FlowMethod, FlowResult } from '../src/simulation/flowResult.ts';
import { cpuTime, median, medianTime } from './measure.ts';
import { startPython } from './python.ts';
import type { Python } from './python.ts';
import { short, table, times } from './table.ts';

const TARGET = 3e-8;
const CHECKPOINTS = 12;
/** Relative residual at which the path ends. */
const END = 1e-8;
const SOLVERS = ['LSODA', 'odeint', 'BDF', 'Radau', 'DOP853'] as const;
const SIZES = [
  { n: 1, d: 2, sparsity: 1 },
  { n: 3, d: 6, sparsity: 1 },
  { n: 20, d: 100, sparsity: 3 },
  { n: 100, d: 1000, sparsity: 10 },
] as const;
const DEPTHS = [1, 2, 3, 4, 6];
const SCALES = [1e-3, 0.01, 0.1, 1, 10];
/** Samples, depth and scale of the quick cases. */
const QUICK = new Set(['1 2 1', '1 4 0.1', '3 2 0.1', '3 3 0.1', '20 2 0.1', '20 3 1']);

interface Case {
  n: number;
  d: number;
  depth: number;
  scale: number;
  X: Float64Array;
  y: Float64Array;
}
interface Path {
  times: number[];
  /** Checkpoints by d. */
  w: Float64Array;
}
interface Measured {
  outcome: 'reached' | 'limit' | 'missed';
  cpu?: number;
  tolerance?: number;
  closest: number | null;
}
export interface CheckOptions {
  quick: boolean;
  /** CPU seconds after which a run of SciPy is given up. */
  limit: number;
  seed: number;
  /** Only the size with so many samples, or null for all. */
  samples: number | null;
  progress: (text: string) => void;
}

/** The simulator against SciPy's solvers at equal path error; the text of the tables. */
export async function benchCheck(options: CheckOptions): Promise<string> {
  const { quick, progress, seed, samples } = options;
  const python = await startPython('flow.py');
  const scipy = typeof python === 'string' ? null : python;
  const rows: string[][] = [];
  const summary: string[][] = [];
  for (const { n, d, sparsity } of quick ? SIZES.slice(0, 3) : SIZES) {
    if (samples !== null && n !== samples) continue;
    const { X, y } = randomProblem({ samples: n, features: d, sparsity, noise: 0, seed });
    const againstLsoda: Ratio[] = [];
    const againstBest: Ratio[] = [];
    const own: number[] = [];
    for (const depth of DEPTHS)
      for (const scale of SCALES) {
        if (quick && !QUICK.has(`${n} ${depth} ${scale}`)) continue;
        const problem = { n, d, depth, scale, X: Float64Array.from(X.flat()), y: Float64Array.from(y) };
        const label = `(${n},${d}) D=${depth} alpha=${scale}`;
        progress(label);
        const { row, lsoda, best, cpu } = await benchCase(problem, scipy, options);
        rows.push([label, ...row]);
        progress(row.join('  '));
        if (cpu !== null) own.push(cpu);
        if (lsoda) againstLsoda.push(lsoda);
        if (best) againstBest.push(best);
      }
    summary.push([
      `(${n},${d})`,
      short(own.length > 0 ? median(own) : null),
      medianRatio(againstLsoda),
      range(againstLsoda),
      medianRatio(againstBest),
      range(againstBest),
    ]);
  }
  scipy?.close();
  const missing = scipy === null ? [`SciPy part skipped: ${python as string}.`, ''] : [];
  return [
    `check: CPU ms of a whole path at path error <= ${TARGET} (max|w - w_ref| / max|w_end| over ${CHECKPOINTS} times, to relative residual ${END})`,
    `SciPy: ${scipy?.versions ?? 'missing'}; coordinates (u, v), analytic Jacobian, rtol = 1e-k, atol = rtol * alpha, the loosest k on both sides.`,
    `odeint is LSODA without SciPy's Python step loop. ">": the solver was given up after ${options.limit} s. agree: SciPy's closest path to the reference.`,
    '',
    ...missing,
    table(['case', 'ours', 'tol', 'steps', 'error', ...SOLVERS, 'agree', '/LSODA', '/best'], rows),
    '',
    table(['size', 'ours (median)', 'LSODA/ours', 'from', 'best/ours', 'from'], summary),
  ].join('\n');
}

interface Ratio {
  value: number;
  bound: '' | '>';
}

async function benchCase(problem: Case, scipy: Python | null, { limit, quick }: CheckOptions) {
  const reference = await within(() => referencePath(problem, limit));
  if (reference === null) {
    const row = [`no reference within ${REFERENCE_LIMIT * limit} s`];
    return { cpu: null, lsoda: null, best: null, row };
  }
  const mine = await within(() => measureOwn(problem, reference, quick, limit));
  const found: (Measured | null)[] = [];
  let agree: number | null = null;
  if (scipy) {
    await scipy.ask({
      load: { ...problem, X: [...problem.X], y: [...problem.y], times: reference.times, w: [...reference.w] },
    });
    for (const solver of SOLVERS) {
      const repeat = quick ? 0.1 : 1;
      found.push(await scipy.ask<Measured>({ solver, target: TARGET, limit, repeat }));
    }
    const able = ['DOP853', 'odeint', 'Radau'].filter(
      (name) => found[SOLVERS.indexOf(name as (typeof SOLVERS)[number])]?.outcome !== 'limit',
    );
    const closest = [(await scipy.ask<{ closest: number | null }>({ closest: able, limit })).closest];
    for (const f of found) closest.push(f?.closest ?? null);
    const values = closest.filter((v): v is number => v !== null);
    agree = values.length > 0 ? Math.min(...values) : null;
  }
  const ratio = (cpu: number | undefined, bound: '' | '>'): Ratio | null =>
    cpu === undefined || mine === null ? null : { value: cpu / mine.cpu, bound };
  const lsoda = found[0]
    ? found[0].outcome === 'reached'
      ? ratio(found[0].cpu, '')
      : found[0].outcome === 'limit'
        ? ratio(limit * 1000, '>')
        : null
    : null;
  const reached = found.filter((f) => f?.outcome === 'reached').map((f) => f!.cpu!);
  const best = reached.length > 0 ? ratio(Math.min(...reached), '') : null;
  return {
    cpu: mine?.cpu ?? null,
    lsoda,
    best,
    row: [
      short(mine?.cpu ?? null),
      mine ? mine.tolerance.toExponential(0) : 'missed or given up',
      mine ? String(mine.steps) : '-',
      mine ? mine.error.toExponential(0) : '-',
      ...SOLVERS.map((_, k) => cell(found[k] ?? null, limit)),
      agree === null ? '-' : agree.toExponential(0),
      lsoda ? times(lsoda.value, lsoda.bound) : '-',
      best ? times(best.value, best.bound) : '-',
    ],
  };
}

/** The value, or null when a run was given up. */
async function within<T>(compute: () => T | Promise<T>): Promise<T | null> {
  try {
    return await compute();
  } catch (error) {
    if (error instanceof GivenUp) return null;
    throw error;
  }
}

function cell(m: Measured | null, limit: number): string {
  if (m === null) return '-';
  if (m.outcome === 'reached') return short(m.cpu!);
  return m.outcome === 'limit' ? `>${limit * 1000}` : 'missed';
}

/** How many times the limit of a run of SciPy the reference may take. */
const REFERENCE_LIMIT = 10;

function referencePath(problem: Case, limit: number): Path {
  const scout = run(problem, { tolerance: 1e-9, limit: REFERENCE_LIMIT * limit });
  const all = scout.checkpoints.filter((c) => c.t > 0);
  const chosen = Array.from({ length: CHECKPOINTS }, (_, k) => {
    const at = Math.round(((k + 1) * all.length) / CHECKPOINTS) - 1;
    return all[Math.max(0, at)]!.t;
  });
  const distinct = [...new Set(chosen)];
  const result = run(problem, {
    tolerance: 1e-13,
    times: distinct,
    method: 'radau13',
    limit: REFERENCE_LIMIT * limit,
  });
  const w = new Float64Array(distinct.length * problem.d);
  result.checkpoints.forEach((c, k) => w.set(c.w, k * problem.d));
  if (result.checkpoints.length !== distinct.length)
    throw new Error('the reference run did not reach all times');
  return { times: distinct, w };
}

/** A run of ours was given up. */
class GivenUp extends Error {}

/** One run to the last of the times, or to the end of the path; throws GivenUp after `limit` CPU seconds. */
function run(
  { n, d, depth, scale, X, y }: Case,
  {
    tolerance,
    times: at,
    method = 'auto',
    limit = Infinity,
  }: { tolerance: number; times?: readonly number[]; method?: FlowMethod; limit?: number },
): FlowResult {
  const deadline = limit < Infinity ? cpuTime() + 1000 * limit : Infinity;
  // a bare flag: an AbortController makes an exception with a stack at every abort
  const stop = { aborted: false };
  const last = at?.at(-1);
  return simulateFlowSync({
    map: depthMap(depth),
    theta0: new Float64Array(2 * d).fill(scale),
    X,
    y,
    n,
    d,
    tolerance,
    method,
    stopResidual: END,
    signal: stop as AbortSignal,
    ...(at ? { checkpoints: { times: at } } : {}),
    onProgress({ t, residual }) {
      // a run for given times ends with them, one without times at the residual
      if (last === undefined ? residual <= END : t >= last * (1 - 1e-14)) stop.aborted = true;
      if (deadline < Infinity && cpuTime() > deadline) throw new GivenUp();
    },
  });
}

function pathError(result: FlowResult, { times: at, w }: Path, d: number): number {
  if (result.checkpoints.length !== at.length) return Infinity;
  let worst = 0;
  let size = 0;
  for (let k = 0; k < at.length; k++)
    for (let i = 0; i < d; i++) {
      worst = Math.max(worst, Math.abs(result.checkpoints[k]!.w[i]! - w[k * d + i]!));
      if (k === at.length - 1) size = Math.max(size, Math.abs(w[k * d + i]!));
    }
  return worst / size;
}

/** The loosest power of ten that reaches the target, and the median time at it. */
async function measureOwn(problem: Case, reference: Path, quick: boolean, limit: number) {
  const attempt = (k: number) => {
    const result = run(problem, { tolerance: 10 ** -k, times: reference.times, limit });
    return { steps: result.steps + result.rejected, error: pathError(result, reference, problem.d) };
  };
  let k = 7;
  let found = attempt(k);
  if (found.error <= TARGET) {
    while (k > 3) {
      const looser = attempt(k - 1);
      if (!(looser.error <= TARGET)) break;
      found = looser;
      k--;
    }
  } else {
    while (!(found.error <= TARGET) && k < 13) found = attempt(++k);
    if (!(found.error <= TARGET)) return null;
  }
  const before = cpuTime();
  run(problem, { tolerance: 10 ** -k, times: reference.times });
  const once = cpuTime() - before;
  const cpu = await medianTime(() => run(problem, { tolerance: 10 ** -k, times: reference.times }), {
    warm: quick ? 400 : Math.max(1200, once),
    budget: quick ? 200 : Math.min(2000, Math.max(500, 10 * once)),
    batch: 5,
  });
  return { cpu, tolerance: 10 ** -k, ...found };
}

function medianRatio(ratios: readonly Ratio[]): string {
  if (ratios.length === 0) return '-';
  return times(median(ratios.map((r) => r.value)), ratios.some((r) => r.bound === '>') ? '>' : '');
}

function range(ratios: readonly Ratio[]): string {
  const values = ratios.map((r) => r.value);
  return values.length === 0 ? '-' : `${short(Math.min(...values))} to ${short(Math.max(...values))}`;
}
