import { HypentropyError } from '../errors.ts';

/** The claims of the theory in the order of the course. */
export interface Section {
  readonly title: string;
  readonly claims: readonly string[];
}

/**
 * Reads a table of contents, `{"sections": [{"title": …, "claims": [ids]}]}`. Throws HypentropyError `document` when it
 * is none or names a claim twice.
 */
export function readContents(text: string, name: string): Section[] {
  const fault = (what: string) => new HypentropyError('document', `${name} ${what}`, 'write {"sections": [{"title": "...", "claims": ["A1"]}]}'); // prettier-ignore
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fault('is not JSON');
  }
  const sections = (json as { sections?: unknown } | null)?.sections;
  if (!Array.isArray(sections)) throw fault("has no list 'sections'");
  const seen = new Set<string>();
  return sections.map((section: unknown): Section => {
    const { title, claims } = (section ?? {}) as { title?: unknown; claims?: unknown };
    if (typeof title !== 'string' || !Array.isArray(claims) || !claims.every((id) => typeof id === 'string'))
      throw fault('holds a section without a title or without claims');
    for (const id of claims) {
      if (seen.has(id)) throw fault(`names the claim '${id}' twice`);
      seen.add(id);
    }
    return { title, claims };
  });
}
