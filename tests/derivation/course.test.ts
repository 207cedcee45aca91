import { readFileSync, readdirSync } from 'node:fs';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { readChapter, type Chapter } from '../../src/derivation/chapter.ts';
import { readContents } from '../../src/derivation/contents.ts';
import { readCourse } from '../../src/derivation/course.ts';
import { readDocument } from '../../src/derivation/document.ts';
import { proseFormulas, proseLatex } from '../../src/derivation/proseFormula.ts';
import { courseContents } from '../../src/facade/courseContents.ts';
import { EXPERIMENTS } from '../../src/experiments/experiments.ts';

const FOLDER = 'derivations/course/';
const read = (name: string): string => readFileSync(FOLDER + name, 'utf8');
const names = readdirSync(FOLDER).filter((name) => name !== 'index.json');
const chapters = names.map((name): [string, Chapter] => [name, readChapter(read(name), name)]);
const course = readCourse(read('index.json'), 'index.json');
const literature = new Set(readdirSync('derivations/literature').map((name) => name.replace(/\.json$/, '')));
const listed = readContents(readFileSync('derivations/index.json', 'utf8'), 'index.json').flatMap(
  ({ claims }) => claims,
);
/** Those of the theory; formulas of the literature have no place in the course. */
const claims = listed.filter((id) => !literature.has(id));
const fileOf = (id: string): string => `derivations/${literature.has(id) ? 'literature/' : ''}${id}.json`;
const lines = new Map(
  listed.map((id) => {
    const { steps } = readDocument(readFileSync(fileOf(id), 'utf8'), id);
    return [id, steps.map((step) => step.id)];
  }),
);

test('a chapter has the name of its file, and the course lists every chapter once', () => {
  expect(chapters.map(([, { id }]) => `${id}.json`)).toEqual(names);
  expect([...course.flatMap((lecture) => lecture.chapters)].sort()).toEqual(chapters.map(([, { id }]) => id).sort()); // prettier-ignore
});

test('every claim has its place in exactly one chapter', () => {
  const told = chapters.flatMap(([, { blocks }]) =>
    blocks.flatMap((b) => (b.kind === 'document' ? [b.id] : [])),
  );
  expect(told.sort()).toEqual([...claims].sort());
});

test('the contents give the chapters in reading order, and a missing one is named', () => {
  const index = { text: read('index.json'), name: 'index.json' };
  const texts = names.map((name) => ({ text: read(name), name }));
  const [first] = courseContents({ index, chapters: texts });
  expect(first!.chapters.map(({ id }) => id)).toEqual(course[0]!.chapters);
  expect(first!.chapters[0]!.title).toBe('Learning as a choice among hypotheses');
  expect(() => courseContents({ index, chapters: texts.slice(1) })).toThrow(/names the chapter '.*', which is missing/);
}); // prettier-ignore

describe.each(chapters)('%s', (_, chapter) => {
  const documents = chapter.blocks.flatMap((b) => (b.kind === 'document' ? [b.id] : []));
  const texts = chapter.blocks.flatMap((block): readonly string[] => {
    if (block.kind === 'prose') return block.text;
    if (block.kind === 'exercise') return [block.text, block.answer];
    return block.kind === 'figure' ? [block.text] : [];
  });

  test('has prose, an experiment that exists, a figure and two exercises at least', () => {
    const count = (kind: string): number => chapter.blocks.filter((b) => b.kind === kind).length;
    expect(count('exercise')).toBeGreaterThanOrEqual(2);
    expect(count('figure')).toBeGreaterThanOrEqual(1);
    const experiments = chapter.blocks.flatMap((b) => (b.kind === 'experiment' ? [b.id] : []));
    expect(experiments.length).toBeGreaterThanOrEqual(1);
    expect(experiments.filter((id) => !EXPERIMENTS.has(id))).toEqual([]);
    expect(texts.join(' ').split(/\s+/).length).toBeGreaterThan(400);
  });

  test('names documents that exist, and refers to documents, lines and chapters that exist', () => {
    expect(documents.filter((id) => !lines.has(id))).toEqual([]);
    const references = texts.flatMap((text) => [...text.matchAll(/\[\[([^\]#]+)(?:#([^\]]+))?\]\]/g)]);
    const ids = new Set(chapters.map(([, { id }]) => id));
    const lost = references.filter(([, id, line]) => line === undefined ? !ids.has(id!) && !lines.has(id!) : !(lines.get(id!) ?? []).includes(line)); // prettier-ignore
    expect(lost.map(([text]) => text)).toEqual([]);
  });

  test('runs experiments that its own documents name', () => {
    const named = documents.flatMap((id) => readDocument(readFileSync(`derivations/${id}.json`, 'utf8'), id).experiments); // prettier-ignore
    const run = chapter.blocks.flatMap((b) => (b.kind === 'experiment' ? [b.id] : []));
    expect(run.filter((id) => !named.includes(id))).toEqual([]);
  });

  // a formula is exact, so that 9.2 would be printed as 46/5; a measured number is prose
  test('has no decimals in its formulas', () => {
    expect(texts.flatMap(proseFormulas).filter((formula) => /\d\.\d/.test(formula))).toEqual([]);
  });

  test('has formulas in its prose that KaTeX sets in strict mode', () => {
    for (const formula of texts.flatMap(proseFormulas))
      katex.renderToString(proseLatex(formula), { strict: 'error', throwOnError: true });
  });
});

const wrong = (change: (blocks: unknown[]) => void): string => {
  const json = JSON.parse(read('mirror-descent.json')) as { blocks: unknown[] };
  change(json.blocks);
  return JSON.stringify(json);
};

test.each([
  ['a formula that is none', { kind: 'prose', text: ['see `a +* b`'] }, /blocks\[0\]\.text\[0\] holds the formula 'a \+\* b'/],
  ['an open backtick', { kind: 'prose', text: ['see `a'] }, /backtick without a second/],
  ['an unknown kind', { kind: 'poem', text: ['x'] }, /kind must be one of prose/],
  ['an unknown field', { kind: 'document', id: 'A1', verse: 1 }, /unknown field 'verse'/],
  ['a figure of nothing', { kind: 'figure', picture: 'oracle' }, /picture must be one of formulas/],
  ['an exercise without an answer', { kind: 'exercise', text: 'why?' }, /answer must be a text/],
])('a chapter with %s is refused, and the place named', (_, block, message) => {
  expect(() => readChapter(wrong((blocks) => blocks.unshift(block)), 'my.json')).toThrow(message);
}); // prettier-ignore
