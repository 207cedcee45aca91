import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRows, rowHeader, rowText } from '../../src/report/sweepRows.ts';
import type { SweepRow } from '../../src/records.ts';
import { sweep } from './fixtures.ts';

const number = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null });
const rows = fc.array(
  fc
    .record({
      scale: fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      l1: number,
      excessL1: number,
      risk: number,
    })
    .map((own): SweepRow => ({ ...sweep.rows[0]!, ...own })),
  { minLength: 1, maxLength: 5 },
);
const format = fc.constantFrom('csv' as const, 'ndjson' as const);
// -0 is printed as 0
const plain = (row: SweepRow): unknown => JSON.parse(JSON.stringify(row));

describe('rows of a sweep', () => {
  test('read back to the same numbers', () => {
    fc.assert(
      fc.property(rows, format, (given, as) => {
        const text = rowHeader(as) + given.map((row) => rowText(row, as)).join('');
        const read = readRows(text, as);
        expect(read.rows.map(plain)).toEqual(given.map(plain));
        expect(read.kept).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  test('of a file torn anywhere in its last line are all but that one', () => {
    fc.assert(
      fc.property(rows, format, fc.double({ min: 0, max: 1, noNaN: true }), (given, as, share) => {
        const before =
          rowHeader(as) +
          given
            .slice(0, -1)
            .map((row) => rowText(row, as))
            .join('');
        const last = rowText(given.at(-1)!, as);
        const torn = last.slice(0, Math.floor(share * (last.length - 1)));
        expect(readRows(before + torn, as)).toMatchObject({
          kept: before,
          rows: given.slice(0, -1).map(plain),
        });
      }),
      { numRuns: 60 },
    );
  });

  test('of another file are refused with the line', () => {
    expect(() => readRows('a,b\n1,2\n', 'csv')).toThrow(/line 1 is not the header/);
    expect(() => readRows(`${rowHeader('csv')}1,2\n`, 'csv')).toThrow(/line 2 is no row/);
    expect(() => readRows(`{"depth": 1}\n`, 'ndjson')).toThrow(/line 1 is no row/);
    expect(readRows('', 'csv')).toEqual({ rows: [], kept: '' });
  });

  test('keep commas of a reason out of the columns', () => {
    const line = rowText({ ...sweep.rows[0]!, why: 'a, b\nc' }, 'csv');
    expect(readRows(rowHeader('csv') + line, 'csv').rows[0]!.why).toBe('a; b;c');
  });
});
