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
  if (/\.json$|[/\\]/.test(name)) return { text: await readTextFile(name), name };
  const ids = await documentIds();
  const id = ids.find((known) => known.toLowerCase() === name.toLowerCase());
  if (id === undefined) {
    const near = suggest(name.toUpperCase(), ids);
    throw new HypentropyError(
      'usage',
      `there is no claim '${name}'`,
      `${near === undefined ? '' : `did you mean '${near}'? `}hypentropy list shows all; a file of your own ends in .json`,
    );
  }
  return { text: await readTextFile(`${FOLDER}${id}.json`), name: `${id}.json` };
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
  const read = async (file: string): Promise<DocumentText> => ({
    text: await readTextFile(FOLDER + file),
    name: file,
  });
  return {
    index: await read(CONTENTS),
    documents: await Promise.all((await documentIds()).map((id) => read(`${id}.json`))),
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

const documentIds = (): Promise<string[]> => jsonNames(FOLDER);

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
