import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { HypentropyError } from '../errors.ts';
import { suggest } from '../index.ts';
import type { ChapterRequest, DocumentText } from '../index.ts';

import type { SettingKey } from '../settings.ts';
import { readTextFile } from './readTextFile.ts';
import type { Call } from './verb.ts';

/** The documents that come with the program. */
const FOLDER = fileURLToPath(new URL('../../derivations/', import.meta.url));
const COURSE = `${FOLDER}course/`;
/** Of the documents: claims of the theory, and formulas of the literature. */
const FOLDERS = [FOLDER, `${FOLDER}literature/`];
const CONTENTS = 'index.json';
const COMMON: readonly SettingKey[] = [
  'seed',
  'budget',
  'format',
  'json',
  'out',
  'quiet',
  'progress',
  'secondOpinion',
];

/** The document of a claim by its id (`B7`), or in a file of the user (`notes/my-claim.json`). */
export async function documentNamed(name: string): Promise<DocumentText> {
  if (/\.(json|md)$|[/\\]/.test(name)) return { text: await readTextFile(name), name };
  const files = await documentFiles();
  const ids = files.map(({ id }) => id);
  const file = files.find(({ id }) => id.toLowerCase() === name.toLowerCase());
  if (file === undefined) {
    const near = suggest(name.toUpperCase(), ids) ?? suggest(name.toLowerCase(), ids);
    throw new HypentropyError(
      'usage',
      `there is no claim '${name}'`,
      `${near === undefined ? '' : `did you mean '${near}'? `}hypentropy list shows all; a file of your own ends in .json or .md`,
    );
  }
  return textOf(file);
}

/** A chapter of the course by its id, with all documents; null where none has this name. */
export async function chapterNamed(name: string): Promise<ChapterRequest | null> {
  const ids = await jsonNames(COURSE);
  const id = ids.find((known) => known === name.toLowerCase());
  if (id === undefined) return null;
  return {
    chapter: { text: await readTextFile(`${COURSE}${id}.json`), name: `course/${id}.json` },
    course: { text: await readTextFile(COURSE + CONTENTS), name: `course/${CONTENTS}` },
    documents: (await allDocuments()).documents,
  };
}

/** The table of contents and every document. */
export async function allDocuments(): Promise<{ index: DocumentText; documents: DocumentText[] }> {
  return {
    index: { text: await readTextFile(FOLDER + CONTENTS), name: CONTENTS },
    documents: await Promise.all((await documentFiles()).map(textOf)),
  };
}

/** The table of contents of the course and every chapter. */
export async function allChapters(): Promise<{ index: DocumentText; chapters: DocumentText[] }> {
  const read = async (name: string): Promise<DocumentText> => ({
    text: await readTextFile(`${COURSE}${name}`),
    name: `course/${name}`,
  });
  const names = await jsonNames(COURSE);
  return {
    index: await read(CONTENTS),
    chapters: await Promise.all(names.map((name) => read(`${name}.json`))),
  };
}

interface DocumentFile {
  readonly folder: string;
  readonly id: string;
}

const documentFiles = async (): Promise<DocumentFile[]> =>
  (await Promise.all(FOLDERS.map(async (folder) => (await jsonNames(folder)).map((id) => ({ folder, id }))))).flat(); // prettier-ignore

const textOf = async ({ folder, id }: DocumentFile): Promise<DocumentText> => ({
  text: await readTextFile(`${folder}${id}.json`),
  name: `${id}.json`,
});

/** Names of the files of JSON in a folder that hold a document or a chapter. */
const jsonNames = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((f) => f.endsWith('.json') && f !== CONTENTS && f !== 'schema.json').map((f) => f.slice(0, -5)); // prettier-ignore

/** A claim by its id takes no flags that describe a model or a problem. */
export function refuseModel({ given }: Call, argument: string): void {
  const wrong = [...given].find((key) => !COMMON.includes(key));
  if (wrong === undefined) return;
  throw new HypentropyError(
    'usage',
    `the claim '${argument}' says which model it is about: leave --${wrong.toLowerCase()} out`,
  );
}
