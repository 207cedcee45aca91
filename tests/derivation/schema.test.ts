import { readFileSync, readdirSync } from 'node:fs';
import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { readDocument } from '../../src/derivation/document.ts';

const schema = JSON.parse(readFileSync('derivations/schema/document.json', 'utf8')) as object;
const isValid = new Ajv().compile(schema);
const FOLDERS = ['derivations/', 'derivations/literature/'];
const files = FOLDERS.flatMap((f) => readdirSync(f).map((name) => f + name)).filter((f) => f.endsWith('.json') && !f.endsWith('index.json')); // prettier-ignore

test('every document fits the schema', () => {
  expect(files.length).toBeGreaterThan(80);
  const faults = files.flatMap((file) => (isValid(JSON.parse(readFileSync(file, 'utf8'))) ? [] : [[file, isValid.errors]])); // prettier-ignore
  expect(faults).toEqual([]);
});

const step = { id: 'a', title: 'A', reason: 'algebra', formula: '1 = 1' };
const document = { id: 'x', title: 't', statement: 's', source: 'o', steps: [step], noExperiment: 'none' };

test.each([
  ['as it should be', {}, true],
  ['no title', { title: undefined }, false],
  ['an empty source', { source: ' ' }, false],
  ['an unknown field', { sauce: 'o' }, false],
  ['no steps and no reason', { steps: [] }, false],
  ['no steps with a reason', { steps: [], noDerivation: 'none is known' }, true],
  ['an unknown reason', { steps: [{ ...step, reason: 'magic' }] }, false],
  ['a formula that is a number', { steps: [{ ...step, formula: 3 }] }, false],
  ['an unknown field of a line', { steps: [{ ...step, formulas: ['1 = 1'] }] }, false],
  ['an unknown field of a model', { steps: [{ ...step, reason: 'derived', model: { depht: '2' } }] }, false],
  ['a publication without a finding', { published: { paper: 'p', formula: 'f', seen: 'paper' } }, false],
] as [string, object, boolean][])('the schema and the reader agree on %s', (_, change, good) => {
  const json = JSON.parse(JSON.stringify({ ...document, ...change })) as object;
  expect(isValid(json)).toBe(good);
  const read = (): unknown => readDocument(JSON.stringify(json), 'x.json');
  if (good) expect(read()).toBeDefined();
  else expect(read).toThrow();
});

test.each(['expand', 'inverse', 'derived', 'cited'])(
  'a line that is %s must give what its reason needs',
  (reason) => {
    expect(isValid({ ...document, steps: [{ ...step, reason }] })).toBe(false);
  },
);
