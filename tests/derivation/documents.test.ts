import { readFileSync, readdirSync } from 'node:fs';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { readContents } from '../../src/derivation/contents.ts';
import { readDocument } from '../../src/derivation/document.ts';
import { replay } from '../../src/derivation/replay.ts';
import { HypentropyError } from '../../src/errors.ts';
import { EXPERIMENTS } from '../../src/experiments/experiments.ts';
import { plantedErrors, type Planted } from '../support/plantedErrors.ts';

const FOLDER = 'derivations';
const names = readdirSync(FOLDER).filter((f) => f.endsWith('.json') && f !== 'index.json');
const documents = names.map((name) => readDocument(readFileSync(`${FOLDER}/${name}`, 'utf8'), name));
const contents = readContents(readFileSync(`${FOLDER}/index.json`, 'utf8'), 'index.json');
const derived = documents.filter(({ steps }) => steps.length > 0).map((d) => [d.id, d] as const);

test('a document has the name of its file, and every document is in the contents', () => {
  expect(documents.map(({ id }) => `${id}.json`)).toEqual(names);
  const listed = contents.flatMap(({ claims }) => claims);
  expect([...names].sort()).toEqual(listed.map((id) => `${id}.json`).sort());
});

test('every experiment that a document names exists, and every experiment is named', () => {
  const named = new Set(documents.flatMap(({ experiments }) => experiments));
  expect([...named].sort()).toEqual([...EXPERIMENTS.keys()].sort());
});

describe.each(derived)('%s', (_, document) => {
  test('holds line by line', async () => {
    const { steps } = await replay(document, { seed: 1 });
    const failed = steps
      .filter((_, k) => document.steps[k]!.reason !== 'cited')
      .filter(({ verdict }) => verdict === 'refuted' || verdict === 'undecided')
      .map(({ id, verdict, evidence }) => ({ id, verdict, evidence }));
    expect(failed).toEqual([]);
    for (const { latex } of steps)
      katex.renderToString(`\\begin{aligned}${latex}\\end{aligned}`, { strict: 'error', throwOnError: true });
  });

  test('no line is beyond refutation: a wrong number or sign in it is caught', async () => {
    const planted = plantedErrors(document);
    const beyond: string[] = [];
    for (const line of new Set(planted.map((p) => p.line)))
      if (!(await isCaught(planted.filter((p) => p.line === line)))) beyond.push(line);
    expect(beyond).toEqual([]);
  });
});

/** Whether any of the errors is refuted, or makes the line one that its reason does not fit. */
async function isCaught(planted: readonly Planted[]): Promise<boolean> {
  for (const { line, document } of planted) {
    const steps = document.steps.filter(({ id, reason }) => id === line || reason === 'definition');
    try {
      const replayed = await replay({ ...document, steps }, { seed: 1 });
      if (replayed.steps.find(({ id }) => id === line)!.verdict === 'refuted') return true;
    } catch (error) {
      if (error instanceof HypentropyError) return true;
      throw error;
    }
  }
  return false;
}
