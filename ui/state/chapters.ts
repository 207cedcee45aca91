import { idOf } from './documents.ts';

/** Titles of the chapters of the course, and their texts, fetched when they are wanted. */
const TITLED: Record<string, string> = import.meta.glob(
  ['../../derivations/course/*.json', '!../../derivations/course/index.json'],
  { import: 'title', eager: true },
);
const LOADERS = import.meta.glob<string>(
  ['../../derivations/course/*.json', '!../../derivations/course/index.json'],
  { query: '?raw', import: 'default' },
);

/** Title of every chapter by its id. */
export const CHAPTER_TITLES: ReadonlyMap<string, string> = new Map(
  Object.entries(TITLED).map(([path, title]) => [idOf(path), title]),
);

/** The table of contents as it stands in its file. */
export const loadContents = async (): Promise<{ text: string; name: string }> => ({
  text: (await import('../../derivations/course/index.json?raw')).default,
  name: 'index.json',
});

/** A chapter as it stands in its file; null where there is none. */
export async function loadChapter(id: string): Promise<{ text: string; name: string } | null> {
  const load = LOADERS[`../../derivations/course/${id}.json`];
  return load === undefined ? null : { text: await load(), name: `${id}.json` };
}
