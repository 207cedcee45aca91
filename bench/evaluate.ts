import { evaluate } from '../src/index.ts';
import { medianTime } from './measure.ts';
import { startPython } from './python.ts';
import { short, table, times } from './table.ts';

const DEPTHS = ['2', '3', '4', '5/2'];
const DIGITS = [30, 300, 3000];
const SCALE = '1/10';
/** Points of a long request: its cost beyond that of one point is that of evaluation alone. */
const pointsFor = (digits: number): string[] =>
  Array.from({ length: Math.max(6, Math.round(6000 / digits)) }, (_, k) =>
    k === 0 ? '1/2' : `${k}/${2 * k + 5}`,
  );

/** Many-digit potentials: ours, every digit enclosed, against mpmath on the known formulas; the text of the table. */
export async function benchEvaluate({
  quick,
  progress,
}: {
  quick: boolean;
  progress: (text: string) => void;
}): Promise<string> {
  const started = await startPython('evaluate.py');
  const python = typeof started === 'string' ? null : started;
  const rows: string[][] = [];
  for (const depth of quick ? ['2', '3'] : DEPTHS)
    for (const digits of quick ? [30] : DIGITS) {
      progress(`evaluate D=${depth}, ${digits} digits`);
      const points = pointsFor(digits);
      const call = (at: string[]) =>
        evaluate({ depth, scale: SCALE, quantity: 'potential', at, digits }, { seed: 0 });
      let first: string;
      try {
        first = (await call([points[0]!])).values[0]!.value;
      } catch (error) {
        rows.push([`${depth}`, `${digits}`, error instanceof Error ? error.message : String(error)]);
        continue;
      }
      const budget = quick ? { warm: 200, budget: 200 } : { warm: 800, budget: 800 };
      const single = await medianTime(() => call([points[0]!]), budget);
      const several = await medianTime(() => call(points), budget);
      const each = Math.max(several - single, 0) / (points.length - 1);
      const theirs = python
        ? await python.ask<{ ms: number; value: string }>({
            depth,
            scale: SCALE,
            digits,
            at: points[0],
            repeat: quick ? 0.2 : 1,
          })
        : null;
      rows.push([
        depth,
        String(digits),
        short(single),
        short(each),
        short((1000 * digits) / each),
        theirs ? short(theirs.ms) : '-',
        theirs ? short((1000 * digits) / theirs.ms) : '-',
        theirs ? times(theirs.ms / each) : '-',
        theirs ? String(agreement(first, theirs.value)) : '-',
      ]);
    }
  python?.close();
  return [
    `evaluate: potential at 1/2, scale ${SCALE}; CPU ms of a request with one point, and of every further point`,
    python
      ? `mpmath: ${python.versions}; the formulas given, 10 guard digits, no error bound. Ours derives the theory and encloses every digit.`
      : `mpmath part skipped: ${started as string}.`,
    '',
    table(
      [
        'depth',
        'digits',
        'request',
        'point',
        'digits/s',
        'mpmath point',
        'digits/s',
        'mpmath/point',
        'same digits',
      ],
      rows,
    ),
  ].join('\n');
}

/** Leading significant digits that two numbers share. */
function agreement(a: string, b: string): number {
  const digits = (text: string) => text.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '');
  const [x, y] = [digits(a), digits(b)];
  let k = 0;
  while (k < x.length && x[k] === y[k]) k++;
  return k;
}
