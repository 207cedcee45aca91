import { expect, test } from 'vitest';
import type { ComparisonRecord, VerdictKind } from '../../src/records.ts';
import { closestComparisons } from '../../src/report/closestComparisons.ts';

const compared = (name: string, verdict: VerdictKind, discrepancy: number | null, budget: number | null, why?: string) =>
  ({ name, verdict, discrepancy, budget, unit: '', text: 'a case', ...(why === undefined ? {} : { why }) }) as ComparisonRecord; // prettier-ignore

const rowsOf = (comparisons: ComparisonRecord[]) => {
  const [table] = closestComparisons(comparisons);
  return table?.kind === 'table' ? table.rows.map((row) => JSON.stringify(row)) : [];
};

test('one row a name: the case that uses the largest share of its budget', () => {
  const rows = rowsOf([
    compared('limit', 'checked', 1e-9, 1e-7),
    compared('limit', 'checked', 5e-12, 1e-11),
    compared('conserved', 'checked', 0, 1e-12),
  ]);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^\["limit","2",.*-12.*-11/);
  expect(rows[1]).toMatch(/^\["conserved","1"/);
});

test.each(['refuted', 'undecided'] as const)('a case that is %s hides behind no other', (verdict) => {
  const rows = rowsOf([
    compared('limit', 'checked', 9e-8, 1e-7),
    compared('limit', verdict, null, null, 'the flow left its domain'),
  ]);
  expect(rows[0]).toContain(`"verdict":"${verdict}"`);
});

test('what is open is said', () => {
  const blocks = closestComparisons([compared('limit', 'undecided', null, null, 'the flow left its domain')]);
  expect(JSON.stringify(blocks)).toContain('limit: the flow left its domain');
});
