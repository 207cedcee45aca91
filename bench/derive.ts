import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { derive } from '../src/index.ts';
import { median, medianTime } from './measure.ts';
import { startPython } from './python.ts';
import { sameSteps } from './sameSteps.ts';
import { short, table, times } from './table.ts';

const DEPTHS = ['1', '2', '3', '4', '6', '5/2', 'inf', 'symbolic'];
/** Depths that the SymPy script does not know. */
const UNASKED = new Set(['inf', 'symbolic']);
/** Rounds of measuring both sides by turns. */
const ROUNDS = 3;
/** Milliseconds of a derivation above which SymPy is asked once. */
const LONG = 5000;

interface Answer {
  first: number;
  warm: number | null;
  steps: Record<string, number>;
  open: string[];
}

export interface DeriveOptions {
  quick: boolean;
  /** Seconds after which a step of SymPy is given up. */
  limit: number;
  progress: (text: string) => void;
}

/** No two derivations here are of the same model at the same points: scale and seed are new each time. */
let calls = 0;
const fresh = (depth: string) => {
  calls++;
  return { request: { depth, scale: `a${calls}` }, seed: calls };
};

/** Our whole derivation, with its proofs, against the same steps in SymPy, by turns; the text of the tables. */
export async function benchDerive({ quick, limit, progress }: DeriveOptions): Promise<string> {
  const started = await startPython('derive.py');
  const python = typeof started === 'string' ? null : started;
  const rows: string[][] = [];
  const byStep: string[] = [];
  for (const depth of quick ? ['2', '3'] : DEPTHS) {
    progress(`derive D=${depth}`);
    const whole = async () => {
      const { request, seed } = fresh(depth);
      return (await derive(request, { seed })).verdict;
    };
    let verdict: string;
    try {
      verdict = await whole();
    } catch (error) {
      rows.push([depth, error instanceof Error ? error.message : String(error)]);
      continue;
    }
    const cold = median(Array.from({ length: quick ? 1 : 3 }, (_, k) => coldTime(depth, k)));
    const parts: Record<string, number>[] = [];
    const same = () => {
      const { request, seed } = fresh(depth);
      parts.push(sameSteps(request, seed));
    };
    const ask = (keep: boolean) =>
      python && !UNASKED.has(depth)
        ? python.ask<Answer>({ depth, limit, keep, repeat: quick ? 0.5 : 1 })
        : null;
    const effort = { warm: quick ? 300 : 1500, budget: 500 };
    await medianTime(whole, effort);
    await medianTime(same, effort);
    parts.length = 0;
    const rounds: { warm: number; same: number; emptied: Answer | null; kept: Answer | null }[] = [];
    // SymPy's answers of minutes are not asked for again
    const isLong = (a: Answer | null) => a !== null && (a.warm === null || a.warm > LONG);
    for (let k = 0; k < (quick ? 1 : ROUNDS) && !isLong(rounds[0]?.emptied ?? null); k++)
      rounds.push({
        warm: await medianTime(whole, { warm: 0, budget: 300 }),
        emptied: await ask(false),
        same: await medianTime(same, { warm: 0, budget: 300 }),
        kept: isLong(rounds[0]?.emptied ?? null) ? null : await ask(true),
      });
    const first = rounds[0]!.emptied;
    const over = first !== null && first.open.some((text) => text.includes(' over '));
    const ratio = (kind: 'emptied' | 'kept', ours: 'warm' | 'same'): string => {
      const ratios = rounds.flatMap((r) => {
        const theirs = r[kind];
        return theirs === null ? [] : [(theirs.warm ?? theirs.first) / r[ours]];
      });
      return ratios.length === 0 ? '-' : times(median(ratios), over ? '>' : '');
    };
    const warmOf = (kind: 'emptied' | 'kept'): string => {
      const values = rounds.flatMap((r) => r[kind]?.warm ?? []);
      return values.length === 0 ? '-' : short(median(values));
    };
    rows.push([
      depth,
      short(cold),
      short(median(rounds.map((r) => r.warm))),
      short(median(rounds.map((r) => r.same))),
      verdict,
      first === null ? '-' : `${over ? '>' : ''}${short(first.first)}`,
      warmOf('emptied'),
      warmOf('kept'),
      ratio('emptied', 'warm'),
      ratio('emptied', 'same'),
      ratio('kept', 'same'),
      first === null ? '-' : first.open.join('; ') || 'nothing',
    ]);
    const names = Object.keys(parts[0]!);
    byStep.push(
      `D=${depth}, ours: ${names.map((name) => `${name} ${short(median(parts.map((p) => p[name]!)))}`).join(', ')}`,
    );
    if (first !== null)
      byStep.push(
        `D=${depth}, SymPy: ${Object.entries(first.steps)
          .map(([name, ms]) => `${name} ${short(ms)}`)
          .join(', ')}`,
      );
  }
  python?.close();
  return [
    'derive: CPU ms of a whole theory at a symbolic scale, of another name and seed each time (first in a new process after loading; median when warm)',
    python
      ? `SymPy: ${python.versions}; the same steps, each given up after ${limit} s, its cache emptied between derivations (as ours keep nothing), and with its cache kept. Ratios: medians over rounds by turns. Our verdict says what our steps prove; "left open" what SymPy's checks did not decide.`
      : `SymPy part skipped: ${started as string}.`,
    '',
    table(
      [
        'depth',
        'cold',
        'warm',
        'same steps',
        'verdict',
        'SymPy first',
        'SymPy warm',
        'cache kept',
        'warm/warm',
        'warm/same',
        'kept/same',
        'left open by SymPy',
      ],
      rows,
    ),
    '',
    'CPU ms by step (ours: formulas of the theory and of the series, then proofs and samples of each step)',
    ...byStep,
  ].join('\n');
}

/** CPU milliseconds of the first derivation of a new process, its modules loaded. */
function coldTime(depth: string, seed: number): number {
  const script = fileURLToPath(new URL('deriveOnce.js', import.meta.url));
  const child = spawnSync(process.execPath, [script, depth, String(seed)], { encoding: 'utf8' });
  const value = Number(child.stdout);
  if (child.status !== 0 || !(value > 0)) throw new Error(`deriveOnce failed: ${child.stderr}`);
  return value;
}
