/** The documents of derivations/, bundled as text. */
const TEXTS: Record<string, string> = import.meta.glob(
  ['../../derivations/*.json', '../../derivations/literature/*.json'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);

const byName = new Map(
  Object.entries(TEXTS).map(([path, text]) => [path.split('/').at(-1)!.slice(0, -5), text]),
);

export interface Entry {
  id: string;
  title: string;
  statement: string;
  /** Null for a claim that has no document yet. */
  text: string | null;
}
export interface Section {
  title: string;
  claims: Entry[];
}

interface Contents {
  sections: { title: string; claims: string[] }[];
}
interface Head {
  title: string;
  statement: string;
}

const contents = JSON.parse(byName.get('index') ?? '{"sections":[]}') as Contents;

/** The table of contents with the head of every document. */
export const SECTIONS: readonly Section[] = contents.sections.map(({ title, claims }) => ({
  title,
  claims: claims.map((id) => {
    const text = byName.get(id) ?? null;
    const head = text === null ? null : (JSON.parse(text) as Head);
    return { id, title: head?.title ?? id, statement: head?.statement ?? '', text };
  }),
}));
