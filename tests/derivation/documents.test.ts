import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readContents } from '../../src/derivation/contents.ts';
import { readDocument } from '../../src/derivation/document.ts';
import { EXPERIMENTS } from '../../src/experiments/experiments.ts';
import { documentLaws } from '../support/documentLaws.ts';

const FOLDER = 'derivations';
const names = readdirSync(FOLDER).filter((f) => f.endsWith('.json') && f !== 'index.json');
const documents = names.map((name) => readDocument(readFileSync(`${FOLDER}/${name}`, 'utf8'), name));
const contents = readContents(readFileSync(`${FOLDER}/index.json`, 'utf8'), 'index.json');

test('a document has the name of its file, and every document is in the contents', () => {
  expect(documents.map(({ id }) => `${id}.json`)).toEqual(names);
  const listed = contents.flatMap(({ claims }) => claims);
  const literature = readdirSync(`${FOLDER}/literature`);
  expect([...names, ...literature].sort()).toEqual(listed.map((id) => `${id}.json`).sort());
});

test('a document of the theory has a numeric check, or says why not', () => {
  for (const { id, experiments, noExperiment } of documents)
    expect([id, experiments.length > 0 || noExperiment !== undefined]).toEqual([id, true]);
});

test('every experiment that a document names exists, and every experiment is named', () => {
  const named = new Set(documents.flatMap(({ experiments }) => experiments));
  expect([...named].sort()).toEqual([...EXPERIMENTS.keys()].sort());
});

documentLaws(documents);
