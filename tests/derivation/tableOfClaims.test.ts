import { expect, test } from 'vitest';
import { readDocument } from '../../src/derivation/document.ts';
import { tableOfClaims } from '../../src/derivation/tableOfClaims.ts';

const document = (formula: string) =>
  readDocument(
    JSON.stringify({
      id: 'sum',
      title: 'A sum',
      statement: 'A sum.',
      source: 'none',
      assumptions: ['x real'],
      definitions: [],
      steps: [{ id: 'line', title: 'The line', reason: 'algebra', formula }],
      experiments: ['none'],
    }),
    'sum.json',
  );
const outcomes = (verdict: 'undecided' | 'checked') => () =>
  Promise.resolve([
    {
      id: 'none', title: '', text: '', figures: [], notes: [], verdict,
      comparisons: [{ name: 'rate', verdict, discrepancy: 2, budget: 1, unit: '', text: '', why: 'twice its budget' }],
    },
  ]); // prettier-ignore
const tableFor = async (formula: string, verdict: 'undecided' | 'checked', budget = Infinity) => {
  const contents = [{ title: 'Sums', claims: ['sum'] }];
  const table = await tableOfClaims(contents, [document(formula)], outcomes(verdict), { seed: 1, budget });
  return table.sections[0]!.claims[0]!;
};

test('the table says why a line or a comparison is open, and nothing of those that are decided', async () => {
  expect(await tableFor('x + x = 2*x', 'checked')).toMatchObject({
    derivation: { verdict: 'proved', open: [] },
    check: { verdict: 'checked', open: [] },
  });
  expect(await tableFor('x + x = 3*x', 'undecided')).toMatchObject({
    derivation: { verdict: 'refuted', open: ['The line: refuted'] },
    check: { verdict: 'undecided', open: ['none, rate: undecided, twice its budget'] },
  });
  expect(await tableFor('x + x = 2*x', 'checked', -1)).toMatchObject({
    derivation: { open: ['The line: undecided, the time allowed was over'] },
  });
});
