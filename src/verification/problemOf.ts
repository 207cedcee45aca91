import { HypentropyError } from '../errors.ts';
import type { ProblemData } from '../requests.ts';
import type { LinearProblem } from './comparedFlow.ts';
import { requireEntryRange } from './requireEntryRange.ts';

/** The data as flat arrays. Throws HypentropyError `data` naming the place of a ragged row or a number that is not finite. */
export function problemOf({ X, y }: ProblemData): LinearProblem {
  const n = X.length;
  const d = X[0]?.length ?? 0;
  if (n === 0 || d === 0)
    throw new HypentropyError('data', 'X has no entries', 'give at least one sample with one feature');
  if (y.length !== n)
    throw new HypentropyError(
      'data',
      `y has ${y.length} entries, X has ${n} rows`,
      'y has one entry a row of X',
    );
  const flat = new Float64Array(n * d);
  X.forEach((row, m) => {
    if (row.length !== d)
      throw new HypentropyError('data', `row ${m + 1} of X has ${row.length} entries, row 1 has ${d}`);
    row.forEach((value, i) => {
      if (!Number.isFinite(value))
        throw new HypentropyError(
          'data',
          `X has the entry ${value} in row ${m + 1}, column ${i + 1}`,
          'every entry must be a finite number',
        );
      flat[m * d + i] = value;
    });
  });
  const bad = y.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0)
    throw new HypentropyError(
      'data',
      `y has the entry ${y[bad]} in row ${bad + 1}`,
      'every entry must be a finite number',
    );
  requireEntryRange(X, y);
  return { X: flat, y: Float64Array.from(y), n, d };
}
