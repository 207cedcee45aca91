import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { derive } from '../src/index.ts';
import { median, medianTime } from './measure.ts';
import { startPython } from './python.ts';
import { sameSteps } from './sameSteps.ts';
import { short, table, times } from './table.ts';

const DEPTHS = ['1', '2', '3', '4', '6', '5/2', 'symbolic'];

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

/** Our whole derivation, with its proofs, against the same steps in SymPy; the text of the table. */
export async function benchDerive({ quick, limit, progress }: DeriveOptions): Promise<string> {
  const started = await startPython('derive.py');
  const python = typeof started === 'string' ? null : started;
  const rows: string[][] = [];
  for (const depth of quick ? ['2', '3'] : DEPTHS) {
    progress(`derive D=${depth}`);
    const request = { depth, scale: 'a' };
    let verdict: string;
    try {
      verdict = (await derive(request, { seed: 0 })).verdict;
    } catch (error) {
      rows.push([depth, error instanceof Error ? error.message : String(error)]);
      continue;
    }
    const cold = median(Array.from({ length: quick ? 1 : 3 }, () => coldTime(depth)));
    const effort = { warm: quick ? 300 : 2000, budget: quick ? 300 : 2000 };
    const warm = await medianTime(() => derive(request, { seed: 0 }), effort);
    const same = await medianTime(() => sameSteps(request), effort);
    const theirs =
      python && depth !== 'symbolic'
        ? await python.ask<Answer>({ depth, limit, repeat: quick ? 1 : 5 })
        : null;
    const over = theirs !== null && theirs.open.some((text) => text.includes(' over '));
    rows.push([
      depth,
      short(cold),
      short(warm),
      short(same),
      verdict,
      theirs ? `${over ? '>' : ''}${short(theirs.first)}` : '-',
      theirs ? short(theirs.warm) : '-',
      theirs ? times(theirs.first / cold, over ? '>' : '') : '-',
      theirs ? times((theirs.warm ?? theirs.first) / warm, over ? '>' : '') : '-',
      theirs ? times((theirs.warm ?? theirs.first) / same, over ? '>' : '') : '-',
      theirs ? theirs.open.join('; ') || 'nothing' : '-',
    ]);
  }
  python?.close();
  return [
    'derive: CPU ms of a whole theory at a symbolic scale (first in a new process after loading; median when warm)',
    python
      ? `SymPy: ${python.versions}; the same steps, each given up after ${limit} s. Our verdict says what our steps prove; "left open" what SymPy's checks did not decide.`
      : `SymPy part skipped: ${started as string}.`,
    '',
    table(
      [
        'depth',
        'cold',
        'warm',
        'same steps',
        'verdict',
        'SymPy cold',
        'SymPy warm',
        'cold/cold',
        'warm/warm',
        'warm/same',
        'left open by SymPy',
      ],
      rows,
    ),
  ].join('\n');
}

/** CPU milliseconds of the first derivation of a new process, its modules loaded. */
function coldTime(depth: string): number {
  const script = fileURLToPath(new URL('deriveOnce.ts', import.meta.url));
  const child = spawnSync(process.execPath, ['--import', 'tsx', script, depth], { encoding: 'utf8' });
  const value = Number(child.stdout);
  if (child.status !== 0 || !(value > 0)) throw new Error(`deriveOnce.ts failed: ${child.stderr}`);
  return value;
}
