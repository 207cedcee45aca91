import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readContents } from '../../src/derivation/contents.ts';
import { readDocument, type DerivationDocument } from '../../src/derivation/document.ts';
import { replay } from '../../src/derivation/replay.ts';
import { HypentropyError } from '../../src/errors.ts';
import { documentLaws } from '../support/documentLaws.ts';

const FOLDER = 'derivations/literature';
const names = readdirSync(FOLDER);
const documents = names.map((name) => readDocument(readFileSync(`${FOLDER}/${name}`, 'utf8'), name));
const contents = readContents(readFileSync('derivations/index.json', 'utf8'), 'index.json');

test('every document is about a published formula and stands under its paper', () => {
  expect(documents.map(({ id }) => `${id}.json`)).toEqual(names);
  for (const { id, published } of documents)
    expect([id, contents.find(({ claims }) => claims.includes(id))?.title]).toEqual([id, published?.paper]);
});

documentLaws(documents);

const withFinding = (kind: string): DerivationDocument[] =>
  documents.filter(({ finding }) => finding!.kind === kind);

test('a wrong factor is refuted', async () => {
  for (const document of withFinding('factor')) {
    const finding = document.finding!;
    if (finding.kind !== 'factor') continue;
    const steps = document.steps.filter(({ reason }) => reason === 'definition');
    const wrong = { ...document, steps, finding: { ...finding, factor: `(${finding.factor})*2` } };
    expect([document.id, (await replay(wrong, { seed: 1 })).finding!.verdict]).toEqual([
      document.id,
      'refuted',
    ]);
  }
});

test('a formula that fails without its condition is not passed off as one that holds without', async () => {
  for (const document of withFinding('condition')) {
    const { finding, steps } = document;
    if (finding?.kind !== 'condition') continue;
    const fails = steps.find(({ id }) => id === finding.fails)!;
    const claimed = finding.by.map((id) => {
      const { model, formulas, reason, ...rest } = steps.find((step) => step.id === id)!;
      const there = fails.model ?? model;
      return { ...rest, reason, formulas: formulas.filter((f) => fails.formulas.includes(f)), assumptions: [], ...(there && { model: there }) }; // prettier-ignore
    });
    const { finding: _, ...plain } = document;
    const verdicts: string[] = [];
    for (const line of claimed.filter(({ formulas }) => formulas.length > 0)) {
      const definitions = steps.filter(({ reason }) => reason === 'definition');
      try {
        const replayed = await replay({ ...plain, steps: [...definitions, line] }, { seed: 1 });
        verdicts.push(replayed.steps.at(-1)!.verdict);
      } catch (error) {
        if (!(error instanceof HypentropyError)) throw error;
        verdicts.push('refuted');
      }
    }
    expect([document.id, verdicts.some((v) => v === 'refuted' || v === 'undecided')]).toEqual([
      document.id,
      true,
    ]);
  }
});
