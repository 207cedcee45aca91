/** Titles of the documents of derivations/, and their texts, fetched when they are wanted. */
const TITLED: Record<string, string> = import.meta.glob(
  ['../../derivations/*.json', '../../derivations/literature/*.json', '!../../derivations/index.json'],
  { import: 'title', eager: true },
);
const LOADERS = import.meta.glob<string>(
  ['../../derivations/*.json', '../../derivations/literature/*.json', '!../../derivations/index.json'],
  {
    query: '?raw',
    import: 'default',
  },
);

/** Title of every document by its id. */
export const TITLES: ReadonlyMap<string, string> = new Map(
  Object.entries(TITLED).map(([path, title]) => [idOf(path), title]),
);

const PATHS = new Map(Object.keys(LOADERS).map((path) => [idOf(path), path]));

export interface LoadedDocument {
  id: string;
  statement: string;
  /** The whole document, and the name by which errors call it. */
  text: string;
  name: string;
}

/** A document by its id; null where there is none. */
export async function loadDocument(id: string): Promise<LoadedDocument | null> {
  const load = LOADERS[PATHS.get(id) ?? ''];
  if (load === undefined) return null;
  const text = await load();
  const { statement } = JSON.parse(text) as { statement: string };
  return { id, statement, text, name: `${id}.json` };
}

/** The name of a file without its folder and ending. */
export function idOf(path: string): string {
  return path
    .split('/')
    .at(-1)!
    .replace(/\.json$/, '');
}
